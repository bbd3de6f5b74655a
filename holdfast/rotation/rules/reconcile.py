"""Sheet, table, seats and Slack group side by side: who says what, and where they differ (R37).

A difference is one sentence with the ways out of it: take a source's word, which changes the seat, or
keep what stands here, which is written down so that the same difference does not come again until one
of its sources says something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from holdfast.rotation.rules.planning.words import day

Span = tuple[date, date]


class Take(StrEnum):
    """Whose word is taken. OURS changes nothing and is settled."""

    TABLE = "table"
    SHEET = "sheet"
    CONFIRM = "confirm"
    OURS = "ours"


class Does(StrEnum):
    """What taking that word does."""

    SEAT = "seat"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Said:
    """A source's word about somebody: in words, by whom and when where that is on record."""

    words: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeatSaid:
    """The newest seat of somebody in a window, with what became of it. `number` is the seat's."""

    number: int
    by: str
    at: datetime
    source: str
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    reason: str = ""
    by_themselves: bool = False  # it was they who withdrew it, or gave it away

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class SheetSaid:
    """Somebody's newest sign-up. `number` is the row's, `choice` 0 is no."""

    number: int
    choice: int
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WindowSaid:
    """A window that stands here: its people by login, with their seats and sign-ups; `names` are those
    of everybody known."""

    number: int
    dates: Span
    running: bool
    names: Mapping[str, str]
    seats: Mapping[str, SeatSaid]
    sheet: Mapping[str, SheetSaid]
    on: frozenset[str] = frozenset()  # whose seat, or part of it, runs today


@dataclass(frozen=True, slots=True)
class RowSaid:
    """A row of the table: `window` is the one that stands here and that it means, if there is one."""

    window: int | None
    dates: Span
    logins: frozenset[str]
    line: int


@dataclass(frozen=True, slots=True)
class TableSaid:
    """The newest table: who brought it when, and its rows."""

    name: str
    by: str
    at: datetime
    rows: Sequence[RowSaid]


@dataclass(frozen=True, slots=True)
class GroupSaid:
    """Who is in the group that is called for help, as it was seen at a moment. `notes` are what somebody
    should know of it, in sentences; it `waits` where somebody changed it by hand and nobody decided."""

    logins: frozenset[str]
    at: datetime
    notes: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a difference, in the words of its button."""

    take: Take
    does: Does
    label: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`key` is its name for as long as every source says what it says now. `seat` is the one at stake,
    where one stands."""

    key: str
    kind: str
    sentence: str
    ways: tuple[Way, ...]
    login: str = ""
    window: int | None = None
    seat: int | None = None
    look: bool = False  # the table's page is where it is put right


@dataclass(frozen=True, slots=True)
class PersonCompared:
    """What each source says of somebody in a window, and where they differ."""

    login: str
    name: str
    known: bool  # to the directory or an import; whom only the table names may not be
    table: Said
    sheet: Said
    seat: Said
    group: Said
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class WindowCompared:
    """A window, or a row of the table that is none here (`window` is None)."""

    window: int | None
    dates: Span
    people: tuple[PersonCompared, ...]
    differences: tuple[Difference, ...]  # of the window itself

    @property
    def all_differences(self) -> tuple[Difference, ...]:
        return (*self.differences, *(each for one in self.people for each in one.differences))


_KEEP = Way(Take.OURS, Does.NOTHING, "Keep ours")
_NO_GROUP = Said("Slack is not connected")
_NO_WORD = Said("")


def _days(first: date, last: date) -> str:
    return f"{day(first)} to {day(last)}"


def reconcile(
    windows: Iterable[WindowSaid], table: TableSaid | None, group: GroupSaid | None
) -> tuple[WindowCompared, ...]:
    """Window by window what the sources say, oldest first."""
    rows = {row.window: row for row in table.rows if row.window} if table else {}
    compared = [_window(each, table, rows.get(each.number), group) for each in windows]
    new = [row for row in table.rows if row.window is None] if table else []
    compared += [_new_row(row) for row in new]
    return tuple(sorted(compared, key=lambda each: each.dates))


def _window(
    window: WindowSaid, table: TableSaid | None, row: RowSaid | None, group: GroupSaid | None
) -> WindowCompared:
    seated = {login for login, seat in window.seats.items() if seat.stands}
    named = row.logins if row else frozenset()
    asked = {login for login, said in window.sheet.items() if said.choice}
    shown = group if window.running else None
    people = seated | named | asked | set(window.seats) | (shown.logins if shown else set())
    return WindowCompared(
        window.number,
        window.dates,
        tuple(_person(login, window, table, row, shown) for login in sorted(people)),
        tuple(_of_window(window, table, row)),
    )


def _of_window(
    window: WindowSaid, table: TableSaid | None, row: RowSaid | None
) -> Iterator[Difference]:
    if table and row is None:
        said = f"{_days(*window.dates)} stands here and is not in the table."
        yield _difference("window-not-in-table", said, (_KEEP,), window, facts=[])
    elif row and row.dates != window.dates:
        said = (
            f"What stands here as {_days(*window.dates)} the table calls {_days(*row.dates)} "
            f"(line {row.line})."
        )
        yield _difference("dates", said, (_KEEP,), window, facts=[row.dates], look=True)


def _new_row(row: RowSaid) -> WindowCompared:
    said = f"{_days(*row.dates)} is in the table (line {row.line}) and does not stand here."
    key = _key("window-only-in-table", row.dates, sorted(row.logins))
    found = Difference(key, "window-only-in-table", said, (_KEEP,), look=True)
    return WindowCompared(None, row.dates, (), (found,))


def _person(
    login: str,
    window: WindowSaid,
    table: TableSaid | None,
    row: RowSaid | None,
    group: GroupSaid | None,
) -> PersonCompared:
    seat, signed = window.seats.get(login), window.sheet.get(login)
    found = [
        *_against_table(login, window, row),
        *_against_sheet(login, window, named=bool(row and login in row.logins)),
        *_against_group(login, window, group),
    ]
    return PersonCompared(
        login,
        window.names.get(login, login),
        known=login in window.names,
        table=_table_word(login, table, row),
        sheet=Said(signed.words, signed.by, signed.at) if signed else Said("Has not answered"),
        seat=_seat_word(seat),
        group=_group_word(login, window, group),
        differences=tuple(found),
    )


def _against_table(login: str, window: WindowSaid, row: RowSaid | None) -> Iterator[Difference]:
    if row is None:
        return
    seat, name = window.seats.get(login), window.names.get(login, login)
    named, stands = login in row.logins, bool(seat and seat.stands)
    facts = [row.dates, sorted(row.logins), seat.number if seat else 0, stands]
    if stands and not named:
        said = f"{name} has a seat in {_days(*window.dates)}, and the table does not name them."
        take = Way(Take.TABLE, Does.WITHDRAW, "The table is right: withdraw the seat")
        yield _difference("not-in-table", said, (take, _KEEP), window, login=login, facts=facts)
    elif named and not stands:
        was = f"; their seat was withdrawn by {_by(seat.withdrawn_by)}" if seat else ""
        said = f"The table names {name} in {_days(*window.dates)}, who has no seat there{was}."
        take = Way(Take.TABLE, Does.SEAT, "The table is right: seat them")
        known = login in window.names  # somebody new comes in with the table
        ways = (take, _KEEP) if known else (_KEEP,)
        yield _difference(
            "only-in-table", said, ways, window, login=login, facts=facts, look=not known
        )


def _against_sheet(login: str, window: WindowSaid, *, named: bool) -> Iterator[Difference]:
    seat, signed = window.seats.get(login), window.sheet.get(login)
    if seat is None or (window.running and signed is None and seat.confirmed_at):
        return
    name, dates = window.names.get(login, login), _days(*window.dates)
    facts = [seat.number, seat.stands, bool(seat.confirmed_at), signed.number if signed else 0]
    withdraw = Way(Take.SHEET, Does.WITHDRAW, "The sheet is right: withdraw the seat")
    confirm = Way(Take.CONFIRM, Does.CONFIRM, "They said yes: confirm the seat")
    if not seat.stands:
        # Who withdrew by themselves after signing up has thought again: that is the newest word.
        again = seat.by_themselves and signed and _before(signed.at, seat.withdrawn_at)
        if signed and signed.choice and not again and not named:
            said = f"{name} signed up for {dates}, and {_by(seat.withdrawn_by)} withdrew the seat."
            take = Way(Take.SHEET, Does.SEAT, "The sheet is right: seat them again")
            yield _difference("withdrawn", said, (take, _KEEP), window, login=login, facts=facts)
        return
    if signed and not signed.choice and not _before(signed.at, seat.confirmed_at):
        said = f"{name} has a seat in {dates} and said no in the sheet."
        out = (withdraw, _KEEP)
        yield _difference("said-no", said, out, window, login=login, facts=facts)
    elif seat.confirmed_at:
        return
    elif signed is None:
        said = f"{name} has a seat in {dates}, has not signed up for it and not confirmed it."
        each = (withdraw, confirm, _KEEP)
        yield _difference("not-signed-up", said, each, window, login=login, facts=facts)
    else:
        said = f"{name} signed up for {dates} and has not confirmed the seat."
        yes = (confirm, _KEEP)
        yield _difference("unconfirmed", said, yes, window, login=login, facts=facts)


def _against_group(login: str, window: WindowSaid, group: GroupSaid | None) -> Iterator[Difference]:
    if group is None:
        return
    name = window.names.get(login, login)
    stands, there = login in window.on, login in group.logins
    if stands == there:
        return
    said = (
        f"{name} is on the rotation now and not in the Slack group."
        if stands
        else f"{name} is in the Slack group and not on the rotation now."
    )
    facts = [stands, there]
    yield _difference("slack-group", said, (_KEEP,), window, login=login, facts=facts)


def _difference(
    kind: str,
    sentence: str,
    ways: tuple[Way, ...],
    window: WindowSaid,
    *,
    facts: Iterable[object],
    login: str = "",
    look: bool = False,
) -> Difference:
    seat = window.seats.get(login)
    return Difference(
        key=_key(kind, window.number, window.dates, login, *facts),
        kind=kind,
        sentence=sentence,
        ways=ways,
        login=login,
        window=window.number,
        seat=seat.number if seat and seat.stands else None,
        look=look,
    )


def _key(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def _before(first: datetime, then: datetime | None) -> bool:
    return then is not None and first < then


def _by(name: str) -> str:
    return name or "the operator"


def _table_word(login: str, table: TableSaid | None, row: RowSaid | None) -> Said:
    if table is None:
        return Said("No table was brought in")
    if row is None:
        return Said("Does not have this window", table.by, table.at)
    return Said("Names them" if login in row.logins else "Does not name them", table.by, table.at)


def _seat_word(seat: SeatSaid | None) -> Said:
    if seat is None:
        return Said("No seat")
    if not seat.stands:
        why = f": {seat.reason}" if seat.reason else ""
        return Said(f"Withdrawn{why}", seat.withdrawn_by, seat.withdrawn_at)
    if seat.confirmed_at:
        return Said("Confirmed", seat.confirmed_by, seat.confirmed_at)
    return Said(f"Seated, not confirmed ({seat.source})", seat.by, seat.at)


def _group_word(login: str, window: WindowSaid, group: GroupSaid | None) -> Said:
    if group:
        return Said("In the group" if login in group.logins else "Not in the group", "", group.at)
    return _NO_GROUP if window.running else _NO_WORD
