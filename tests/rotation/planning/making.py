"""Small planning problems, made in a line."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from holdfast.rotation.rules.planning.problem import (
    Demand,
    Person,
    Problem,
    Seat,
    SignUp,
    Team,
    Window,
)

MONDAY = date(2025, 1, 6)


def window(
    name: str = "W0", starts: date = MONDAY, ends: date = date(2025, 2, 3), **given: Any
) -> Window:
    return Window(name, starts, ends, **({"least": 0, "wanted": 1, "most": 4} | given))


def person(
    name: str, *asks: str, choice: int = 2, hours: tuple[int, int] = (9, 17), **given: Any
) -> Person:
    """Somebody in London who asks for whole windows, and for halves as "W1/0"."""
    wishes = []
    for ask in asks:
        where, _, half = ask.partition("/")
        wishes.append(SignUp(where, choice, (int(half),) if half else (0, 1)))
    settled = {"team": "", "zone": "Europe/London", "workdays": frozenset(range(5))} | given
    return Person(
        name, starts=time(hours[0]), ends=time(hours[1]), sign_ups=tuple(wishes), **settled
    )


def problem(*people: Person, windows: tuple[Window, ...] = (), **given: Any) -> Problem:
    settled = {"demand": (Demand("Europe/London", 1),), "teams": ()} | given
    teams = tuple(Team(name, cap) for name, cap in settled.pop("teams"))
    return Problem(windows=windows or (window(),), people=people, teams=teams, **settled)


def seat(text: str) -> Seat:
    """ "ada W0", or "ada W0/1" for its second half."""
    name, where = text.split()
    where, _, half = where.partition("/")
    return Seat(where, name, int(half) if half else None)


def seats(*texts: str) -> tuple[Seat, ...]:
    return tuple(seat(text) for text in texts)
