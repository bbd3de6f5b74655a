"""The planning problem as data: who could sit where, and what the programme wants.

Windows are half open here, `[starts_on, ends_on)`, and counting is by halves: the first has
floor(days / 2) days. docs/planning.md states the problem whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

HALVES = (0, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days to fill: at least, as wanted, and never more than `most` people a half.

    `coverage_goal` is, by half, the weighted quarter hours of customers' time to be covered.
    """

    id: str
    starts_on: date
    ends_on: date  # exclusive
    least: int
    wanted: int
    most: int
    coverage_goal: tuple[int, int] = (0, 0)

    def half(self, half: int) -> tuple[date, date]:
        """The days `[first, end)` of a half."""
        middle = self.starts_on + timedelta(days=(self.ends_on - self.starts_on).days // 2)
        return (self.starts_on, middle) if half == 0 else (middle, self.ends_on)

    def span(self, half: int | None) -> tuple[date, date]:
        """The days `[first, end)` of a seat in it: of a half, or of the whole window."""
        return (self.starts_on, self.ends_on) if half is None else self.half(half)


@dataclass(frozen=True, slots=True)
class Demand:
    """Customers of one zone: Monday to Friday, 09:00 to 17:00 of their own time, with a weight."""

    zone: str
    weight: int


@dataclass(frozen=True, slots=True)
class Team:
    """A home team that can spare at most `cap` people at a time."""

    id: str
    cap: int


@dataclass(frozen=True, slots=True)
class SignUp:
    """Consent to one window: 3 eager, 2 willing, 1 if needed; in which halves they are there."""

    window: str
    choice: int
    halves: tuple[int, ...] = HALVES


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be seated, with their own hours, and what they have served before."""

    id: str
    team: str
    zone: str
    starts: time
    ends: time
    workdays: frozenset[int]  # Monday is 0
    sign_ups: tuple[SignUp, ...] = ()
    halves: bool = False  # may sit for one half
    experienced: bool = True  # has served before the plan begins
    served_halves: int = 0
    last_served_until: date | None = None  # exclusive
    rest_days: int = 0
    most_halves: int = 99
    promotion_by: date | None = None
    name: str = ""  # what sentences call them

    @property
    def called(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """One person in one window, for one half or (None) the whole of it."""

    window: str
    person: str
    half: int | None = None

    @property
    def halves(self) -> tuple[int, ...]:
        return HALVES if self.half is None else (self.half,)


@dataclass(frozen=True, slots=True)
class Pin:
    """A seat that must be (`seated`) or must not be in the plan."""

    seat: Seat
    seated: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a plan depends on; the same problem and seed give the same plan."""

    windows: tuple[Window, ...]
    demand: tuple[Demand, ...]
    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    pins: tuple[Pin, ...] = ()
    published: tuple[Seat, ...] = ()
    mentoring: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """One aim of the plan, in the order of their importance: what was reached and what is proven.

    `bound` is a lower bound given the values of the levels before it; `seconds` the time spent on it.
    """

    name: str
    value: int
    bound: int
    seconds: float = 0.0

    @property
    def proven(self) -> bool:
        return self.bound == self.value


@dataclass(frozen=True, slots=True)
class Plan:
    """Seats that break no hard rule, with what they reach on each level."""

    seats: tuple[Seat, ...]
    levels: tuple[Level, ...]
    seconds: float = 0.0
    cancelled: bool = False


# In this order; `changes` only where something is published.
LEVELS = (
    *("least", "wanted", "promotion", "over", "changes"),
    *("coverage", "fairness", "preference", "spread"),
)
