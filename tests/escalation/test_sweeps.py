"""One thing that goes wrong does not silence the clocks of all the others (R48)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.actions import ring_due_alarms
from holdfast.journal.models import Event
from tests.cast import Story


@pytest.mark.req("R48", "R59")
def test_an_alarm_that_cannot_ring_does_not_stop_the_others(story: Story):
    """As after a clock that was set back: the key of the alarm stands in the journal already."""
    stuck, fine = story.owned(severity=0), story.owned(severity=1)
    due = story.see(stuck).update_due_at
    Event.objects.create(
        at=story.now,
        kind="test",
        subject="x",
        via="test",
        key=f"update-due:{stuck.ref}:{due.isoformat()}:0",
    )
    now = story.see(fine).update_due_at + timedelta(minutes=1)
    assert ring_due_alarms(now) == 1
    assert "escalation.update_overdue" in story.happened(fine)


@pytest.mark.req("R48", "R59")
def test_a_sweep_takes_what_is_longest_due_first_and_leaves_the_rest(story: Story):
    late, later = story.owned(severity=0), story.owned(severity=1)
    now = story.see(later).update_due_at + timedelta(minutes=1)
    assert ring_due_alarms(now, limit=1) == 1
    assert story.happened(late)[-1] == "escalation.update_overdue"
    assert ring_due_alarms(now, limit=1) == 1
    assert story.happened(later)[-1] == "escalation.update_overdue"
    assert ring_due_alarms(now) == 0
