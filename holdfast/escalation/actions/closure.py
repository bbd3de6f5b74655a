"""Closing is asked for, and answered by the raiser or the support engineer (R60)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.classification import set_class
from holdfast.escalation.actions.concerned import concerns
from holdfast.escalation.actions.ending import WAITED, end_what_waits
from holdfast.escalation.actions.ground import clock_of, involved, must_be_open, save, take, tell
from holdfast.escalation.actions.piece import must_have_no_open_piece
from holdfast.escalation.models import (
    Closure,
    ClosureAnswer,
    ClosureRequest,
    Escalation,
    Outcome,
)
from holdfast.escalation.queries.closure import answerers
from holdfast.escalation.rules.closing import silence_closes
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import optional, required
from holdfast.kernel.working_time import deadline
from holdfast.people.models import Person
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require


def ask_to_close(
    *,
    ref: str,
    outcome: str,
    reason: str,
    classed: str = "",
    evidence: str = "",
    by: Actor,
    at: datetime,
) -> ClosureRequest:
    """Ask the raiser and the support engineer; either may agree. The raiser's own wish needs nobody
    else: it closes at once.

    Whoever answers to the customer cannot agree to their own request: the raiser does. `classed`,
    with its evidence, says in the same breath what it turned out to be. The same request again is a
    repeat; a different one while one waits is refused.
    """
    if event := repeated(by):
        return ClosureRequest.objects.select_related("escalation").get(pk=event.data["request"])
    outcome = _outcome(outcome)
    reason = required(reason, field="reason", ask="Say what was done or what changed.")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_closable(escalation, by=by)
        owner = escalation.owner
        is_raiser = escalation.raised_by_id == by.person_id
        if classed:
            quietly = by.with_request(None)  # its key belongs to the event of the request
            set_class(escalation, word=classed, evidence=evidence, by=quietly, at=at)
        pending = escalation.closure_requests.filter(alarm_at__isnull=False).first()
        if pending and by.person_id in answerers(escalation, asked_by=pending.by_id):
            # Asking while being asked is a yes to closing.
            return agree_to(pending, escalation, note=reason, by=by, at=at)
        if pending:
            if (pending.outcome, pending.reason, pending.by_id) == (outcome, reason, by.person_id):
                return pending
            raise Conflict(
                f"{escalation.ref} already waits for an answer to a request to close, from "
                f"{_named(escalation, asked_by=pending.by_id)}.",
                closure_request=pending.pk,
            )
        must_have_no_open_piece(escalation)
        policy, hours = clock_of(escalation, who_is_asked(escalation, asked_by=by.person), at)
        request = ClosureRequest.objects.create(
            escalation=escalation,
            outcome=outcome,
            reason=reason,
            by_id=by.person,
            at=at,
            alarm_at=deadline(at, policy.closure_answer, hours),
        )
        if is_raiser:
            return agree_to(request, escalation, note="", by=by, at=at)
        closes = silence_closes(
            reminders_left=policy.closure_reminders, wait=policy.closure_answer, hours=hours, at=at
        )
        tell(
            "closure.asked",
            escalation,
            by=by,
            at=at,
            people=[
                *answerers(escalation, asked_by=by.person),
                owner.pk if owner else None,
                *_instead(escalation, asked_by=by.person),
            ],
            request=request.pk,
            outcome=outcome,
            reason=reason,
            closes_at=closes.isoformat(),
        )
    return request


def must_be_closable(escalation: Escalation, *, by: Actor) -> None:
    """Refuse who may not ask to close it, and what has ended."""
    must_be_open(escalation, to="ask to close it again")
    require(
        by,
        "escalation.ask_to_close",
        mine=concerns(escalation, by),
        instead="Its owner, its raiser, its support engineer or a lead can.",
    )


def answer_closure(
    *, request_id: int, agree: bool, note: str = "", by: Actor, at: datetime
) -> ClosureRequest:
    """A yes of the raiser or the support engineer closes it; a no, which says why, leaves it open
    with its owner.

    A lead may answer in their place, but nobody but the raiser their own request. What is settled
    already is a Conflict whatever the answer says: nobody is asked to mend a note that comes too
    late.
    """
    note = optional(note, field="note")
    with transaction.atomic(durable=True):
        request, escalation = take_request(request_id)
        if not must_be_answerable(request, escalation, agree=agree, by=by):
            return request
        if not agree and not note:
            raise Invalid("Say what is still missing, so that the owner can go on.", field="note")
        if agree:
            return agree_to(request, escalation, note=note, by=by, at=at)
        _refuse(request, escalation, note=note, by=by, at=at)
    return request


def must_be_answerable(
    request: ClosureRequest, escalation: Escalation, *, agree: bool, by: Actor
) -> bool:
    """Refuse who may not answer, and what is settled. False where they gave this answer already."""
    mine = by.person_id in answerers(escalation, asked_by=request.by_id)
    named = _named(escalation, asked_by=request.by_id)
    own = request.by_id == by.person_id and not mine
    require(
        by,
        "escalation.answer_closing",
        mine=mine,
        instead=f"You asked to close it; {named} answers." if own else f"{named} answers.",
    )
    answer = ClosureAnswer.objects.filter(request=request).first()
    if answer:
        if answer.agree == agree and answer.by_id == by.person_id:
            return False
        raise Conflict(
            f"This request to close was already {'agreed to' if answer.agree else 'refused'}.",
            agree=answer.agree,
        )
    if own:
        raise Invalid(f"You asked to close it; {named} or another lead answers.")
    must_be_open(escalation, to="go on")
    return True


def who_is_asked(escalation: Escalation, *, asked_by: int) -> Person:
    """In whose working time an answer is waited for: the raiser's, or the support engineer's where
    the raiser has left."""
    raiser, support = escalation.raised_by, escalation.support_engineer
    if raiser.is_active or support is None or support.pk == asked_by or not support.is_active:
        return raiser
    return support


def _instead(escalation: Escalation, *, asked_by: int) -> list[int]:
    """The leads, where nobody who could answer is here any more."""
    return [] if who_is_asked(escalation, asked_by=asked_by).is_active else leads()


def _named(escalation: Escalation, *, asked_by: int) -> str:
    support = escalation.support_engineer
    raiser = f"{escalation.raised_by}, who raised it"
    if support is None or support.pk in {asked_by, escalation.raised_by_id}:
        return raiser
    return f"{raiser}, or {support}, who answers to the customer,"


def _outcome(outcome: str) -> str:
    if outcome == Outcome.DUPLICATE:
        raise Invalid(
            "A duplicate is merged into the one that survives, so that nobody is forgotten; merge "
            "it instead.",
            field="outcome",
        )
    if outcome not in Outcome.values:
        known = [word for word in Outcome.values if word != Outcome.DUPLICATE]
        raise Invalid(
            f"“{outcome[:30]}” is not an outcome; use one of {', '.join(known)}.",
            field="outcome",
        )
    return outcome


def refuse_pending(escalation: Escalation, *, note: str, by: Actor, at: datetime) -> None:
    """Inside another action: a request that waits makes no sense any more."""
    request = escalation.closure_requests.filter(alarm_at__isnull=False).first()
    if request:
        _refuse(request, escalation, note=note, by=by, at=at)


def agree_to(
    request: ClosureRequest,
    escalation: Escalation,
    *,
    note: str,
    by: Actor,
    at: datetime,
    silence: bool = False,
) -> ClosureRequest:
    """Inside another action: the yes that closes it, or the silence that stands for one."""
    must_have_no_open_piece(escalation)
    end(request, escalation, note=note, by=by, at=at)
    nobody: dict[str, Any] = {"silence": True} if silence else {}
    tell(
        "escalation.closed",
        escalation,
        by=by,
        at=at,
        key=f"closed-by-silence:{escalation.ref}:{request.pk}" if silence else None,
        people=[*involved(escalation), request.by_id, *(leads() if silence else [])],
        request=request.pk,
        outcome=request.outcome,
        reason=request.reason,
        note=note,
        **nobody,
    )
    return request


def end(
    request: ClosureRequest, escalation: Escalation, *, note: str, by: Actor, at: datetime
) -> None:
    """The request is agreed to and the escalation ends by it. By the clock, nobody agreed, and what
    ends with it ends in the name of who asked to close."""
    nobody = by.via == CLOCK.via
    _answer(request, agree=True, note=note, by=by, at=at)
    end_what_waits(escalation, by=_asker(request) if nobody else by, at=at)
    escalation.closure = Closure.objects.create(
        escalation=escalation, request=request, by_id=None if nobody else by.person, at=at
    )
    escalation.update_due_at = escalation.alarm_at = None
    save(escalation, {"closure", *WAITED})


def _asker(request: ClosureRequest) -> Actor:
    asker = request.by
    return Actor(person_id=asker.pk, login=asker.login, role=asker.role, via=CLOCK.via)


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
    nobody = by.via == CLOCK.via
    ClosureAnswer.objects.create(
        request=request, agree=agree, note=note, by_id=None if nobody else by.person, at=at
    )
    request.alarm_at = None
    request.save(update_fields=["alarm_at"])


def take_request(request_id: int) -> tuple[ClosureRequest, Escalation]:
    """The request with its escalation, which is locked until the transaction ends."""
    number = (
        ClosureRequest.objects.filter(pk=request_id).values_list("escalation_id", flat=True).first()
    )
    if number is None:
        raise NotFound(f"There is no request to close {request_id}.")
    escalation = take(str(number))
    return ClosureRequest.objects.get(pk=request_id), escalation
