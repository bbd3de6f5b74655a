"""What opened figures are made of, whatever the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from holdfast.insight.rules.figures import Period

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a figure counts. `ref` is an escalation, or else what `kind` says: "seat", "day",
    "person", "team", "relief". `value` is in the figure's unit, or a word, or None where being there
    is all; `by` is a name, empty where nobody did it."""

    ref: str
    title: str
    value: float | str | None
    at: datetime | date | None
    by: str = ""
    kind: str = "escalation"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of them, in the order of their moments; `next` is the `after` of the following one."""

    items: Sequence[Row]
    next: str | None


def so_far(period: Period, at: datetime) -> datetime:
    """The end of a period, or the first instant after now while it runs: now itself counts."""
    return min(period.end, at + timedelta(microseconds=1))


def within(began: datetime, until: datetime | None, since: datetime, end: datetime) -> float | None:
    """The hours of a stretch that lie in [since, end); None where it touches none of it."""
    last = min(until or end, end)
    first = max(began, since)
    if began >= end or (until is not None and until <= since):
        return None
    return (last - first) / HOUR
