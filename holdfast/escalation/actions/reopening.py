"""Reopening what was closed or declined; its history stays one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.concerned import concerns
from holdfast.escalation.actions.ground import (
    clock_of,
    involved,
    save,
    start_clock,
    take,
    tell,
)
from holdfast.escalation.actions.raising import FIRST_STEP
from holdfast.escalation.actions.tag import must_be_first, one_at_a_time
from holdfast.escalation.models import Escalation, Reopening
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.capacity import who_hears_of_intake
from holdfast.escalation.queries.merge import standing_merge
from holdfast.escalation.rules.clock import acknowledge_by, step_date, update_by
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.text import required
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require


def reopen(*, ref: str, reason: str, by: Actor, at: datetime) -> Escalation:
    """A closed one is its last DRI's again, a declined one waits for an owner again.

    Its raiser, its support engineer, its last DRI or any engineer may. Reopening what is open changes nothing. One that was merged lives
    again beside the one that survived, which keeps what it took over. Raises Conflict where its thread
    is another open one by now (R4).
    """
    if repeated(by):
        with transaction.atomic():
            return take(ref)
    reason = required(reason, field="reason", ask="Say what came back or what is new.")
    with transaction.atomic(durable=True):
        one_at_a_time(by_ref(ref).programme)
        escalation = take(ref)
        if escalation.is_open:
            return escalation
        require(by, "escalation.reopen", mine=concerns(escalation, by))
        must_be_first(escalation.programme, escalation.origin_url, once=False)
        owner, answerable = escalation.owner, escalation.answerable
        merged = standing_merge(escalation)
        survivor: dict[str, Any] = {"merged_into": merged.into.ref} if merged else {}
        Reopening.objects.create(escalation=escalation, by_id=by.person, at=at, reason=reason)
        policy, hours = clock_of(escalation, answerable, at)
        cadence = update_by if owner else acknowledge_by
        due = cadence(severity=escalation.severity, policy=policy, hours=hours, at=at)
        escalation.closure = escalation.decline = None
        escalation.next_step = f"Look again: {reason[:500]}" if owner else FIRST_STEP
        escalation.next_step_by = answerable
        escalation.next_step_on = step_date(None, due=due, zone=hours.zone, at=at)
        changed = start_clock(escalation, due)
        save(
            escalation,
            {"closure", "decline", "next_step", "next_step_by", "next_step_on", *changed},
        )
        # An owner who has left cannot answer; the leads must know at once.
        gone = bool(owner and not owner.is_active)
        waiting = who_hears_of_intake(escalation.programme, policy, at=at) if owner is None else []
        tell(
            "escalation.reopened",
            escalation,
            by=by,
            at=at,
            people=[*involved(escalation), *waiting, *(leads() if gone else [])],
            reason=reason,
            owner_gone=gone,
            **survivor,
        )
    return escalation
