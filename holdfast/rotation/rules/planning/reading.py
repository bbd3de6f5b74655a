"""PROBLEM.json and PLAN.json (docs/planning.md): read into plain data, and written back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, TypeVar

from holdfast.kernel.text import must_fit

from .document import Place, parse
from .problem import (
    HALVES,
    Demand,
    Level,
    Person,
    Pin,
    Plan,
    Problem,
    Seat,
    SignUp,
    Team,
    Window,
)

VERSION = 1
# Ten times the largest problem we know, 5,000 people over 52 windows.
MAX_BYTES = 48 * 1024 * 1024
# No length of service or rest is longer; sums of squares stay far below what a solver can count.
LONGEST_WINDOW, MOST_DAYS, MOST_PEOPLE, MOST_HALVES = 400, 36_500, 100_000, 10_000
MOST_WEIGHT, MOST_COVERAGE = 1_000_000, 10**12

Named = TypeVar("Named", Window, Team, Person)


def problem_from_json(content: bytes) -> Problem:
    """The problem a file holds. Raises Invalid with one sentence that says where it is wrong."""
    must_fit(len(content), what="The problem", most=MAX_BYTES)
    return _problem(parse(content))


def problem_from_data(data: Any) -> Problem:
    """The problem parsed JSON holds. Raises Invalid, `people[3].team: there is no team “T9”.`

    Left out, a number means none or no limit, `hours` 09:00 to 17:00, `workdays` Monday to Friday, and
    somebody is `experienced` who has served. Hours that end before they start run past midnight. A sign-up with choice 0 is a no. Keys that are not
    ours are left alone.
    """
    return _problem(Place("", data))


def _problem(root: Place) -> Problem:
    version = root.at("version")
    if isinstance(version.value, bool) or version.value != VERSION:
        raise version.wrong(f"this reads version {VERSION} only; write “version”: {VERSION}.")
    windows = _named(root.at("windows"), "window", _window)
    teams = _named(root.at("teams"), "team", _team)
    people = _named(root.at("people"), "person", lambda at: _person(at, windows, teams))
    known = (windows, people)
    pins = tuple(
        Pin(_seat(at, *known), at.at("seated").otherwise(True, Place.flag))
        for at in root.at("pins").each()
    )
    return Problem(
        windows=tuple(windows.values()),
        demand=tuple(
            Demand(at.at("zone").zone(), at.at("weight").otherwise(1, _most(MOST_WEIGHT)))
            for at in root.at("demand").each()
        ),
        teams=tuple(teams.values()),
        people=tuple(people.values()),
        # The same pin or published seat twice says nothing new.
        pins=tuple(dict.fromkeys(pins)),
        published=tuple(dict.fromkeys(_seat(at, *known) for at in root.at("published").each())),
        mentoring=root.at("mentoring").otherwise(False, Place.flag),
    )


def _most(most: int, least: int = 0) -> Callable[[Place], int]:
    return lambda at: at.whole(least, most)


def _named(places: Place, what: str, read: Callable[[Place], Named]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for at in places.each():
        one = read(at)
        if one.id in found:
            raise at.at("id").wrong(f"there is a {what} {one.id} already; every id stands once.")
        found[one.id] = one
    return found


def _known(at: Place, what: str, known: Mapping[str, object]) -> str:
    name = at.text()
    if name not in known:
        raise at.wrong(f"there is no {what} {name}.")
    return name


def _window(at: Place) -> Window:
    starts_on, ends_on = at.at("starts_on").day(), at.at("ends_on").day()
    length = (ends_on - starts_on).days
    if length < 1:
        raise at.at("ends_on").wrong(
            f"{ends_on} is not after the start, {starts_on}; ends_on is the first day after the window."
        )
    if length > LONGEST_WINDOW:
        raise at.at("ends_on").wrong(
            f"the window is {length:,} days long, at most {LONGEST_WINDOW} are taken; is a year wrong?"
        )
    number = _most(MOST_PEOPLE)
    least, wanted = at.at("least").otherwise(0, number), at.at("wanted").whole(0, MOST_PEOPLE)
    return Window(
        id=at.at("id").text(),
        starts_on=starts_on,
        ends_on=ends_on,
        least=least,
        wanted=wanted,
        most=at.at("most").otherwise(max(least, wanted), number),
        coverage_goal=at.at("coverage_goal").otherwise((0, 0), _goal),
    )


def _goal(at: Place) -> tuple[int, int]:
    numbers = [each.whole(0, MOST_COVERAGE) for each in at.each()]
    if len(numbers) != len(HALVES):
        raise at.wrong("write two numbers, one for each half.")
    return numbers[0], numbers[1]


def _team(at: Place) -> Team:
    cap = at.at("cap")
    if cap.value == 0 and not isinstance(cap.value, bool):
        raise cap.wrong("a team with a cap of 0 can spare nobody; leave its people's sign-ups out.")
    return Team(at.at("id").text(), cap.whole(1, MOST_PEOPLE))


def _person(at: Place, windows: Mapping[str, Window], teams: Mapping[str, Team]) -> Person:
    served = at.at("served_halves").otherwise(0, _most(MOST_HALVES))
    until = at.at("last_served_until").otherwise(None, Place.day)
    starts, ends = at.at("hours").otherwise((time(9), time(17)), _hours)
    return Person(
        id=at.at("id").text(),
        team=_known(at.at("team"), "team", teams),
        zone=at.at("zone").zone(),
        starts=starts,
        ends=ends,
        workdays=at.at("workdays").otherwise(frozenset(range(5)), _workdays),
        sign_ups=_sign_ups(at.at("sign_ups"), windows),
        halves=at.at("halves").otherwise(False, Place.flag),
        experienced=at.at("experienced").otherwise(bool(served or until), Place.flag),
        served_halves=served,
        last_served_until=until,
        rest_days=at.at("rest_days").otherwise(0, _most(MOST_DAYS)),
        most_halves=at.at("most_halves").otherwise(MOST_HALVES, _most(MOST_HALVES)),
        promotion_by=at.at("promotion_by").otherwise(None, Place.day),
        name=at.at("name").otherwise("", Place.text),
    )


def _hours(at: Place) -> tuple[time, time]:
    times = [each.clock() for each in at.each()]
    if len(times) != 2:
        raise at.wrong("write two times, from and to, as in [“09:00”, “17:00”].")
    return times[0], times[1]


def _workdays(at: Place) -> frozenset[int]:
    return frozenset(each.whole(0, 6) for each in at.each())


def _sign_ups(places: Place, windows: Mapping[str, Window]) -> tuple[SignUp, ...]:
    found: dict[str, SignUp | None] = {}
    for at in places.each():
        window = _known(at.at("window"), "window", windows)
        if window in found:
            raise at.at("window").wrong(f"there is a sign-up to {window} already; keep one.")
        choice = at.at("choice").whole(0, 3)
        halves: tuple[int, ...] = at.at("halves").otherwise(HALVES, _halves)
        # A no is an answer and no consent.
        found[window] = SignUp(window, choice, halves) if choice else None
    return tuple(each for each in found.values() if each)


def _halves(at: Place) -> tuple[int, ...]:
    return tuple(sorted({each.whole(0, 1) for each in at.each()}))


def _seat(at: Place, windows: Mapping[str, Window], people: Mapping[str, Person]) -> Seat:
    return Seat(
        person=_known(at.at("person"), "person", people),
        window=_known(at.at("window"), "window", windows),
        half=at.at("half").otherwise(None, _most(1)),
    )


# --- and back ------------------------------------------------------------------------------------


def problem_as_data(problem: Problem) -> dict[str, Any]:
    """PROBLEM.json of a problem; read again it is the same problem."""
    return {
        "version": VERSION,
        "mentoring": problem.mentoring,
        "windows": [_window_as_data(window) for window in problem.windows],
        "demand": [{"zone": each.zone, "weight": each.weight} for each in problem.demand],
        "teams": [{"id": team.id, "cap": team.cap} for team in problem.teams],
        "people": [_person_as_data(person) for person in problem.people],
        "pins": [{**seat_as_data(pin.seat), "seated": pin.seated} for pin in problem.pins],
        "published": [seat_as_data(seat) for seat in problem.published],
    }


def _window_as_data(window: Window) -> dict[str, Any]:
    return {
        "id": window.id,
        "starts_on": window.starts_on.isoformat(),
        "ends_on": window.ends_on.isoformat(),
        "least": window.least,
        "wanted": window.wanted,
        "most": window.most,
        "coverage_goal": list(window.coverage_goal),
    }


def _person_as_data(person: Person) -> dict[str, Any]:
    until, by = person.last_served_until, person.promotion_by
    return {
        "id": person.id,
        **({"name": person.name} if person.name else {}),
        "team": person.team,
        "zone": person.zone,
        "hours": [f"{person.starts:%H:%M}", f"{person.ends:%H:%M}"],
        "workdays": sorted(person.workdays),
        "halves": person.halves,
        "experienced": person.experienced,
        "served_halves": person.served_halves,
        "last_served_until": until.isoformat() if until else None,
        "rest_days": person.rest_days,
        "most_halves": person.most_halves,
        "promotion_by": by.isoformat() if by else None,
        "sign_ups": [
            {"window": each.window, "choice": each.choice, "halves": list(each.halves)}
            for each in person.sign_ups
        ],
    }


def seat_as_data(seat: Seat) -> dict[str, Any]:
    return {"person": seat.person, "window": seat.window, "half": seat.half}


def level_as_data(level: Level) -> dict[str, Any]:
    return {
        "name": level.name,
        "value": level.value,
        "bound": level.bound,
        "proven": level.proven,
        "seconds": round(level.seconds, 3),
    }


def plan_as_data(plan: Plan, why: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """PLAN.json of a plan, with its explanations where they were asked for."""
    document = {
        "seats": [seat_as_data(seat) for seat in plan.seats],
        "levels": [level_as_data(level) for level in plan.levels],
        "seconds": round(plan.seconds, 3),
        "cancelled": plan.cancelled,
    }
    return document if why is None else {**document, "why": dict(why)}


def plan_from_data(data: Any) -> Plan:
    """The plan a process wrote, without its explanations. Raises Invalid where it is none."""
    root = Place("", data)
    return Plan(
        seats=tuple(_plain_seat(at) for at in root.at("seats").each()),
        levels=tuple(level_from_data(at.value) for at in root.at("levels").each()),
        seconds=_seconds(root.at("seconds").value),
        cancelled=root.at("cancelled").otherwise(False, Place.flag),
    )


def _plain_seat(at: Place) -> Seat:
    return Seat(
        at.at("window").text(), at.at("person").text(), at.at("half").otherwise(None, _most(1))
    )


def level_from_data(data: Any) -> Level:
    at, most = Place("", data), 10**18
    value, bound = (at.at(name).whole(-most, most) for name in ("value", "bound"))
    return Level(at.at("name").text(), value, bound, _seconds(at.at("seconds").value))


def _seconds(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
