"""A sign-up sheet comes in: as much of it as can be understood, the rest named line by line (R36)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Refusal
from holdfast.people.models import Person, Programme
from holdfast.people.rules.csv_file import Finding
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.sign_ups import open_for_signing, write
from holdfast.rotation.models import Seat, SignUp
from holdfast.rotation.queries.sign_ups import current, read


@dataclass(slots=True)
class ImportedSignUps:
    """What a sheet said that was new, how many answers were as they are, and what was left out."""

    written: list[SignUp] = field(default_factory=list)
    unchanged: int = 0
    still_seated: list[Seat] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def import_sign_ups(
    *, programme: Programme, content: bytes, dry_run: bool = False, by: Actor, at: datetime
) -> ImportedSignUps:
    """Take in the answers of a sheet. A person, column or cell that cannot be understood is a finding
    and costs nothing else; the same sheet again writes nothing. With `dry_run` nothing is kept.

    Whose word is new hears it, as it was said for them. Raises Invalid where it is no sheet at all.
    """
    require(by, "rotation.edit")
    result = ImportedSignUps()
    with transaction.atomic(durable=True):
        _take_in(programme, content, result, by=by, at=at)
        if dry_run:
            transaction.set_rollback(True)
    return result


def _take_in(
    programme: Programme, content: bytes, result: ImportedSignUps, *, by: Actor, at: datetime
) -> None:
    reading = read(programme, content, at=at)
    result.findings += reading.findings
    windows = open_for_signing(
        programme, {each: 0 for row in reading.rows for each in row.said}, at=at
    )
    # Locked in one order, then read: two sheets at once see each other's words.
    named = Person.objects.select_for_update(no_key=True).order_by("pk")
    people = {each.pk: each for each in named.filter(pk__in=[row.person for row in reading.rows])}
    before: dict[int, dict[int, SignUp]] = defaultdict(dict)
    for (number, window), word in current(programme, windows).items():
        before[number][window] = word
    for row in reading.rows:
        asked = [window for window in windows if window.pk in row.said]
        try:
            done = write(
                people[row.person],
                asked,
                row.said,
                before=before[row.person],
                source=SignUp.Source.SHEET,
                keep_notes=True,
                by=by.with_request(None),
                at=at,
            )
        except Refusal as refusal:  # somebody who cannot be signed up costs the others nothing
            result.findings.append(Finding.of(row.line, refusal))
        else:
            result.written += done.written
            result.still_seated += done.still_seated
            result.unchanged += len(asked) - len(done.written)
    result.findings.sort(key=lambda each: each.line)
    if result.written:
        record(
            "sign_ups.imported",
            subject="sign-ups",
            by=by,
            at=at,
            data={"written": len(result.written), "findings": len(result.findings)},
        )
