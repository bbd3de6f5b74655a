"""Numbers as they are shown: with what they were made of, and honest about how little that may be."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

A_HANDFUL = 5  # fewer say little; whoever shows them says that they are few


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in the programme's zone, `until` being the first day after; as instants [since, end)."""

    starts_on: date
    until: date
    since: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. `whole` None is not known: then there is no rate."""

    part: int
    whole: int | None

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None where nothing is known or nothing there is."""
        return self.part / self.whole if self.whole else None

    @property
    def is_handful(self) -> bool:
        return self.whole is not None and 0 < self.whole < A_HANDFUL


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `count` values the median and the 90th percentile, None where there are none.

    The 90th percentile is the nearest rank: the smallest value that nine tenths of all do not exceed
    (Hyndman and Fan 1996, type 1). Never a mean.
    """

    count: int
    median: float | None
    p90: float | None

    @property
    def is_handful(self) -> bool:
        return 0 < self.count < A_HANDFUL


def spread(values: Iterable[float]) -> Spread:
    found = sorted(values)
    if not found:
        return Spread(0, None, None)
    rank = math.ceil(0.9 * len(found))
    return Spread(len(found), median(found), found[rank - 1])


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means: `name` is the key everywhere, `says` one sentence of what is counted, `how`
    the exact rule, `row` of REQUIREMENTS.md."""

    name: str
    title: str
    says: str
    how: str
    row: str = ""
