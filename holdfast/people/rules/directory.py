"""The people directory as a CSV, read: what each row says, and what is wrong with which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import clean, line
from holdfast.people.rules import facts
from holdfast.people.rules.csv_file import Finding, none_beyond, rows

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


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the directory says of a person. Blank cells say nothing."""

    line: int
    login: str
    fields: dict[str, Any]
    team: str
    manager: str


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
    for number, cells in rows(content, columns=COLUMNS, needed=("login",)):
        try:
            reading.rows.append(_row(number, cells, reading.lines))
        except Refusal as refusal:
            reading.findings.append(Finding.of(number, refusal))
    return reading


def _row(number: int, cells: dict[str, str], seen: dict[str, int]) -> Row:
    none_beyond(cells)
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
