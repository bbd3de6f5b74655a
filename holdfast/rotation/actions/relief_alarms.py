"""The clock of reliefs: nobody acknowledged one, another manager answers for it, or it is over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField, Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.period import local_date
from holdfast.people.queries import leads
from holdfast.rotation.actions.relief_ground import next_ring, over_at, policy_of, record_relief
from holdfast.rotation.models import Relief, ReliefEnd
from holdfast.rotation.queries import relief as queries

# Who answers for it as the directory stands now; `queries.answering` in SQL.
_ANSWERS = Coalesce(
    Case(
        When(
            seat__person__manager__deactivated_at=None,
            seat__person__manager__isnull=False,
            then=F("seat__person__manager"),
        ),
        When(
            ~Q(team__contact=F("seat__person")),
            team__contact__deactivated_at=None,
            team__contact__isnull=False,
            then=F("team__contact"),
        ),
        output_field=BigIntegerField(),
    ),
    Value(0),
    output_field=BigIntegerField(),
)
_ASKED = Coalesce("manager", Value(0), output_field=BigIntegerField())


def ring_reliefs(at: datetime, *, limit: int = 200) -> int:
    """Sweep: a relief nobody has acknowledged is said aloud, ahead of its seat to who answers for the
    team, from its start on to the leads too; once its seat is over, whoever knows is asked what became
    of it; and where the directory names another manager, that one is asked. Returns how many rang.
    """
    due = Relief.objects.filter(alarm_at__lte=at).order_by("alarm_at")
    rang = one_by_one(_ring, list(due.values_list("pk", flat=True)[:limit]), at)
    waiting = Relief.objects.filter(alarm_at__isnull=False)
    moved = waiting.annotate(answers=_ANSWERS, asked=_ASKED)
    moved = moved.exclude(answers=F("asked"))
    return rang + one_by_one(_pass_on, list(moved.values_list("pk", flat=True)[:limit]), at)


def _ring(relief_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        found = _take(relief_id)
        rang = found.alarm_at
        if rang is None or rang > at:
            return 0  # another ticker was first
        if queries.is_ended(found):
            return _put_away(found, at)
        policy = policy_of(found.seat, at)
        if queries.is_acknowledged(found):
            _save_alarm(found, None)
            return _ask_what_became(found, at) if over_at(found, policy) <= at else 0
        _save_alarm(found, next_ring(found, policy, at))
        today = local_date(at, policy.zone)
        if found.ends_before <= today:
            return 0  # the worker slept through it; there is nothing left to give
        begun = found.starts_on <= today
        manager = queries.answering(found.seat.person, found.team)
        people = [manager.pk] if manager else []
        record_relief(
            "relief.unacknowledged",
            found,
            CLOCK,
            at,
            key=f"relief-unacknowledged:{found.pk}:{rang.isoformat()}",
            tell=[*people, *(leads() if begun or not manager else ())],
            stage="begun" if begun else "ahead",
        )
    return 1


def _ask_what_became(found: Relief, at: datetime) -> int:
    if not queries.untold(found):
        return 0
    manager = queries.answering(found.seat.person, found.team)
    record_relief(
        "relief.over",
        found,
        CLOCK,
        at,
        key=f"relief-over:{found.pk}",
        tell=[found.seat.person_id, *([manager.pk] if manager else [])],
        dropped=[item.text for item in found.dropped.all()],
    )
    return 1


def _pass_on(relief_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        found = _take(relief_id)
        manager = queries.answering(found.seat.person, found.team)
        if found.alarm_at is None or found.manager_id == (manager.pk if manager else None):
            return 0
        if queries.is_ended(found):
            return _put_away(found, at)
        before, found.manager = found.manager, manager
        found.save(update_fields=["manager"])
        waits = not queries.is_acknowledged(found)
        record_relief(
            "relief.passed_on",
            found,
            CLOCK,
            at,
            tell=([manager.pk] if manager else leads()) if waits else [],
            before=str(before or ""),
        )
    return 1


def _put_away(found: Relief, at: datetime) -> int:
    """Its seat was withdrawn by something that knows nothing of reliefs."""
    if getattr(found, "end", None) is None:
        ReliefEnd.objects.create(relief=found, reason="The seat was withdrawn.", at=at)
        manager = queries.answering(found.seat.person, found.team)
        tell = [manager.pk] if manager else []
        reason = "The seat was withdrawn."
        record_relief("relief.ended", found, CLOCK, at, tell=tell, reason=reason)
    _save_alarm(found, None)
    return 1


def _save_alarm(found: Relief, alarm_at: datetime | None) -> None:
    found.alarm_at = alarm_at
    found.save(update_fields=["alarm_at"])


def _take(relief_id: int) -> Relief:
    # Locked first, read afterwards.
    Relief.objects.select_for_update().filter(pk=relief_id).values_list("pk").first()
    return queries.relief(relief_id)
