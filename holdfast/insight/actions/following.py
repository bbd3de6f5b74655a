"""The worker's side of the figures: what happened is counted as it is written (decision 0021).

Numbers of events are given before their transactions commit, so on PostgreSQL event 7 may appear after
event 8. The chore therefore goes no further than a mark below which nothing can appear any more: the
newest event in sight, once every transaction that had begun by then has ended. A transaction has begun
(has a number) with its first write, and an event is never that: it is recorded after what it tells of.
SQLite has one writer, so there what is in sight is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from holdfast.insight.models import Counted, Followed
from holdfast.insight.queries.journey import (
    courses,
    happened_to_since,
    newest_event,
    programmes_of,
)
from holdfast.insight.rules.course import Counted as Row
from holdfast.journal.models import Event

EVENTS_AT_ONCE = 4000
_ROWS_AT_ONCE = 2000


def follow(
    *,
    clock: Callable[[], datetime],  # noqa: ARG001 - a chore is given one; nothing here has a time
    go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Count what is new; how many events. The worker's chore; several workers take turns."""
    done = 0
    while go_on():
        some = _step()
        if some is None:
            break
        done += some
    return done


def _step() -> int | None:
    """A slice of the journal, in one transaction with the cursor; None where nothing is left that can
    be counted now, or another worker is at it."""
    _mark()
    with transaction.atomic():
        found = _take()
        if found is None or found.mark <= found.event or not _all_ended_before(found.mark_before):
            return None
        upto = _slice_end(found.event, found.mark)
        _write(happened_to_since(found.event, upto))
        before, found.event = found.event, upto
        found.save(update_fields=["event"])
        return upto - before


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


def _take() -> Followed | None:
    """The cursor, locked until the transaction ends."""
    rows = Followed.objects.filter(pk=1)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


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


def _write(numbers: set[int]) -> None:
    """The rows of these escalations anew, as all their events have it."""
    programmes = programmes_of(numbers)
    found = courses(programmes)
    Counted.objects.filter(escalation__in=list(programmes)).delete()
    Counted.objects.bulk_create(
        (_row(row, number, programmes[number]) for number, rows in found.items() for row in rows),
        batch_size=_ROWS_AT_ONCE,
    )


def _row(row: Row, escalation: int, programme: int) -> Counted:
    return Counted(
        programme_id=programme,
        escalation_id=escalation,
        **{name: getattr(row, name) for name in row.__slots__},
    )


def rebuild() -> int:
    """Forget everything that was counted; the worker's chore works it out anew. Returns how many
    events that is. Figures stay exact meanwhile, and slow."""
    with transaction.atomic():
        Followed.objects.get_or_create(pk=1)
        list(Followed.objects.select_for_update().filter(pk=1).values_list("pk"))
        Counted.objects.all().delete()
        Followed.objects.filter(pk=1).update(event=0, mark=0, mark_before=0)
    return newest_event()
