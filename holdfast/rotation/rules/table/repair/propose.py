"""Proposals for single rows out of the cheapest reading of the whole table (R20)."""

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from holdfast.rotation.rules.table.dates import Ymd
from holdfast.rotation.rules.table.model import Kind, Repair

from .candidates import ABSURD_DAYS, Candidate, Dated, Usual, candidates, dated
from .chain import cheapest
from .reasons import reason
from .settle import settle
from .sound import sound


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repair for one row. `holds_back`: without it the row's dates are impossible."""

    kind: Kind
    repair: Repair
    holds_back: bool


@dataclass(frozen=True, slots=True)
class Proposals:
    """Proposals by row number, and the table's usual length from start to start (days).

    `unsure` are pairs of rows between which the table falls back in time by years, and nothing
    tells which of the two sides has the wrong year: nothing is proposed for either.
    """

    by_row: dict[int, Proposal]
    usual: int
    unsure: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """The rows in one order, and the cheapest reading of those that can be read at all."""

    cost: float
    order: list[int]
    usable: list[int]
    options: list[list[Candidate]]
    path: list[int]


def propose(
    rows: Sequence[tuple[Ymd | None, Ymd | None]], *, target: int, tolerance: int
) -> Proposals:
    """What the dates of these rows, in table order, were probably meant to be."""
    written = [dated(start, end) for start, end in rows]
    usual = Usual(_usual(written, target), tolerance, _pause(written))
    readings = [_read(written, order, usual) for order in _orders(written)]
    if not readings:
        return Proposals({}, usual.days)
    # On equal cost the first order wins, which is the table's own.
    best = min(readings, key=lambda reading: round(reading.cost, 9))
    settled = settle(best.options, best.cost, best.path, usual)
    chosen: list[Candidate | None] = [None] * len(rows)
    for at, option in zip(best.usable, settled.chosen, strict=True):
        chosen[at] = option
    in_order = [written[index] for index in best.order]
    return Proposals(
        _proposals(in_order, best.order, chosen, usual),
        usual.days,
        tuple(
            (best.order[best.usable[before]], best.order[best.usable[after]])
            for before, after in settled.unsure
        ),
    )


def _read(written: Sequence[Dated], order: list[int], usual: Usual) -> _Reading:
    rows = [written[index] for index in order]
    shared = _boundaries_are_shared(written)
    options = [candidates(rows, at, usual, shared) for at in range(len(rows))]
    usable = [at for at in range(len(rows)) if options[at]]
    cost, path = cheapest([options[at] for at in usable], usual)
    return _Reading(cost, order, usable, [options[at] for at in usable], path)


def _usual(rows: Sequence[Dated], target: int) -> int:
    sane = [row.days for row in rows if row.days is not None and 0 < row.days <= ABSURD_DAYS]
    return median_low(sane) if len(sane) >= 3 else target


def _pause(rows: Sequence[Dated]) -> int:
    """The days between the end of a rotation and the start of the next, whichever way listed."""
    sane = sorted(
        (row.first, row.last)
        for row in rows
        if row.first is not None and row.last is not None and row.last - row.first >= 0
    )
    apart = [after[0] - before[1] for before, after in itertools.pairwise(sane)]
    return max(0, median_low(apart)) if len(apart) >= 3 else 0


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
    rows: Sequence[Dated], order: Sequence[int], chosen: Sequence[Candidate | None], usual: Usual
) -> dict[int, Proposal]:
    proposed: dict[int, Candidate] = {}
    backwards: set[int] = set()
    for block in _changed(rows, chosen):
        if not _fits_as_written(rows, chosen, block):
            proposed |= {at: option for at in block if (option := chosen[at])}
            backwards |= set(block) if _goes_backwards(rows, chosen, block) else set()
    kept = {at: proposed[at] for at in sorted(sound(rows, proposed, usual))}
    meant = [kept.get(at) or _as_written(row) for at, row in enumerate(rows)]
    return {
        order[at]: _proposal(
            rows[at], option, reason(rows, meant, at, usual.days), usual.days, at in backwards
        )
        for at, option in kept.items()
    }


def _as_written(row: Dated) -> Candidate | None:
    if row.first is None or row.last is None or row.last < row.first:
        return None
    return Candidate(row.first, row.last)


def _changed(rows: Sequence[Dated], chosen: Sequence[Candidate | None]) -> Iterator[list[int]]:
    """Runs of rows that mean something else than what is written."""
    for changed, run in itertools.groupby(
        range(len(rows)),
        lambda at: (
            (option := chosen[at]) is not None
            and (option.start, option.end) != (rows[at].first, rows[at].last)
        ),
    ):
        if changed:
            yield [*run]


def _proposal(row: Dated, option: Candidate, why: str, usual: int, backwards: bool) -> Proposal:
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
