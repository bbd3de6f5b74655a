"""What a plan changes against the seats that stand, person by person; and a plan with its edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from holdfast.rotation.rules.planning.problem import Problem, Seat


@dataclass(frozen=True, slots=True)
class Edit:
    """A seat put in by hand, or taken out."""

    seat: Seat
    adds: bool


def edited(seats: Iterable[Seat], edits: Iterable[Edit]) -> tuple[Seat, ...]:
    """The seats of a plan after its edits, in their order."""
    after = set(seats)
    for edit in edits:
        if edit.adds:
            after.add(edit.seat)
        else:
            after.discard(edit.seat)
    return in_order(after)


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan means for somebody: `new`, `moved`, `lost` or `same`."""

    person: str
    kind: str
    before: tuple[Seat, ...]
    after: tuple[Seat, ...]


_ORDER = ("moved", "lost", "new", "same")


def difference(problem: Problem, seats: Iterable[Seat]) -> tuple[Change, ...]:
    """Against what is published, those whose turn moves first; then by login."""
    before: dict[str, list[Seat]] = defaultdict(list)
    after: dict[str, list[Seat]] = defaultdict(list)
    for side, given in ((before, problem.published), (after, seats)):
        for seat in in_order(given, problem):
            side[seat.person].append(seat)
    found = [
        Change(name, _kind(before[name], after[name]), tuple(before[name]), tuple(after[name]))
        for name in sorted({*before, *after})
    ]
    return tuple(sorted(found, key=lambda change: (_ORDER.index(change.kind), change.person)))


def _kind(before: list[Seat], after: list[Seat]) -> str:
    if before == after:
        return "same"
    if not before:
        return "new"
    return "moved" if after else "lost"


def in_order(seats: Iterable[Seat], problem: Problem | None = None) -> tuple[Seat, ...]:
    """By window (as the problem has them), person and half."""
    place = {window.id: number for number, window in enumerate(problem.windows if problem else ())}
    return tuple(
        sorted(
            seats,
            key=lambda seat: (
                place.get(seat.window, 0),
                seat.window if not problem else "",
                seat.person,
                -1 if seat.half is None else seat.half,
            ),
        )
    )
