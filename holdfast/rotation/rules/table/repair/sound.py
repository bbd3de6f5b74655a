"""Proposals that would put something as odd in place of what they repair are dropped (R20)."""

import itertools
from collections.abc import Mapping, Sequence
from statistics import median_low

from .candidates import Candidate, Dated, Usual

Days = tuple[int, int]


def sound(rows: Sequence[Dated], proposed: Mapping[int, Candidate], usual: Usual) -> set[int]:
    """The rows whose proposal keeps a usual length and fits the rows around it as repaired.

    Rows may run side by side as far as most rows do that need no repair.
    """
    written = [_written(row) for row in rows]
    meant = [
        (proposed[at].start, proposed[at].end) if at in proposed else written[at]
        for at in range(len(rows))
    ]
    allowed = _overlap_in(
        [None if at in proposed else days for at, days in enumerate(written)], usual.days
    )
    return {
        at
        for at, option in proposed.items()
        if usual.bears(option)
        and all(_overlap(*pair) <= allowed for pair in _neighbours(meant, at) if pair[0] != pair[1])
    }


def _written(row: Dated) -> Days | None:
    if row.first is None or row.last is None or row.last < row.first:
        return None
    return row.first, row.last


def _neighbours(meant: Sequence[Days | None], at: int) -> list[tuple[Days, Days]]:
    """The row with the nearest row before it, and with the nearest after it, that have dates."""
    here = meant[at]
    before = next((meant[other] for other in range(at - 1, -1, -1) if meant[other]), None)
    after = next((meant[other] for other in range(at + 1, len(meant)) if meant[other]), None)
    pairs = ((before, here), (here, after))
    return [(first, second) for first, second in pairs if first and second]


def _overlap(before: Days, after: Days) -> int:
    """Days covered twice beyond a shared handover day; far apart in the wrong order counts too."""
    return max(0, before[1] - after[0])


def _overlap_in(days: Sequence[Days | None], usual: int) -> int:
    """The overlap half of the rows have at least; more than a rotation is no overlap."""
    known = [
        _overlap(before, after) for before, after in itertools.pairwise(days) if before and after
    ]
    return median_low([0, *(days for days in known if days < usual)])
