"""The tally of a programme: locked first by whoever changes its issues, and counted anew when its zone
changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import connection, transaction

from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.support.models import DayCount, Tally
from holdfast.support.queries.period import day_in


def locked(programme: Programme, *, at: datetime) -> Tally:
    """The tally, ours until the transaction ends; made and counted where there is none."""
    found = Tally.objects.select_for_update().filter(programme=programme).first()
    if found is not None:
        return found
    zone = policy_at(programme, at).zone
    made = Tally.objects.bulk_create([Tally(programme=programme, zone=zone)], ignore_conflicts=True)
    assert made, "it was there already or it is now"
    found = Tally.objects.select_for_update().get(programme=programme)
    if not DayCount.objects.filter(programme=programme).exists():
        _count(found)
    return found


def recount(*, clock: Callable[[], datetime], go_on: Callable[[], bool]) -> int:
    """Where the policy has another zone now, its days are counted anew. The worker's chore; until it is
    done the figures are counted from the issues themselves."""
    done = 0
    for tally in Tally.objects.select_related("programme"):
        zone = policy_at(tally.programme, clock()).zone
        if zone == tally.zone or not go_on():
            continue
        with transaction.atomic(durable=True):
            held = locked(tally.programme, at=clock())
            held.zone = zone
            held.save(update_fields=["zone"])
            _count(held)
        done += 1
    return done


def _count(tally: Tally) -> None:
    DayCount.objects.filter(programme=tally.programme_id).delete()
    counts: Counter[tuple[date, str, bool]] = Counter()
    with connection.cursor() as cursor:
        postgresql = connection.vendor == "postgresql"
        day = (
            "CAST(opened_at AT TIME ZONE %s::text AS date)"
            if postgresql
            else "substr(opened_at, 1, 16)"
        )
        cursor.execute(
            f"SELECT {day}, team, filed_defect, COUNT(*) FROM support_issue "  # noqa: S608 - no words of others
            "WHERE programme_id = %s AND deleted_at IS NULL GROUP BY 1, 2, 3",
            [*([tally.zone] if postgresql else []), tally.programme_id],
        )
        for when, team, defect, number in cursor.fetchall():
            counts[day_in(when, tally.zone), team, bool(defect)] += number
    DayCount.objects.bulk_create(
        (
            DayCount(
                programme_id=tally.programme_id,
                day=on,
                team=team,
                filed_defect=defect,
                count=number,
            )
            for (on, team, defect), number in counts.items()
        ),
        batch_size=500,
    )


def moves(
    rows: Iterable[tuple[date | str, str, bool, int]], zone: str
) -> list[tuple[date, str, bool, int]]:
    """What changed, by whole days of the zone."""
    counts: Counter[tuple[date, str, bool]] = Counter()
    for when, team, defect, number in rows:
        counts[day_in(when, zone), team, bool(defect)] += int(number)
    return [(*each, number) for each, number in sorted(counts.items()) if number]
