"""What a plan reaches on each level, most important first; each is better the smaller it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from holdfast.rotation.rules.planning.coverage import Coverage, duty
from holdfast.rotation.rules.planning.hard import could_have, sign_ups
from holdfast.rotation.rules.planning.problem import HALVES, LEVELS, Problem, Seat, Window


@dataclass(slots=True)
class Half:
    """A half of a window, and who sits in it."""

    window: Window
    half: int
    people: set[str] = field(default_factory=set)
    covered: int = 0

    @property
    def least(self) -> int:
        return max(0, self.window.least - len(self.people))

    @property
    def wanted(self) -> int:
        return max(0, self.window.wanted - max(len(self.people), self.window.least))

    @property
    def over(self) -> int:
        return max(0, len(self.people) - self.window.wanted)

    @property
    def coverage(self) -> int:
        return max(0, self.window.coverage_goal[self.half] - self.covered)


def measure(
    problem: Problem, seats: Iterable[Seat], *, coverage: Coverage | None = None
) -> dict[str, int]:
    """The value of every level, in their order; `changes` only where something is published.

    Seats of people or windows that the problem does not have count for nothing but `changes`.
    `coverage` may be that of the same problem, to use again what it has worked out.
    """
    given = set(seats)
    people = {person.id: person for person in problem.people}
    windows = {window.id: window for window in problem.windows}
    known = [seat for seat in given if seat.person in people and seat.window in windows]
    halves = list(filled(problem, known, coverage=coverage or Coverage(problem)))
    values = {
        "least": sum(half.least for half in halves),
        "wanted": sum(half.wanted for half in halves),
        "promotion": len(passed_over(problem, known)),
        "over": sum(half.over for half in halves),
        "changes": len(given ^ set(problem.published)),
        "coverage": sum(half.coverage for half in halves),
        "fairness": _fairness(problem, known),
        "preference": -_wishes(problem, known),
        "spread": -sum(half.covered for half in halves),
    }
    return {name: values[name] for name in LEVELS if name != "changes" or problem.published}


def filled(problem: Problem, seats: Iterable[Seat], *, coverage: Coverage) -> Iterator[Half]:
    """Every half of every window with its people and what they cover."""
    sitting: dict[tuple[str, int], set[str]] = defaultdict(set)
    for seat in seats:
        for half in seat.halves:
            sitting[seat.window, half].add(seat.person)
    duties = {person.id: duty(person) for person in problem.people}
    for window in problem.windows:
        for half in HALVES:
            here = sitting[window.id, half]
            covered = coverage.covered(window.id, half, (duties[name] for name in here))
            yield Half(window, half, here, covered)


def hopefuls(problem: Problem) -> dict[str, frozenset[Seat]]:
    """Who needs a seat for a promotion and could have one in time, with the seats that would do.

    In time is a seat that ends on the day of `promotion_by` at the latest (the end is exclusive).
    """
    windows = {window.id: window for window in problem.windows}
    found = {}
    for person in problem.people:
        if person.promotion_by is None:
            continue
        by = person.promotion_by
        enough = frozenset(
            seat
            for seat in could_have(person, windows)
            if windows[seat.window].span(seat.half)[1] <= by
        )
        if enough:
            found[person.id] = enough
    return found


def passed_over(problem: Problem, seats: Iterable[Seat]) -> tuple[str, ...]:
    """Who could have had a seat in time for their promotion, and has none."""
    ends = {window.id: window for window in problem.windows}
    by = {person.id: person.promotion_by for person in problem.people}
    served = set()
    for seat in seats:
        limit = by[seat.person]
        if limit is not None and ends[seat.window].span(seat.half)[1] <= limit:
            served.add(seat.person)
    return tuple(name for name in hopefuls(problem) if name not in served)


def _fairness(problem: Problem, seats: Iterable[Seat]) -> int:
    new = _new_halves(seats)
    return sum(
        (person.served_halves + new.get(person.id, 0)) ** 2 - person.served_halves**2
        for person in problem.people
        if person.sign_ups
    )


def _new_halves(seats: Iterable[Seat]) -> Mapping[str, int]:
    new: dict[str, int] = defaultdict(int)
    for seat in seats:
        new[seat.person] += len(seat.halves)
    return new


def _wishes(problem: Problem, seats: Iterable[Seat]) -> int:
    choices = {
        (person.id, window): sign_up.choice
        for person in problem.people
        for window, sign_up in sign_ups(person).items()
    }
    return sum(choices.get((seat.person, seat.window), 0) * len(seat.halves) for seat in seats)
