"""Which of the customers' quarter hours the seated serve: `covered` of docs/planning.md.

Time is cut into quarter hours. One is wanted by the customers of a zone when it begins on one of
the half's days, Monday to Friday from 09:00 to 17:00, by their clocks; somebody serves it when it
begins within their hours on one of their workdays among the half's days, by theirs. Every quarter
hour is asked of the zone's own rules, so the hour that a change of the clocks skips is served by
nobody and the one it repeats twice. Hours that end at or before they start run past midnight: what
counts is the day the shift starts on, and a shift that starts on the half's last day is served out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from holdfast.rotation.rules.planning.problem import HALVES, Demand, Person, Problem

QUARTER = 15 * 60
DAY = 24 * 60 * 60
QUARTERS = DAY // QUARTER  # of a day
# Local days begin up to 14 hours before and 12 after the same day of UTC, and night shifts run over.
BEFORE, AFTER = 1, 2
EPOCH = date(1970, 1, 1)

Bits = npt.NDArray[np.bool_]


class Duty(NamedTuple):
    """When somebody is there: people of equal duty hours cover the same, and are one signature."""

    zone: str
    starts: time
    ends: time
    workdays: frozenset[int]


def duty(person: Person) -> Duty:
    return Duty(person.zone, person.starts, person.ends, person.workdays)


OFFICE = (time(9), time(17), frozenset(range(5)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The quarter hours of a half that customers want, and what each weighs (all zones together)."""

    starts: npt.NDArray[np.int64]  # seconds of UTC since 1970
    weights: npt.NDArray[np.int64]


class Coverage:
    """The coverage of a problem's halves; remembers what it has worked out."""

    def __init__(self, problem: Problem) -> None:
        self._demand = problem.demand
        self._spans = {
            (window.id, half): window.half(half) for window in problem.windows for half in HALVES
        }
        self._wanted: dict[tuple[str, int], Wanted] = {}
        self._served: dict[tuple[str, int, Duty], Bits] = {}
        self._local: dict[tuple[str, int, str], npt.NDArray[np.int64]] = {}

    def wanted(self, window: str, half: int) -> Wanted:
        key = (window, half)
        if key not in self._wanted:
            self._wanted[key] = wanted(self._demand, *self._spans[key])
        return self._wanted[key]

    def served(self, window: str, half: int, who: Duty) -> Bits:
        """Which of the `wanted` quarter hours somebody of this duty serves."""
        key = (window, half, who)
        if key not in self._served:
            self._served[key] = within(
                self._clock(window, half, who.zone),
                *(who.starts, who.ends, who.workdays),
                self._spans[window, half],
            )
        return self._served[key]

    def covered(self, window: str, half: int, seated: Iterable[Duty]) -> int:
        """The weight of the wanted quarter hours that at least one of them serves."""
        ground = self.wanted(window, half)
        together = np.zeros(len(ground.weights), dtype=np.bool_)
        for who in set(seated):
            together |= self.served(window, half, who)
        return int(ground.weights[together].sum())

    def _clock(self, window: str, half: int, zone: str) -> npt.NDArray[np.int64]:
        key = (window, half, zone)
        if key not in self._local:
            starts = self.wanted(window, half).starts
            self._local[key] = starts + shifts(zone, starts)
        return self._local[key]


def wanted(demand: Iterable[Demand], first: date, end: date) -> Wanted:
    """The quarter hours that any zone's customers want on the days `[first, end)`."""
    begin = (first - EPOCH).days - BEFORE
    count = (end - first).days + BEFORE + AFTER
    starts = np.arange(count * QUARTERS, dtype=np.int64) * QUARTER + begin * DAY
    weights = np.zeros(len(starts), dtype=np.int64)
    for customers in demand:
        local = starts + shifts(customers.zone, starts)
        weights += customers.weight * within(local, *OFFICE, (first, end))
    some = weights != 0
    return Wanted(starts[some], weights[some])


def within(
    local: npt.NDArray[np.int64],
    starts: time,
    ends: time,
    workdays: frozenset[int],
    span: tuple[date, date],
) -> Bits:
    """Which of these moments, as a clock on the wall shows them, lie in the hours of a workday."""
    day, second = np.divmod(local, DAY)
    at, until = _seconds(starts), _seconds(ends)
    if at < until:
        return _working(day, workdays, span) & (second >= at) & (second < until)
    evening = _working(day, workdays, span) & (second >= at)
    return evening | (_working(day - 1, workdays, span) & (second < until))


def _working(day: npt.NDArray[np.int64], workdays: frozenset[int], span: tuple[date, date]) -> Bits:
    first, end = ((when - EPOCH).days for when in span)
    weekday = (day + EPOCH.weekday()) % 7
    works = np.isin(weekday, list(workdays))
    return (day >= first) & (day < end) & works


def _seconds(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * 60 + clock.second


def shifts(zone: str, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How far the clocks of a zone are ahead of UTC at these moments, in seconds."""
    days, place = np.unique(starts // DAY, return_inverse=True)
    if not len(days):
        return np.zeros(0, dtype=np.int64)
    table = np.array([_day_shifts(zone, int(day)) for day in days], dtype=np.int64)
    return table[place, (starts % DAY) // QUARTER]


@lru_cache(maxsize=65536)
def _day_shifts(zone: str, day: int) -> tuple[int, ...]:
    """The shifts of a day of UTC, quarter hour by quarter hour: mostly the same all day."""
    clocks = ZoneInfo(zone)
    midnight = datetime.combine(EPOCH + timedelta(days=day), time(), UTC)
    edges = {_shift(clocks, midnight + timedelta(hours=hour)) for hour in (0, 12, 24)}
    if len(edges) == 1:
        return (*edges,) * QUARTERS
    return tuple(
        _shift(clocks, midnight + timedelta(seconds=QUARTER * number)) for number in range(QUARTERS)
    )


def _shift(clocks: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(clocks).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
