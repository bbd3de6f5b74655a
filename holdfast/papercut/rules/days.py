"""Working days of an engineer: those left of a seat, and those that went into a paper cut. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from holdfast.kernel.working_time import WorkingHours

_TENTH = Decimal("0.1")
Span = tuple[datetime, datetime]


def working_days(spans: Iterable[Span], hours: WorkingHours) -> Decimal:
    """How much of their working time lies in [start, end) of these spans, in days of theirs, to a tenth.

    Half a working day counts for half; time outside their hours, on days off and at weekends for
    nothing. Spans that overlap count once.
    """
    total = sum((_in_days(span, hours) for span in _apart(spans)), 0.0)
    return Decimal(str(total)).quantize(_TENTH, ROUND_HALF_UP)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _in_days(span: Span, hours: WorkingHours) -> float:
    start, end = span
    zone = ZoneInfo(hours.zone)
    # A night shift belongs to the day it began on.
    day, last = start.astimezone(zone).date() - timedelta(days=1), end.astimezone(zone).date()
    total = 0.0
    while day <= last:
        if period := hours.on(day):
            inside = min(end, period.ends_at) - max(start, period.starts_at)
            total += max(inside, timedelta()) / (period.ends_at - period.starts_at)
        day += timedelta(days=1)
    return total


def within(spans: Iterable[Span], bounds: Span) -> list[Span]:
    """What of the spans lies inside the bounds."""
    cut = [(max(start, bounds[0]), min(end, bounds[1])) for start, end in spans]
    return [(start, end) for start, end in cut if start < end]


def left(hours: WorkingHours, *, until: date, allocation: int, at: datetime) -> Decimal:
    """Working days from this moment to the start of the day `until`, at this percent of their time.

    A day that has begun counts for what is left of it.
    """
    end = datetime.combine(until, datetime.min.time(), ZoneInfo(hours.zone))
    days = working_days([(at, end)], hours)
    return (days * allocation / 100).quantize(_TENTH, ROUND_HALF_UP)


def plain(days: Decimal | float) -> str:
    """“3”, “2.5”."""
    return f"{float(days):.1f}".removesuffix(".0")
