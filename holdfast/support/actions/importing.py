"""The reader's side of an import: claimed, read batch by batch, each noted with what it did.

A batch is one short transaction that takes its issues in and says how far the file is read, so that a
kill leaves no doubt: whoever takes the import up goes on behind the last batch. The same code reads in a
worker's chore and at the command line.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from holdfast.journal.actions import record
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Refusal
from holdfast.kernel.text import plural
from holdfast.support.actions.taking_in import take_in
from holdfast.support.models import Import
from holdfast.support.queries.importing import order_among, rows, sheet_of
from holdfast.support.rules.mapping import from_data
from holdfast.support.rules.reading import Fault, Reader
from holdfast.support.rules.said import Said

SOURCE = "csv"
LEASE = timedelta(seconds=60)
ATTEMPTS = 3  # cut off so often without a batch, somebody must look
BATCH = 5000  # rows: a tenth of a second in which others wait on SQLite
SAMPLE = 1000  # rows in which the order of dates is looked for first
MOST_KEPT, MOST_REPEATS = 100, 10

Clock = Callable[[], datetime]


class _Lost(Exception):
    """Somebody else holds the import now."""


def new_lease() -> str:
    return secrets.token_hex(16)


def import_issues(*, clock: Clock, go_on: Callable[[], bool] = lambda: True) -> int:
    """Read what waits, one after the other; the number handled. The worker's chore."""
    done = 0
    while go_on() and (found := _claim(at=clock())):
        carry_out(found, clock=clock, go_on=go_on)
        done += 1
    return done


def _claim(*, at: datetime) -> Import | None:
    due = Import.objects.filter(wake_at__lte=at).order_by("wake_at", "pk")
    for number in due.values_list("pk", flat=True)[:10]:
        lease = new_lease()
        row = Import.objects.filter(pk=number, wake_at__lte=at)
        if row.update(lease=lease, wake_at=at + LEASE, attempts=F("attempts") + 1):
            return Import.objects.select_related("programme").get(pk=number)
    return None


def carry_out(
    imported: Import,
    *,
    clock: Clock,
    go_on: Callable[[], bool] = lambda: True,
    tell: Callable[[Import], None] = lambda _imported: None,
) -> None:
    """Read an import whose lease we hold to its end; `tell` hears of each batch.

    Returns without a word where the lease was lost meanwhile, or `go_on` says no: then somebody goes on.
    """
    held = _Held(imported, clock)
    try:
        with _room():
            _read(imported, held, go_on=go_on, tell=tell)
    except Refusal as refusal:
        held.finish(failed=refusal.message)
    except KeyboardInterrupt:
        held.finish(failed="It was stopped by hand; what was read until then has come in.")
        raise
    except _Lost:
        return


@contextmanager
def _room() -> Iterator[None]:
    """On SQLite more pages are kept at hand while an import runs: rows come in by key and by address, all
    over the indexes. 64 MB, however many rows there are; afterwards as it was."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA cache_size = -65536")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {int(usual)}")


def _read(
    imported: Import,
    held: _Held,
    *,
    go_on: Callable[[], bool],
    tell: Callable[[Import], None],
) -> None:
    if imported.attempts > ATTEMPTS:
        held.finish(failed=f"Its reader was cut off {ATTEMPTS} times; ask who runs Holdfast.")
        return
    reading = _Reading(held)
    for batch in reading.batches():
        held.take(batch)
        tell(imported)
        if not go_on():
            held.let_go()
            return
    held.finish()


class _Batch:
    """Rows that come in together, and where the next ones begin."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.read = self.refused = self.repeated = 0
        self.findings: list[dict[str, Any]] = []
        self.repeats: list[dict[str, Any]] = []
        self.offset = self.line = 0

    def refuse(self, line: int, message: str) -> None:
        self.refused += 1
        if len(self.findings) < MOST_KEPT:
            self.findings.append({"line": line, "message": message})


class _Held:
    """An import whose lease is ours, for as long as it is."""

    def __init__(self, imported: Import, clock: Clock) -> None:
        self.imported, self.clock, self.lease = imported, clock, imported.lease

    @property
    def row(self) -> Any:
        return Import.objects.filter(pk=self.imported.pk, lease=self.lease, finished_at=None)

    def save(self, **values: Any) -> None:
        if not self.row.update(**values):
            raise _Lost
        for name, value in values.items():
            setattr(self.imported, name, value)

    def renew(self) -> None:
        self.save(wake_at=self.clock() + LEASE)

    def take(self, batch: _Batch) -> None:
        of, at = self.imported, self.clock()
        with transaction.atomic(durable=True):
            done = take_in(of.programme, batch.said, source=SOURCE, at=at)
            self.save(
                offset=batch.offset,
                line=batch.line,
                read=of.read + batch.read,
                added=of.added + done.added,
                changed=of.changed + done.changed,
                unchanged=of.unchanged + done.unchanged,
                refused=of.refused + batch.refused,
                repeated=of.repeated + batch.repeated,
                findings=(of.findings + batch.findings)[:MOST_KEPT],
                repeats=(of.repeats + batch.repeats)[:MOST_REPEATS],
                attempts=0,
                wake_at=at + LEASE,
            )

    def let_go(self) -> None:
        """Another worker may begin at once; this attempt does not count."""
        self.save(lease="", wake_at=self.clock(), attempts=0)

    def finish(self, *, failed: str = "") -> None:
        at, of = self.clock(), self.imported
        with transaction.atomic(durable=True):
            try:
                self.save(finished_at=at, wake_at=None, lease="", failed=failed)
            except _Lost:
                return
            counted = ("read", "added", "changed", "unchanged", "refused", "repeated")
            record(
                "issues.import_failed" if failed else "issues.imported",
                subject=f"import-{of.pk}",
                by=CLOCK,
                at=at,
                data={
                    "import": of.pk,
                    "name": of.name,
                    "reason": failed,
                    **{name: getattr(of, name) for name in counted},
                    **({"people": {"asker": of.by_id}} if of.by_id else {}),
                },
                tell=[of.by_id] if of.by_id else [],
            )


class _Reading:
    """The file of an import: how its dates are written, then its rows by batches."""

    def __init__(self, held: _Held) -> None:
        self.held, self.imported = held, held.imported
        assert self.imported.mapping is not None, "it was begun (database constraint)"
        self.mapped = from_data(self.imported.mapping)
        self.sheet = sheet_of(self.imported)
        if "order" not in self.imported.mapping:
            held.save(mapping={**self.imported.mapping, "order": self._order()})
        self.reader = Reader(
            self.sheet.columns,
            self.mapped,
            order=self.imported.mapping["order"],
            zone=_zone(self.imported.mapping["zone"]),
            now=held.clock(),
        )

    def _order(self) -> str:
        """By what somebody said, or the first date that can be only one. Raises Refusal where none can."""
        if self.mapped.dates:
            return self.mapped.dates
        order = order_among(self.imported, self.sheet, self.mapped, most=SAMPLE)
        if order == "":
            # Until somewhere in the file one decides; it may be a long way.
            order = order_among(self.imported, self.sheet, self.mapped, most=1 << 62)
        if order == "":
            raise Refusal(
                "Its dates may be read in two ways, such as 09/03/2026; say --dates day-first or "
                "--dates month-first."
            )
        return order or ""

    def batches(self) -> Iterator[_Batch]:
        if self.imported.strict and not self.imported.offset:
            self._must_be_whole()
        seen = _Seen()
        if self.imported.offset:
            self._see_again(seen)
        batch = _Batch()
        lines: list[int] = []
        start = (self.imported.offset, self.imported.line)
        for each in rows(self.imported, self.sheet, offset=start[0], line=start[1]):
            batch.read += 1
            batch.offset, batch.line = each.ends, each.line + each.lines - 1
            try:
                batch.said.append(self.reader.row(each))
                lines.append(each.line)
            except Fault as fault:
                batch.refuse(each.line, str(fault))
            if batch.read >= BATCH:
                seen.look(batch, lines)
                yield batch
                batch, lines = _Batch(), []
        if batch.read:
            seen.look(batch, lines)
            yield batch

    def _must_be_whole(self) -> None:
        """Of a strict import every row is looked at first. Raises Refusal where one cannot be used."""
        batch = _Batch()
        for each in rows(self.imported, self.sheet):
            batch.read += 1
            if batch.read % BATCH == 0:
                self.held.renew()
            try:
                self.reader.row(each)
            except Fault as fault:
                batch.refuse(each.line, str(fault))
        if batch.refused:
            self.held.save(findings=batch.findings, refused=batch.refused)
            raise Refusal(
                f"{plural(batch.refused, 'row')} of {batch.read:,} cannot be used, so nothing came in; "
                "mend them, or leave out --strict."
            )

    def _see_again(self, seen: _Seen) -> None:
        """What the reader before us had seen, up to where we go on."""
        batch, lines = _Batch(), list[int]()
        for each in rows(self.imported, self.sheet):
            if each.ends > self.imported.offset:
                break
            try:
                batch.said.append(self.reader.row(each))
                lines.append(each.line)
            except Fault:
                continue
            if len(lines) >= BATCH:
                seen.look(batch, lines)
                self.held.renew()
                batch, lines = _Batch(), []
        seen.look(batch, lines)


def _zone(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)


class _Seen:
    """Which keys the file has named so far: in a temporary database on disk, as a set of millions would
    fill the memory. Keys are told apart by 64 bits."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", check_same_thread=False)
        # Nobody needs it after a crash; its rows come in no order, so pages go to and fro without room.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32768"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE seen (hash INTEGER PRIMARY KEY, line INTEGER)")
        self._db.commit()

    def look(self, batch: _Batch, lines: list[int]) -> None:
        """Note which rows of the batch say again what a row further up said."""
        found = [(hash(each.key), line) for each, line in zip(batch.said, lines, strict=True)]
        before = self._db.total_changes
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", found)
        batch.repeated = len(found) - (self._db.total_changes - before)
        if batch.repeated:
            first = "SELECT line FROM seen WHERE hash = ?"
            for (number, line), each in zip(found, batch.said, strict=True):
                if len(batch.repeats) >= MOST_REPEATS:
                    break
                if self._db.execute(first, [number]).fetchone()[0] != line:
                    batch.repeats.append({"line": line, "key": each.key})
        self._db.commit()
