"""The hard rules H1 to H8 of docs/planning.md: which seats are possible, and what a plan breaks.

What the rules leave open is settled so:

- Seats of one person that overlap break H3 whatever the rest. The two halves of one window as two
  seats are two seats: only somebody with no rest days may have both, or has the whole as one seat.
- A pin "seated" names exactly that seat. A pin "not seated" keeps the person out of every half it
  names: out of the window where it names the whole, and a half takes the whole seat with it.
- Somebody without experience is a first-timer in their first seat, all of it, and in none after.
- A team that the problem does not list has no cap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from holdfast.rotation.rules.planning.problem import (
    HALVES,
    Person,
    Pin,
    Problem,
    Seat,
    SignUp,
    Window,
)

TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Broken:
    """A hard rule that a plan breaks: the rule (`H1` to `H8`, or `twice`), a sentence, the seats."""

    rule: str
    sentence: str
    seats: tuple[Seat, ...] = ()


def options(problem: Problem) -> dict[str, tuple[Seat, ...]]:
    """Every seat each person could have under H1, H2, H3 with their history, and pins "not seated".

    By person, in the order of the windows; people with no such seat have an empty tuple.
    """
    shut = {
        (pin.seat.person, pin.seat.window, half)
        for pin in problem.pins
        if not pin.seated
        for half in pin.seat.halves
    }
    windows = {window.id: window for window in problem.windows}
    return {
        person.id: tuple(
            seat
            for seat in could_have(person, windows)
            if not any((seat.person, seat.window, half) in shut for half in seat.halves)
        )
        for person in problem.people
    }


def could_have(person: Person, windows: Mapping[str, Window]) -> Iterator[Seat]:
    """The seats that H1, H2 and H3 with history alone allow somebody."""
    signed = sign_ups(person)
    for window in windows.values():
        if window.id not in signed:
            continue
        for half in (None, *HALVES):
            seat = Seat(window.id, person.id, half)
            if (
                asked_for(seat, signed)
                and (half is None or person.halves)
                and rested(person, window.span(half)[0])
            ):
                yield seat


def sign_ups(person: Person) -> dict[str, SignUp]:
    return {sign_up.window: sign_up for sign_up in person.sign_ups}


def asked_for(seat: Seat, signed: Mapping[str, SignUp]) -> bool:
    """H1: they asked for the window, and are there in every half of the seat."""
    sign_up = signed.get(seat.window)
    return sign_up is not None and set(seat.halves) <= set(sign_up.halves)


def rested(person: Person, starts_on: date) -> bool:
    """H3 with history: whether a seat may start then, for all they served before the plan."""
    served = person.last_served_until
    return served is None or (starts_on - served).days >= person.rest_days


def first_seats(seats: Iterable[Seat], windows: Mapping[str, Window]) -> dict[str, Seat]:
    """The first seat of each person, by date."""
    first: dict[str, Seat] = {}
    for seat in sorted(seats, key=lambda seat: _span(seat, windows)):
        first.setdefault(seat.person, seat)
    return first


def broken(problem: Problem, seats: Iterable[Seat]) -> tuple[Broken, ...]:
    """Every hard rule that these seats break, person by person and then half by half."""
    return tuple(_Check(problem, tuple(seats)).all())


def _span(seat: Seat, windows: Mapping[str, Window]) -> tuple[date, date]:
    return windows[seat.window].span(seat.half)


def _where(window: Window, half: int | None) -> str:
    """ "W003 (2025-01-06 to 2025-02-03)", or "the first half of …": a window as people say it."""
    first, end = window.span(half)
    part = "" if half is None else f"the {'second' if half else 'first'} half of "
    return f"{part}{window.id} ({first} to {end})"


class _Check:
    """One plan held against the rules."""

    def __init__(self, problem: Problem, seats: tuple[Seat, ...]) -> None:
        self.problem = problem
        self.windows = {window.id: window for window in problem.windows}
        self.people = {person.id: person for person in problem.people}
        self.given = seats
        self.known = [s for s in seats if s.window in self.windows and s.person in self.people]
        self.by_half: dict[tuple[str, int], list[Seat]] = defaultdict(list)
        self.by_person: dict[str, list[Seat]] = defaultdict(list)
        for seat in self.known:
            self.by_person[seat.person].append(seat)
            for half in seat.halves:
                self.by_half[seat.window, half].append(seat)

    def all(self) -> Iterator[Broken]:
        yield from self.strangers()
        for person in self.problem.people:
            mine = sorted(self.by_person[person.id], key=lambda seat: _span(seat, self.windows))
            yield from self.person(person, mine)
        first = first_seats(self.known, self.windows)
        for window in self.problem.windows:
            for half in HALVES:
                yield from self.half(window, half, first)
        yield from self.pins()

    def strangers(self) -> Iterator[Broken]:
        for seat in self.given:
            if seat.window not in self.windows:
                yield Broken(
                    "H1", f"There is no window {seat.window} to seat {seat.person} in.", (seat,)
                )
            elif seat.person not in self.people:
                yield Broken("H1", f"There is no {seat.person} to seat in {seat.window}.", (seat,))

    def person(self, person: Person, mine: Sequence[Seat]) -> Iterator[Broken]:
        signed = sign_ups(person)
        for seat in mine:
            where = _where(self.windows[seat.window], seat.half)
            if not asked_for(seat, signed):
                yield Broken("H1", f"{person.called} did not sign up for all of {where}.", (seat,))
            if seat.half is not None and not person.halves:
                yield Broken(
                    "H2", f"{person.called} takes no half seats, but has {where}.", (seat,)
                )
            if not rested(person, _span(seat, self.windows)[0]):
                yield Broken(
                    "H3",
                    f"{person.called} served until {person.last_served_until} and rests "
                    f"{person.rest_days} days, too long for {where}.",
                    (seat,),
                )
        yield from self.rests(person, mine)
        halves = sum(len(seat.halves) for seat in mine)
        if halves > person.most_halves:
            yield Broken(
                "H4",
                f"{person.called} has {halves} halves and may have {person.most_halves} at most.",
                tuple(mine),
            )

    def rests(self, person: Person, mine: Sequence[Seat]) -> Iterator[Broken]:
        for before, after in pairwise(mine):
            if before.window == after.window and set(before.halves) & set(after.halves):
                where = _where(self.windows[before.window], None)
                yield Broken(
                    TWICE, f"{person.called} sits twice in a half of {where}.", (before, after)
                )
                continue
            rest = (_span(after, self.windows)[0] - _span(before, self.windows)[1]).days
            if rest < person.rest_days:
                one = _where(self.windows[before.window], before.half)
                other = _where(self.windows[after.window], after.half)
                gap = f"{rest} days between" if rest >= 0 else "no day between"
                yield Broken(
                    "H3",
                    f"{person.called} rests {person.rest_days} days, but has {gap} {one} and {other}.",
                    (before, after),
                )

    def half(self, window: Window, half: int, first: Mapping[str, Seat]) -> Iterator[Broken]:
        here = self.by_half[window.id, half]
        where = _where(window, half)
        caps = {team.id: team.cap for team in self.problem.teams}
        teams: dict[str, dict[str, Seat]] = defaultdict(dict)
        for seat in here:
            teams[self.people[seat.person].team][seat.person] = seat
        for team, members in sorted(teams.items()):
            if len(members) > caps.get(team, len(members)):
                yield Broken(
                    "H5",
                    f"{team} can spare {caps[team]} at a time, but {self.names(members)} sit in {where}.",
                    tuple(members.values()),
                )
        everybody = {seat.person: seat for seat in here}
        if len(everybody) > window.most:
            yield Broken(
                "H6",
                f"{len(everybody)} people sit in {where}, which takes {window.most} at most.",
                tuple(everybody.values()),
            )
        if self.problem.mentoring:
            yield from self.mentors(everybody, where, first)

    def mentors(
        self, everybody: Mapping[str, Seat], where: str, first: Mapping[str, Seat]
    ) -> Iterator[Broken]:
        new = {
            name: seat
            for name, seat in everybody.items()
            if not self.people[name].experienced and first[name] == seat
        }
        others = len(everybody) - len(new)
        if len(new) > others:
            yield Broken(
                "H8",
                f"{self.names(new)} {'sits' if len(new) == 1 else 'sit'} for the first time "
                f"in {where}, "
                f"with {others or 'nobody'} beside them who has served before.",
                tuple(new.values()),
            )

    def names(self, people: Iterable[str]) -> str:
        return " and ".join(self.people[name].called for name in sorted(people))

    def pins(self) -> Iterator[Broken]:
        present = set(self.given)
        for pin in self.problem.pins:
            if pin.seated:
                if pin.seat not in present:
                    yield Broken("H7", f"{_pinned(pin, self.windows)}, but is not.", (pin.seat,))
                continue
            for seat in sorted(present, key=str):
                if overlap(seat, pin.seat):
                    yield Broken("H7", f"{_pinned(pin, self.windows)}, but is.", (seat,))


def overlap(one: Seat, other: Seat) -> bool:
    """Whether two seats put the same person in the same half."""
    return (
        one.person == other.person
        and one.window == other.window
        and bool(set(one.halves) & set(other.halves))
    )


def _pinned(pin: Pin, windows: Mapping[str, Window]) -> str:
    window = windows.get(pin.seat.window)
    where = pin.seat.window if window is None else _where(window, pin.seat.half)
    return f"{pin.seat.person} is pinned {'to' if pin.seated else 'out of'} {where}"
