"""Which side of a year's jump has the wrong year: the rows before it, or the rows after it.

Rows up to some line fit each other, the rows from the next line on fit each other, and the two
parts join to the day once one of them is moved by a year. The dates alone never say which: the
same table comes of the one part typed a year too high and of the other typed a year too low. So
this weighs habits and numbers, and where they do not tell, nothing is proposed: moving right
rows is worse than asking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from .candidates import Candidate

# People write last year's number, hardly ever next year's. So later rows that fall back a year
# are the wrong ones even when they are somewhat more than those before them ...
_LOW_AGAINST_REST = 1.75
# ... and otherwise only few rows against many are: the one row, say, that four others contradict.
_REST_AGAINST_BLOCK = 4
# By March the hand has learned the new year.
_HABIT_LASTS_UNTIL_MONTH = 2


class Side(Enum):
    """Which rows to move: those of the edge block, all the others, or, being unsure, none."""

    BLOCK = "block"
    REST = "rest"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Edge:
    """A block at an end of the table whose rows all have the same wrong year in both dates.

    `dates` counts its dates; the row where it meets the rest may belong to it by half.
    """

    at_start: bool
    shift: int
    rows: tuple[int, ...]
    dates: int

    @property
    def goes_back(self) -> bool:
        """As written, do the later rows fall back behind the earlier ones?"""
        return (self.shift < 0) == self.at_start


def edge(chosen: Sequence[Candidate], *, at_start: bool) -> Edge | None:
    """The block at this end, if a whole row of it is moved by years and others are not."""
    numbers = range(len(chosen)) if at_start else range(len(chosen) - 1, -1, -1)
    shift = outer_shift(chosen[numbers[0]], at_start) if chosen else 0
    rows: list[int] = []
    dates = 0
    for number in numbers:
        option = chosen[number]
        if not shift or outer_shift(option, at_start) != shift:
            break
        whole = option.start_shift == option.end_shift
        rows.append(number)
        dates += 2 if whole else 1
        if not whole:
            break
    if dates < 2 or len(rows) == len(chosen):
        return None
    return Edge(at_start, shift, tuple(rows), dates)


def side(chosen: Sequence[Candidate], block: Edge) -> Side:
    """Whether the block or all the rest has the wrong year."""
    rest = 2 * len(chosen) - block.dates
    earlier, later = (block.dates, rest) if block.at_start else (rest, block.dates)
    if block.goes_back and (_habit(chosen, block) or later <= _LOW_AGAINST_REST * earlier):
        move_later = True
    elif later >= _REST_AGAINST_BLOCK * earlier:
        move_later = False
    elif not block.goes_back and earlier >= _REST_AGAINST_BLOCK * later:
        move_later = True
    else:
        # Without a step back it may also be a pause, which needs no repair at all.
        return Side.NEITHER
    return Side.BLOCK if move_later != block.at_start else Side.REST


def _habit(chosen: Sequence[Candidate], block: Edge) -> bool:
    """Would last year's number in the later part be the slip of every January?

    That is: what it means begins with a year, and all of it starts within that year. Both parts
    as chosen join to the day, so it is the same whichever of them is moved.
    """
    if abs(block.shift) != 1:
        return False
    days = [date.fromordinal(number) for option in chosen for number in (option.start, option.end)]
    split = block.dates if block.at_start else len(days) - block.dates
    first = days[split]
    turned = days[split - 1].year < first.year
    return (turned or first.month <= _HABIT_LASTS_UNTIL_MONTH) and all(
        start.year == first.year for start in days[split + split % 2 :: 2]
    )


def outer_shift(option: Candidate, at_start: bool) -> int:
    """The years by which the date nearer to the end of the table is moved."""
    return option.start_shift if at_start else option.end_shift
