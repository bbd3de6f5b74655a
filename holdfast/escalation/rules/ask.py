"""How an ask moves on, and by when it is owed. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from holdfast.kernel.period import instant
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.working_time import Allowance, WorkingHours, deadline

# How far a word takes an ask. Words may be left out, and none leads back; the last three end it.
_FAR = {"sent": 0, "acknowledged": 1, "agreed": 2, "declined": 3, "done": 3, "withdrawn": 3}
ENDED = frozenset(word for word, far in _FAR.items() if far == 3)
STATES = tuple(_FAR)
_MOST_DAYS = 366


def may_follow(state: str, word: str) -> bool:
    """May this be said of an ask that stands so? What was agreed may still be declined."""
    return state not in ENDED and _FAR[word] > _FAR[state]


def due_at(until: datetime | date | None, *, hours: WorkingHours, at: datetime) -> datetime:
    """The instant at which an ask is due: a moment as it is, a day at the end of the receiver's
    work on it, or of what would be their work. Raises Invalid."""
    if until is None:
        raise Invalid("Say by when you need it: a day, or a moment.", field="by")
    if isinstance(until, datetime):
        due = until
        if due.tzinfo is None:
            raise Invalid("Say in which zone: 2026-03-03T15:00Z, or give a day.", field="by")
    else:
        if until.year > at.year + 2:
            raise Invalid(f"{until} lies more than a year ahead; check the year.", field="by")
        period = hours.on(until)
        due = period.ends_at if period else instant(until, hours.ends, hours.zone)
    if due <= at:
        raise Invalid("That is past already; give a later day or moment.", field="by")
    if due - at > timedelta(days=_MOST_DAYS):
        raise Invalid(f"{due:%Y-%m-%d} lies more than a year ahead; check the year.", field="by")
    return due


def first_alarm(due: datetime, *, answer: Allowance, hours: WorkingHours, at: datetime) -> datetime:
    """When somebody should have acknowledged it: in working time, and before it is due."""
    return min(deadline(at, answer, hours), due)


def next_alarm(
    due: datetime, *, state: str, repeat: Allowance, hours: WorkingHours, at: datetime
) -> datetime:
    """After an alarm has rung. What nobody has acknowledged rings again before it is due, what
    somebody works on when it is; what is overdue again and again. An open ask always has one."""
    again = deadline(at, repeat, hours)
    if due <= at:
        return again
    return min(again, due) if state == "sent" else due
