"""The handover pack of a boundary: when it is made, what its items wait for, what changed (R70).

Pure: days, hours and facts in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from holdfast.kernel.period import instant
from holdfast.kernel.working_time import WorkingHours


def boundary_at(until: date, *, handover_hour: int, zone: str) -> datetime:
    """When a window hands over: at the handover hour of the first day that is not its own any more,
    which on a shared day is the handover day itself."""
    return instant(until, time(handover_hour), zone)


def made_at(until: date, days: int, hours: WorkingHours) -> datetime:
    """When the pack is due: at the start of the working day so many working days before the
    boundary's, in the programme's usual hours. Two before a Monday is the Thursday."""
    day, left = until, days
    while left:
        day -= timedelta(days=1)
        left -= hours.on(day) is not None
    start = hours.on(day)
    return start.starts_at if start else instant(day, hours.starts, hours.zone)


class Decision(StrEnum):
    """What becomes of an item. Only an acceptance moves it; without a word it stays where it is."""

    UNDECIDED = "undecided"
    KEPT = "kept"
    ASKED = "asked"  # offered, and not answered yet
    TAKEN = "taken"  # somebody accepted it
    ENDED = "ended"  # closed meanwhile


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """`kept_by` is the owner of the newest word that it is kept, `kept_at` when they said it;
    `offered_at` when it was last offered, `pending` whether that waits for an answer."""

    owner_before: int
    owner: int
    is_open: bool
    pending: bool
    offered_at: datetime | None = None
    kept_by: int | None = None
    kept_at: datetime | None = None


def decision(item: ItemFacts) -> Decision:
    """The newest word counts: what was kept and then offered is decided by the answer, and declined
    it is undecided again."""
    if not item.is_open:
        return Decision.ENDED
    if item.pending:
        return Decision.ASKED
    kept = item.kept_at is not None and item.kept_by == item.owner
    if kept and (item.offered_at is None or item.kept_at > item.offered_at):  # type: ignore[operator]
        return Decision.KEPT
    return Decision.TAKEN if item.owner != item.owner_before else Decision.UNDECIDED


@dataclass(frozen=True, slots=True)
class Changes:
    """Between two packs, by reference: what came, what is in both, what is in the later one no more."""

    new: tuple[str, ...]
    carried: tuple[str, ...]
    gone: tuple[str, ...]


def changes(before: Iterable[str], now: Iterable[str]) -> Changes:
    """In the order given; each reference once."""
    then, here = tuple(dict.fromkeys(before)), tuple(dict.fromkeys(now))
    return Changes(
        new=tuple(ref for ref in here if ref not in then),
        carried=tuple(ref for ref in here if ref in then),
        gone=tuple(ref for ref in then if ref not in here),
    )
