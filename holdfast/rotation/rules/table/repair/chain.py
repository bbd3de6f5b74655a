"""The cheapest chain of readings over all rows: dynamic programming (Viterbi), linear in rows."""

from collections.abc import Sequence

from .candidates import YEAR_SLIP, Candidate, Usual

# Each further date of a run that is off by the same year. Small: five January to May rows
# typed with last year's number are one slip, not ten.
_SAME_SLIP = 0.03
# Typing the year that has just ended is the habit. This only breaks ties: which of two blocks at
# the ends of a table is the wrong one is settled by `direction`.
_YEAR_TOO_HIGH = 0.07
_IDENTICAL = 0.5
_FOLLOWS = 0.2
# A usual pause is a week more or less: holidays, a Monday instead of a Thursday.
_PAUSE_VARIES = 7


def cheapest(rows: Sequence[Sequence[Candidate]], usual: Usual) -> tuple[float, list[int]]:
    """The total cost and, for each row, the number of the reading that wins.

    Every row has at least one candidate. On equal cost the earlier candidate wins, which is
    what is written.
    """
    if not rows:
        return 0.0, []
    own = [[_own(option, usual) for option in options] for options in rows]
    totals = [cost + _enters(0, option) for option, cost in zip(rows[0], own[0], strict=True)]
    steps: list[list[int]] = []
    for index in range(1, len(rows)):
        before, here = rows[index - 1], rows[index]
        step: list[int] = []
        new: list[float] = []
        for option, cost in zip(here, own[index], strict=True):
            best, best_at = float("inf"), 0
            for at, previous in enumerate(before):
                total = (
                    totals[at]
                    + _enters(previous.end_shift, option)
                    + _between(previous, option, usual.pause)
                )
                if total < best - 1e-9:
                    best, best_at = total, at
            new.append(best + cost)
            step.append(best_at)
        totals = new
        steps.append(step)
    at = min(range(len(totals)), key=totals.__getitem__)
    total = totals[at]
    path = [at]
    for step in reversed(steps):
        at = step[at]
        path.append(at)
    return total, path[::-1]


def _own(option: Candidate, usual: Usual) -> float:
    length = option.end - option.start
    off = max(0, abs(length - usual.days) - usual.tolerance)
    # Up to half a year may be meant: against that a single digit (4.2 and more) weighs nothing.
    odd = min(4.0 if length <= 183 else 5.0, 0.04 * off)
    return option.cost + _slips(option.start_shift, option.end_shift) + odd


def _enters(before: int, option: Candidate) -> float:
    shift = option.start_shift
    whole_block = shift < 0 and shift == option.end_shift and shift != before
    return _slips(before, shift) + (_YEAR_TOO_HIGH if whole_block else 0.0)


def _slips(before: int, shift: int) -> float:
    """The cost of a date's wrong year, given that of the date before it."""
    if not shift:
        return 0.0
    # Two years off is rarer than one; further off, the number was mangled.
    if shift == before:
        return _SAME_SLIP
    return YEAR_SLIP + 0.2 * min(3, abs(shift) - 1)


def _between(before: Candidate, after: Candidate, pause: int) -> float:
    """Nothing for a shared or adjacent boundary; more the wider the gap or overlap (days).

    Where rotations usually pause, that pause costs nothing either.

    A gap of months costs less than any edit, a gap of a year (3.88) a little more than a slip
    of the year in up to six rows: so a block at an end of the table is moved only if it then
    fits to the day.
    """
    apart = after.start - before.end
    if apart in (0, 1) or apart == pause:
        return 0.0
    if apart > 1 and abs(apart - pause) <= _PAUSE_VARIES:
        return _FOLLOWS
    if apart > 4:
        return min(3.88, 0.5 + 0.012 * apart)
    if apart > 1:
        return _FOLLOWS
    if (before.start, before.end) == (after.start, after.end):
        return _IDENTICAL
    return min(6.0, 1.0 - 0.03 * apart)
