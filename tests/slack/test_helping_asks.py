"""Ana asks Billing from the card; Ben answers where he is told."""

from __future__ import annotations

from datetime import date, time

import pytest

from holdfast.people.models import Area, Person
from holdfast.slack.identity import person_of
from tests.cast import another_team
from tests.slack.helping import a_card, more, sent

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def ben(slack):
    """Ben answers for Billing, and is in Slack."""
    team = another_team()
    team.contact = Person.objects.get(login="ben")
    team.save(update_fields=["contact"])
    user = slack.workspace.user("ben", email="ben@example.com", tz="Europe/Berlin")
    person_of(user.id, at=slack.story.now)
    return user


def _ask(slack, escalation, **given):
    card = a_card(slack, escalation)
    card.button("Ask for help…").click(by=slack.ana)
    given = {"to": "Billing", "what": "Read the invoices of Acme.", "by": FRIDAY} | given
    return sent(slack, slack.ana, slack.ana.modal, **given)


def _told(user):
    return user.dms[-1]


@pytest.mark.req("R52")
def test_ana_asks_billing_from_the_card_and_ben_agrees_in_his_direct_message(slack, ben):
    escalation = slack.story.owned()
    assert _ask(slack, escalation, tried="Restarted the job.") == {}
    asked = escalation.asks.get()
    assert (asked.to_team.name, asked.formal, asked.tried) == (
        "Billing",
        True,
        "Restarted the job.",
    )
    assert slack.ana.modal is None
    assert "Billing is asked" in _told(slack.ana).text
    told = _told(ben)
    assert "Read the invoices" in str(told.blocks)
    told.button("Agree").click(by=ben)
    slack.work()
    assert [(each.word, each.by.login) for each in asked.answers.all()] == [("agreed", "ben")]
    assert "you do it" in ben.seen[-1].text
    assert "Withdraw it…" in _told(slack.ana).buttons


@pytest.mark.req("R72")
def test_billing_may_say_no_with_a_reason_and_ana_asks_somebody_else(slack, ben):
    escalation = slack.story.owned()
    _ask(slack, escalation)
    _told(ben).button("Decline…").click(by=ben)
    assert ben.modal.fill("reason", "   ").submit(unchecked=True) == {
        "reason": "Say why not, so that the DRI can look on."
    }
    sent(slack, ben, ben.modal, reason="We do not own invoices.")
    assert escalation.asks.get().state == "declined"
    told = _told(slack.ana)
    assert "We do not own invoices." in str(told.blocks)
    told.button("Ask somebody else…").click(by=slack.ana)
    assert slack.ana.modal.title == "Ask for help"


def test_an_answer_that_comes_too_late_is_said_and_changes_nothing(slack, ben):
    escalation = slack.story.owned()
    _ask(slack, escalation)
    old = _told(ben)
    slack.story.say_of_ask(escalation.asks.get(), "withdraw", by="ana")
    old.button("Agree").click(by=ben)
    slack.work()
    assert "withdrawn already by Ana" in ben.seen[-1].text
    old.button("Decline…").click(by=ben)
    assert "This ask is withdrawn by Ana" in ben.modal.text
    assert escalation.asks.get().state == "withdrawn"


def test_what_cannot_be_is_said_in_the_form_and_nothing_typed_is_lost(slack, ben):
    story, escalation = slack.story, slack.story.owned()
    card = a_card(slack, escalation)
    card.button("Ask for help…").click(by=slack.ana)
    form = slack.ana.modal
    form.fill("to", "Ana Ruiz · Search").fill("what", "Help.").fill("by", FRIDAY)
    assert form.submit() == {"to": "That is you; ask somebody else, or write a next step."}
    form.fill("to", "Billing").fill("by", date(2026, 3, 2))
    assert "past already" in form.submit()["by"]
    form.fill("by", date(2026, 3, 3)).fill("clock", time(15, 30))  # in Berlin it is 16:00
    assert "past already" in form.submit()["by"]
    story.decline(story.raised(), by="ana", reason="No.")
    story.accept(escalation, by="ana")
    story.take_over(story.offer(escalation, to="kim"), by="kim")
    form.fill("by", FRIDAY)
    assert form.submit() == {
        "to": f"This is not yours to do on {escalation.ref}: Kim Seo-yeon, who owns it, or a lead can."
    }
    assert form.value("what") == "Help."
    assert not escalation.asks.exists()


@pytest.mark.req("R71")
def test_whom_to_ask_stands_in_order_home_team_then_who_owns_it_then_anyone(slack, ben):
    story = slack.story
    ida = Person.objects.get(login="ida")
    Area.objects.create(name="search", keywords="search", team=ida.team, person=ida)
    escalation = story.owned()
    a_card(slack, escalation).button("Ask for help…").click(by=slack.ana)
    form = slack.ana.modal
    block = form.blocks[1]

    def offered(typed):
        return slack.workspace.suggestions(form, block, block["element"], typed, slack.ana)

    found = [each["text"]["text"] for each in offered("")]
    assert [each.split(" — ")[0] for each in found[:3]] == [
        "Search",
        "Billing",
        "Ida Moe, of Billing",
    ]
    assert any(each.startswith("Max Vogel") for each in found)
    assert [each["value"] for each in offered("max")] == ["person:max"]
    assert [each["value"] for each in offered("bo larsen")] == ["person:bo"]


def test_a_person_is_asked_informally_by_a_time_of_the_asker(slack):
    escalation = slack.story.owned()
    _ask(slack, escalation, to="Bo Larsen · Search", clock=time(11, 0))
    asked = escalation.asks.get()
    assert (asked.to_person.login, asked.formal) == ("bo", False)
    assert f"{asked.due_at:%Y-%m-%d %H:%M}" == "2026-03-06 10:00"


def test_the_list_of_asks_answers_and_withdraws_and_stays_open(slack, ben):
    escalation = slack.story.owned()
    _ask(slack, escalation)
    listed = more(slack, escalation, ben)
    listed.button("What was asked…").click(by=ben)
    ben.modal.button("Seen it").click(by=ben)
    slack.work()
    assert "acknowledged" in ben.modal.text
    assert "Seen it" not in ben.modal.buttons
    ben.modal.button("Done, with a word…").click(by=ben)
    sent(slack, ben, ben.modal, note="They are in the ticket.")
    assert escalation.asks.get().state == "done"
    assert ben.modal is None


def test_the_owner_withdraws_what_is_not_needed_any_more(slack, ben):
    escalation = slack.story.owned()
    slack.story.ask(escalation, to_team="Billing")
    listed = more(slack, escalation, slack.ana)
    listed.button("What was asked…").click(by=slack.ana)
    slack.ana.modal.button("Withdraw it…").click(by=slack.ana)
    sent(slack, slack.ana, slack.ana.modal, reason="Found it.")
    assert escalation.asks.get().state == "withdrawn"


def test_one_who_was_not_asked_gets_no_buttons_to_answer(slack, ben):
    escalation = slack.story.owned()
    _ask(slack, escalation)
    listed = more(slack, escalation, slack.sam)
    listed.button("What was asked…").click(by=slack.sam)
    assert slack.sam.modal.buttons == []


def test_the_same_form_sent_twice_is_one_ask(slack, ben):
    escalation = slack.story.owned()
    a_card(slack, escalation).button("Ask for help…").click(by=slack.ana)
    form = slack.ana.modal
    form.fill("to", "Billing").fill("what", "Help.").fill("by", FRIDAY)
    form.submit()
    slack.ana.modals.append(form)
    form.submit()
    slack.work()
    assert escalation.asks.count() == 1
