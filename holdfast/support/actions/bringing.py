"""A CSV of issues is brought and kept as it is; then somebody says how its columns are read."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction

from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import clean, must_fit, one_line
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.permission import require
from holdfast.support.models import Chunk, Import
from holdfast.support.queries.importing import sheet_of
from holdfast.support.rules.mapping import as_data, mapped
from holdfast.support.rules.records import HEAD, sheet

MOST_BYTES = 1 << 30  # 1 GB: some ten million issues
_CHUNK = 1 << 20
_LEASE = timedelta(seconds=60)
_FAST = 1  # of zlib: the disk is cheap, and a CSV shrinks to a fifth all the same


def bring_issues(
    *, programme: Programme, file: IO[bytes], name: str, by: Actor, at: datetime
) -> Import:
    """Keep the file, a megabyte at a time. Nothing of it is read into issues yet.

    Raises Invalid where its beginning is no CSV, or it is larger than `MOST_BYTES`.
    """
    require(by, "issues.import")
    name = one_line(clean(name))[:200] or "issues.csv"
    head = _read(file, HEAD)
    sheet(head, name=name)
    made = Import.objects.create(programme=programme, name=name, by_id=by.person_id, at=at)
    digest, size = hashlib.sha256(), 0
    try:
        part = head
        while part:
            must_fit(size + len(part), what=name, field="file", most=MOST_BYTES)
            digest.update(part)
            Chunk.objects.create(
                of=made, starts=size, size=len(part), content=zlib.compress(part, _FAST)
            )
            size += len(part)
            part = _read(file, _CHUNK)
    except BaseException:
        # Half a file is of no use to anybody.
        Chunk.objects.filter(of=made).delete()
        made.delete()
        raise
    made.size, made.sha256 = size, digest.hexdigest()
    made.save(update_fields=["size", "sha256"])
    return made


def _read(file: IO[bytes], most: int) -> bytes:
    """As much as there is up to `most`: a pipe gives less at a time."""
    parts = io.BytesIO()
    while parts.tell() < most and (part := file.read(most - parts.tell())):
        parts.write(part)
    return parts.getvalue()


def begin_import(
    *,
    import_id: int,
    columns: Mapping[str, str],
    dates: str = "",
    defect: tuple[str, Sequence[str]] | None = None,
    strict: bool = False,
    guessing: bool = True,
    lease: str = "",
    by: Actor,
    at: datetime,
) -> Import:
    """It is read from now on: by a worker, or by whoever holds the `lease` given.

    `columns` are names of the file by our words (rules/mapping.py); with `guessing` the others are taken by
    usual names. With `strict` nothing comes in where any row cannot be used. One that failed before
    anything came in may be begun again. Raises Invalid where a needed column lacks.
    """
    require(by, "issues.import")
    with transaction.atomic(durable=True):
        found = Import.objects.select_for_update().filter(pk=import_id, size__isnull=False).first()
        if found is None:
            raise NotFound(f"There is no import {import_id}.")
        if found.begun_at and not (found.failed and not found.read):
            if found.failed:
                raise Conflict("Rows of it have come in; bring the file once more.")
            return found
        how = mapped(
            sheet_of(found).columns, given=columns, dates=dates, defect=defect, guessing=guessing
        )
        zone = policy_at(found.programme, at).zone
        found.mapping = {**as_data(how), "zone": zone}
        found.strict, found.begun_at, found.lease, found.attempts = strict, at, lease, 0
        found.wake_at = at + _LEASE if lease else at
        found.failed, found.finished_at, found.findings = "", None, []
        found.save()
    return found


def given_pairs(pairs: Sequence[str], *, field: str) -> list[tuple[str, str]]:
    """“column=theirs” as pairs. Raises Invalid."""
    found = []
    for each in pairs:
        ours, mark, theirs = each.partition("=")
        if not mark or not ours.strip():
            raise Invalid(f"“{each[:60]}” has no =; write column=theirs.", field=field)
        found.append((ours.strip(), theirs.strip()))
    return found
