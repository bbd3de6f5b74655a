"""CSV files and pasted sheets: cells kept apart by tab, comma or semicolon (R6)."""

import csv
import re
from collections.abc import Sequence

from .layout import LONGEST_ROW, Block, Line

FORMS = {"tab": "\t", "comma": ",", "semicolon": ";"}
# Cells that a spreadsheet would run as a formula, and how a writer makes them harmless.
_DANGEROUS = re.compile(r"^'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"^'+[=+\-@\t\r]")
_MOST_LINES_OF_A_CELL = 20


def harmless(cell: str) -> str:
    """The cell with an apostrophe before `=`, `+`, `-` or `@`, so that no sheet runs it."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def as_meant(cell: str) -> str:
    """The cell without the apostrophe that made it harmless."""
    return cell[1:] if _DEFUSED.match(cell) else cell


def sheet_block(lines: Sequence[str], form: str) -> Block:
    """All non-blank rows of the file, each under the number of its first line."""
    rows: list[Line] = []
    at = 0
    while at < len(lines):
        taken, closed = _lines_of_row(lines, at)
        text = "\n".join(lines[at : at + taken])
        if text.strip():
            rows.append(_split(at + 1, text, FORMS[form], closed))
        at += taken
    return Block(form, tuple(rows))


def _lines_of_row(lines: Sequence[str], at: int) -> tuple[int, bool]:
    """How many lines a row takes: a quoted cell may hold line ends. A quote may stay open."""
    quotes = 0
    for taken, line in enumerate(lines[at : at + _MOST_LINES_OF_A_CELL], start=1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return taken, True
    return 1, False


def _split(number: int, text: str, delimiter: str, closed: bool) -> Line:
    if len(text) > LONGEST_ROW:
        return Line(number, text, ())
    if delimiter not in text:
        return Line(number, text, (text.strip(),))
    if not closed:
        text = text.replace('"', "")
    text = text.replace("\0", "")
    try:
        cells = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        # Quotes in the middle of cells, and a line end between them: no quotes then.
        cells = text.replace('"', "").replace("\n", " ").split(delimiter)
    return Line(number, text, tuple(as_meant(cell.strip()) for cell in cells), closed=closed)
