"""Its severity was judged wrong, or has changed; the clock follows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import (
    clock_of,
    involved,
    must_be_open,
    next_due,
    save,
    start_clock,
    take,
    tell,
)
from holdfast.escalation.models import Escalation
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import required
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require
from holdfast.people.rules.policy import SEVERITIES
from holdfast.rotation.queries import people_on


def regrade(*, ref: str, severity: int, reason: str, by: Actor, at: datetime) -> Escalation:
    """Another severity from now on: its cadence starts anew. The one it has changes nothing.

    Everybody involved hears it; before acceptance the rotation, and where it becomes less severe,
    which gives its owner more time, the leads.
    """
    if repeated(by):
        with transaction.atomic():
            return take(ref)
    if severity not in SEVERITIES:
        raise Invalid("Severity is 0, 1, 2 or 3, as in the contract.", field="severity")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_open(escalation, to="change its severity")
        owner, before = escalation.owner, escalation.severity
        require(
            by,
            "escalation.regrade",
            mine=by.person_id in {escalation.raised_by_id, owner.pk if owner else None},
            instead="Its owner, its raiser or a lead can.",
        )
        if severity == before:
            return escalation
        reason = required(reason, field="reason", ask="Say why; everybody involved reads it.")
        policy, hours = clock_of(escalation, escalation.answerable, at)
        escalation.severity = severity
        changed = start_clock(escalation, next_due(escalation, policy, hours, at))
        save(escalation, {"severity", *changed})
        tell(
            "escalation.regraded",
            escalation,
            by=by,
            at=at,
            people=[
                *involved(escalation),
                *([] if owner else people_on(escalation.programme, policy, at=at)),
                *(leads() if severity > before else []),
            ],
            severity=severity,
            severity_before=before,
            reason=reason,
        )
    return escalation
