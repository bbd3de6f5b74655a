"""What ends with an escalation: whatever still waits for an answer makes no sense any more."""

from __future__ import annotations

from datetime import datetime

from holdfast.escalation.actions.ask import withdraw_open_asks
from holdfast.escalation.actions.cornered import free_from
from holdfast.escalation.actions.handover import withdraw_pending
from holdfast.escalation.actions.pause import end_with
from holdfast.escalation.actions.stagnation import clear_stagnation
from holdfast.escalation.models import Escalation
from holdfast.kernel.actor import Actor

# What no ended escalation has; saved in the same write as its ending (a constraint wants it).
WAITED = frozenset({"pause", "cornered", "stagnates_since", "update_due_at", "alarm_at"})


def end_what_waits(escalation: Escalation, *, by: Actor, at: datetime) -> None:
    """Inside the action that ends it, before its ending is recorded. Each ending of something that
    waited is an event of its own, and who waited hears it. The caller saves WAITED."""
    by = by.with_request(None)  # its key belongs to the event that ends the escalation
    withdraw_pending(escalation, by=by, at=at)
    if escalation.cornered:
        free_from(escalation.cornered, escalation, how="It was closed.", by=by, at=at)
    end_with(escalation, by=by, at=at)
    clear_stagnation(escalation)
    withdraw_open_asks(escalation, by=by, at=at)
