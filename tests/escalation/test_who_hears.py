"""Nobody who counts on it is left out, and nobody's leave keeps an alarm from the next in line."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest

from holdfast.escalation.actions import involve, name_support
from holdfast.escalation.models import Ask
from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.people.actions import add_absence, deactivate
from tests.cast import Story, at

module = importlib.import_module("holdfast.escalation.actions.ask")  # the name is the action, too


@pytest.mark.req("R42", "R58")
def test_an_overdue_ask_is_heard_by_who_owns_it_now(story: Story):
    issue = story.owned(severity=3)
    asked = story.ask(issue, by="ana")
    story.take_over(story.offer(issue, to="bo"), by="bo")
    story.now = Ask.objects.get(pk=asked.pk).alarm_at
    story.tick()
    assert "bo" in story.told("ask.unanswered")
    story.now = asked.due_at
    story.tick()
    assert {"ana", "bo"} <= story.told("ask.overdue")


@pytest.mark.req("R46", "R49")
def test_whoever_is_involved_hears_who_owns_it_and_how_it_ends(story: Story):
    issue = story.raised(by="rex")
    name_support(ref=issue.ref, login="sam", by=story.rex, at=story.now)
    involve(ref=issue.ref, login="max", by=story.rex, at=story.now)
    story.decline(issue, by="ana", reason="Not ours.")
    assert story.told("escalation.declined") == {"rex", "sam", "max"}
    story.reopen(issue, by="rex")
    assert {"sam", "max"} <= story.told("escalation.reopened")
    story.accept(issue, by="ana")
    story.take_over(story.offer(issue, to="bo"), by="bo")
    assert story.told("handover.accepted") == {"ana", "rex", "sam", "max"}
    story.ask_to_close(story.see(issue), by="rex")
    assert story.told("escalation.closed") == {"bo", "sam", "max"}


@pytest.mark.req("R48", "R59")
def test_an_owner_who_falls_ill_does_not_keep_it_from_the_leads(story: Story):
    issue = story.owned(severity=1)
    add_absence(
        login="ana", starts_on=at(4).date(), ends_on=at(6).date(), by=story.ana, at=story.now
    )
    story.now = story.see(issue).alarm_at
    story.tick()
    story.forward(hours=20)
    assert "lea" in story.told("escalation.update_overdue")


@pytest.mark.req("R53")
def test_the_ladder_does_not_wait_for_somebody_on_leave(story: Story):
    issue = story.owned(severity=1)
    add_absence(
        login="bo", starts_on=at(3).date(), ends_on=at(27).date(), by=story.bo, at=story.now
    )
    corner = story.corner(issue, ask_of="bo")
    assert corner.alarm_at <= story.now + timedelta(hours=3)
    story.forward(hours=3)
    assert "lea" in story.told("cornered.climbed")


@pytest.mark.req("R48", "R53")
def test_no_promise_lies_so_far_ahead_that_it_goes_quiet(story: Story):
    issue = story.owned(severity=3)
    for wrong, field in (
        ({"next_update_at": story.now + timedelta(days=400)}, "next_update_at"),
        ({"next_step": "Look", "next_step_on": at(2).date().replace(year=2062)}, "next_step_on"),
    ):
        with pytest.raises(Invalid) as refused:
            story.update(issue, by="lea", **wrong)
        assert refused.value.field == field
    story.update(issue, by="lea", next_update_at=story.now + timedelta(days=40))
    assert story.see(issue).update_due_at == story.now + timedelta(days=40)


@pytest.mark.req("R42", "R60")
def test_an_answer_that_meets_a_merge_is_not_written_under_the_escalation_that_ended(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    issue, survivor = story.owned(), story.owned(title="The same")
    asked = story.ask(issue)
    real = module.take

    def merged_meanwhile(ref: str):
        Ask.objects.filter(pk=asked.pk).update(escalation=survivor)
        return real(ref)

    monkeypatch.setattr(module, "take", merged_meanwhile)
    with pytest.raises(Conflict, match="moved to another"):
        story.say_of_ask(asked, "agree", by="kim")
    assert "ask.agreed" not in story.happened(issue)


@pytest.mark.req("R54", "R91")
def test_whoever_goes_leaves_no_next_step_and_no_customer_behind_unnoticed(story: Story):
    issue = story.owned(by="ana", customer="Acme")
    story.update(issue, next_step="Ask storage", next_step_by="bo")
    deactivate(login="bo", reason="Left.", by=story.ada, at=story.now)
    held = Event.objects.filter(kind="person.deactivated").latest("id").data["held"]
    assert [each.partition(" (by")[0] for each in held["next steps"]] == [
        f"{issue.ref}: Ask storage"
    ]
    assert "ana" in story.told("person.deactivated")
    deactivate(login="sam", reason="Left.", by=story.ada, at=story.now)
    held = Event.objects.filter(kind="person.deactivated").latest("id").data["held"]
    assert list(held) == ["escalations as support engineer"]
    assert issue.ref in held["escalations as support engineer"][0]
    assert "ana" in story.told("person.deactivated")


@pytest.mark.req("R91")
def test_who_owns_it_has_their_own_next_step_named_once(story: Story):
    issue = story.owned(by="bo", support_engineer="")
    deactivate(login="bo", reason="Left.", by=story.ada, at=story.now)
    held = Event.objects.filter(kind="person.deactivated").latest("id").data["held"]
    assert list(held) == ["escalations"] and issue.ref in held["escalations"][0]
