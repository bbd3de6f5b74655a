"""Deadlines in the working hours of the person who owes them.

Pure: zones, hours, days off and the starting instant are arguments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holdfast.kernel.period import Period, instant

# A person on leave for longer than this answers to the alarm for absences, not to a deadline.
HORIZON_DAYS = 120


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a person works: `workdays` counts Monday as 0; `days_off` are absences and holidays.

    `ends` before `starts` is a night shift and belongs to the day it starts on.
    """

    zone: str
    starts: time = time(9)
    ends: time = time(17)
    workdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = field(default_factory=frozenset)

    def on(self, day: date) -> Period | None:
        """The working period of a local day, or None on a day off."""
        if day.weekday() not in self.workdays or day in self.days_off or self.starts == self.ends:
            return None
        last = day if self.starts < self.ends else day + timedelta(days=1)
        return Period(instant(day, self.starts, self.zone), instant(last, self.ends, self.zone))

    def periods(self, after: datetime) -> Iterator[Period]:
        """Working periods that end after the instant, in order, up to the horizon."""
        # A night shift that began yesterday may still run.
        first = after.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)
        for ahead in range(HORIZON_DAYS):
            period = self.on(first + timedelta(days=ahead))
            if period and period.ends_at > after:
                yield period

    def at_work(self, at: datetime) -> bool:
        period = next(self.periods(at), None)
        return period is not None and at in period


@dataclass(frozen=True, slots=True)
class Allowance:
    """A length of working time: hours, or whole working days of the person who owes it."""

    hours: float = 0
    days: int = 0

    def __str__(self) -> str:
        if self.days:
            return f"{self.days} working day{'s' if self.days != 1 else ''}"
        return f"{self.hours:g} working hour{'s' if self.hours != 1 else ''}"


def deadline(start: datetime, allowance: Allowance, hours: WorkingHours) -> datetime:
    """The instant at which the allowance is used up, counting only working time after `start`.

    Hours are spent inside working periods. A working day runs to the same point of a later working
    day: one day from Tuesday 11:00 is Wednesday 11:00; from outside working hours it counts from
    the next start of work and runs to that day's end. Somebody who does not work within the horizon
    gets the plain wall-clock length, so that a deadline always exists (promise 7).
    """
    if allowance.days:
        found = _after_days(start, allowance.days, hours)
    else:
        found = _after_hours(start, timedelta(hours=allowance.hours), hours)
    return (found or start + timedelta(days=allowance.days, hours=allowance.hours)).astimezone(UTC)


def _after_hours(start: datetime, left: timedelta, hours: WorkingHours) -> datetime | None:
    for period in hours.periods(start):
        begin = max(start, period.starts_at)
        if period.ends_at - begin >= left:
            return begin + left
        left -= period.ends_at - begin
    return None


def _after_days(start: datetime, days: int, hours: WorkingHours) -> datetime | None:
    periods = hours.periods(start)
    first = next(periods, None)
    if first is None:
        return None
    if start <= first.starts_at:
        # Not at work yet: that whole day is the first one.
        days, into = days - 1, None
        if days == 0:
            return first.ends_at
    else:
        into = start - first.starts_at
    for _ in range(days - 1):
        next(periods, None)
    last = next(periods, None)
    if last is None:
        return None
    return last.ends_at if into is None else min(last.starts_at + into, last.ends_at)
