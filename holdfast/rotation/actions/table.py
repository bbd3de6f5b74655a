"""A hand-kept table comes in: uploaded, looked at, and imported whole or not at all (R6-R20)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.text import line
from holdfast.people.actions import Met, meet_people
from holdfast.people.models import Person, Programme
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Seat, TableImport, TableUpload, Window
from holdfast.rotation.queries import read
from holdfast.rotation.rules.table import TableReading, WindowRow


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import read and what it changed; both zero when all of it was here already."""

    reading: TableReading
    windows_added: int
    seats_added: int


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
    *, upload: TableUpload, accept: Iterable[int] | None, by: Actor, at: datetime
) -> Imported:
    """Take in the windows and seats of an upload, with the repairs accepted (None: all of them).

    One transaction. What is here already stays as it is, confirmations and withdrawals with it, so
    a second import of the same changes nothing. Seats come in as claims of the table: unconfirmed.
    """
    require(by, "rotation.import")
    with transaction.atomic(durable=True):
        # One import at a time, so that two of the same cannot both find a window missing.
        programme = Programme.objects.select_for_update().get(pk=upload.programme_id)
        reading = read(programme, bytes(upload.content), accept=accept, at=at)
        people = meet_people(
            people=[
                Met(seat.login, seat.name, seat.guessed)
                for row in reading.windows
                for seat in row.seats
            ],
            by=by.with_request(None),
            at=at,
        )
        windows_added = seats_added = 0
        for row in reading.windows:
            new, seats = _take_in(programme, row, people, by, at)
            windows_added += new
            seats_added += seats
        if windows_added or seats_added:
            done = TableImport.objects.create(
                upload=upload,
                repairs=sorted(finding.line for finding in reading.findings if finding.applied),
                windows_added=windows_added,
                seats_added=seats_added,
                by_id=by.person_id,
                at=at,
            )
            record(
                "table.imported",
                subject=f"upload-{upload.pk}",
                by=by,
                at=at,
                data={
                    "windows": windows_added,
                    "seats": seats_added,
                    "repairs": done.repairs,
                    "findings": len(reading.findings),
                },
            )
    return Imported(reading, windows_added, seats_added)


def _take_in(
    programme: Programme, row: WindowRow, people: dict[str, Person], by: Actor, at: datetime
) -> tuple[bool, int]:
    window, new = Window.objects.get_or_create(
        programme=programme,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        defaults={"wanted": row.wanted},
    )
    here = set() if new else set(window.seats.values_list("person_id", flat=True))
    fresh = [
        Seat(
            window=window,
            person=people[seat.login],
            position=position,
            region=seat.region or "",
            source=Seat.Source.TABLE,
            by_id=by.person_id,
            at=at,
        )
        for position, seat in enumerate(row.seats)
        if people[seat.login].pk not in here
    ]
    Seat.objects.bulk_create(fresh)
    return new, len(fresh)
