"""Customers as a CSV, read: what each row says, and what is wrong with which. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import clean, line
from holdfast.people.rules import facts
from holdfast.people.rules.csv_file import Finding, none_beyond, rows

PEOPLE = ("implementation_engineer", "support_engineer")
COLUMNS = ("name", "ga_on", *PEOPLE)
MOST_ROWS = 5_000  # each becomes a fact of its own


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
    for number, cells in rows(content, columns=COLUMNS, needed=("name",), most=MOST_ROWS):
        try:
            reading.rows.append(_row(number, cells, lines))
        except Refusal as refusal:
            reading.findings.append(Finding.of(number, refusal))
    return reading


def _row(number: int, cells: dict[str, str], lines: dict[str, int]) -> Row:
    none_beyond(cells)
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
