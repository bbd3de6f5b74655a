"""A CSV as people bring it in, read into rows by column: comma, semicolon or tab, in UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import must_fit, plural

BEYOND = "beyond"  # where a row keeps what no column was named for; no column is called so
MOST_ROWS = 50_000  # taken in within some ten seconds, in which nobody else writes on SQLite


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a row cannot be used: its line, the column where one is at fault, a sentence."""

    line: int
    column: str | None
    message: str

    @classmethod
    def of(cls, line: int, refusal: Refusal) -> Finding:
        return cls(line, refusal.field, refusal.message)


def lines(content: bytes, *, needs: str, most: int = MOST_ROWS) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of every row that says something, the header first.

    Raises Invalid when the file as a whole cannot be used; `needs` says what an empty one lacks.
    """
    text = _text(content)
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise Invalid(f"The file is empty; it needs {needs}.")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    count = -1  # the header is no row
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                count += 1
                if count > most:
                    raise Invalid(f"The file has more than {most:,} rows; split it.")
                yield reader.line_num, cells
    except csv.Error as wrong:
        raise Invalid(f"Line {reader.line_num} is not CSV ({wrong}); check its quotes.") from None


def rows(
    content: bytes, *, columns: Sequence[str], needed: Sequence[str], most: int = MOST_ROWS
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, cell by column) of every row that says something.

    Raises Invalid when the file as a whole cannot be used: no text, no header, unknown columns.
    """
    needs = f"a header line with at least the column {' and '.join(needed)}"
    every = lines(content, needs=needs, most=most)
    header = _header(next(every)[1], columns, needed)
    for number, cells in every:
        row = dict(zip(header, cells, strict=False))
        beyond = [cell for cell in cells[len(header) :] if cell.strip()]
        yield number, {**row, BEYOND: beyond[0]} if beyond else row


def all_or_nothing(findings: Sequence[Finding], *, lines: Iterable[int]) -> None:
    """Refuse the whole file where any row cannot be used, naming each; `lines` are the others'."""
    if not findings:
        return
    wrong = {each.line for each in findings}
    most = len(wrong.union(lines))
    raise Invalid(
        f"{len(wrong):,} of {plural(most, 'row')} cannot be used, so nothing was saved; mend "
        f"{'it' if len(wrong) == 1 else 'them'} and import the file again.",
        findings=[asdict(each) for each in sorted(findings, key=lambda each: each.line)],
    )


def none_beyond(cells: dict[str, str]) -> None:
    """Refuse a row with a cell to the right of the last column: its cells have slipped."""
    if BEYOND in cells:
        raise Invalid(
            f"“{cells[BEYOND].strip()[:40]}” stands beyond the last column; put a cell with a "
            "separator in it, such as Mon,Tue, in quotes."
        )


def _text(content: bytes) -> str:
    must_fit(len(content), what="The file")
    if content[:4] == b"%PDF" or b"\x00" in content[:4096]:
        raise Invalid(
            "This is not a CSV file but a binary one; export the sheet as CSV and try again."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        number = content[: wrong.start].count(b"\n") + 1
        raise Invalid(
            f"Line {number} is not UTF-8 text; save the sheet as “CSV UTF-8” and try again."
        ) from None


def _header(cells: list[str], columns: Sequence[str], needed: Sequence[str]) -> list[str]:
    header = [name.strip().lower() for name in cells]
    for name in needed:
        if name not in header:
            raise Invalid(
                f"Line 1 has no column {name}; the columns are {', '.join(columns)}, "
                f"all but {' and '.join(needed)} optional."
            )
    unknown = sorted(set(header) - set(columns) - {""})
    if unknown:
        raise Invalid(
            f"Line 1 has the column “{unknown[0][:40]}”, which is not known; the columns are "
            f"{', '.join(columns)}."
        )
    return header
