"""Does a plan still fit the world? What it was made of then, held against what is on record now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from holdfast.rotation.rules.planning.hard import asked_for, broken, sign_ups
from holdfast.rotation.rules.planning.problem import Problem, Seat


def moved_on(
    then: Problem, now: Problem, seats: Collection[Seat], *, overridden: Collection[Seat] = ()
) -> Iterator[str]:
    """What changed since that a plan with these seats must not pass over, a sentence each.

    `then` is the problem it solved, `now` the one the records give today for the same windows.
    `overridden` are seats a lead put in against the rules, and knew it. What changed to the better,
    and what the plan does not depend on, is nothing.
    """
    yield from _windows(then, now)
    yield from _stood(then, now)
    yield from _people(then, now, seats)
    yield from _consent(then, now, [seat for seat in seats if seat not in overridden])
    yield from _rules(then, now, seats)


def _windows(then: Problem, now: Problem) -> Iterator[str]:
    today = {window.id: window for window in now.windows}
    for window in then.windows:
        found = today.get(window.id)
        if found is None:
            yield f"{window.id} ({window.starts_on} on) has begun since, or is no more."
        elif (found.starts_on, found.ends_on) != (window.starts_on, window.ends_on):
            yield f"{window.id} was {window.starts_on} to {window.ends_on} and has other dates now."


def _stood(then: Problem, now: Problem) -> Iterator[str]:
    known = {window.id for window in now.windows}
    before, after = set(then.published), set(now.published)
    for seat in sorted(before - after, key=_key):
        if seat.window in known:
            yield f"{seat.person} had a seat in {_place(seat)}, which was withdrawn or changed since."
    for seat in sorted(after - before, key=_key):
        yield f"{seat.person} was given a seat in {_place(seat)} since."


def _people(then: Problem, now: Problem, seats: Iterable[Seat]) -> Iterator[str]:
    before = {person.id for person in then.people}
    here = {person.id for person in now.people}
    for name in sorted({seat.person for seat in seats} & (before - here)):
        yield f"{name} is no longer here to be seated."


def _consent(then: Problem, now: Problem, seats: Iterable[Seat]) -> Iterator[str]:
    before = {person.id: sign_ups(person) for person in then.people}
    after = {person.id: sign_ups(person) for person in now.people}
    for seat in seats:
        had = asked_for(seat, before.get(seat.person, {}))
        if had and seat.person in after and not asked_for(seat, after[seat.person]):
            yield (
                f"{seat.person} took back the sign-up for {_place(seat)} since, "
                "or is away in it now."
            )


def _rules(then: Problem, now: Problem, seats: Collection[Seat]) -> Iterator[str]:
    """Rules that these seats keep in the old problem and break in the new one."""
    kept_out = {(each.rule, each.seats) for each in broken(then, seats)}
    for each in broken(now, seats):
        if each.rule != "H1" and (each.rule, each.seats) not in kept_out:
            yield each.sentence


def _place(seat: Seat) -> str:
    if seat.half is None:
        return seat.window
    return f"the {'second' if seat.half else 'first'} half of {seat.window}"


def _key(seat: Seat) -> str:
    return str(seat)
