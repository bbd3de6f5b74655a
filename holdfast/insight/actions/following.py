"""The worker's side of the figures: what happened is counted as it is written (decision 0021).

Numbers of events are given before their transactions commit, so on PostgreSQL event 7 may appear after
event 8. The chore therefore goes no further than a mark below which nothing can appear any more: the
newest event in sight, once every transaction that had begun by then has ended. A transaction has begun
(has a number) with its first write, and an event is never that: it is recorded after what it tells of.
SQLite has one writer, so there what is in sight is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final

from django.db import connection, transaction

from holdfast.insight.models import Counted, Followed
from holdfast.insight.queries.journey import (
    courses,
    happened_to_since,
    in_parts,
    newest_event,
    programmes_of,
)
from holdfast.insight.rules.course import Counted as Row
from holdfast.journal.models import Event

# As far as the cursor goes in one step. Many, as what is still in motion is folded again in each.
EVENTS_AT_ONCE = 200_000
ESCALATIONS_AT_ONCE = 500  # in one transaction: a few thousand rows

_FIELDS: Final = tuple(each.name for each in fields(Row))
_values = attrgetter(*_FIELDS)
_TABLE: Final = Counted._meta.db_table  # noqa: SLF001 - Django's name
_COLUMNS: Final = ", ".join(f'"{name}"' for name in ("programme_id", "escalation_id", *_FIELDS))


def follow(
    *,
    clock: Callable[[], datetime],  # noqa: ARG001 - a chore is given one; nothing here has a time
    go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Count what is new; how many events. The worker's chore; one worker at a time gets on."""
    done = 0
    while go_on():
        some = _step(go_on)
        if some is None:
            break
        done += some
    return done


def _step(go_on: Callable[[], bool]) -> int | None:
    """A slice of the journal; None where nothing is left that can be counted now, or another worker is
    at it.

    Rows are written some escalations at a time, ahead of the cursor. That does no harm: until it moves,
    at the end, figures are counted from the events of each escalation that has any behind it.
    """
    _mark()
    found = Followed.objects.filter(pk=1).first()
    if found is None or found.mark <= found.event or not _all_ended_before(found.mark_before):
        return None
    upto = _slice_end(found.event, found.mark)
    programmes = programmes_of(happened_to_since(found.event, upto))
    for some in in_parts(sorted(programmes), ESCALATIONS_AT_ONCE):
        # Worked out before anybody is kept waiting: SQLite has one writer.
        rows = courses(some)
        if not (go_on() and _write(found, rows, programmes)):
            return None
    if not _move(found, upto):
        return None
    return upto - found.event


def _mark() -> None:
    """Where the last mark is reached, set one at the newest event in sight.

    First the event is read, then this transaction gets its number: whoever has a lower event's number
    and may still write it began before, and has a lower number than ours.
    """
    with transaction.atomic():
        found = Followed.objects.filter(pk=1).first()
        if found is None:
            found, _ = Followed.objects.get_or_create(pk=1)
        newest = newest_event() if found.mark <= found.event else 0
        if newest > found.mark:
            # Another worker may have set one meanwhile; then that one holds.
            Followed.objects.filter(pk=1, mark=found.mark).update(
                mark=newest, mark_before=_our_number()
            )


def _is_ours(found: Followed) -> bool:
    """Does the cursor stand where we saw it? Then it is locked until the transaction ends."""
    rows = Followed.objects.filter(
        pk=1, event=found.event, mark=found.mark, mark_before=found.mark_before
    )
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first() is not None


def _move(found: Followed, upto: int) -> bool:
    with transaction.atomic():
        return _is_ours(found) and bool(Followed.objects.filter(pk=1).update(event=upto))


def _our_number() -> int:
    """Of this transaction; it has one from here on."""
    if connection.vendor != "postgresql":
        return 0
    return _number("SELECT pg_current_xact_id()::text::bigint")


def _all_ended_before(number: int) -> bool:
    """Have all transactions with a lower number ended? (PostgreSQL 13, 9.26.8: everything below xmin
    is over.)"""
    if connection.vendor != "postgresql":
        return True
    return _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") >= number


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchone()
    assert found is not None, "it asks for a number"
    return int(found[0])


def _slice_end(event: int, mark: int) -> int:
    after = Event.objects.filter(id__gt=event, id__lte=mark).order_by("id")
    last = after.values_list("id", flat=True)[EVENTS_AT_ONCE - 1 : EVENTS_AT_ONCE].first()
    return last or mark


def _write(found: Followed, rows: Mapping[int, list[Row]], programmes: Mapping[int, int]) -> bool:
    """The rows of these escalations anew, as all their events have it; False where the cursor is not
    ours any more."""
    told = (
        (programmes[number], number, *_values(row)) for number, some in rows.items() for row in some
    )
    with transaction.atomic():
        if not _is_ours(found):
            return False
        numbers = Counted.objects.filter(escalation__in=list(rows))
        numbers._raw_delete(numbers.db)  # noqa: SLF001 - nothing hangs on them, so no need to look
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {_TABLE} ({_COLUMNS}) FROM STDIN") as copy:
                    for each in told:
                        copy.write_row(each)
            else:
                marks = ", ".join(["%s"] * (2 + len(_FIELDS)))
                statement = f"INSERT INTO {_TABLE} ({_COLUMNS}) VALUES ({marks})"  # noqa: S608 - our words
                cursor.executemany(statement, [_plain(each) for each in told])
    return True


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As SQLite keeps it: moments as text in UTC."""
    return tuple(_moment(each) if isinstance(each, datetime) else each for each in row)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(" ")[:-6]  # without +00:00


def rebuild() -> int:
    """Forget everything that was counted; the worker's chore works it out anew. Returns how many
    events that is. Figures stay exact meanwhile, and slow."""
    with transaction.atomic():
        Followed.objects.get_or_create(pk=1)
        list(Followed.objects.select_for_update().filter(pk=1).values_list("pk"))
        Counted.objects.all().delete()
        Followed.objects.filter(pk=1).update(event=0, mark=0, mark_before=0)
    return newest_event()
