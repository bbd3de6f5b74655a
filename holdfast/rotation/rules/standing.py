"""A table against the rotation that stands here: what each row would add, and where they disagree.

Tables are imported again after somebody edited them. A row that says what stands here changes
nothing, one that fills a hole fills it, a new one is new. A row that contradicts what stands here is
held back until the lead says that the table is right; then the window is changed, never doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from holdfast.rotation.rules.table import Accepted, Finding, Kind, SeatRow, WindowRow
from holdfast.rotation.rules.table.deciding import accepted
from holdfast.rotation.rules.table.text import listed, span


@dataclass(frozen=True, slots=True)
class Standing:
    """A window that stands here: `window` is its number, `people` who is in it, by login."""

    window: int
    starts_on: date
    ends_on: date
    people: frozenset[str]
    withdrawn: frozenset[str] = frozenset()
    dropped: bool = False  # it will not be, by the lead's word here

    @property
    def dates(self) -> tuple[date, date]:
        return self.starts_on, self.ends_on


@dataclass(frozen=True, slots=True)
class Change:
    """What taking a row in does: to a new window (None) or to one that stands here.

    `replaces`: the row contradicted it and the lead said that the table is right. `revives`: the
    window was dropped here, and is taken up again by the same word.
    """

    row: WindowRow
    window: int | None
    add: tuple[SeatRow, ...]
    withdraw: frozenset[str] = frozenset()
    replaces: bool = False
    revives: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """`held` are the lines of rows that wait for a decision and do not come in."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    held: frozenset[int]


def compare(
    rows: Sequence[WindowRow],
    standing: Iterable[Standing],
    *,
    right: Accepted = (),
    repaired: Mapping[int, tuple[date, date]] | None = None,
) -> Comparison:
    """What the rows of a table would do to the windows that stand here.

    `right` are the lines whose word the lead takes against what stands here. `repaired` are the
    dates as written of rows whose repair was accepted: when those stand here, from an import before,
    accepting the repair says already that they were wrong.
    """
    standing = list(standing)
    here = {each.dates: each for each in standing if not each.dropped}
    back = _dropped(rows, [each for each in standing if each.dropped], [*here.values()], right)
    came = {change.row.line for change in back.changes} | back.held
    rows = [row for row in rows if row.line not in came]
    same = {row.line: here[_dates(row)] for row in rows if _dates(row) in here}
    moved = _moved(
        [row for row in rows if row.line not in same],
        [each for each in here.values() if each.window not in {s.window for s in same.values()}],
    )
    changes, findings, held = list(back.changes), list(back.findings), set(back.held)
    gone: set[int] = set()  # windows that get other dates
    for row in rows:
        old = same.get(row.line) or moved.get(row.line)
        if old is None:
            continue
        change = _change(row, old)
        if row.line in same and not change.withdraw:
            again = _logins(row) & old.withdrawn
            applied = bool(again) and accepted(row.line, right)
            if again:
                findings.append(_withdrawn(row, old, again, applied=applied))
            changes.append(change if applied else _without(change, old.withdrawn))
            continue
        corrected = (repaired or {}).get(row.line) == old.dates and not change.withdraw
        applied = corrected or accepted(row.line, right)
        findings.append(_contradiction(row, old, applied=applied))
        if applied:
            changes.append(change)
            gone.add(old.window)
        else:
            held.add(row.line)
    rest = [each for each in here.values() if each.window not in gone]
    for row in rows:
        if row.line in same or row.line in moved:
            continue
        beside = next(
            (each for each in rest if each.window in _ids(moved) and _overlap(row, each) > 0), None
        )
        if beside:
            findings.append(_in_the_way(row, beside))
            held.add(row.line)
        else:
            changes.append(Change(row, None, row.seats))
    return Comparison(tuple(changes), tuple(findings), frozenset(held))


def _dropped(
    rows: Sequence[WindowRow],
    dropped: Sequence[Standing],
    here: Sequence[Standing],
    right: Accepted,
) -> Comparison:
    """The rows whose window was dropped here: it stays so until the lead says that the table is
    right, and while another one has its days."""
    gone = {each.dates: each for each in dropped}
    changes, findings, held = [], [], set()
    for row in rows:
        old = gone.get(_dates(row))
        if old is None:
            continue
        beside = next((each for each in here if _overlap(row, each) > 0), None)
        if beside:
            findings.append(_taken_since(row, beside))
            held.add(row.line)
            continue
        applied = accepted(row.line, right)
        findings.append(_was_dropped(row, applied=applied))
        if applied:
            changes.append(Change(row, old.window, row.seats, revives=True))
        else:
            held.add(row.line)
    return Comparison(tuple(changes), tuple(findings), frozenset(held))


def _ids(moved: Mapping[int, Standing]) -> set[int]:
    return {each.window for each in moved.values()}


def _moved(rows: Sequence[WindowRow], standing: Sequence[Standing]) -> dict[int, Standing]:
    """Which row, by its line, means which window under other dates: the same people first, then
    the longest overlap; each window is meant by one row at most."""
    likeness = sorted(
        (
            (same, days, -row.line, row, each)
            for row in rows
            for each in standing
            for same, days in [(_logins(row) == each.people, _overlap(row, each))]
            if days > 0 or (same and each.people and _other_year(row, each))
        ),
        key=lambda found: found[:3],
        reverse=True,
    )
    moved: dict[int, Standing] = {}
    for _, _, _, row, each in likeness:
        if row.line not in moved and each.window not in _ids(moved):
            moved[row.line] = each
    return moved


def _change(row: WindowRow, old: Standing) -> Change:
    return Change(
        row,
        old.window,
        add=tuple(seat for seat in row.seats if seat.login not in old.people),
        withdraw=old.people - _logins(row),
        replaces=bool(old.people - _logins(row)) or _dates(row) != old.dates,
    )


def _without(change: Change, gone: frozenset[str]) -> Change:
    """The table is not asked about who was withdrawn here."""
    return replace(change, add=tuple(seat for seat in change.add if seat.login not in gone))


def _overlap(row: WindowRow, each: Standing) -> int:
    """Days both cover, beyond the one day on which one hands over to the other (R9)."""
    return (min(row.ends_on, each.ends_on) - max(row.starts_on, each.starts_on)).days


def _other_year(row: WindowRow, each: Standing) -> bool:
    def days(dates: tuple[date, date]) -> list[tuple[int, int]]:
        return [(one.month, one.day) for one in dates]

    return days(_dates(row)) == days(each.dates)


def _contradiction(row: WindowRow, old: Standing, *, applied: bool) -> Finding:
    here, there = _people(old.people), _people(_logins(row))
    if _dates(row) == old.dates:
        kind = Kind.CONFLICTING_ROW
        said = f"{span(*old.dates)} stands here with {here}, and with {there} in this row"
    else:
        kind = Kind.OVERLAP if _overlap(row, old) > 0 else Kind.CONFLICTING_ROW
        crew = f" with {here}" if here != there else ""
        said = f"What this row calls {span(*_dates(row))} stands here as {span(*old.dates)}{crew}"
    outcome = (
        "it is changed to what the table says"
        if applied
        else "not imported until you say that the table is right"
    )
    return Finding(row.line, kind, f"{said}: {outcome}.", applied=applied, replaces=old.dates)


def _withdrawn(row: WindowRow, old: Standing, back: frozenset[str], *, applied: bool) -> Finding:
    outcome = (
        "seated again" if applied else "not seated again until you say that the table is right"
    )
    return Finding(
        row.line,
        Kind.CONFLICTING_ROW,
        f"In {span(*old.dates)} the seat of {_people(back)} was withdrawn here: {outcome}.",
        applied=applied,
        replaces=old.dates,
    )


def _was_dropped(row: WindowRow, *, applied: bool) -> Finding:
    outcome = "taken up again" if applied else "not imported until you say that the table is right"
    return Finding(
        row.line,
        Kind.CONFLICTING_ROW,
        f"{span(*_dates(row))} was dropped here: {outcome}.",
        applied=applied,
        replaces=_dates(row),
    )


def _taken_since(row: WindowRow, beside: Standing) -> Finding:
    return Finding(
        row.line,
        Kind.OVERLAP,
        f"{span(*_dates(row))} was dropped here, and {span(*beside.dates)} has its days by now: not "
        "imported until that one is dropped or lies elsewhere.",
    )


def _in_the_way(row: WindowRow, beside: Standing) -> Finding:
    return Finding(
        row.line,
        Kind.OVERLAP,
        f"{span(*_dates(row))} overlaps {span(*beside.dates)}, which stands here and which another "
        "row means to change: not imported until that one is.",
    )


def _people(logins: Iterable[str]) -> str:
    return listed(sorted(logins)) or "nobody"


def _logins(row: WindowRow) -> frozenset[str]:
    return frozenset(seat.login for seat in row.seats)


def _dates(row: WindowRow) -> tuple[date, date]:
    return row.starts_on, row.ends_on
