"""The people directory as a CSV, read: what each row says, and what is wrong with which."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import clean, line, must_fit
from holdfast.people.rules import facts

COLUMNS = (
    "login",
    "name",
    "email",
    "zone",
    "hours",
    "workdays",
    "holidays",
    "team",
    "manager",
    "role",
)
_BEYOND = "beyond"  # where a row keeps what no column was named for; no column is called so
MOST_ROWS = 50_000  # taken in within some ten seconds, in which nobody else writes on SQLite


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the directory says of a person. Blank cells say nothing."""

    line: int
    login: str
    fields: dict[str, Any]
    team: str
    manager: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a row cannot be used: its line, the column where one is at fault, a sentence."""

    line: int
    column: str | None
    message: str

    @classmethod
    def of(cls, line: int, refusal: Refusal) -> Finding:
        return cls(line, refusal.field, refusal.message)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows that can be used as they stand, a finding for each that cannot, and on which line
    each login stands, whichever of the two its row is."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def read(content: bytes) -> Reading:
    """Raises Invalid when the file as a whole is no directory."""
    reading = Reading()
    for number, cells in _cells(_text(content)):
        try:
            reading.rows.append(_row(number, cells, reading.lines))
        except Refusal as refusal:
            reading.findings.append(Finding.of(number, refusal))
    return reading


def _row(number: int, cells: dict[str, str], seen: dict[str, int]) -> Row:
    if _BEYOND in cells:
        raise Invalid(
            f"“{cells[_BEYOND].strip()[:40]}” stands beyond the last column; put a cell with a "
            "separator in it, such as Mon,Tue, in quotes."
        )
    login = facts.login(cells.get("login"))
    if seen.setdefault(login, number) != number:
        raise Invalid(f"{login} stands on line {seen[login]} already.", field="login")
    manager = clean(cells.get("manager"))
    manager = facts.login(manager, field="manager") if manager else ""
    if manager == login:
        raise Invalid(f"{login} is named as their own manager.", field="manager")
    return Row(
        line=number,
        login=login,
        fields=facts.person_facts(cells),
        team=line(cells.get("team"), field="team")[:80],
        manager=manager,
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


def _cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, cell by column) of a CSV with a header; comma, semicolon or tab."""
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise Invalid("The file is empty; it needs a header line with at least the column login.")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = 0
    try:
        header = _header(next(reader))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows += 1
                if rows > MOST_ROWS:
                    raise Invalid(f"The file has more than {MOST_ROWS:,} rows; split it.")
                row = dict(zip(header, cells, strict=False))
                beyond = [cell for cell in cells[len(header) :] if cell.strip()]
                yield reader.line_num, {**row, _BEYOND: beyond[0]} if beyond else row
    except csv.Error as wrong:
        raise Invalid(f"Line {reader.line_num} is not CSV ({wrong}); check its quotes.") from None


def _header(cells: list[str]) -> list[str]:
    header = [name.strip().lower() for name in cells]
    if "login" not in header:
        raise Invalid(
            f"Line 1 has no column login; the columns are {', '.join(COLUMNS)}, all but login optional."
        )
    unknown = sorted(set(header) - set(COLUMNS) - {""})
    if unknown:
        raise Invalid(
            f"Line 1 has the column “{unknown[0][:40]}”, which is not known; the columns are {', '.join(COLUMNS)}."
        )
    return header
