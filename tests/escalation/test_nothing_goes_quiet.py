"""The overdue ladder, standing still, overdue next steps, and the list of what is stuck (R48, R59)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.escalation.queries import page
from holdfast.escalation.queries.stuck import count_stuck, next_step_overdue
from holdfast.journal.models import Event
from tests.cast import Story, at


@pytest.mark.req("R48", "R59")
def test_overdue_nudges_the_owner_then_the_leads_then_the_owners_manager(story: Story):
    issue = story.owned(severity=0)
    stages = []
    for people in ({"ana"}, {"ana", "lea"}, {"ana", "lea", "max"}, {"ana", "lea", "max"}):
        story.now = story.see(issue).alarm_at
        story.tick()
        assert story.told("escalation.update_overdue") == people
        stages.append(Event.objects.last().data["stage"])
    assert stages == ["owner", "lead", "manager", "manager"]


@pytest.mark.req("R44", "R48")
def test_before_acceptance_the_raisers_manager_hears_it_in_the_end(story: Story):
    issue = story.raised(by="ana", severity=0)
    for people in ({"ana", "kim"}, {"ana", "kim", "lea"}, {"ana", "kim", "lea", "max"}):
        story.now = story.see(issue).alarm_at
        story.tick()
        assert story.told("escalation.acceptance_overdue") == people


@pytest.mark.req("R59")
def test_updates_with_the_same_next_step_over_and_over_are_a_standstill(story: Story):
    issue = story.owned(severity=3)
    story.update(issue, "Waiting.", next_step="Read the logs")
    story.update(issue, "Still waiting.")
    assert story.see(issue).stagnates_since is None
    story.update(issue, "Waiting on.", next_step="Read the logs", next_step_on=at(20).date())
    assert story.happened(issue)[-2:] == ["escalation.updated", "escalation.stagnating"]
    assert story.told("escalation.stagnating") == {"ana", "lea"}
    since = story.see(issue).stagnates_since
    story.now += timedelta(hours=1)
    story.update(issue, "And on.")
    assert story.see(issue).stagnates_since == since, "said once, until it moves"
    assert story.happened(issue).count("escalation.stagnating") == 1
    story.update(issue, "Got them.", next_step="Build a fix")
    assert story.see(issue).stagnates_since is None


@pytest.mark.req("R59")
def test_what_stands_still_can_be_closed_and_reopened(story: Story):
    issue = story.owned()
    for text in ("One.", "Two.", "Three."):
        story.update(issue, text)
    assert story.see(issue).stagnates_since
    story.ask_to_close(issue, by="sam")
    assert story.see(issue).stagnates_since is None
    story.reopen(issue)


@pytest.mark.req("R59")
def test_a_pause_is_no_standstill(story: Story):
    issue = story.owned()
    story.pause(issue, at(12).date())
    for text in ("One.", "Two.", "Three."):
        story.update(issue, text)
    assert story.see(issue).stagnates_since is None


@pytest.mark.req("R54")
def test_a_next_step_is_overdue_when_its_day_is_over_where_its_owner_is(story: Story):
    issue = story.owned(severity=3)
    story.update(issue, next_step="Call Acme", next_step_on=at(4).date())
    issue = story.see(issue)
    assert issue.next_step_on == date(2026, 3, 4)
    assert not next_step_overdue(issue, at(4, 22))
    assert next_step_overdue(issue, at(4, 23)), "midnight in Berlin"


@pytest.mark.req("R54", "R59")
def test_what_is_stuck_is_listed_and_nothing_else(story: Story):
    late, behind, cornered, still, fine = (story.owned(severity=3) for _ in range(5))
    waiting = story.raised(severity=0)
    story.update(behind, next_step="Call Acme", next_step_on=story.now.date())
    story.corner(cornered)
    for text in ("One.", "Two.", "Three."):
        story.update(still, text)
    closed = story.owned()
    story.corner(closed)
    story.ask_to_close(closed, by="sam")
    story.update(late, next_update_at=at(4, 10), next_step_on=at(20).date(), next_step="Look")

    def listed(**given: object) -> list[int]:
        found = page(story.programme, state="stuck", at=at(4, 23), **given)
        return [each.pk for each in found.items]

    everything = [waiting.pk, still.pk, cornered.pk, behind.pk, late.pk]
    assert listed() == everything
    for hour in (3, 11), (3, 22), (3, 23), (4, 1), (4, 13), (4, 23):  # its day ends here and there
        found = page(story.programme, state="stuck", at=at(*hour))
        assert count_stuck(story.programme, at(*hour)) == len(found.items), hour
    assert fine.pk not in everything
    first = page(story.programme, state="stuck", at=at(4, 23), limit=2)
    assert [each.pk for each in first.items] + listed(after=first.next) == everything
    assert listed(owner=story.people["kim"].pk) == []
