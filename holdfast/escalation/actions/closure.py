"""Closing is asked for, and answered by the raiser (R60)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ending import end_what_waits
from holdfast.escalation.actions.ground import (
    clock_of,
    must_be_open,
    one_by_one,
    save,
    take,
    tell,
)
from holdfast.escalation.models import (
    Closure,
    ClosureAnswer,
    ClosureRequest,
    Escalation,
    Outcome,
)
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import optional, required
from holdfast.kernel.working_time import deadline
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require


def ask_to_close(*, ref: str, outcome: str, reason: str, by: Actor, at: datetime) -> ClosureRequest:
    """Ask the raiser to agree. The raiser's own wish needs nobody else: it closes at once.

    The same request again is a repeat; a different one while one waits is refused.
    """
    if event := repeated(by):
        return ClosureRequest.objects.select_related("escalation").get(pk=event.data["request"])
    if outcome not in Outcome.values:
        raise Invalid(
            f"“{outcome[:30]}” is not an outcome; use one of {', '.join(Outcome.values)}.",
            field="outcome",
        )
    reason = required(reason, field="reason", ask="Say what was done or what changed.")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_open(escalation, to="ask to close it again")
        owner = escalation.owner
        is_raiser = escalation.raised_by_id == by.person_id
        require(
            by,
            "escalation.ask_to_close",
            mine=is_raiser or bool(owner and owner.pk == by.person_id),
            instead="Its owner, its raiser or a lead can.",
        )
        pending = escalation.closure_requests.filter(alarm_at__isnull=False).first()
        if pending and not is_raiser:
            if (pending.outcome, pending.reason, pending.by_id) == (outcome, reason, by.person_id):
                return pending
            raise Conflict(
                f"{escalation.ref} already waits for {escalation.raised_by}'s answer to a request to "
                "close.",
                closure_request=pending.pk,
            )
        if pending:
            # The raiser asking while being asked is a yes to closing.
            return _agree(pending, escalation, note=reason, by=by, at=at)
        policy, hours = clock_of(escalation, escalation.raised_by, at)
        request = ClosureRequest.objects.create(
            escalation=escalation,
            outcome=outcome,
            reason=reason,
            by_id=by.person,
            at=at,
            alarm_at=deadline(at, policy.closure_answer, hours),
        )
        if is_raiser:
            return _agree(request, escalation, note="", by=by, at=at)
        tell(
            "closure.asked",
            escalation,
            by=by,
            at=at,
            people=[escalation.raised_by_id, owner.pk if owner else None],
            request=request.pk,
            outcome=outcome,
            reason=reason,
        )
    return request


def answer_closure(
    *, request_id: int, agree: bool, note: str = "", by: Actor, at: datetime
) -> ClosureRequest:
    """The raiser's yes closes it; a no, which says why, leaves it open with its owner.

    A lead may answer in the raiser's place, but not their own request. What is settled already is a
    Conflict whatever the answer says: nobody is asked to mend a note that comes too late.
    """
    note = optional(note, field="note")
    with transaction.atomic(durable=True):
        request, escalation = _take_request(request_id)
        raiser = escalation.raised_by
        require(
            by,
            "escalation.answer_closing",
            mine=raiser.pk == by.person_id,
            instead=f"{raiser}, who raised it, answers.",
        )
        answer = ClosureAnswer.objects.filter(request=request).first()
        if answer:
            if answer.agree == agree and answer.by_id == by.person_id:
                return request
            raise Conflict(
                f"This request to close was already {'agreed to' if answer.agree else 'refused'}.",
                agree=answer.agree,
            )
        if request.by_id == by.person_id and raiser.pk != by.person_id:
            raise Invalid(f"You asked to close it; {raiser} or another lead answers.")
        must_be_open(escalation, to="go on")
        if not agree and not note:
            raise Invalid("Say what is still missing, so that the owner can go on.", field="note")
        if agree:
            return _agree(request, escalation, note=note, by=by, at=at)
        _refuse(request, escalation, note=note, by=by, at=at)
    return request


def refuse_pending(escalation: Escalation, *, note: str, by: Actor, at: datetime) -> None:
    """Inside another action: a request that waits makes no sense any more."""
    request = escalation.closure_requests.filter(alarm_at__isnull=False).first()
    if request:
        _refuse(request, escalation, note=note, by=by, at=at)


def ask_again(at: datetime, *, limit: int = 200) -> int:
    """Sweep: requests to close that nobody answered are put to the raiser and the leads again."""
    due = list(
        ClosureRequest.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_ask_again, due, at)


def _ask_again(request_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        request, escalation = _take_request(request_id)
        if request.alarm_at is None or request.alarm_at > at:
            return 0
        rang = request.alarm_at
        policy, hours = clock_of(escalation, escalation.raised_by, at)
        request.alarm_at = deadline(at, policy.closure_answer, hours)
        request.save(update_fields=["alarm_at"])
        tell(
            "closure.asked_again",
            escalation,
            by=CLOCK,
            at=at,
            key=f"closure-answer-due:{escalation.ref}:{request.pk}:{rang.isoformat()}",
            people=[escalation.raised_by_id, *leads()],
            request=request.pk,
            outcome=request.outcome,
            reason=request.reason,
        )
    return 1


def _agree(
    request: ClosureRequest, escalation: Escalation, *, note: str, by: Actor, at: datetime
) -> ClosureRequest:
    _answer(request, agree=True, note=note, by=by, at=at)
    end_what_waits(escalation, by=by, at=at)
    escalation.closure = Closure.objects.create(
        escalation=escalation, request=request, by_id=by.person, at=at
    )
    escalation.update_due_at = escalation.alarm_at = None
    save(escalation, {"closure", "update_due_at", "alarm_at"})
    owner = escalation.owner
    tell(
        "escalation.closed",
        escalation,
        by=by,
        at=at,
        people=[owner.pk if owner else None, escalation.raised_by_id, request.by_id],
        request=request.pk,
        outcome=request.outcome,
        reason=request.reason,
        note=note,
    )
    return request


def _refuse(
    request: ClosureRequest, escalation: Escalation, *, note: str, by: Actor, at: datetime
) -> None:
    _answer(request, agree=False, note=note, by=by, at=at)
    owner = escalation.owner
    tell(
        "closure.refused",
        escalation,
        by=by,
        at=at,
        people=[request.by_id, owner.pk if owner else None],
        request=request.pk,
        note=note,
    )


def _answer(request: ClosureRequest, *, agree: bool, note: str, by: Actor, at: datetime) -> None:
    ClosureAnswer.objects.create(request=request, agree=agree, note=note, by_id=by.person, at=at)
    request.alarm_at = None
    request.save(update_fields=["alarm_at"])


def _take_request(request_id: int) -> tuple[ClosureRequest, Escalation]:
    number = (
        ClosureRequest.objects.filter(pk=request_id).values_list("escalation_id", flat=True).first()
    )
    if number is None:
        raise NotFound(f"There is no request to close {request_id}.")
    escalation = take(str(number))
    return ClosureRequest.objects.get(pk=request_id), escalation
