"""What people have agreed to stands, whatever the rules say of new seats.

A confirmed seat is a pin. It may break a rule that holds for new seats: it came off a table, the rule
was changed since, the lead seated somebody by hand. Then that rule gives way for them and as far as
needed, so that the plan is made around it instead of being impossible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from holdfast.rotation.rules.planning.hard import first_seats, options, overlap
from holdfast.rotation.rules.planning.problem import (
    Person,
    Pin,
    Problem,
    Seat,
    SignUp,
    Team,
    Window,
)

ASKED_BY_OTHERS = 1  # an open seat of somebody who never answered: “if needed”
SAID_YES = 2


def make_room(problem: Problem, agreed: Sequence[Seat]) -> Problem:
    """The problem with these seats pinned, and every rule as wide as they need it.

    Pins that keep somebody out of a seat they agreed to are dropped.
    """
    windows = {window.id: window for window in problem.windows}
    mine: dict[str, list[Seat]] = {}
    for seat in agreed:
        mine.setdefault(seat.person, []).append(seat)
    pins = [
        pin
        for pin in problem.pins
        if pin.seated or not any(overlap(pin.seat, seat) for seat in mine.get(pin.seat.person, ()))
    ]
    wider = replace(
        problem,
        windows=tuple(_window(window, agreed) for window in problem.windows),
        teams=tuple(_team(team, problem, agreed) for team in problem.teams),
        people=tuple(
            _person(person, mine[person.id], windows) if person.id in mine else person
            for person in problem.people
        ),
        pins=tuple(dict.fromkeys([*(Pin(seat) for seat in agreed), *pins])),
    )
    return _without_mentors(wider, agreed) if problem.mentoring else wider


def with_consent(person: Person, seat: Seat, choice: int) -> Person:
    """The person as if they had signed up for this seat, unless they have."""
    signed = {each.window: each for each in person.sign_ups}
    before = signed.get(seat.window)
    halves = tuple(sorted({*seat.halves, *(before.halves if before else ())}))
    signed[seat.window] = SignUp(seat.window, before.choice if before else choice, halves)
    return replace(
        person,
        sign_ups=tuple(signed.values()),
        halves=person.halves or seat.half is not None,
    )


def _person(person: Person, seats: Iterable[Seat], windows: Mapping[str, Window]) -> Person:
    inside = [seat for seat in seats if seat.window in windows]
    for seat in inside:
        person = with_consent(person, seat, SAID_YES)
    spans = sorted(windows[seat.window].span(seat.half) for seat in inside)
    rests = [(after[0] - before[1]).days for before, after in pairwise(spans)]
    if person.last_served_until and spans:
        rests.append((spans[0][0] - person.last_served_until).days)
    return replace(
        person,
        rest_days=max(0, min([person.rest_days, *rests])),
        most_halves=max(person.most_halves, sum(len(seat.halves) for seat in inside)),
    )


def _window(window: Window, agreed: Iterable[Seat]) -> Window:
    here = Counter(half for seat in agreed if seat.window == window.id for half in seat.halves)
    return replace(window, most=max([window.most, *here.values()]))


def _team(team: Team, problem: Problem, agreed: Iterable[Seat]) -> Team:
    members = {person.id for person in problem.people if person.team == team.id}
    sitting = Counter(
        (seat.window, half) for seat in agreed if seat.person in members for half in seat.halves
    )
    return replace(team, cap=max([team.cap, *sitting.values()]))


def _without_mentors(problem: Problem, agreed: Sequence[Seat]) -> Problem:
    """First-timers who agreed, where too few could ever sit beside them, need nobody."""
    new = {person.id for person in problem.people if not person.experienced}
    windows = {window.id: window for window in problem.windows}
    first = first_seats(agreed, windows)
    beside: dict[tuple[str, int], set[str]] = {}
    for person, seats in options(problem).items():
        if person not in new:
            for seat in seats:
                for half in seat.halves:
                    beside.setdefault((seat.window, half), set()).add(person)
    alone: set[str] = set()
    for window in problem.windows:
        for half in (0, 1):
            timid = {
                seat.person
                for seat in agreed
                if seat.window == window.id
                and half in seat.halves
                and seat.person in new
                and first[seat.person] == seat
            }
            others = beside.get((window.id, half), set())
            if len(timid) > min(len(others), window.most - len(timid)):
                alone |= timid
    return replace(
        problem,
        people=tuple(
            replace(person, experienced=True) if person.id in alone else person
            for person in problem.people
        ),
    )
