"""What ends with an escalation: whatever still waits for an answer makes no sense any more."""

from __future__ import annotations

from datetime import datetime

from holdfast.escalation.actions.ask import withdraw_open_asks
from holdfast.escalation.actions.handover import withdraw_pending
from holdfast.escalation.models import Escalation
from holdfast.kernel.actor import Actor


def end_what_waits(escalation: Escalation, *, by: Actor, at: datetime) -> None:
    """Inside the action that ends it, before its ending is recorded. Each ending of something that
    waited is an event of its own, and who waited hears it."""
    by = by.with_request(None)  # its key belongs to the event that ends the escalation
    withdraw_pending(escalation, by=by, at=at)
    withdraw_open_asks(escalation, by=by, at=at)
