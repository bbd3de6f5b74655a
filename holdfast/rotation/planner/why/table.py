"""A plan one can try things on: who sits where, what one seat more would break, what it would give.

The hard rules and levels are those of `rules/planning/`; here they are kept up seat by seat, as an
explanation tries thousands of exchanges. Tests hold both against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from holdfast.rotation.rules.planning.coverage import Coverage, Duty, duty
from holdfast.rotation.rules.planning.hard import (
    asked_for,
    options,
    overlap,
    rested,
    sign_ups,
)
from holdfast.rotation.rules.planning.levels import hopefuls
from holdfast.rotation.rules.planning.problem import (
    HALVES,
    LEVELS,
    Person,
    Problem,
    Seat,
    Window,
)

Values = tuple[int, ...]  # of the levels, in their order


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a seat cannot be added: the hard rule, and the seats it clashes with."""

    rule: str
    seats: tuple[Seat, ...] = ()


class Table:
    """The seats of a plan by person and by half; `seat` and `unseat` change them."""

    def __init__(self, problem: Problem, seats: Iterable[Seat]) -> None:
        self.problem = problem
        self.people: dict[str, Person] = {person.id: person for person in problem.people}
        self.windows: dict[str, Window] = {window.id: window for window in problem.windows}
        self.caps = {team.id: team.cap for team in problem.teams}
        self.coverage = Coverage(problem)
        self.published = frozenset(problem.published)
        self.pinned = frozenset(pin.seat for pin in problem.pins if pin.seated)
        self.names = [name for name in LEVELS if name != "changes" or problem.published]
        self.by_half: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.by_person: dict[str, list[Seat]] = defaultdict(list)
        self._covered: dict[tuple[str, int, frozenset[Duty]], int] = {}
        for seat in seats:
            self.seat(seat)

    @cached_property
    def options(self) -> dict[str, tuple[Seat, ...]]:
        return options(self.problem)

    @cached_property
    def hopefuls(self) -> dict[str, frozenset[Seat]]:
        return hopefuls(self.problem)

    @cached_property
    def choices(self) -> dict[tuple[str, str], int]:
        return {
            (person.id, sign_up.window): sign_up.choice
            for person in self.problem.people
            for sign_up in person.sign_ups
        }

    @cached_property
    def duties(self) -> dict[str, Duty]:
        return {person.id: duty(person) for person in self.problem.people}

    @property
    def seats(self) -> list[Seat]:
        return sorted(
            (seat for mine in self.by_person.values() for seat in mine),
            key=lambda seat: (seat.window, seat.half or 0, seat.person),
        )

    def seat(self, seat: Seat) -> None:
        self.by_person[seat.person].append(seat)
        for half in seat.halves:
            self.by_half[seat.window, half].add(seat.person)

    def unseat(self, seat: Seat) -> None:
        self.by_person[seat.person].remove(seat)
        for half in seat.halves:
            self.by_half[seat.window, half].discard(seat.person)

    def sitting(self, seat: Seat) -> list[Seat]:
        """The seats that share a half with this one."""
        here = sorted({name for half in seat.halves for name in self.by_half[seat.window, half]})
        return [
            each
            for name in here
            for each in self.by_person[name]
            if each.window == seat.window and set(each.halves) & set(seat.halves)
        ]

    # What a seat more would break.

    def obstacles(self, seat: Seat) -> list[Obstacle]:
        """Every hard rule that stands between this seat and the plan as it is; none: it fits.

        H1 and H2 are about the person's own word, H3 and H4 about their rest, the others about who
        sits there already.
        """
        person, window = self.people[seat.person], self.windows[seat.window]
        if any(overlap(seat, mine) for mine in self.by_person[seat.person]):
            return [Obstacle("twice")]
        found = []
        if not asked_for(seat, sign_ups(person)):
            found.append(Obstacle("H1"))
        if seat.half is not None and not person.halves:
            found.append(Obstacle("H2"))
        found += self._rest(person, seat)
        mine = self.by_person[seat.person]
        if sum(len(each.halves) for each in mine) + len(seat.halves) > person.most_halves:
            found.append(Obstacle("H4", tuple(mine)))
        found += self._team(person, seat)
        if any(len(self.by_half[seat.window, half]) >= window.most for half in seat.halves):
            found.append(Obstacle("H6", tuple(self.sitting(seat))))
        if self._pinned_out(seat):
            found.append(Obstacle("H7"))
        if self.problem.mentoring and not person.experienced:
            found += self._mentors(seat)
        return found

    def fits(self, seat: Seat) -> bool:
        return not self.obstacles(seat)

    def _rest(self, person: Person, seat: Seat) -> list[Obstacle]:
        starts_on, ends_on = self.windows[seat.window].span(seat.half)
        if not rested(person, starts_on):
            return [Obstacle("H3")]
        near = []
        for other in self.by_person[person.id]:
            first, last = self.windows[other.window].span(other.half)
            gap = (starts_on - last if first < starts_on else first - ends_on).days
            if gap < person.rest_days or gap < 0:
                near.append(other)
        return [Obstacle("H3", tuple(near))] if near else []

    def _team(self, person: Person, seat: Seat) -> list[Obstacle]:
        cap = self.caps.get(person.team)
        if cap is None:
            return []
        same = [each for each in self.sitting(seat) if self.people[each.person].team == person.team]
        full = any(
            sum(half in each.halves for each in same if each.person != person.id) >= cap
            for half in seat.halves
        )
        return [Obstacle("H5", tuple(same))] if full else []

    def _pinned_out(self, seat: Seat) -> bool:
        return any(not pin.seated and overlap(pin.seat, seat) for pin in self.problem.pins)

    def _first(self, name: str) -> Seat | None:
        mine = self.by_person[name]
        spans = {each: self.windows[each.window].span(each.half) for each in mine}
        return min(mine, key=lambda each: spans[each], default=None)

    def _mentors(self, seat: Seat) -> list[Obstacle]:
        """H8 where this first-timer joins; a seat of theirs that is first today may stop being it,
        which never hurts."""
        self.seat(seat)
        try:
            if self._first(seat.person) != seat:
                return []
            lacking = any(self._unbalanced(seat.window, half) for half in seat.halves)
        finally:
            self.unseat(seat)
        return [Obstacle("H8", tuple(self.sitting(seat)))] if lacking else []

    def _unbalanced(self, window: str, half: int) -> bool:
        here = self.by_half[window, half]
        new = sum(self._is_first_time(name, window, half) for name in here)
        return new > len(here) - new

    def _is_first_time(self, name: str, window: str, half: int) -> bool:
        if self.people[name].experienced:
            return False
        first = self._first(name)
        return first is not None and first.window == window and half in first.halves

    def stays_whole_without(self, seat: Seat) -> bool:
        """Whether the rest still holds when this seat is gone (called with it gone): H7 and H8."""
        if seat in self.pinned:
            return False
        if not self.problem.mentoring:
            return True
        places = {(seat.window, half) for half in seat.halves}
        # Without it, a later seat of the same person may be their first.
        first = self._first(seat.person)
        if first is not None:
            places |= {(first.window, half) for half in first.halves}
        return not any(self._unbalanced(window, half) for window, half in places)

    # What the plan reaches.

    def values(self) -> Values:
        """Every level of the plan as it stands now."""
        halves = [(window, half) for window in self.windows for half in HALVES]
        return self.part(list(self.people), halves)

    def part(self, people: Sequence[str], places: Iterable[tuple[str, int]]) -> Values:
        """What these people and halves contribute to the levels: enough to compare two plans that
        differ nowhere else."""
        parts = [self._person(name) for name in people]
        parts += [self._place(window, half) for window, half in places]
        return tuple(sum(part.get(name, 0) for part in parts) for name in self.names)

    def _place(self, name: str, half: int) -> dict[str, int]:
        window, here = self.windows[name], self.by_half[name, half]
        duties = frozenset(self.duties[person] for person in here)
        key = (name, half, duties)
        if key not in self._covered:
            self._covered[key] = self.coverage.covered(name, half, duties)
        covered = self._covered[key]
        return {
            "least": max(0, window.least - len(here)),
            "wanted": max(0, window.wanted - max(len(here), window.least)),
            "over": max(0, len(here) - window.wanted),
            "coverage": max(0, window.coverage_goal[half] - covered),
            "spread": -covered,
        }

    def _person(self, name: str) -> dict[str, int]:
        person, mine = self.people[name], self.by_person[name]
        new = sum(len(seat.halves) for seat in mine)
        due = self.hopefuls.get(name)
        before = frozenset(seat for seat in self.published if seat.person == name)
        return {
            "promotion": int(due is not None and not due & set(mine) and not self._in_time(name)),
            "changes": len(before ^ set(mine)) if self.published else 0,
            "fairness": (
                (person.served_halves + new) ** 2 - person.served_halves**2
                if person.sign_ups
                else 0
            ),
            "preference": -sum(
                self.choices.get((name, seat.window), 0) * len(seat.halves) for seat in mine
            ),
        }

    def _in_time(self, name: str) -> bool:
        by = self.people[name].promotion_by
        return by is not None and any(
            self.windows[seat.window].span(seat.half)[1] <= by for seat in self.by_person[name]
        )
