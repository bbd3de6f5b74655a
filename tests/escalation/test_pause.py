"""A pause is explicit, with a reason and a day; its clock still runs (R48)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from holdfast.escalation.models import Pause, Resumption
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.people.actions import add_absence
from tests.cast import Story

FRIDAY, SATURDAY = date(2026, 3, 13), date(2026, 3, 14)
MONDAY_NINE_IN_BERLIN = datetime(2026, 3, 16, 8, tzinfo=UTC)


@pytest.mark.req("R48")
def test_no_update_is_owed_until_the_day_it_resumes_and_then_the_cadence_goes_on(story: Story):
    issue = story.owned(severity=1)
    story.pause(issue, SATURDAY)
    assert story.told("escalation.paused") == {"sam"}
    seen = story.see(issue)
    assert seen.update_due_at == seen.alarm_at == MONDAY_NINE_IN_BERLIN, "her next working day"
    count = len(story.happened(issue))
    story.forward(days=12)
    assert "escalation.update_overdue" not in story.happened(issue)[count:]
    story.now = MONDAY_NINE_IN_BERLIN
    story.tick()
    assert story.happened(issue)[count:] == ["escalation.resumed"]
    assert story.told("escalation.resumed") == {"sam", "ana"}
    assert Resumption.objects.get().by is None
    seen = story.see(issue)
    assert seen.pause is None
    assert seen.update_due_at == MONDAY_NINE_IN_BERLIN + timedelta(hours=8), "one working day"
    story.now = seen.update_due_at
    story.tick()
    assert story.happened(issue)[-1] == "escalation.update_overdue"


@pytest.mark.req("R48")
def test_an_update_or_a_handover_during_a_pause_does_not_end_it(story: Story):
    issue = story.owned(severity=1)
    pause = story.pause(issue, FRIDAY)
    story.update(issue, "Still closed.")
    assert story.see(issue).pause == pause
    assert story.see(issue).update_due_at == pause.resumes_at
    story.update(issue, "I look on Thursday.", next_update_at=pause.resumes_at - timedelta(days=1))
    assert story.see(issue).update_due_at == pause.resumes_at - timedelta(days=1)
    with pytest.raises(Invalid, match="earlier time"):
        story.update(issue, "Later.", by="lea", next_update_at=pause.resumes_at + timedelta(days=1))
    story.take_over(story.offer(issue, to="kim"), by="kim")
    assert story.see(issue).update_due_at == pause.resumes_at


@pytest.mark.req("R48")
def test_resuming_early_starts_the_cadence_now(story: Story):
    issue = story.owned(severity=1)
    with pytest.raises(Conflict, match="not paused"):
        story.resume(issue)
    story.pause(issue, FRIDAY)
    story.resume(issue, reason="They are back.")
    story.resume(issue)
    assert story.happened(issue).count("escalation.resumed") == 1
    assert story.see(issue).update_due_at < story.now + timedelta(days=2)


@pytest.mark.req("R48")
def test_another_day_takes_the_place_of_the_first_and_the_same_is_a_repeat(story: Story):
    issue = story.owned()
    first = story.pause(issue, FRIDAY)
    assert story.pause(issue, FRIDAY) == first
    second = story.pause(issue, SATURDAY)
    assert story.see(issue).pause == second
    assert story.happened(issue).count("escalation.paused") == 2
    assert "escalation.resumed" not in story.happened(issue)
    assert first.resumption.at == story.now


@pytest.mark.req("R48")
def test_days_away_move_the_end_of_a_pause(story: Story):
    issue = story.owned()
    add_absence(
        login="ana",
        starts_on=FRIDAY,
        ends_on=date(2026, 3, 16),
        by=story.ana,
        at=story.now,
    )
    assert story.pause(issue, FRIDAY).resumes_at == MONDAY_NINE_IN_BERLIN + timedelta(days=1)


@pytest.mark.req("R48")
def test_who_may_pause_and_until_when(story: Story):
    with pytest.raises(Conflict, match="Nobody owns"):
        story.pause(story.raised(), FRIDAY)
    issue = story.owned()
    with pytest.raises(NotAllowed):
        story.pause(issue, FRIDAY, by="sam")
    with pytest.raises(Invalid, match="why"):
        story.pause(issue, FRIDAY, reason=" ")
    for day in (story.now.date(), date(2025, 3, 13), date(2026, 6, 1)):
        with pytest.raises(Invalid) as refused:
            story.pause(issue, day)
        assert refused.value.field == "resumes_on"
    assert not Pause.objects.exists()
    story.pause(issue, FRIDAY, by="lea")
    story.ask_to_close(issue, by="sam")
    with pytest.raises(Conflict):
        story.pause(issue, FRIDAY)


@pytest.mark.req("R48")
def test_an_update_after_the_day_ends_the_pause_before_the_sweep_does(story: Story):
    issue = story.owned(severity=1)
    pause = story.pause(issue, FRIDAY)
    story.now = pause.resumes_at + timedelta(minutes=1)
    story.update(issue, "They are back.")
    assert story.happened(issue)[-2:] == ["escalation.resumed", "escalation.updated"]
    assert story.see(issue).pause is None
