"""Uploaded tables, and what one would change here."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.models import Person, Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.models import TableImport, TableUpload, Window
from holdfast.rotation.queries.windows import live_seats, windows
from holdfast.rotation.rules.standing import Change, Standing, compare
from holdfast.rotation.rules.table import (
    Accepted,
    Expectations,
    SeatRow,
    TableReading,
    TableRefused,
    WindowRow,
    read_table,
)


def upload(upload_id: int) -> TableUpload:
    found = TableUpload.objects.select_related("by").filter(pk=upload_id).first()
    if found is None:
        raise NotFound(f"There is no uploaded table {upload_id}.")
    return found


def imports(programme: Programme, *, limit: int = 20) -> list[TableImport]:
    """The tables that came in, newest first."""
    found = TableImport.objects.filter(upload__programme=programme)
    return list(found.select_related("upload", "by").order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class Incoming:
    """A table as it would come in now: what to say about it, and what it would change here."""

    reading: TableReading
    changes: Sequence[Change]


def incoming(
    programme: Programme,
    content: bytes,
    *,
    accept: Iterable[int] | None = (),
    replace: Iterable[int] | None = (),
    at: datetime,
) -> Incoming:
    """The table against itself, and against the rotation that stands here.

    `accept` are the line numbers whose repair is accepted, `replace` those whose word counts against
    what stands here; None means all. The windows of the reading are those that come in or are here
    already. Raises Invalid when the file as a whole cannot be used.
    """
    repairs: Accepted = "all" if accept is None else frozenset(accept)
    expect = _expectations(programme, at)
    try:
        reading = read_table(content, expect=expect, accept=repairs)
        asked = {finding.line for finding in reading.findings if finding.applied}
        written = read_table(content, expect=expect).windows if asked else ()
    except TableRefused as refused:
        raise Invalid(str(refused), field="table") from None
    compared = compare(
        reading.windows,
        [_standing(window) for window in windows(programme)],
        right="all" if replace is None else frozenset(replace),
        repaired={row.line: (row.starts_on, row.ends_on) for row in written if row.line in asked},
    )
    findings = sorted([*reading.findings, *compared.findings], key=lambda finding: finding.line)
    here = tuple(row for row in reading.windows if row.line not in compared.held)
    return Incoming(
        dataclasses.replace(reading, windows=here, findings=tuple(findings)), compared.changes
    )


def read(
    programme: Programme,
    content: bytes,
    *,
    accept: Iterable[int] | None = (),
    replace: Iterable[int] | None = (),
    at: datetime,
) -> TableReading:
    """What there is to say about a table before it comes in (see `incoming`)."""
    return incoming(programme, content, accept=accept, replace=replace, at=at).reading


def _expectations(programme: Programme, at: datetime) -> Expectations:
    policy = policy_at(programme, at)
    known = frozenset(
        Person.objects.filter(known_since__isnull=False).values_list("login", flat=True)
    )
    return Expectations(
        wanted=policy.seats_wanted,
        target_days=policy.window_days,
        tolerance_days=policy.window_tolerance_days,
        known_logins=known or None,
    )


def _standing(window: Window) -> Standing:
    live = frozenset(seat.person.login for seat in live_seats(window))
    every = frozenset(seat.person.login for seat in window.seated)
    return Standing(window.pk, window.starts_on, window.ends_on, live, every - live)


def as_rows(programme: Programme) -> list[WindowRow]:
    """The whole rotation as rows of a table, for export; withdrawn seats are left out."""
    return [
        WindowRow(
            starts_on=window.starts_on,
            ends_on=window.ends_on,
            line=number,
            wanted=window.wanted,
            seats=tuple(
                SeatRow(
                    login=seat.person.login,
                    name=seat.person.name,
                    region=seat.region or None,
                    guessed=seat.person.login_guessed,
                )
                for seat in live_seats(window)
            ),
        )
        for number, window in enumerate(windows(programme), start=1)
    ]
