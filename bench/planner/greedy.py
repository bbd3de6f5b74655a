"""What existing on-call tools do, "least recently active first", and the same kept to the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from holdfast.rotation.rules.planning.hard import options
from holdfast.rotation.rules.planning.problem import HALVES, Person, Problem, Seat, Window


def least_recently_active(problem: Problem) -> list[Seat]:
    """Window by window the volunteers who have not been on for longest; no rule but that."""
    last = {person.id: person.last_served_until or date.min for person in problem.people}
    asked: dict[str, list[str]] = defaultdict(list)
    for person in problem.people:
        for sign_up in person.sign_ups:
            if set(sign_up.halves) == set(HALVES):
                asked[sign_up.window].append(person.id)
    seats = []
    for window in sorted(problem.windows, key=lambda window: window.starts_on):
        chosen = sorted(asked[window.id], key=lambda name: (last[name], name))[: window.wanted]
        for name in chosen:
            last[name] = window.ends_on
            seats.append(Seat(window.id, name))
    return seats


def with_repair(problem: Problem) -> list[Seat]:
    """The same order, but nobody against a rule; promotions first, holes filled by moving others."""
    return Repair(problem).run()


class Repair:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.windows = {window.id: window for window in problem.windows}
        self.people = {person.id: person for person in problem.people}
        self.caps = {team.id: team.cap for team in problem.teams}
        self.could: dict[str, list[Seat]] = defaultdict(list)
        for seats in options(problem).values():
            for seat in seats:
                self.could[seat.window].append(seat)
        self.mine: dict[str, list[Seat]] = defaultdict(list)
        self.here: dict[tuple[str, int], list[Seat]] = defaultdict(list)

    def run(self) -> list[Seat]:
        for pin in self.problem.pins:
            if pin.seated:
                self.put(pin.seat)
        for person in self.problem.people:
            if person.promotion_by:
                self.promote(person)
        order = sorted(self.problem.windows, key=lambda window: window.starts_on)
        for window in order:
            for half in (None, *HALVES):
                self.fill(window, half)
        for window in [*order] * 3:
            self.mend(window)
        return sorted(seat for seats in self.mine.values() for seat in seats)

    # --- steps -----------------------------------------------------------------------------------

    def promote(self, person: Person) -> None:
        by = person.promotion_by
        for window in self.problem.windows:
            for seat in self.could[window.id]:
                if seat.person != person.id or not by or window.span(seat.half)[1] > by:
                    continue
                if not all(self.short(window, half) for half in seat.halves):
                    continue
                mentor = None if self.fits(seat) else self.mentor(seat)
                if mentor:
                    self.put(mentor)
                if self.fits(seat):
                    self.put(seat)
                    return

    def mentor(self, seat: Seat) -> Seat | None:
        """Somebody experienced beside whom a first-timer could sit."""
        for other in self.order(self.could[seat.window]):
            if (
                other.half == seat.half
                and self.people[other.person].experienced
                and self.fits(other)
            ):
                self.put(other)
                fine = self.fits(seat)
                self.take(other)
                if fine:
                    return other
        return None

    def fill(self, window: Window, half: int | None) -> None:
        for seat in self.order(self.could[window.id]):
            short = all(self.short(window, each) for each in seat.halves)
            if seat.half == half and short and self.fits(seat):
                self.put(seat)

    def mend(self, window: Window) -> None:
        for half in HALVES:
            while self.short(window, half) and self.move(window, half):
                pass

    def move(self, window: Window, half: int) -> bool:
        """Free somebody of another window, where somebody else can take over, for this hole."""
        for seat in self.order(self.could[window.id]):
            if half not in seat.halves or not all(self.short(window, each) for each in seat.halves):
                continue
            if self.fits(seat):
                self.put(seat)
                return True
            if self.freed(seat):
                return True
        return False

    def freed(self, seat: Seat) -> bool:
        near = [other for other in self.mine[seat.person] if not self.apart(seat, other)]
        if len(near) != 1 or self.pinned(near[0]):
            return False
        self.take(near[0])
        if self.fits(seat):
            self.put(seat)
            for other in self.order(self.could[near[0].window]):
                if other.half == near[0].half and other.person != seat.person and self.fits(other):
                    self.put(other)
                    return True
            self.take(seat)
        self.put(near[0])
        return False

    # --- what holds ------------------------------------------------------------------------------

    def order(self, seats: Iterable[Seat]) -> list[Seat]:
        """Least recently active first; of those the least served."""
        return sorted(seats, key=self._rank)

    def _rank(self, seat: Seat) -> tuple[int, date, str]:
        person = self.people[seat.person]
        ends = [self.windows[each.window].span(each.half)[1] for each in self.mine[seat.person]]
        served = person.served_halves + sum(len(each.halves) for each in self.mine[seat.person])
        return served, max([person.last_served_until or date.min, *ends]), seat.person

    def short(self, window: Window, half: int) -> bool:
        return len(self.here[window.id, half]) < window.wanted

    def pinned(self, seat: Seat) -> bool:
        return any(pin.seat == seat for pin in self.problem.pins)

    def apart(self, one: Seat, other: Seat) -> bool:
        (first, end), (other_first, other_end) = (
            self.windows[seat.window].span(seat.half) for seat in (one, other)
        )
        rest = self.people[one.person].rest_days
        return max((other_first - end).days, (first - other_end).days) >= rest

    def fits(self, seat: Seat) -> bool:
        person, mine = self.people[seat.person], self.mine[seat.person]
        if sum(len(each.halves) for each in [*mine, seat]) > person.most_halves:
            return False
        if not all(self.apart(seat, other) for other in mine):
            return False
        for half in seat.halves:
            here = self.here[seat.window, half]
            mates = sum(self.people[other.person].team == person.team for other in here)
            if mates >= self.caps[person.team] or len(here) >= self.windows[seat.window].most:
                return False
        self.put(seat)
        fine = all(self.mentored(*place) for place in self.places(self.mine[seat.person]))
        self.take(seat)
        return fine

    def places(self, seats: Iterable[Seat]) -> Iterator[tuple[str, int]]:
        for seat in seats:
            for half in seat.halves:
                yield seat.window, half

    def mentored(self, window: str, half: int) -> bool:
        if not self.problem.mentoring:
            return True
        here = self.here[window, half]
        new = sum(self.first_time(seat) for seat in here)
        return new <= len(here) - new

    def first_time(self, seat: Seat) -> bool:
        starts = self.windows[seat.window].span(seat.half)[0]
        return not self.people[seat.person].experienced and not any(
            self.windows[other.window].span(other.half)[0] < starts
            for other in self.mine[seat.person]
        )

    def put(self, seat: Seat) -> None:
        self.mine[seat.person].append(seat)
        for half in seat.halves:
            self.here[seat.window, half].append(seat)

    def take(self, seat: Seat) -> None:
        self.mine[seat.person].remove(seat)
        for half in seat.halves:
            self.here[seat.window, half].remove(seat)
