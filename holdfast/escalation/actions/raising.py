"""Raising an escalation: the two questions and the stakes are asked of everybody (R38, R66)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ask import send_to_alert_team
from holdfast.escalation.actions.ground import tell
from holdfast.escalation.actions.support import active
from holdfast.escalation.actions.tag import must_be_first, one_at_a_time, raised_as
from holdfast.escalation.actions.team import team_named
from holdfast.escalation.models import Customer, Escalation
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.capacity import who_hears_of_intake
from holdfast.escalation.queries.customer import known as facts_of
from holdfast.escalation.queries.customer import named, standing_of
from holdfast.escalation.rules.clock import acknowledge_by, step_date
from holdfast.escalation.rules.phase import responds_first
from holdfast.escalation.rules.thread import thread_address
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean, line, optional, required, web_address
from holdfast.people.models import Person, Programme
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
    first_response: str = "",
    exec_asked: bool = False,
    alert_team: str = "",
    support_engineer: str = "",
    once: bool = False,
    by: Actor,
    at: datetime,
) -> Escalation:
    """An escalation that waits for an owner. Until somebody accepts, the raiser is answerable and
    the clock of its severity runs in the raiser's working hours.

    Everybody on the rotation who is not at capacity is told, or the leads where that is nobody; so
    is the support engineer (a login; by default the customer's, or the raiser who is one). The
    customer's phase says who responds first; raising past them is flagged and blocks nothing. That
    an executive asked for it is counted and changes nothing. `alert_team` is the name of the team
    whose alert found it; it is asked to look in the same breath (R78). It answers the open tag of
    the thread at `origin_url`, which is one escalation at most (R4; the address of a reply in Slack is
    kept as that of its thread); `once` says that the place is a
    thread, though nothing was noted there. Raises Invalid, and Conflict where the thread is one.
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
    origin_url = thread_address(web_address(origin_url, field="origin_url"))
    first_response = optional(first_response, field="first_response")
    if severity not in SEVERITIES:
        raise Invalid("Severity is 0, 1, 2 or 3, as in the contract.", field="severity")
    with transaction.atomic(durable=True):
        if origin_url:
            one_at_a_time(programme)
            must_be_first(programme, origin_url, once=once)
        raiser = acting(by)
        policy = policy_at(programme, at)
        hours = working_hours(raiser, policy, at=at)
        due = acknowledge_by(severity=severity, policy=policy, hours=hours, at=at)
        known = named(customer)
        phase = standing_of(customer, known, policy=policy, at=at).phase
        first = responds_first(phase, person=raiser.pk, role=raiser.role, customer=facts_of(known))
        team = team_named(alert_team, ask="", field="alert_team") if clean(alert_team) else None
        support = _support(support_engineer, known, raiser)
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
                exec_asked=exec_asked,
                phase=phase,
                first_response=first_response,
                past_first_responder=not first and not first_response,
                alert_team=team,
                support_engineer=support,
                next_step=FIRST_STEP,
                next_step_by=raiser,
                next_step_on=step_date(None, due=due, zone=hours.zone, at=at),
                update_due_at=due,
                alarm_at=due,
            )
        )
        counted: dict[str, Any] = {"exec_asked": True} if exec_asked else {}
        if origin_url and (tags := raised_as(escalation, by=by, at=at)):
            counted["tags"] = tags
        tell(
            "escalation.raised",
            escalation,
            by=by,
            at=at,
            people=[
                *who_hears_of_intake(programme, policy, at=at),
                support.pk if support else None,
            ],
            roles={"raiser": raiser.pk, **({"support": support.pk} if support else {})},
            severity=severity,
            **counted,
        )
        if team:
            send_to_alert_team(escalation, by=by, at=at)
    return escalation


def _support(login: str, customer: Customer | None, raiser: Person) -> Person | None:
    """Who is answerable to the customer: as named, or as usual for them, or who raises it."""
    if clean(login):
        return active(login, field="support_engineer")
    usual = customer.support_engineer if customer else None
    if usual and usual.is_active:
        return usual
    return raiser if raiser.role == "support" else None
