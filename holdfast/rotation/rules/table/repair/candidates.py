"""What a row may have meant. Days are proleptic ordinals, costs are unitless and additive.

Costs say how unlikely a slip is. They are weighed against those of `chain` for odd lengths,
gaps and overlaps: only a row that makes its surroundings odd is worth an edit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdfast.rotation.rules.table.dates import FIRST_YEAR, LAST_YEAR, Ymd, as_date

# A slip in the year is the usual one; its cost lies below that of a gap or overlap of a year
# (3.88 and 6 in `chain`) and above everything that happens in an honest table.
YEAR_SLIP = 3.5
_ENDS_SWAPPED = 2.0
_DAY_MONTH_SWAPPED = 4.0
_DIGITS_TRANSPOSED = 4.2
_DIGIT = 4.5
_REPLACED = 5.5
_FILLED_IN = 1.0
_DAY_TOO_HIGH = 1.0
# Rotations longer than this are no rotations, whatever the target (days).
ABSURD_DAYS = 120
SWAPPED = "the two dates swapped"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a row. The shifts are years added to what is written, for runs of slips."""

    start: int
    end: int
    cost: float = 0.0
    start_shift: int = 0
    end_shift: int = 0
    how: str = ""

    @property
    def guesses_a_day(self) -> bool:
        """Other years, and the two dates swapped, keep the days that somebody wrote."""
        return self.how not in ("", "year", SWAPPED)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in the table: days from start to end, the days this may differ, and the
    days from one end to the next start."""

    days: int
    tolerance: int
    pause: int = 0

    def bears(self, option: Candidate) -> bool:
        """Is this no guess, or one of a usual length? An odd length is no evidence for a guess."""
        off = abs(option.end - option.start - self.days)
        return not option.guesses_a_day or off <= self.tolerance


@dataclass(frozen=True, slots=True)
class Dated:
    """A row's dates as written, and as days where they are days at all."""

    start: Ymd | None
    end: Ymd | None
    first: int | None
    last: int | None

    @property
    def days(self) -> int | None:
        if self.first is None or self.last is None:
            return None
        return self.last - self.first


def ordinal(value: Ymd | None) -> int | None:
    """The day as a number, or None where the date is none."""
    day = as_date(value)
    return day.toordinal() if day else None


def dated(start: Ymd | None, end: Ymd | None) -> Dated:
    return Dated(start, end, ordinal(start), ordinal(end))


def candidates(rows: Sequence[Dated], index: int, usual: Usual, shared: bool) -> list[Candidate]:
    """The plausible readings of one row, as written first; none if nothing plausible is left."""
    row = rows[index]
    found: dict[tuple[int, int], Candidate] = {}
    for option in _options(rows, index, usual.days, shared):
        known = found.get((option.start, option.end))
        if option.end >= option.start and (known is None or option.cost < known.cost):
            found[option.start, option.end] = option
    written = found.pop((row.first or 0, row.last or 0), None)
    rest = sorted(
        (
            option
            for option in found.values()
            if option.end - option.start <= ABSURD_DAYS and usual.bears(option)
        ),
        key=lambda option: option.cost + abs(option.end - option.start - usual.days) / 30,
    )[:12]
    return [written, *rest] if written else rest


def _options(rows: Sequence[Dated], index: int, usual: int, shared: bool) -> Iterator[Candidate]:
    row = rows[index]
    if row.first is not None and row.last is not None:
        yield Candidate(row.first, row.last)
    if row.days is not None and 0 <= row.days <= usual + 45:
        # Sane by itself: only its year may be wrong, and then in both dates alike.
        for shift in (1, -1, 2, -2):
            yield from _shifted(row, shift, shift)
        return
    if row.start is not None and row.end is not None:
        years = _years_nearby(rows, index)
        for start_shift in {0, 1, -1, 2, -2} | {year - row.start[0] for year in years}:
            for end_shift in {0, 1, -1, 2, -2} | {year - row.end[0] for year in years}:
                yield from _shifted(row, start_shift, end_shift)
        if row.first is not None and row.last is not None:
            yield Candidate(row.last, row.first, _ENDS_SWAPPED, how=SWAPPED)
    yield from _other_start(rows, index, usual, shared)
    yield from _other_end(rows, index, usual, shared)


def _shifted(row: Dated, start_shift: int, end_shift: int) -> Iterator[Candidate]:
    """Other years. Their cost is the chain's matter: in a run only the first slip counts."""
    if row.start is None or row.end is None:
        return
    first = ordinal((row.start[0] + start_shift, *row.start[1:]))
    last = ordinal((row.end[0] + end_shift, *row.end[1:]))
    if first is not None and last is not None:
        yield Candidate(first, last, 0.0, start_shift, end_shift, "year")


def _other_start(
    rows: Sequence[Dated], index: int, usual: int, shared: bool
) -> Iterator[Candidate]:
    row = rows[index]
    if row.last is None:
        return
    for first, cost, how in _near_misses(row.start):
        yield Candidate(first, row.last, cost, how=how)
    cost = _FILLED_IN if row.start is None else _REPLACED
    before = rows[index - 1].last if index else None
    if before is not None:
        yield Candidate(before + (not shared), row.last, cost, how="before")
    if row.start is None:
        yield Candidate(row.last - usual, row.last, cost + 0.5, how="usual")


def _other_end(rows: Sequence[Dated], index: int, usual: int, shared: bool) -> Iterator[Candidate]:
    row = rows[index]
    if row.first is None:
        return
    for last, cost, how in _near_misses(row.end):
        yield Candidate(row.first, last, cost, how=how)
    cost = _FILLED_IN if row.end is None else _REPLACED
    after = rows[index + 1].first if index + 1 < len(rows) else None
    if after is not None:
        yield Candidate(row.first, after - (not shared), cost, how="after")
    if row.end is None:
        yield Candidate(row.first, row.first + usual, cost + 0.5, how="usual")


def _near_misses(value: Ymd | None) -> Iterator[tuple[int, float, str]]:
    """Dates one slip of the finger away in month or day."""
    if value is None:
        return
    year, month, day = value
    guesses = [((year, day, month), _DAY_MONTH_SWAPPED, "day and month swapped")]
    for other in range(1, 13):
        guesses.append(((year, other, day), _slip(month, other), "month"))
    for other in range(1, 32):
        cost = _slip(day, other)
        if ordinal(value) is None and day > 28 and 28 <= other < day:
            # 31 June: the last day that month has was meant.
            cost = _DAY_TOO_HIGH + (day - other) / 10
        guesses.append(((year, month, other), cost, "day"))
    for guess, cost, how in guesses:
        found = ordinal(guess)
        if found is not None and cost < 9:
            yield found, cost, how


def _slip(written: int, meant: int) -> float:
    """The cost of typing one two-digit number for another: one digit, or two transposed."""
    was, other = f"{written:02}", f"{meant:02}"
    if was == other[::-1]:
        return _DIGITS_TRANSPOSED
    return _DIGIT if sum(a != b for a, b in zip(was, other, strict=False)) == 1 else 9.0


def _years_nearby(rows: Sequence[Dated], index: int) -> set[int]:
    return {
        value[0]
        for row in rows[max(0, index - 1) : index + 2]
        for value in (row.start, row.end)
        if value is not None and FIRST_YEAR <= value[0] <= LAST_YEAR
    }
