"""Customers as a CSV, read: what each row says, and what is wrong with which. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import clean, line, must_fit
from holdfast.people.rules import facts
from holdfast.people.rules.csv_file import Finding

PEOPLE = ("implementation_engineer", "support_engineer")
COLUMNS = ("name", "ga_on", *PEOPLE)
MOST_ROWS = 5_000  # each becomes a fact of its own
_BEYOND = "beyond"  # where a row keeps what no column was named for


@dataclass(frozen=True, slots=True)
class Row:
    """What a line says of a customer: the fields it gives; blank cells say nothing."""

    line: int
    name: str
    fields: Mapping[str, Any]  # ga_on is a date, people are logins


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows that can be used as they stand, and a finding for each that cannot."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def day(value: str | None, *, field: str = "ga_on") -> date | None:
    """A date as people and sheets write it in full, or None for nothing."""
    text = clean(value)
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"“{text[:40]}” is not a day; write it as 2026-03-27.", field=field) from None
    if not 1990 <= found.year <= 2200:
        raise Invalid(f"{found} lies too far away; check the year.", field=field)
    return found


def read(content: bytes) -> Reading:
    """Raises Invalid when the file as a whole is no list of customers."""
    reading = Reading()
    lines: dict[str, int] = {}
    for number, cells in _cells(_text(content)):
        try:
            reading.rows.append(_row(number, cells, lines))
        except Refusal as refusal:
            reading.findings.append(Finding.of(number, refusal))
    return reading


def _row(number: int, cells: dict[str, str], lines: dict[str, int]) -> Row:
    if _BEYOND in cells:
        raise Invalid(
            f"“{cells[_BEYOND].strip()[:40]}” stands beyond the last column; put a cell with a "
            "separator in it in quotes."
        )
    name = line(cells.get("name"), field="name", ask="The name of the customer is missing.")
    if lines.setdefault(name.casefold(), number) != number:
        raise Invalid(f"{name} stands on line {lines[name.casefold()]} already.", field="name")
    fields: dict[str, Any] = {}
    if found := day(cells.get("ga_on")):
        fields["ga_on"] = found
    for part in PEOPLE:
        if clean(cells.get(part)):
            fields[part] = facts.login(cells[part], field=part)
    return Row(number, name, fields)


def _text(content: bytes) -> str:
    must_fit(len(content), what="The file")
    if b"\x00" in content[:4096]:
        raise Invalid("This is not a CSV file but a binary one; export the sheet as CSV.")
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
        raise Invalid("The file is empty; it needs a header line with at least the column name.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
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
    if "name" not in header:
        raise Invalid(
            f"Line 1 has no column name; the columns are {', '.join(COLUMNS)}, all but name optional."
        )
    if unknown := sorted(set(header) - set(COLUMNS) - {""}):
        raise Invalid(
            f"Line 1 has the column “{unknown[0][:40]}”, which is not known; the columns are "
            f"{', '.join(COLUMNS)}."
        )
    return header
