"""The one JSON shape of an escalation and of what belongs to it: plain dicts, for every edge.

People stand in it by login, instants in ISO 8601 with their zone. `base` is the address people
reach Holdfast at. The names are the contract's: they may grow, they do not change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from holdfast.escalation.models import ClosureRequest, Escalation, Handover, Update
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import pending_closure, pending_handover
from holdfast.journal.models import Event
from holdfast.people.models import Person
from holdfast.people.queries import names


def brief(escalation: Escalation, *, base: str) -> dict[str, Any]:
    """An escalation as it stands in a list. Asks the database for nothing more."""
    owner = escalation.owner
    return {
        "ref": escalation.ref,
        "title": escalation.title,
        "stakes": escalation.stakes,
        "why_now": escalation.why_now,
        "severity": escalation.severity,
        "customer": escalation.customer or None,
        "origin_url": escalation.origin_url or None,
        "state": escalation.state,
        "owner": owner.login if owner else None,
        "owner_name": owner.name if owner else None,
        "answerable": escalation.answerable.login,
        "raised_by": escalation.raised_by.login,
        "raised_at": escalation.raised_at.isoformat(),
        "next_step": escalation.next_step,
        "next_step_by": escalation.next_step_by.login,
        "next_step_on": escalation.next_step_on.isoformat(),
        "next_update_due_at": _iso(escalation.update_due_at),
        "support_engineer": _login(escalation.support_engineer),
        "phase": escalation.phase,
        "first_response": escalation.first_response or None,
        "past_first_responder": escalation.past_first_responder,
        "exec_asked": escalation.exec_asked,
        "url": f"{base}/escalations/{escalation.ref}",
    }


def full(escalation: Escalation, *, base: str) -> dict[str, Any]:
    """The same with how it ended, or with what waits for an answer while it is open."""
    handover = pending_handover(escalation) if escalation.is_open else None
    asked = pending_closure(escalation) if escalation.is_open else None
    return {
        **brief(escalation, base=base),
        "handover": handover and handover_as_data(handover),
        "closure_request": asked and closure_as_data(asked),
        "declined": _declined(escalation),
        "closed": _closed(escalation),
        "alert_team": escalation.alert_team.name if escalation.alert_team else None,
    }


def _declined(escalation: Escalation) -> dict[str, Any] | None:
    decline = escalation.decline
    if decline is None:
        return None
    return {
        "reason": decline.reason,
        "alternative": decline.alternative or None,
        "by": decline.by.login,
        "at": decline.at.isoformat(),
    }


def _closed(escalation: Escalation) -> dict[str, Any] | None:
    closure = escalation.closure
    if closure is None:
        return None
    return {
        "outcome": closure.request.outcome,
        "reason": closure.request.reason,
        "asked_by": closure.request.by.login,
        "agreed_by": closure.by and closure.by.login,
        "at": closure.at.isoformat(),
    }


def handover_as_data(handover: Handover) -> dict[str, Any]:
    answer = None if handover.is_pending else handover.answer
    return {
        "id": handover.pk,
        "escalation": f"{PREFIX}{handover.escalation_id}",
        "to": handover.to.login,
        "note": handover.note,
        "by": handover.by.login,
        "at": handover.at.isoformat(),
        "expires_at": handover.expires_at.isoformat(),
        "state": answer.word if answer else "pending",
        "reason": (answer.reason or None) if answer else None,
    }


def closure_as_data(request: ClosureRequest) -> dict[str, Any]:
    answer = None if request.is_pending else request.answer
    return {
        "id": request.pk,
        "escalation": f"{PREFIX}{request.escalation_id}",
        "outcome": request.outcome,
        "reason": request.reason,
        "by": request.by.login,
        "at": request.at.isoformat(),
        "answer": answer
        and {
            "agree": answer.agree,
            "note": answer.note or None,
            "by": answer.by and answer.by.login,
            "at": answer.at.isoformat(),
        },
    }


def update_as_data(update: Update) -> dict[str, Any]:
    escalation = update.escalation
    return {
        "id": update.pk,
        "escalation": escalation.ref,
        "text": update.text,
        "next_step": update.next_step,
        "by": update.by.login,
        "at": update.at.isoformat(),
        "next_update_due_at": _iso(escalation.update_due_at),
    }


def events_as_data(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Facts with the logins of whom they name by number; nobody is the clock."""
    events = list(events)
    numbers = {event.by for event in events} | {
        number for event in events for number in event.data.get("people", {}).values()
    }
    people = names(number for number in numbers if number)

    def login(number: int | None) -> str | None:
        return people[number].login if number in people else None

    return [
        {
            "id": event.pk,
            "at": event.at.isoformat(),
            "kind": event.kind,
            "by": login(event.by),
            "via": event.via,
            "data": {
                **event.data,
                "people": {
                    part: login(number) for part, number in event.data.get("people", {}).items()
                },
            },
        }
        for event in events
    ]


def _login(person: Person | None) -> str | None:
    return person.login if person else None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
