"""Saying no, with a reason and an alternative, to anybody (R72)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.closure import refuse_pending
from holdfast.escalation.actions.ending import WAITED, end_what_waits
from holdfast.escalation.actions.ground import involved, must_be_open, save, take, tell
from holdfast.escalation.models import Decline, Escalation
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import optional, required
from holdfast.people.rules.permission import require


def decline(*, ref: str, reason: str, alternative: str = "", by: Actor, at: datetime) -> Escalation:
    """The programme does not take it; it stays the raiser's, with what to do instead.

    Raises Conflict once somebody owns it: an owned escalation is handed over or closed.
    """
    if repeated(by):
        with transaction.atomic():
            return take(ref)
    alternative = optional(alternative, field="alternative")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_declinable(escalation, by=by)
        reason = required(
            reason, field="reason", ask="Say why it is declined; the raiser reads it."
        )
        refuse_pending(escalation, note=reason, by=by.with_request(None), at=at)
        end_what_waits(escalation, by=by, at=at)
        escalation.decline = Decline.objects.create(
            escalation=escalation, by_id=by.person, at=at, reason=reason, alternative=alternative
        )
        escalation.update_due_at = escalation.alarm_at = escalation.stagnates_since = None
        save(escalation, {"decline", *WAITED})
        tell(
            "escalation.declined",
            escalation,
            by=by,
            at=at,
            people=involved(escalation),
            roles={"support": escalation.support_engineer_id},
            reason=reason,
            alternative=alternative,
        )
    return escalation


def must_be_declinable(escalation: Escalation, *, by: Actor) -> None:
    """Refuse who may not, and what has ended or is owned."""
    require(by, "escalation.decline")
    must_be_open(escalation, to="answer it anew")
    if escalation.owner:
        raise Conflict(
            f"{escalation.owner} already owns {escalation.ref}; ask them to hand it over or to "
            "close it.",
            owner=escalation.owner.login,
        )
