"""Accepting an escalation makes you its DRI (R41)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ground import (
    clock_of,
    must_be_here,
    must_be_open,
    save,
    start_clock,
    take,
    tell,
)
from holdfast.escalation.models import Escalation, Ownership
from holdfast.escalation.rules.clock import step_date, update_by
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import optional
from holdfast.people.queries import acting
from holdfast.people.rules.permission import require
from holdfast.store import insert

FIRST_LOOK = "First look, and a first update to everybody involved."


def accept(*, ref: str, next_step: str = "", why: str = "", by: Actor, at: datetime) -> Escalation:
    """From now on this person owns it. Accepting what one owns already changes nothing.

    `why` is the acceptance test as they see it: why the normal process fails in time, and the risk.

    Raises Conflict when somebody else owns it, saying who.
    """
    next_step = optional(next_step, field="next_step", most=2000)
    why = optional(why, field="why")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        owner = escalation.owner
        if owner and owner.pk == by.person_id and escalation.is_open:
            return escalation
        require(by, "escalation.accept")
        must_be_open(escalation, to="accept it")
        if owner:
            raise Conflict(
                f"{owner} owns {escalation.ref} since {escalation.ownership.at:%a %Y-%m-%d %H:%M} UTC"  # type: ignore[union-attr]
                "; talk to them, or ask them to hand it over.",
                owner=owner.login,
            )
        person = acting(by)
        must_be_here(person)
        escalation.ownership = insert(
            Ownership(escalation=escalation, number=1, person=person, at=at)
        )
        policy, hours = clock_of(escalation, person, at)
        due = update_by(severity=escalation.severity, policy=policy, hours=hours, at=at)
        escalation.next_step = next_step or FIRST_LOOK
        escalation.next_step_by = person
        escalation.next_step_on = step_date(None, due=due, zone=hours.zone, at=at)
        changed = start_clock(escalation, due)
        save(escalation, {"next_step", "next_step_by", "next_step_on", *changed})
        said: dict[str, Any] = {"why": why} if why else {}
        tell(
            "escalation.accepted",
            escalation,
            by=by,
            at=at,
            people=[escalation.raised_by_id, escalation.support_engineer_id],
            **said,
        )
    return escalation
