"""What a half's people cover together, boiled down.

Few of the people who could sit in a half differ in what they cover: those who cover the same are
one group, and quarter hours that the same groups cover are one class with their weights added up.
Hundreds of people over a thousand quarter hours become some twenty groups over fifty classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from holdfast.rotation.rules.planning.coverage import Bits, Duty


@dataclass(frozen=True, slots=True)
class Pattern:
    """Groups that sit together, and the weight they cover."""

    groups: tuple[int, ...]
    covered: int


@dataclass(slots=True)
class HalfCover:
    """`masks` are the classes each group covers, as the bits of a number; `weights` by class."""

    group: dict[Duty, int]
    masks: list[int]
    weights: list[int]
    _known: dict[int, int] = field(default_factory=dict)

    def covered(self, groups: int) -> int:
        """What groups cover together, given as the bits of a number."""
        found = self._known.get(groups)
        if found is None:
            union = 0
            for place, mask in enumerate(self.masks):
                if groups >> place & 1:
                    union |= mask
            found = self._known[groups] = self.weight(union)
        return found

    def weight(self, union: int) -> int:
        return sum(weight for place, weight in enumerate(self.weights) if union >> place & 1)

    def count(self, size: int) -> int:
        """How many patterns of at most so many groups there are, at most."""
        total = ways = 1
        for taken in range(1, min(size, len(self.masks)) + 1):
            ways = ways * (len(self.masks) - taken + 1) // taken
            total += ways
        return total

    def patterns(self, size: int, goal: int = 0) -> list[Pattern]:
        """Patterns of at most so many groups that cover the goal, each group adding something."""
        found = []
        for taken in range(min(size, len(self.masks)) + 1):
            for groups in combinations(range(len(self.masks)), taken):
                bits = sum(1 << group for group in groups)
                covered = self.covered(bits)
                if covered >= goal and all(
                    self.covered(bits ^ (1 << group)) < covered for group in groups
                ):
                    found.append(Pattern(groups, covered))
        return found

    def smallest(self, size: int, goal: int) -> list[Pattern]:
        """Of the patterns that cover the goal, those that cover it no more without one of them."""
        return [
            pattern
            for pattern in self.patterns(size, goal)
            if all(self.covered(_bits(pattern.groups) ^ (1 << g)) < goal for g in pattern.groups)
        ]


def _bits(groups: Iterable[int]) -> int:
    return sum(1 << group for group in groups)


def half_cover(served: Mapping[Duty, Bits], weights: npt.NDArray[np.int64]) -> HalfCover:
    distinct: dict[bytes, int] = {}
    rows: list[Bits] = []
    group: dict[Duty, int] = {}
    for who in sorted(served, key=lambda duty: (duty[:3], sorted(duty.workdays))):
        key = served[who].tobytes()
        if key not in distinct:
            distinct[key] = len(rows)
            rows.append(served[who])
        group[who] = distinct[key]
    if not rows:
        return HalfCover({}, [], [])
    packed = np.packbits(np.array(rows), axis=0)
    _, first, place = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    sums = np.bincount(place.ravel(), weights=weights).astype(np.int64)
    columns = np.array(rows)[:, first]
    some = columns.any(axis=0)
    columns, sums = columns[:, some], sums[some]
    masks = [_bits(np.flatnonzero(row).tolist()) for row in columns]
    return HalfCover(group, masks, sums.tolist())
