"""Ana is cornered and not left alone with it; what pauses; who can take no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.escalation.models import AtCapacity
from holdfast.escalation.queries.cornered import running_corner
from holdfast.slack.identity import person_of
from tests.slack.helping import a_card, more, opened, sent


def _corner(slack, escalation, **given):
    a_card(slack, escalation).button("Cornered…").click(by=slack.ana)
    return sent(slack, slack.ana, slack.ana.modal, reason="The team does not answer.", **given)


@pytest.mark.req("R53")
def test_ana_is_cornered_lea_has_it_and_it_moves_again(slack):
    story, escalation = slack.story, slack.story.owned()
    for user in (slack.lea, slack.ana):
        person_of(user.id, at=story.now)
    assert _corner(slack, escalation) == {}
    told = slack.lea.dms[-1]
    assert "The team does not answer." in str(told.blocks)
    told.button("I have it").click(by=slack.lea)
    slack.work()
    corner = running_corner(story.see(escalation))
    assert [each.person.login for each in corner.rungs.all() if each.acknowledgement] == ["lea"]
    assert "you have it" in slack.lea.seen[-1].text
    slack.ana.dms[-1].button("It moves again…").click(by=slack.ana)
    sent(slack, slack.ana, slack.ana.modal, how="Lea called their manager.")
    assert story.see(escalation).cornered is None
    slack.lea.dms[0].button("I have it").click(by=slack.lea)
    slack.work()
    assert "is not cornered" in slack.lea.seen[-1].text


def test_somebody_named_is_asked_by_a_time_and_answers_with_a_word(slack):
    story, escalation = slack.story, slack.story.owned()
    until = story.now + timedelta(hours=3)
    assert _corner(slack, escalation, ask_of="bo", until=until) == {}
    corner = running_corner(story.see(escalation))
    assert (corner.until, corner.rungs.get().person.login) == (until, "bo")
    view = more(slack, escalation, slack.bo)
    view.button("I have it, with a word…").click(by=slack.bo)
    sent(slack, slack.bo, slack.bo.modal, note="I read the logs.")
    assert corner.rungs.get().acknowledgement.note == "I read the logs."


def test_a_corner_in_the_past_or_a_second_one_is_refused_in_the_form(slack):
    story, escalation = slack.story, slack.story.owned()
    card = a_card(slack, escalation)
    card.button("Cornered…").click(by=slack.ana)
    form = slack.ana.modal.fill("reason", "Stuck.").fill("until", story.now - timedelta(hours=1))
    assert "within 60 days" in form.submit()["until"]
    story.corner(escalation)
    form.fill("until", None)
    assert "is cornered since" in form.submit()["reason"]
    slack.ana.modals.clear()
    card.button("Cornered…").click(by=slack.ana)
    assert slack.ana.modal.labels == []
    assert "is cornered since" in slack.ana.modal.text


def test_it_pauses_until_a_day_and_goes_on(slack):
    story, escalation = slack.story, slack.story.owned()
    form = opened(slack, escalation, slack.ana, "Pause it…")
    form.fill("reason", "Acme is closed.").fill("resumes_on", date(2026, 3, 3))
    assert "give tomorrow or later" in form.submit()["resumes_on"]
    sent(slack, slack.ana, form, resumes_on=date(2026, 3, 9))
    assert story.see(escalation).pause.reason == "Acme is closed."
    form = opened(slack, escalation, slack.ana, "Resume it…")
    sent(slack, slack.ana, form, reason="They are back.")
    assert story.see(escalation).pause is None


def test_kim_is_busy_and_free_again_by_command(slack):
    slack.workspace.command("/holdfast busy", by=slack.kim)
    form = slack.kim.modal
    form.fill("reason", "Two sev0.").fill("until", date(2026, 3, 2))
    assert "has passed" in form.submit()["until"]
    sent(slack, slack.kim, form, until=date(2026, 3, 6))
    switched = AtCapacity.objects.get(person=slack.story.people["kim"])
    assert (switched.reason, switched.until) == ("Two sev0.", date(2026, 3, 6))
    assert "You are at capacity" in slack.kim.dms[-1].text
    slack.workspace.command("/holdfast free", by=slack.kim)
    slack.work()
    switched.refresh_from_db()
    assert switched.lifted_at == slack.story.now
    assert "take escalations again" in slack.kim.seen[-1].text
