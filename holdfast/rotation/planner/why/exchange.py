"""What one exchange would do to a plan: somebody out, somebody in, or both.

An explanation compares the plan with the best plan one exchange away. That is not the best plan
without somebody: to find that would take a new solve for every seat. It is what a person would try,
and it can be checked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from holdfast.rotation.planner.why.table import Table, Values
from holdfast.rotation.rules.planning.problem import HALVES, Seat


@dataclass(frozen=True, slots=True)
class Exchange:
    """One seat given up, one taken, or both; `change` is what each level loses by it."""

    out: Seat | None
    into: Seat | None
    change: Values

    @property
    def rank(self) -> tuple[Values, str]:
        """The best is the least; among equals the first by name."""
        return (self.change, self.into.person if self.into else "")


def without(table: Table, seat: Seat) -> Exchange | None:
    """The best of leaving this seat empty and giving it to one other person.

    None where neither can be: the seat is pinned, or a first-timer beside it needs them and nobody
    else could be there.
    """
    if seat in table.pinned:
        return None
    return min(_replacements(table, seat), key=lambda each: each.rank, default=None)


def _replacements(table: Table, seat: Seat) -> Iterator[Exchange]:
    yield from _tried(table, seat, None)
    for name, seats in table.options.items():
        if name == seat.person:
            continue
        into = Seat(seat.window, name, seat.half)
        if into in seats:
            yield from _tried(table, seat, into)


def with_them(table: Table, name: str) -> Exchange | None:
    """The best of seating somebody beside the others, or in the place of one of them.

    None where no hard rule leaves them any seat.
    """
    found = (
        exchange
        for into in table.options[name]
        for out in (None, *_in_place_of(table, into))
        for exchange in _tried(table, out, into)
    )
    return min(found, key=lambda each: each.rank, default=None)


def _in_place_of(table: Table, into: Seat) -> Iterable[Seat]:
    return [
        each
        for each in table.sitting(into)
        if each.half == into.half and each.person != into.person and each not in table.pinned
    ]


def _tried(table: Table, out: Seat | None, into: Seat | None) -> Iterator[Exchange]:
    """The exchange, if the plan holds with it; the plan is left as it was."""
    people = sorted({seat.person for seat in (out, into) if seat})
    places = {(seat.window, half) for seat in (out, into) if seat for half in seat.halves}
    before = table.part(people, places)
    if out:
        table.unseat(out)
    try:
        if into and not table.fits(into):
            return
        if into:
            table.seat(into)
        try:
            if out is None or table.stays_whole_without(out):
                after = table.part(people, places)
                change = tuple(new - old for new, old in zip(after, before, strict=True))
                yield Exchange(out, into, change)
        finally:
            if into:
                table.unseat(into)
    finally:
        if out:
            table.seat(out)


def nearest(table: Table, name: str) -> Seat | None:
    """The seat that somebody asked for and that the fewest rules keep them from."""
    person = table.people[name]
    asked = []
    for sign_up in person.sign_ups:
        if sign_up.window not in table.windows or not (sign_up.choice and sign_up.halves):
            continue
        whole = set(sign_up.halves) == set(HALVES)
        asked.append(Seat(sign_up.window, name, None if whole else sign_up.halves[0]))
    return min(asked, key=lambda seat: len(table.obstacles(seat)), default=None)
