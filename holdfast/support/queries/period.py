"""Days, weeks and months in the programme's zone: how a period given as days or instants is cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holdfast.kernel.period import instant
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at

_DAY = len("2026-03-09")
BY_TIME = ("day", "week", "month")
BY = ("all", *BY_TIME, "team", "customer")


@dataclass(frozen=True, slots=True)
class Span:
    """[since, until) as instants; as whole days of `zone` where both are midnights there, else None."""

    since: datetime
    until: datetime
    zone: str
    days: tuple[date, date] | None


def span(programme: Programme, since: date, until: date) -> Span:
    """Days, or instants: `datetime` is a `date` too. The zone is that of the policy at its end."""
    end = until if isinstance(until, datetime) else datetime.combine(until, time(), UTC)
    zone = policy_at(programme, end).zone
    begins, ends = _instant(since, zone), _instant(until, zone)
    first, last = _day(begins, zone), _day(ends, zone)
    return Span(begins, ends, zone, (first, last) if first and last else None)


def _instant(at: date, zone: str) -> datetime:
    return at if isinstance(at, datetime) else instant(at, time(), zone)


def _day(at: datetime, zone: str) -> date | None:
    on = at.astimezone(ZoneInfo(zone)).date()
    return on if instant(on, time(), zone) == at else None


def begins(day: date, by: str) -> date:
    """The first day of the ISO week or the month a day is in; itself by day."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def summed(counts: Iterable[tuple[date, int]], by: str) -> dict[str | date, int]:
    """Counts of days by day, week or month, in their order; all under "all"."""
    found: dict[str | date, int] = {}
    for day, number in counts:
        key = "all" if by == "all" else begins(day, by)
        found[key] = found.get(key, 0) + int(number)
    return found if by == "all" else dict(sorted(found.items()))


def day_in(when: date | str, zone: str) -> date:
    """A day as PostgreSQL says it; of a text the day, or the day of a minute in UTC: SQLite knows no zones."""
    if not isinstance(when, str):
        return when
    return date.fromisoformat(when) if len(when) == _DAY else _day_of_minute(when, zone)


@lru_cache(maxsize=4096)
def _day_of_minute(minute: str, zone: str) -> date:
    # No zone in use has an offset with seconds.
    return datetime.fromisoformat(minute).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
