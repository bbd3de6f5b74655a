"""What an action would refuse now, asked before a form is sent: nothing is locked and nothing written.

The action asks the same again under its lock; what was possible a moment ago may be refused then.
"""

from __future__ import annotations

from datetime import date, datetime

from holdfast.escalation.actions.closure import must_be_answerable, must_be_closable
from holdfast.escalation.actions.concerned import concerns
from holdfast.escalation.actions.decline import must_be_declinable
from holdfast.escalation.actions.ground import clock_of, next_due
from holdfast.escalation.actions.handover import able_successor, must_be_offerable, offer_answered
from holdfast.escalation.actions.piece import must_have_no_open_piece
from holdfast.escalation.actions.support import active
from holdfast.escalation.actions.tag import must_be_first
from holdfast.escalation.actions.update import must_be_updatable
from holdfast.escalation.models import Escalation, HandoverAnswer
from holdfast.escalation.queries import by_ref, handover, pending_closure, pending_handover
from holdfast.escalation.queries.closure import answerers, closure_request
from holdfast.escalation.rules.clock import chosen_update, step_date
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.people.rules.permission import may, require


def could_decline(*, ref: str, by: Actor) -> Escalation:
    escalation = by_ref(ref)
    must_be_declinable(escalation, by=by)
    return escalation


def could_update(
    *,
    ref: str,
    next_step_by: str = "",
    next_step_on: date | None = None,
    next_update_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Escalation:
    """As `update`, which judges the words itself."""
    escalation = by_ref(ref)
    answerable = must_be_updatable(escalation, by=by)
    policy, hours = clock_of(escalation, answerable, at)
    due = next_due(escalation, policy, hours, at)
    if next_update_at:
        due = chosen_update(
            next_update_at,
            latest=due,
            may_stretch=may(by, "escalation.update") and not escalation.pause_id,
            severity=escalation.severity,
            at=at,
        )
    if next_step_by:
        active(next_step_by, field="next_step_by")
    step_date(next_step_on, due=due, zone=hours.zone, at=at)
    return escalation


def could_offer(*, ref: str, to: str | None = None, by: Actor, at: datetime) -> Escalation:
    """As `offer_handover`; without `to`, whether anybody could be named."""
    escalation = by_ref(ref)
    owner = must_be_offerable(escalation, by=by)
    pending = pending_handover(escalation)
    if pending and pending.expires_at > at:
        raise Conflict(
            f"{escalation.ref} is already offered to {pending.to}; withdraw that offer first.",
            handover=pending.pk,
        )
    if to is not None and able_successor(to).pk == owner.pk:
        raise Invalid(f"{owner} owns it already; name somebody else.", field="to")
    return escalation


def could_decline_handover(*, handover_id: int, by: Actor, at: datetime) -> Escalation:
    offer = handover(handover_id)
    offer_answered(offer, HandoverAnswer.Word.DECLINED, by=by, at=at)
    return by_ref(str(offer.escalation_id))


def could_ask_to_close(*, ref: str, by: Actor) -> Escalation:
    escalation = by_ref(ref)
    must_be_closable(escalation, by=by)
    pending = pending_closure(escalation)
    if pending and by.person_id not in answerers(escalation, asked_by=pending.by_id):
        raise Conflict(
            f"{escalation.ref} already waits for an answer to a request to close.",
            closure_request=pending.pk,
        )
    must_have_no_open_piece(escalation)
    return escalation


def could_refuse_closure(*, request_id: int, by: Actor) -> Escalation:
    request = closure_request(request_id)
    escalation = by_ref(str(request.escalation_id))
    must_be_answerable(request, escalation, agree=False, by=by)
    return escalation


def could_reopen(*, ref: str, by: Actor) -> Escalation:
    escalation = by_ref(ref)
    require(by, "escalation.reopen", mine=concerns(escalation, by))
    if escalation.is_open:
        raise Conflict(f"{escalation.ref} is open; there is nothing to reopen.")
    must_be_first(escalation.programme, escalation.origin_url, once=False)
    return escalation
