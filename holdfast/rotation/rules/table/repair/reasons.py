"""The evidence for a repair, in one sentence that somebody can check against the table."""

from collections.abc import Sequence
from datetime import date

from holdfast.rotation.rules.table.text import day, days

from .candidates import SWAPPED, Candidate, Dated


def reason(
    rows: Sequence[Dated], chosen: Sequence[Candidate | None], index: int, usual: int
) -> str:
    """`The rotation before ends …, the one after starts …; with 2023 it lasts 31 days …`."""
    option = chosen[index]
    if option is None:
        return ""
    around = _around(chosen, index)
    length = option.end - option.start
    like = "like the others" if abs(length - usual) <= 7 else f"against {usual} usually"
    lasts = f"{_edit(rows[index], option)} it lasts {days(length)}, {like}."
    return f"{around}; {lasts}" if around else lasts[0].upper() + lasts[1:]


def _around(chosen: Sequence[Candidate | None], index: int) -> str:
    before = chosen[index - 1] if index else None
    after = chosen[index + 1] if index + 1 < len(chosen) else None
    ends = f"ends {day(date.fromordinal(before.end))}" if before else ""
    starts = f"starts {day(date.fromordinal(after.start))}" if after else ""
    if ends and starts:
        return f"The rotation before {ends} and the one after {starts}"
    if ends:
        return f"The rotation before {ends}"
    return f"The rotation after {starts}" if starts else ""


def _edit(row: Dated, option: Candidate) -> str:
    """`with 2023 instead of 2022 in its end`, or whatever else was changed."""
    start, end = date.fromordinal(option.start), date.fromordinal(option.end)
    if option.how == "year" and row.start and row.end:
        if option.start_shift and option.end_shift:
            years = dict.fromkeys((start.year, end.year))
            return f"with {' and '.join(map(str, years))} as the year of both dates"
        if option.start_shift:
            return f"with {start.year} instead of {row.start[0]} in its start"
        return f"with {end.year} instead of {row.end[0]} in its end"
    if option.how in ("usual", "after", "before"):
        side = "start" if option.end == row.last else "end"
        return f"with {day(start if side == 'start' else end)} as its {side}"
    if option.how == SWAPPED:
        return "with the two dates swapped"
    if option.end == row.last:
        return f"with {day(start)} as its start ({option.how} mistyped)"
    return f"with {day(end)} as its end ({option.how} mistyped)"
