"""Half-open spans of time, and local days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """[starts_at, ends_at), both instants."""

    starts_at: datetime
    ends_at: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def local_date(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def instant(day: date, clock: time, zone: str) -> datetime:
    """The instant of a wall-clock time on a day in a zone, in UTC.

    A time that daylight saving skips is moved forward by the skip, one that occurs twice is taken
    the first time (PEP 495, fold=0).
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
