"""The main verbs of an escalation in Slack: each does its one action, or says why not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.models import Handover, Ownership
from holdfast.escalation.queries import pending_closure, pending_handover
from holdfast.slack import inputs
from holdfast.slack.identity import person_of
from tests.slack.test_cards import asked, card_in


def known(slack, *logins: str) -> None:
    for login in logins:
        person_of(getattr(slack, login).id, at=slack.story.now)


@pytest.fixture
def raised(slack):
    """Sam raised it from a thread; everybody's account is known."""
    known(slack, "sam", "ana", "kim", "lea", "rex", "bo")
    return asked(slack)


@pytest.fixture
def owned(slack, raised):
    slack.story.accept(raised, by="ana")
    slack.work()
    return raised


def press(slack, words: str, *, by: str, on=None):
    """Click, and work it; what opened, if a form did."""
    user = getattr(slack, by)
    user.modals.clear()
    (on or card_in(slack)).button(words).click(by=user)
    slack.work()
    return user.modal


@pytest.mark.req("R41")
def test_accept_makes_an_owner_at_once_and_needs_no_further_word(slack, raised):
    assert press(slack, "Accept", by="ana") is None
    assert slack.story.see(raised).owner == slack.story.people["ana"]
    assert f"<@{slack.ana.id}> owns it" in card_in(slack).shown
    assert slack.ana.seen == []


@pytest.mark.req("R41")
def test_who_may_not_accept_is_told_why_and_nothing_changes(slack, raised):
    press(slack, "Accept", by="rex")
    assert slack.story.see(raised).owner is None
    assert (
        "You may not accept an escalation. It takes the role engineer" in slack.rex.seen[-1].shown
    )


def test_two_clicks_are_one_acceptance(slack, raised):
    button = card_in(slack).button("Accept")
    button.click(by=slack.ana)
    button.click(by=slack.ana)
    slack.workspace.repeat()
    slack.work()
    assert Ownership.objects.filter(escalation=raised).count() == 1
    assert slack.ana.seen == []


@pytest.mark.req("R41")
def test_a_click_on_an_old_card_says_who_was_faster_and_changes_nothing(slack, raised):
    accept, decline = card_in(slack).button("Accept"), card_in(slack).button("Decline…")
    slack.story.accept(raised, by="kim")  # on the web, a moment ago
    accept.click(by=slack.ana)
    decline.click(by=slack.ana)
    assert "Kim Seo-yeon already owns" in slack.ana.modal.text
    slack.work()
    assert "Kim Seo-yeon owns ESC-" in slack.ana.seen[-1].shown
    assert slack.story.see(raised).owner.login == "kim"
    assert f"<@{slack.kim.id}> owns it" in card_in(slack).shown
    writes = len(slack.workspace.calls("chat.update"))
    accept.click(by=slack.ana)
    slack.work()
    assert len(slack.workspace.calls("chat.update")) == writes  # it is as it should be


@pytest.mark.req("R72")
def test_declining_asks_for_the_reason_in_place(slack, raised):
    form = press(slack, "Decline…", by="kim")
    assert form.labels == ["Why not?", "What should they do instead?"]
    form.fill("Why not?", "   ")
    assert form.submit(unchecked=True) == {"reason": "Say why it is declined; the raiser reads it."}
    form.fill("Why not?", "It is a question of billing.")
    form.fill("What should they do instead?", "Ask <!channel> of Billing.")
    assert form.submit() == {}
    slack.work()
    declined = slack.story.see(raised)
    assert (declined.decline.reason, declined.state) == ("It is a question of billing.", "declined")
    assert "Ask &lt;!channel&gt; of Billing." in card_in(slack).shown


@pytest.mark.req("R48")
def test_an_update_with_everything_in_it(slack, owned):
    story = slack.story
    form = press(slack, "Update…", by="ana")
    assert form.labels == ["What is new?", "Next step", "Done by", "Done on", "Next update at"]
    form.fill("What is new?", "The index is rebuilt.").fill("Next step", "Watch it for an hour.")
    form.fill("Done by", "kim").fill("Done on", "2026-03-02")
    form.fill("Next update at", story.now - timedelta(hours=1))
    # One clear sentence at each field; both dates are of this morning.
    assert form.submit()["next_update_at"].startswith("The next update cannot be due in the past")
    promised = (story.now + timedelta(hours=1)).replace(microsecond=0)
    form.fill("Next update at", promised)
    assert form.submit() == {
        "next_step_on": "The next step cannot be due on 2026-03-02, which is past; give today or "
        "later."
    }
    form.fill("Done on", "2026-03-04")
    assert form.submit() == {}
    slack.work()
    escalation = story.see(owned)
    assert escalation.updates.get().text == "The index is rebuilt."
    assert escalation.next_step == "Watch it for an hour."
    assert (escalation.next_step_by.login, f"{escalation.next_step_on}") == ("kim", "2026-03-04")
    assert escalation.update_due_at == promised


def test_what_became_impossible_is_said_in_the_form_and_nothing_typed_is_lost(slack, owned):
    form = press(slack, "Update…", by="ana")
    form.fill("What is new?", "Long news.")
    slack.story.answer(slack.story.ask_to_close(owned), agree=True)
    assert form.submit() == {"text": f"{owned.ref} is closed; reopen it to write updates."}
    assert form.value("What is new?") == "Long news."


def test_who_may_not_write_updates_hears_it_before_the_form(slack, owned):
    notice = press(slack, "Update…", by="rex")
    assert "Ana Ruiz is the single point of contact; tell them what is new." in notice.text
    assert notice.labels == []


@pytest.mark.req("R58")
def test_handing_over_begins_with_the_note_of_the_record(slack, owned):
    story = slack.story
    form = press(slack, "Hand over…", by="ana")
    assert "Search is down for Acme" in form.value("Handover note")
    form.fill("To whom?", "kim")
    assert form.submit() == {}
    slack.work()
    offer = pending_handover(story.see(owned))
    assert offer.to.login == "kim"
    assert "Acme renews on Friday" in offer.note
    assert story.see(owned).owner.login == "ana"
    # Ana cannot answer for Kim; Kim takes it with one click.
    press(slack, "Accept handover", by="ana")
    assert "It was offered to Kim Seo-yeon; only they can answer it." in slack.ana.seen[-1].shown
    assert press(slack, "Accept handover", by="kim") is None
    assert story.see(owned).owner.login == "kim"


@pytest.mark.req("R58")
def test_a_note_longer_than_a_field_goes_whole_where_nobody_changed_it(slack, owned, monkeypatch):
    monkeypatch.setattr(inputs, "MOST", 120)
    form = press(slack, "Hand over…", by="ana")
    assert len(form.value("Handover note")) <= 120
    form.fill("To whom?", "kim").submit()
    slack.work()
    assert len(Handover.objects.get().note) > 120


def test_the_choice_of_people_begins_with_who_is_on(slack, owned):
    form = press(slack, "Hand over…", by="ana")
    block = next(each for each in form.blocks if each.get("block_id") == "to")
    offered = slack.workspace.suggestions(form, block, block["element"], "", slack.ana)
    said = [each["text"]["text"] for each in offered]
    assert said[:2] == [
        "Ana Ruiz · Search · on the rotation",
        "Kim Seo-yeon · Search · on the rotation",
    ]
    assert "Rex Quill" not in str(said)
    form.fill("To whom?", "ana")
    assert form.submit() == {"to": "Ana Ruiz owns it already; name somebody else."}


@pytest.mark.req("R58")
def test_an_offer_is_declined_with_a_reason_or_withdrawn(slack, owned):
    story = slack.story
    story.offer(owned, to="kim")
    slack.work()
    [*_, told] = slack.kim.dms
    form = press(slack, "Decline…", by="kim", on=told)
    form.fill("Why not?", "I am on leave.").submit()
    slack.work()
    assert Handover.objects.get().answer.reason == "I am on leave."
    story.offer(owned, to="kim")
    slack.work()
    press(slack, "Withdraw", by="ana")
    assert pending_handover(story.see(owned)) is None
    # The button of the message that Kim had is old by now.
    [*_, old] = [each for each in slack.kim.dms if "Accept handover" in each.buttons]
    press(slack, "Accept handover", by="kim", on=old)
    assert "This offer was withdrawn; the owner can make a new one." in slack.kim.seen[-1].shown
    assert story.see(owned).owner.login == "ana"


@pytest.mark.req("R60")
def test_closing_is_asked_for_and_answered(slack, owned):
    story = slack.story
    form = press(slack, "Ask to close…", by="ana")
    assert form.submit(unchecked=True) == {
        "outcome": "Say how it ended.",
        "reason": "Say what was done or what changed.",
    }
    form.fill("How did it end?", "Resolved").fill("What was done, or what changed?", "Fixed.")
    form.fill("What did it turn out to be?", "defect")
    assert form.submit() == {}
    slack.work()
    assert pending_closure(story.see(owned)).reason == "Fixed."
    # Who asked does not answer; the raiser says what is missing, then agrees.
    press(slack, "Agree", by="ana")
    assert "You asked to close it; Sam Okafor, who raised it answers." in slack.ana.seen[-1].shown
    form = press(slack, "Not yet…", by="sam", on=slack.sam.dms[-1])
    form.fill("What is still missing?", "Acme has not looked.").submit()
    slack.work()
    assert pending_closure(story.see(owned)) is None
    story.ask_to_close(owned)
    slack.work()
    assert press(slack, "Agree", by="sam") is None
    assert story.see(owned).state == "closed"


@pytest.mark.req("R60")
def test_what_was_closed_is_reopened_from_its_card(slack, owned):
    story = slack.story
    story.answer(story.ask_to_close(owned), agree=True)
    slack.work()
    form = press(slack, "Reopen…", by="sam")
    form.fill("What came back, or what is new?", "It is slow again.").submit()
    slack.work()
    assert story.see(owned).is_open
    assert card_in(slack).buttons[0] == "Update…"


def test_who_must_act_finds_the_buttons_in_their_message(slack, raised):
    story = slack.story
    assert slack.ana.dms[-1].buttons == ["Accept", "Decline…"]
    press(slack, "Accept", by="ana", on=slack.ana.dms[-1])
    assert story.see(raised).owner.login == "ana"
    story.forward(days=2)
    slack.work()
    assert {"Update…", "Hand over…"} <= set(slack.ana.dms[-1].buttons), slack.ana.dms[-1].shown


def test_a_raiser_who_cannot_accept_gets_no_such_button(slack):
    known(slack, "sam", "ana")
    escalation = slack.story.raised(by="rex", support_engineer="sam")
    slack.work()
    assert escalation.support_engineer.login == "sam"
    assert "Accept" not in str(slack.sam.dms[-1].buttons)
