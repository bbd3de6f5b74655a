"""A hand-kept table comes in: uploaded, looked at, and imported whole or not at all (R6-R20)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.text import line
from holdfast.people.actions import Met, meet_people
from holdfast.people.models import Person, Programme
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.moving import hold, move, set_days, take_up, withdraw
from holdfast.rotation.models import Seat, TableImport, TableUpload, Window
from holdfast.rotation.queries import incoming, read
from holdfast.rotation.rules.standing import Change
from holdfast.rotation.rules.table import TableReading


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import read and what it changed; all zero when everything was here already."""

    reading: TableReading
    windows_added: int
    seats_added: int
    windows_changed: int = 0

    @property
    def changed_anything(self) -> bool:
        return bool(self.windows_added or self.seats_added or self.windows_changed)


def upload_table(
    *, programme: Programme, content: bytes, name: str, by: Actor, at: datetime
) -> TableUpload:
    """Keep the original bytes. The same bytes again are the same upload.

    Raises Invalid when there is no rotation table in them; nothing is kept then.
    """
    require(by, "rotation.import")
    read(programme, content, at=at)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic(durable=True):
        upload, new = TableUpload.objects.get_or_create(
            programme=programme,
            sha256=digest,
            defaults={
                "content": content,
                "name": line(name, field="name") or "pasted",
                "by_id": by.person_id,
                "at": at,
            },
        )
        if new:
            record(
                "table.uploaded",
                subject=f"upload-{upload.pk}",
                by=by,
                at=at,
                data={"name": upload.name, "bytes": len(content)},
            )
    return upload


def import_table(
    *,
    upload: TableUpload,
    accept: Iterable[int] | None,
    replace: Iterable[int] | None = (),
    by: Actor,
    at: datetime,
) -> Imported:
    """Take in the windows and seats of an upload, with the repairs accepted (None: all of them).

    One transaction. What is here already stays as it is, confirmations and withdrawals with it, so
    a second import of the same changes nothing. A row that contradicts what stands here waits,
    unless its line is in `replace` (None: all): then that window is changed to what the row says.
    Seats come in as claims of the table: unconfirmed.
    """
    require(by, "rotation.import")
    with transaction.atomic(durable=True):
        # One import at a time, so that two of the same cannot both find a window missing.
        programme = Programme.objects.select_for_update().get(pk=upload.programme_id)
        # Nobody confirms, swaps or is seated between what is compared and what is changed.
        hold(programme.windows.all())
        found = incoming(programme, bytes(upload.content), accept=accept, replace=replace, at=at)
        taking = _Taking(upload, by, at)
        taking.people = meet_people(
            people=[
                Met(seat.login, seat.name, seat.guessed)
                for change in found.changes
                for seat in change.row.seats
            ],
            by=by.with_request(None),
            at=at,
        )
        for change in found.changes:
            taking.take_in(change)
        imported = Imported(found.reading, taking.added, taking.seats, taking.changed)
        if imported.changed_anything:
            done = TableImport.objects.create(
                upload=upload,
                repairs=sorted(
                    finding.line
                    for finding in found.reading.findings
                    if finding.repair and finding.applied
                ),
                windows_added=taking.added,
                seats_added=taking.seats,
                by_id=by.person_id,
                at=at,
            )
            record(
                "table.imported",
                subject=f"upload-{upload.pk}",
                by=by,
                at=at,
                data={
                    "windows": taking.added,
                    "changed": taking.changed,
                    "seats": taking.seats,
                    "repairs": done.repairs,
                    "findings": len(found.reading.findings),
                },
            )
    return imported


@dataclass(slots=True)
class _Taking:
    """One import while it runs: whose, and what it has done so far."""

    upload: TableUpload
    by: Actor
    at: datetime
    people: dict[str, Person] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    seats: int = 0

    def take_in(self, change: Change) -> None:
        row = change.row
        if change.window is None:
            window = Window.objects.create(
                programme_id=self.upload.programme_id,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                wanted=row.wanted,
            )
            self.added += 1
        else:
            window = Window.objects.get(pk=change.window)
        if change.revives:
            take_up(window, by=self.by.with_request(None), at=self.at)
            self.changed += 1
        if change.replaces:
            self._replace(window, change)
        self._seat(window, change)

    def _seat(self, window: Window, change: Change) -> None:
        order = [seat.login for seat in change.row.seats]
        Seat.objects.bulk_create(
            Seat(
                window=window,
                person=self.people[seat.login],
                position=order.index(seat.login),
                region=seat.region or "",
                source=Seat.Source.TABLE,
                by_id=self.by.person_id,
                at=self.at,
            )
            for seat in change.add
        )
        self.seats += len(change.add)

    def _replace(self, window: Window, change: Change) -> None:
        """The window gets the row's dates; who is no longer named is withdrawn, with the reason."""
        row, was = change.row, str(window)
        over = row.ends_on < self.at.date()  # concerns nobody's calendar any more
        moved = (window.starts_on, window.ends_on) != (row.starts_on, row.ends_on)
        seated = list(window.seats.filter(withdrawal=None).select_related("person", "confirmation"))
        leaving = [seat for seat in seated if seat.person.login in change.withdraw]
        withdraw(
            leaving,
            f"The table “{self.upload.name}” does not name them any more.",
            by=self.by,
            at=self.at,
        )
        days, staying = (
            (row.starts_on, row.ends_on),
            [seat for seat in seated if seat not in leaving],
        )
        if moved and over:
            set_days(window, *days)
        elif moved:
            move(window, days, staying, by=self.by, at=self.at, source=Seat.Source.TABLE)
        window.wanted = row.wanted
        window.save(update_fields=["wanted"])
        record(
            "window.changed",
            subject=f"window-{window.pk}",
            by=self.by.with_request(None),
            at=self.at,
            tell=[] if over else [seat.person_id for seat in seated],
            data={
                "was": was,
                "starts_on": row.starts_on.isoformat(),
                "ends_on": row.ends_on.isoformat(),
                "people": {f"left_{number}": seat.person_id for number, seat in enumerate(leaving)},
                "upload": self.upload.pk,
                "line": row.line,
            },
        )
        self.changed += 1
