"""What nobody answers is asked again, and after the reminders closed, saying so (R60)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from holdfast.escalation.actions.closure import (
    agree_to,
    take_request,
    who_is_asked,
)
from holdfast.escalation.actions.ground import clock_of, one_by_one, tell
from holdfast.escalation.models import ClosureRequest, Escalation
from holdfast.escalation.queries.closure import answerers
from holdfast.escalation.rules.closing import silence_closes
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Refusal
from holdfast.kernel.text import plural
from holdfast.kernel.working_time import deadline
from holdfast.people.queries import leads


def ask_again(at: datetime, *, limit: int = 200) -> int:
    """Sweep: requests to close that nobody answered are put to those asked, and to the leads, again;
    after the last reminder and one more wait, silence closes."""
    due = list(
        ClosureRequest.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_next, due, at)


def _next(request_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        request, escalation = take_request(request_id)
        if request.alarm_at is None or request.alarm_at > at:
            return 0
        person = who_is_asked(escalation, asked_by=request.by_id)
        policy, hours = clock_of(escalation, person, at)
        rang, wait = request.alarm_at, deadline(at, policy.closure_answer, hours)
        if request.reminders < policy.closure_reminders:
            closes = silence_closes(
                reminders_left=policy.closure_reminders - request.reminders - 1,
                wait=policy.closure_answer,
                hours=hours,
                at=at,
            )
            _remind(request, escalation, rang=rang, wait=wait, closes=closes, at=at)
        elif why := _close(request, escalation, at=at):
            _postpone(request_id, rang=rang, wait=wait, why=why, at=at)
    return 1


def _remind(
    request: ClosureRequest,
    escalation: Escalation,
    *,
    rang: datetime,
    wait: datetime,
    closes: datetime,
    at: datetime,
) -> None:
    request.reminders += 1
    request.alarm_at = wait
    request.save(update_fields=["reminders", "alarm_at"])
    tell(
        "closure.asked_again",
        escalation,
        by=CLOCK,
        at=at,
        key=f"closure-answer-due:{escalation.ref}:{request.pk}:{rang.isoformat()}",
        people=[*answerers(escalation, asked_by=request.by_id), *leads()],
        request=request.pk,
        outcome=request.outcome,
        reason=request.reason,
        reminder=request.reminders,
        closes_at=closes.isoformat(),
    )


def _close(request: ClosureRequest, escalation: Escalation, *, at: datetime) -> str:
    """Close it; where something forbids that, undo it and return why."""
    note = f"Nobody answered, after {plural(request.reminders, 'reminder')}."
    try:
        with transaction.atomic():
            agree_to(request, escalation, note=note, by=CLOCK, at=at, silence=True)
    except Refusal as refusal:
        return refusal.message
    except IntegrityError:
        return "Something of it is still open, such as a piece at a team."  # the database's guards
    return ""


def _postpone(request_id: int, *, rang: datetime, wait: datetime, why: str, at: datetime) -> None:
    """It waits on, and who is answerable hears what stands in the way."""
    request, escalation = take_request(request_id)  # as they were before the attempt
    request.alarm_at = wait
    request.save(update_fields=["alarm_at"])
    tell(
        "closure.postponed",
        escalation,
        by=CLOCK,
        at=at,
        key=f"closure-postponed:{escalation.ref}:{request.pk}:{rang.isoformat()}",
        people=[escalation.answerable.pk, request.by_id, *leads()],
        request=request.pk,
        outcome=request.outcome,
        reason=why,
        closes_at=wait.isoformat(),
    )
