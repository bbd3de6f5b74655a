"""A problem laid out for search: numbered seats and halves, who excludes whom, what covers what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from holdfast.rotation.planner.cover import HalfCover, half_cover
from holdfast.rotation.rules.planning.coverage import Coverage, duty
from holdfast.rotation.rules.planning.hard import options, sign_ups
from holdfast.rotation.rules.planning.levels import hopefuls
from holdfast.rotation.rules.planning.problem import HALVES, Person, Problem, Seat, Window


@dataclass(frozen=True, slots=True)
class Option:
    """A seat somebody could have. Days are ordinals, `ends` exclusive; halves are numbered."""

    seat: Seat
    person: int
    window: int
    halves: tuple[int, ...]
    starts: int
    ends: int
    choice: int

    @property
    def size(self) -> int:
        return len(self.halves)


@dataclass(frozen=True, slots=True)
class Half:
    """A half of a window, numbered 2 * window + half."""

    window: Window
    half: int
    goal: int


class Ground:
    """Everything about a problem that does not change while it is solved.

    Options that no plan can have, beside the pinned seats, are left out; so a plan is a set of
    numbers of `options`, and `pinned` those that every plan has.
    """

    def __init__(self, problem: Problem, *, pins: bool = True) -> None:
        self.problem = problem
        self.people: Sequence[Person] = problem.people
        self.coverage = Coverage(problem)
        self.halves = tuple(
            Half(window, half, window.coverage_goal[half])
            for window in problem.windows
            for half in HALVES
        )
        self.caps = {team.id: team.cap for team in problem.teams}
        must = {pin.seat for pin in problem.pins if pin.seated and pins}
        self.options = tuple(self._options(must, pins=pins))
        self.number = {option.seat: number for number, option in enumerate(self.options)}
        self.pinned = frozenset(self.number[seat] for seat in must if seat in self.number)
        self.of_person: dict[int, list[int]] = defaultdict(list)
        self.of_half: dict[int, list[int]] = defaultdict(list)
        for number, option in enumerate(self.options):
            self.of_person[option.person].append(number)
            for half in option.halves:
                self.of_half[half].append(number)
        for mine in self.of_person.values():
            mine.sort(key=lambda number: (self.options[number].starts, self.options[number].ends))
        in_time = hopefuls(problem)
        self.promised = {
            place: frozenset(self.number[s] for s in in_time[person.id] if s in self.number)
            for place, person in enumerate(self.people)
            if person.id in in_time
        }
        self.published = frozenset(problem.published)
        self.duties = tuple(duty(person) for person in self.people)
        self._covers: dict[int, HalfCover] = {}

    def _options(self, must: Collection[Seat], *, pins: bool) -> Iterable[Option]:
        problem = self.problem
        windows = {window.id: (place, window) for place, window in enumerate(problem.windows)}
        allowed = options(problem if pins else replace(problem, pins=()))
        for place, person in enumerate(self.people):
            choices = {name: sign_up.choice for name, sign_up in sign_ups(person).items()}
            mine: list[Option] = []
            for seat in allowed[person.id]:
                number, window = windows[seat.window]
                first, end = window.span(seat.half)
                option = Option(
                    seat,
                    place,
                    number,
                    tuple(2 * number + half for half in seat.halves),
                    first.toordinal(),
                    end.toordinal(),
                    choices[seat.window],
                )
                room = window.most > 0 and self.caps.get(person.team, 1) > 0
                if room and option.size <= person.most_halves:
                    mine.append(option)
            held = [option for option in mine if option.seat in must]
            for option in mine:
                if option.seat in must or not any(
                    self.exclude(person, option, other) for other in held
                ):
                    yield option

    @staticmethod
    def exclude(person: Person, one: Option, other: Option) -> bool:
        """Whether somebody cannot have both: too little rest, or the same half twice."""
        if set(one.halves) & set(other.halves):
            return True
        first, second = sorted((one, other), key=lambda option: (option.starts, option.ends))
        return second.starts < first.ends + person.rest_days

    def cliques(self, place: int, numbers: Sequence[int]) -> list[list[int]]:
        """Sets of a person's options of which they can have one at most, every pair in some set.

        A seat with the rest after it is an interval; those that share a point exclude each other,
        and the largest such sets say all there is to say (interval graphs are perfect).
        """
        person = self.people[place]
        rest = person.rest_days
        # The first half of a window of one day has none, and is no interval: pair by pair.
        empty = [n for n in numbers if self.options[n].starts == self.options[n].ends]
        pairs = [
            [number, other]
            for number in empty
            for other in numbers
            if other != number and self.exclude(person, self.options[number], self.options[other])
        ]
        ordered = sorted(
            (n for n in numbers if n not in empty),
            key=lambda n: (self.options[n].starts, self.options[n].ends),
        )
        found: list[list[int]] = []
        active: list[int] = []
        fresh = False
        for number in ordered:
            starts = self.options[number].starts
            still = [n for n in active if starts < self.options[n].ends + rest]
            if len(still) < len(active) and fresh:
                found.append(active)
                fresh = False
            active = [*still, number]
            fresh = True
        if fresh:
            found.append(active)
        return [*pairs, *(clique for clique in found if len(clique) > 1)]

    def cover(self, half: int) -> HalfCover:
        """The groups of people that cover the same of a half, among those who could sit there."""
        if half not in self._covers:
            window, part = self.halves[half].window.id, self.halves[half].half
            here = {self.duties[self.options[n].person] for n in self.of_half[half]}
            served = {who: self.coverage.served(window, part, who) for who in here}
            self._covers[half] = half_cover(served, self.coverage.wanted(window, part).weights)
        return self._covers[half]

    def group(self, half: int, number: int) -> int:
        """The group of an option's person in a half."""
        return self.cover(half).group[self.duties[self.options[number].person]]

    def seats(self, plan: Iterable[int]) -> tuple[Seat, ...]:
        return tuple(sorted((self.options[n].seat for n in plan), key=_by_window))

    def plan(self, seats: Iterable[Seat]) -> frozenset[int]:
        """The seats that are options."""
        return frozenset(self.number[seat] for seat in seats if seat in self.number)

    @cached_property
    def window_order(self) -> dict[str, int]:
        return {window.id: place for place, window in enumerate(self.problem.windows)}


def _by_window(seat: Seat) -> tuple[str, str, int]:
    return seat.window, seat.person, -1 if seat.half is None else seat.half
