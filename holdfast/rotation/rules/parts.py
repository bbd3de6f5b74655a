"""Parts of a window: halves, and how many people there are on its leanest day (R28).

Days as people write them: a stretch ends on its last day, or on the handover day when the next one
starts on it. `until` turns that into the first day after it, which is what counting needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

Span = tuple[date, date]  # as written: from the first day to the last, or to the handover day
HALVES = (0, 1)


def until(span: Span, starts: Collection[date]) -> date:
    """The first day after a window, where `starts` are the first days of all of them.

    A window that ends on the day another starts on gives that day to it, so that no day is counted
    twice (R9).
    """
    starts_on, ends_on = span
    shared = ends_on in starts and ends_on != starts_on
    return ends_on if shared else ends_on + timedelta(days=1)


def middle(starts_on: date, ends_before: date) -> date:
    """The day the second half starts on: the first half has floor(days / 2) days."""
    return starts_on + timedelta(days=(ends_before - starts_on).days // 2)


def half_of(starts_on: date, ends_before: date, half: int) -> Span:
    """The days [first, end) of a half."""
    between = middle(starts_on, ends_before)
    return (starts_on, between) if half == 0 else (between, ends_before)


def filled(window: Span, parts: Iterable[Span | None]) -> int:
    """How many people there are on the day with the fewest; None is the whole window.

    A part that ends on the day another starts on hands over that day, and is not counted for it.
    """
    parts = list(parts)
    spans = [part for part in parts if part is not None]
    whole = len(parts) - len(spans)
    if not spans:
        return whole
    first, last = window
    days = {first} | {day for span in spans for day in span if first <= day < last}
    return whole + min(sum(_on(span, day, last) for span in spans) for day in days)


def _on(span: Span, day: date, last: date) -> bool:
    starts_on, ends_on = span
    return starts_on <= day and (day < ends_on or ends_on >= last)
