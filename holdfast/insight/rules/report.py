"""What the monthly programme report holds besides flow and rotation, and its words (R21, R77)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from holdfast.insight.rules.asked import Days
from holdfast.insight.rules.figures import Share, Spread

ENOUGH = 30  # support issues on each side; with fewer nothing is compared

# What was solved by knowing rather than by building: these classes need no change of the product.
WITHOUT_CLASSES = {"wrong_use": "wrong use", "quick_fix": "quick fix", "tooling": "tooling"}


@dataclass(frozen=True, slots=True)
class Solved:
    """Of the escalations closed in a period, duplicates left out: `unaided` without one formal request
    to engineering; `classes` by what they turned out to be, the empty word not classed."""

    closed: int
    unaided: int
    classes: Mapping[str, int]
    docs: int  # of the closed ones, those that left a document behind

    @property
    def share(self) -> Share:
        return Share(self.unaided, self.closed)


@dataclass(frozen=True, slots=True)
class Said:
    """A learning, or a customer's words, with the escalation it came from."""

    ref: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Stuck:
    ref: str
    title: str
    owner: str
    why: str


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Hours from opened to solved of support issues: those opened in as many days before the programme's
    first window began, on `since`, and those opened in the period. What is open still has no time, so a
    recent period looks faster than it will be."""

    since: date
    days: Days  # the days before
    earlier: Spread
    now: Spread

    @property
    def says_something(self) -> bool:
        return min(self.earlier.count, self.now.count) >= ENOUGH


def hours(value: float | None) -> str:
    """“45 min”, “3.5 h”, “4.2 days”; a day is 24 hours."""
    if value is None:
        return "–"
    if value < 1:
        return f"{round(value * 60)} min"
    if value < 48:
        return f"{value:.1f} h".replace(".0 h", " h")
    return f"{value / 24:.1f} days".replace(".0 days", " days")


def spread_words(found: Spread) -> str:
    """“median 2 h, nine tenths within 9 h (of 31)”; a handful says so."""
    if not found.count:
        return "none"
    few = ", too few to say much" if found.is_handful else ""
    return (
        f"median {hours(found.median)}, nine tenths within {hours(found.p90)} "
        f"(of {found.count:,}{few})"
    )


def moved(now: Spread, before: Spread) -> str:
    """“faster than 4 h the month before”, and no word of direction where either is a handful."""
    if now.median is None or before.median is None:
        return ""
    if now.is_handful or before.is_handful:
        return f"{hours(before.median)} before (of {before.count:,}; few)"
    if now.median == before.median:
        return f"as before (of {before.count:,})"
    word = "down from" if now.median < before.median else "up from"
    return f"{word} {hours(before.median)} (of {before.count:,})"
