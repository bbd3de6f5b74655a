"""Whether an escalation needs its owner now, before any paper cut (R64). Pure.

Customer issues are the first of the two priorities and projects the second, so a paper cut rests while
its engineer owns an escalation that needs action. Owning one is not enough: most of its life it waits for
somebody else. It needs action when it is open, theirs, not paused, and one of these holds:

- an update is overdue, or due before the end of this day in the owner's zone;
- its owner is cornered, or it stands still (R53, R59): both ask for a move;
- the next step is the owner's own;
- the next step is somebody else's and its day has passed: the owner must ask.

A next step of somebody else whose day is to come does not count, and no more does a request to close that
waits for its answer; then only what is late or due today does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Held:
    """An open escalation as its owner has it at this moment."""

    ref: str
    pk: int
    paused_until: datetime | None
    update_due_at: datetime | None
    next_step_is_owners: bool
    next_step_on: date
    cornered: bool
    stands_still: bool
    closing: bool  # a request to close waits for its answer


@dataclass(frozen=True, slots=True)
class Need:
    """Why it needs its owner. `due` is the update's instant or the next step's day, where one is."""

    ref: str
    pk: int
    kind: str
    due: datetime | date | None = None

    def words(self, owner: str, zone: tzinfo) -> str:
        """“Ana Ruiz owns ESC-4, whose update is due at 14:00”; without a name “You own …”."""
        due = self.due.astimezone(zone) if isinstance(self.due, datetime) else self.due
        when = f"{due:%H:%M}" if isinstance(due, datetime) else f"{due:%a %-d %b}" if due else ""
        if self.kind == "overdue":
            when = f"{due:%a %-d %b, %H:%M}"
        who, whose = (f"{owner} owns", "theirs") if owner else ("You own", "yours")
        return f"{who} {self.ref}, {_WORDS[self.kind].format(when=when, whose=whose)}"


_WORDS = {
    "overdue": "whose update was due {when}",
    "cornered": "which is cornered",
    "due": "whose update is due at {when}",
    "step": "whose next step is {whose}, by {when}",
    "late": "whose next step was due {when}",
    "still": "which stands still",
}
_ORDER = tuple(_WORDS)


def need(held: Held, *, at: datetime, zone: tzinfo) -> Need | None:
    """Why this escalation needs its owner at this moment; None where it does not."""
    if held.paused_until and held.paused_until > at:
        return None
    today = at.astimezone(zone).date()
    due = held.update_due_at
    kind: str | None = None
    when: datetime | date | None = None
    if due and due <= at:
        kind, when = "overdue", due
    elif held.cornered:
        kind = "cornered"
    elif due and due.astimezone(zone).date() <= today:
        kind, when = "due", due
    elif held.next_step_on < today and not held.next_step_is_owners:
        kind, when = "late", held.next_step_on
    elif held.closing:
        return None
    elif held.next_step_is_owners:
        kind, when = "step", held.next_step_on
    elif held.stands_still:
        kind = "still"
    return Need(held.ref, held.pk, kind, when) if kind else None


def most_pressing(needs: list[Need]) -> Need | None:
    """The one to show: what is overdue first, the lowest number among equals."""
    return min(needs, key=lambda each: (_ORDER.index(each.kind), each.pk), default=None)
