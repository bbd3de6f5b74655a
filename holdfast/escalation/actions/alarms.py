"""The sweep behind “nothing goes quiet” (R48, R59): what is overdue is said, then said louder."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import answering_clock_of, one_by_one, save, take, tell
from holdfast.escalation.actions.pause import end_if_over
from holdfast.escalation.models import Escalation
from holdfast.escalation.rules.clock import next_alarm
from holdfast.kernel.actor import CLOCK
from holdfast.people.queries import leads
from holdfast.rotation.queries import people_on


def ring_due_alarms(at: datetime, *, limit: int = 200) -> int:
    """Ring for the escalations whose alarm is due; returns how many.

    The first alarm goes to who is answerable (before acceptance also to everybody on the rotation),
    after the grace the leads hear it too, from the third on also the manager of who is answerable,
    again each working day. At the end of a pause nothing rings: the cadence goes on. What is due is
    an index range, so the cost does not grow with what is merely open.
    """
    due = list(
        Escalation.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_ring, due, at)


def _ring(number: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        escalation = take(str(number))
        # Another ticker was first, or an update came in meanwhile.
        if escalation.alarm_at is None or escalation.alarm_at > at:
            return 0
        if end_if_over(escalation, at):
            return 1
        answerable = escalation.answerable
        policy, hours = answering_clock_of(escalation, answerable, at)
        rung, due = escalation.alarms, escalation.update_due_at
        assert due is not None, "an open escalation has a due update (database constraint)"
        people = [answerable.pk]
        if escalation.owner is None:
            people += people_on(escalation.programme, policy, at=at)
        if rung > 0 or not answerable.is_active:
            people += leads()
        manager = _manager_above(escalation) if rung > 1 else None
        escalation.alarms = rung + 1
        escalation.alarm_at = next_alarm(rung=rung + 1, policy=policy, hours=hours, at=at)
        save(escalation, {"alarms", "alarm_at"})
        tell(
            "escalation.update_overdue" if escalation.owner else "escalation.acceptance_overdue",
            escalation,
            by=CLOCK,
            at=at,
            key=f"update-due:{escalation.ref}:{due.isoformat()}:{rung}",
            people=[*people, manager],
            roles={"manager": manager},
            stage="manager" if manager else "lead" if rung > 0 else "owner",
        )
    return 1


def _manager_above(escalation: Escalation) -> int | None:
    manager = escalation.answerable.manager
    return manager.pk if manager and manager.is_active else None
