"""How evenly turns are spread, when the next one is due, and what a missing one may mean (R30-R33).

Pure: numbers and days in, numbers, days and a word out.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import pstdev


def gini(values: Sequence[float]) -> float | None:
    """How unevenly something is spread: 0 is evenly, towards 1 is all of it with one person.

    G = sum over all pairs |x_i - x_j| / (2 n^2 mean), Gini's relative mean difference halved (C.
    Gini, "Variabilità e mutabilità", 1912; A. Sen, "On Economic Inequality", 1973, chapter 2). Worked
    out from the sorted values in O(n log n): with x_1 <= ... <= x_n it is
    sum (2 i - n - 1) x_i / (n sum x_i). None where there is nobody, or nothing to share.
    """
    total = sum(values)
    count = len(values)
    if not count or not total:
        return None
    ranked = enumerate(sorted(values), start=1)
    return sum((2 * rank - count - 1) * value for rank, value in ranked) / (count * total)


@dataclass(frozen=True, slots=True)
class Spread:
    """`difference` is the most less the least; `deviation` the standard deviation of them all."""

    difference: float
    deviation: float


def spread(values: Sequence[float]) -> Spread | None:
    """None where there is nobody."""
    return Spread(max(values) - min(values), pstdev(values)) if values else None


def next_due(last_until: date | None, months: int) -> date | None:
    """The day a turn is due: so many months after the last one ended. None is now: never served."""
    return months_after(last_until, months) if last_until else None


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or an earlier one for a negative number; where that month is
    shorter, its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Gate(StrEnum):
    """What a promotion that wants a turn finds (R32, R33)."""

    OPEN = "open"  # nobody made one: the programme has no gate by default
    SERVED = "served"
    WAIVED = "waived"  # asked and got none: it is not held against them
    SEATED = "seated"  # a seat of theirs ends in time
    MISSING = "missing"  # the only one that may block

    @property
    def may_block(self) -> bool:
        return self is Gate.MISSING


def gate(*, served: bool, seated: bool = False, waived: bool = False, wanted: bool = False) -> Gate:
    """May a promotion be held up for want of a turn?

    `wanted` is whether the company asks for one at all; by default it does not, and nothing blocks.
    Never where a waiver applies: opportunities must not limit promotions (R33).
    """
    if not wanted:
        return Gate.OPEN
    if served:
        return Gate.SERVED
    if waived:
        return Gate.WAIVED
    return Gate.SEATED if seated else Gate.MISSING


@dataclass(frozen=True, slots=True)
class Asked:
    """One window somebody said yes to; `got` is a seat in it, `begun` that it is decided."""

    window: int
    starts_on: date
    got: bool
    begun: bool = True


def short_of(
    asked: Sequence[Asked], period: tuple[date, date], *, seated: Sequence[tuple[date, date]] = ()
) -> list[Asked]:
    """What makes a waiver in a period, both ends included: the windows asked for when not one of
    them was got; nothing where one was, where nothing was asked, or where they had any other seat
    in it. `seated` are the days of their seats, half open."""
    first, last = period
    if any(starts_on <= last and until > first for starts_on, until in seated):
        return []
    within = [each for each in asked if each.begun and first <= each.starts_on <= last]
    return [] if any(each.got for each in within) else within
