"""Writing the clean table: what `read_table` reads back to the same windows (R6, R12)."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Literal

from .model import SeatRow, WindowRow
from .people import read_people
from .sheet import harmless
from .text import tidy

_SPECIAL = re.compile(r"([\\\[\]*`~<])")
_HEADER = ("Rotation", "Engineers")


def write_table(
    windows: Sequence[WindowRow],
    *,
    format: Literal["markdown", "csv"],  # noqa: A002 - the command's own word
    usual_wanted: int = 2,
) -> str:
    """The windows as a markdown table like the handbook's, or as CSV for a spreadsheet.

    A window without anybody is `?`. A seat that is open beside others is `TBD` only where more than
    `usual_wanted` are wanted: the usual number goes without saying, as in the table that came in.
    Markdown has no place to say that fewer are wanted; CSV has a column for it.
    """
    if format == "csv":
        return _csv(windows)
    rows = [
        (
            f"{window.starts_on.isoformat()} to {window.ends_on.isoformat()}",
            _people(window, usual_wanted).replace("|", "\\|"),
        )
        for window in windows
    ]
    widths = [max(len(row[column]) for row in (_HEADER, *rows)) for column in (0, 1)]
    lines = [_HEADER, ("-" * widths[0], "-" * widths[1]), *rows]
    return "".join(
        f"| {dates.ljust(widths[0])} | {people.ljust(widths[1])} |\n" for dates, people in lines
    )


def _csv(windows: Sequence[WindowRow]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("starts_on", "ends_on", "engineers", "wanted"))
    for window in windows:
        people = harmless(_people(window, window.wanted))
        writer.writerow(
            (window.starts_on.isoformat(), window.ends_on.isoformat(), people, window.wanted)
        )
    return out.getvalue()


def _people(window: WindowRow, usual_wanted: int) -> str:
    missing = window.wanted - len(window.seats)
    if not window.seats and missing <= usual_wanted:
        return "?"
    said = max(0, missing) if window.wanted > usual_wanted or not window.seats else 0
    return ", ".join([*map(_seat, window.seats), *["TBD"] * said])


def _seat(seat: SeatRow) -> str:
    tag = f" [{seat.region}]" if seat.region else ""
    plain = f"{seat.name}{tag}"
    if seat.guessed and read_people(plain).seats == (seat,):
        return plain
    label = _SPECIAL.sub(r"\\\1", tidy(seat.name))
    address = "" if seat.guessed else f"https://github.com/{seat.login}"
    return f"[{label}]({address}){tag}"
