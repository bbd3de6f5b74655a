"""Raising an escalation: the two questions and the stakes are asked of everybody (R38, R66)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import tell
from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.capacity import who_hears_of_intake
from holdfast.escalation.rules.clock import acknowledge_by, step_date
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import line, required, web_address
from holdfast.people.models import Programme
from holdfast.people.queries import acting, policy_at, working_hours
from holdfast.people.rules.permission import require
from holdfast.people.rules.policy import SEVERITIES
from holdfast.store import insert

FIRST_STEP = "Somebody on the rotation accepts or declines it."


def raise_escalation(
    *,
    programme: Programme,
    title: str,
    stakes: str,
    why_now: str,
    severity: int,
    customer: str = "",
    origin_url: str = "",
    by: Actor,
    at: datetime,
) -> Escalation:
    """An escalation that waits for an owner. Until somebody accepts, the raiser is answerable and
    the clock of its severity runs in the raiser's working hours.

    Everybody on the rotation who is not at capacity is told; where that is nobody, the leads are.
    Raises Invalid.
    """
    if event := repeated(by):
        return by_ref(event.subject)
    require(by, "escalation.raise")
    title = line(title, field="title", ask="Give it a title: the problem in one line.")
    stakes = required(
        stakes,
        field="stakes",
        ask="Say what happens if this is not addressed: those are the stakes.",
    )
    why_now = required(
        why_now, field="why_now", ask="Say why the normal process cannot solve it in time."
    )
    customer = line(customer, field="customer")
    origin_url = web_address(origin_url, field="origin_url")
    if severity not in SEVERITIES:
        raise Invalid("Severity is 0, 1, 2 or 3, as in the contract.", field="severity")
    with transaction.atomic(durable=True):
        raiser = acting(by)
        policy = policy_at(programme, at)
        hours = working_hours(raiser, policy, at=at)
        due = acknowledge_by(severity=severity, policy=policy, hours=hours, at=at)
        escalation = insert(
            Escalation(
                programme=programme,
                title=title,
                stakes=stakes,
                why_now=why_now,
                severity=severity,
                customer=customer,
                origin_url=origin_url,
                raised_by=raiser,
                raised_at=at,
                next_step=FIRST_STEP,
                next_step_by=raiser,
                next_step_on=step_date(None, due=due, zone=hours.zone, at=at),
                update_due_at=due,
                alarm_at=due,
            )
        )
        tell(
            "escalation.raised",
            escalation,
            by=by,
            at=at,
            people=who_hears_of_intake(programme, policy, at=at),
            roles={"raiser": raiser.pk},
            severity=severity,
        )
    return escalation
