"""Days away as stretches: absences that overlap or follow each other day by day are one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date]  # both days included
_DAY = timedelta(days=1)


def stretch(spans: Iterable[Span], *, around: Span) -> Span:
    """These days with every span that overlaps them or joins on to them, again and again."""
    spans, (first, last) = list(spans), around
    for starts_on, ends_on in sorted(spans):
        if starts_on - _DAY <= last and first - _DAY <= ends_on:
            first, last = min(first, starts_on), max(last, ends_on)
    # In order of their beginning, what joins at the front may come after what it joins to.
    return (first, last) if (first, last) == around else stretch(spans, around=(first, last))


def running(spans: Iterable[Span], day: date) -> Span | None:
    """The stretch that a day lies in, if it lies in one."""
    spans = list(spans)
    inside = any(first <= day <= last for first, last in spans)
    return stretch(spans, around=(day, day)) if inside else None


def days(span: Span) -> int:
    """Calendar days, both ends included."""
    return (span[1] - span[0]).days + 1
