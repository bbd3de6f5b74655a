"""Proposals for single rows out of the cheapest reading of the whole table (R20)."""

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from holdfast.rotation.rules.table.dates import Ymd
from holdfast.rotation.rules.table.model import Kind, Repair

from .candidates import ABSURD_DAYS, Candidate, Dated, candidates, dated
from .chain import cheapest
from .reasons import reason


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repair for one row. `holds_back`: without it the row's dates are impossible."""

    kind: Kind
    repair: Repair
    holds_back: bool


@dataclass(frozen=True, slots=True)
class Proposals:
    """Proposals by row number, and the table's usual length from start to start (days)."""

    by_row: dict[int, Proposal]
    usual: int


def propose(
    rows: Sequence[tuple[Ymd | None, Ymd | None]], *, target: int, tolerance: int
) -> Proposals:
    """What the dates of these rows, in table order, were probably meant to be."""
    written = [dated(start, end) for start, end in rows]
    usual = _usual(written, target)
    shared = _boundaries_are_shared(written)
    best: tuple[float, list[int], list[Candidate | None]] | None = None
    for order in _orders(written):
        in_order = [written[index] for index in order]
        options = [candidates(in_order, at, usual, shared) for at in range(len(order))]
        usable = [at for at in range(len(order)) if options[at]]
        cost, path = cheapest([options[at] for at in usable], usual, tolerance)
        chosen: list[Candidate | None] = [None] * len(order)
        for at, winner in zip(usable, path, strict=True):
            chosen[at] = options[at][winner]
        if best is None or cost < best[0] - 1e-9:
            best = cost, order, chosen
    if best is None:
        return Proposals({}, usual)
    _, order, chosen = best
    return Proposals(_proposals([written[index] for index in order], order, chosen, usual), usual)


def _usual(rows: Sequence[Dated], target: int) -> int:
    sane = [row.days for row in rows if row.days is not None and 0 < row.days <= ABSURD_DAYS]
    return median_low(sane) if len(sane) >= 3 else target


def _boundaries_are_shared(rows: Sequence[Dated]) -> bool:
    """Do rotations here end on the day the next one starts, rather than the day before?"""
    apart = [
        abs((after.first or 0) - (before.last or 0))
        if (after.first or 0) >= (before.last or 0)
        else abs((before.first or 0) - (after.last or 0))
        for before, after in itertools.pairwise(rows)
    ]
    return apart.count(0) >= apart.count(1)


def _orders(rows: Sequence[Dated]) -> list[list[int]]:
    """The orders the rows may be listed in: oldest first, newest first, or none at all.

    The order of the table is evidence: a row with a wrong year still stands where it belongs.
    """
    forward = list(range(len(rows)))
    starts = [row.first for row in rows if row.first is not None]
    steps = [after - before for before, after in itertools.pairwise(starts)]
    ups, downs = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    if not rows:
        return []
    if _tiles([row for row in rows if row.first is not None and row.last is not None], rows):
        return [sorted(forward, key=lambda index: rows[index].first or 0)]
    if min(ups, downs) > 3 and min(ups, downs) * 4 > len(steps):
        return [sorted(forward, key=lambda index: (rows[index].first or 0, index))]
    if not downs:
        return [forward]
    return [forward, forward[::-1]] if ups or downs == 1 else [forward[::-1]]


def _tiles(whole: Sequence[Dated], rows: Sequence[Dated]) -> bool:
    """Do the rows, sorted by their dates, follow each other without any gap or overlap?"""
    if len(whole) < len(rows):
        return False
    spans = sorted((row.first or 0, row.last or 0) for row in whole)
    return all(0 <= end - start <= ABSURD_DAYS for start, end in spans) and all(
        0 <= after[0] - before[1] <= 1 for before, after in itertools.pairwise(spans)
    )


def _proposals(
    rows: Sequence[Dated], order: Sequence[int], chosen: Sequence[Candidate | None], usual: int
) -> dict[int, Proposal]:
    changed = [
        option is not None and (option.start, option.end) != (row.first, row.last)
        for row, option in zip(rows, chosen, strict=True)
    ]
    found: dict[int, Proposal] = {}
    at = 0
    while at < len(rows):
        block = [at]
        while changed[at] and block[-1] + 1 < len(rows) and changed[block[-1] + 1]:
            block.append(block[-1] + 1)
        if changed[at] and not _fits_as_written(rows, chosen, block):
            backwards = _goes_backwards(rows, chosen, block)
            for index in block:
                proposal = _proposal(rows, chosen, index, usual, backwards)
                if proposal:
                    found[order[index]] = proposal
        at = block[-1] + 1
    return found


def _proposal(
    rows: Sequence[Dated],
    chosen: Sequence[Candidate | None],
    index: int,
    usual: int,
    backwards: bool,
) -> Proposal | None:
    row, option = rows[index], chosen[index]
    if option is None:
        return None
    why = reason(rows, chosen, index, usual)
    repair = Repair(why, date.fromordinal(option.start), date.fromordinal(option.end))
    if row.start is None or row.end is None:
        return Proposal(Kind.OPEN_ENDED, repair, holds_back=True)
    if row.days is None:
        return Proposal(Kind.UNPARSED_ROW, repair, holds_back=True)
    if row.days < 0:
        return Proposal(Kind.END_BEFORE_START, repair, holds_back=True)
    if row.days > ABSURD_DAYS or (row.days > usual + 45 and not backwards):
        return Proposal(Kind.LENGTH, repair, holds_back=row.days > ABSURD_DAYS)
    return Proposal(Kind.OVERLAP if backwards else Kind.GAP, repair, holds_back=backwards)


def _goes_backwards(
    rows: Sequence[Dated], chosen: Sequence[Candidate | None], block: Sequence[int]
) -> bool:
    """As written, does the block start before the row above it ends, or run into the one below?"""
    first, last = block[0], block[-1]
    before = chosen[first - 1] if first else None
    after = chosen[last + 1] if last + 1 < len(rows) else None
    start, end = rows[first].first, rows[last].last
    return (before is not None and start is not None and start < before.end) or (
        after is not None and end is not None and after.start < end
    )


def _fits_as_written(
    rows: Sequence[Dated], chosen: Sequence[Candidate | None], block: Sequence[int]
) -> bool:
    """Rows added late, at the bottom, that fill a hole further up to the day are no slip."""
    lengths = [rows[index].days for index in block]
    if any(length is None or not 0 <= length <= ABSURD_DAYS for length in lengths):
        return False
    start = min(rows[index].first or 0 for index in block)
    end = max(rows[index].last or 0 for index in block)
    inside = set(block)
    others = sorted(
        (option.start, option.end)
        for index, option in enumerate(chosen)
        if option is not None and index not in inside
    )
    at = bisect_left(others, (start, 0))
    return (
        0 < at < len(others)
        and 0 <= start - others[at - 1][1] <= 1
        and 0 <= others[at][0] - end <= 1
    )
