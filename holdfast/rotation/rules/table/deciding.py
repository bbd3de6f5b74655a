"""Which rows count, and with which dates: duplicates, conflicts, repairs taken or waiting."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .checks import Placed
from .dates import Ymd, as_date
from .model import Finding, Kind
from .repair import Proposal
from .rows import Row
from .text import day, days, listed, span

Accepted = Container[int] | Literal["all"]


@dataclass(frozen=True, slots=True)
class Decided:
    """A row with the dates that count for it; `imported` unless these are still in question."""

    row: Row
    start: date
    end: date
    imported: bool


def accepted(line: int, accept: Accepted) -> bool:
    """Is the repair proposed for this line accepted?"""
    return accept == "all" or (not isinstance(accept, str) and line in accept)


def once(rows: Sequence[Row], findings: list[Finding]) -> list[Row]:
    """Rows listed again with the same dates and people are dropped before anything is judged."""
    first: dict[tuple[Ymd | None, Ymd | None, frozenset[str]], Row] = {}
    kept: list[Row] = []
    for row in rows:
        key = (row.written.start, row.written.end, row.logins)
        known = first.setdefault(key, row)
        if known is row or None in key[:2]:
            kept.append(row)
            continue
        findings.append(_duplicate(row, known, as_date(key[0]), as_date(key[1])))
    return kept


def _duplicate(row: Row, known: Row, start: date | None, end: date | None) -> Finding:
    who = listed(seat.name for seat in row.people.seats) if row.logins else "nobody named"
    when = f"{span(start, end)} with {who}" if start and end else f"The rotation with {who}"
    return Finding(
        row.line,
        Kind.DUPLICATE_ROW,
        f"{when} is already at line {known.line}: it is kept once and service counts once, "
        "delete one of the two rows.",
    )


def decide(
    row: Row, proposal: Proposal | None, accept: Accepted
) -> tuple[Decided | None, Finding | None]:
    """The dates that count: as written, as repaired, or as proposed and waiting for a yes."""
    start, end = as_date(row.written.start), as_date(row.written.end)
    if proposal is None:
        if start and end and start <= end:
            return Decided(row, start, end, imported=True), None
        return None, _impossible(row, start, end)
    repair = proposal.repair
    applied = accepted(row.line, accept)
    meant = span(repair.starts_on, repair.ends_on)
    if applied:
        outcome = f"read as {meant}"
    elif proposal.holds_back:
        outcome = f"not imported; accept {meant}, or correct the row"
    else:
        outcome = f"imported as written; {meant} may be meant"
    finding = Finding(
        row.line, proposal.kind, f"{_defect(row, proposal.kind)}: {outcome}.", repair, applied
    )
    if applied or proposal.holds_back or not (start and end):
        return Decided(row, repair.starts_on, repair.ends_on, imported=applied), finding
    return Decided(row, start, end, imported=True), finding


def _impossible(row: Row, start: date | None, end: date | None) -> Finding:
    if row.written.start is None or row.written.end is None:
        kind = Kind.OPEN_ENDED
    else:
        kind = Kind.END_BEFORE_START if start and end else Kind.UNPARSED_ROW
    return Finding(row.line, kind, f"{_defect(row, kind)}: not imported, correct the row.")


def unsure(before: Row, after: Row) -> Finding:
    """The table falls back by years between these rows, and either side may be the wrong one."""
    return Finding(
        after.line,
        Kind.OVERLAP,
        f"{_dates(after)} falls back behind line {before.line} ({_dates(before)}): the year is "
        "wrong on one side of these two lines and the table does not tell on which, so nothing is "
        "proposed and both are imported as written; correct the years.",
    )


def _dates(row: Row) -> str:
    start, end = as_date(row.written.start), as_date(row.written.end)
    return span(start, end) if start and end else f"Line {row.line}"


def _defect(row: Row, kind: Kind) -> str:
    """What is wrong with the dates as written, as the first half of a sentence."""
    start, end = as_date(row.written.start), as_date(row.written.end)
    if kind is Kind.OPEN_ENDED:
        if start:
            return f"The rotation from {day(start)} has no end"
        return f"The rotation until {day(end)} has no start" if end else "A date cannot be"
    if not (start and end):
        wrong = row.written.start if not start else row.written.end
        return f"{_ymd(wrong)} is no date in any calendar we plan in"
    when = span(start, end)
    if kind is Kind.END_BEFORE_START:
        return f"{when} ends before it starts"
    if kind is Kind.LENGTH:
        return f"{when} would be {days((end - start).days + 1)}"
    return f"{when} does not {'fit' if kind is Kind.OVERLAP else 'join'} the rows around it"


def placed_windows(decided: Sequence[Decided], findings: list[Finding]) -> list[Placed]:
    """Windows oldest first; of rows with the same dates only the first listed is imported."""
    taken: dict[tuple[date, date], Row] = {}
    placed: list[Placed] = []
    for item in decided:
        row, dates = item.row, (item.start, item.end)
        if item.imported:
            known = taken.setdefault(dates, row)
            if known is not row:
                same = known.logins == row.logins
                report = _duplicate if same else _conflicting
                findings.append(report(row, known, *dates))
                continue
        placed.append(Placed(row.window(*dates), row.people.holes, item.imported))
    return sorted(
        placed,
        key=lambda item: (item.window.starts_on, item.window.ends_on, item.window.line),
    )


def _conflicting(row: Row, known: Row, start: date | None, end: date | None) -> Finding:
    def people(of: Row) -> str:
        return listed(seat.name for seat in of.people.seats) if of.logins else "nobody"

    when = span(start, end) if start and end else "The rotation"
    return Finding(
        row.line,
        Kind.CONFLICTING_ROW,
        f"{when} has {people(known)} at line {known.line} and {people(row)} here: line "
        f"{known.line} is imported and this one is not, ask both and keep the right row.",
    )


def _ymd(value: Ymd | None) -> str:
    return f"{value[0]:04}-{value[1]:02}-{value[2]:02}" if value else "The date"
