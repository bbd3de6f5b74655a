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
from holdfast.escalation.presenting.ask import ask_as_data
from holdfast.escalation.presenting.cornered import corner_as_data
from holdfast.escalation.presenting.fix import fix_as_data
from holdfast.escalation.presenting.handover import flags
from holdfast.escalation.presenting.outcome import outcome_as_data
from holdfast.escalation.presenting.ownership import owners_as_data
from holdfast.escalation.presenting.pause import pause_as_data
from holdfast.escalation.presenting.piece import piece_as_data
from holdfast.escalation.queries import attached, pending_closure, pending_handover
from holdfast.escalation.queries.ask import asks_of
from holdfast.escalation.queries.cornered import running_corner, time_cornered
from holdfast.escalation.queries.fix import fixes_of
from holdfast.escalation.queries.piece import pieces_of, pieces_progress
from holdfast.escalation.queries.stuck import next_step_overdue
from holdfast.escalation.rules.piece import progress
from holdfast.journal.models import Event
from holdfast.people.models import Person
from holdfast.people.queries import names


def brief(escalation: Escalation, *, base: str, at: datetime) -> dict[str, Any]:
    """An escalation as it stands in a list at this moment. Asks the database for nothing more."""
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
        "next_step_overdue": next_step_overdue(escalation, at),
        "next_update_due_at": _iso(escalation.update_due_at),
        "cornered": escalation.cornered_id is not None,
        "paused": escalation.pause_id is not None,
        "stagnates_since": _iso(escalation.stagnates_since),
        "support_engineer": _login(escalation.support_engineer),
        "phase": escalation.phase,
        "first_response": escalation.first_response or None,
        "past_first_responder": escalation.past_first_responder,
        "exec_asked": escalation.exec_asked,
        "url": f"{base}/escalations/{escalation.ref}",
    }


def rows(escalations: Iterable[Escalation], *, base: str, at: datetime) -> list[dict[str, Any]]:
    """A page of them, each with its pieces in one line, and with since when its owner is off the
    rotation where that is what was asked for."""
    escalations = list(escalations)
    lines = pieces_progress(escalations)
    return [
        {
            **brief(each, base=base, at=at),
            "pieces_progress": lines.get(each.pk),
            **_off_rotation(each),
        }
        for each in escalations
    ]


def _off_rotation(escalation: Escalation) -> dict[str, Any]:
    owner = escalation.owner
    if not hasattr(escalation, "off_since"):
        return {}
    since = escalation.off_since
    return {
        "off_rotation": {
            "since": since.isoformat() if since else None,
            "owner_active": bool(owner and owner.is_active),
        }
    }


def full(escalation: Escalation, *, base: str, at: datetime) -> dict[str, Any]:
    """The same with how it ended, or with what waits for an answer while it is open."""
    hangs = attached(escalation)
    handover = pending_handover(escalation) if hangs.offer else None
    asked = pending_closure(escalation) if hangs.closing else None
    corner = running_corner(escalation) if hangs.corners else None
    pieces = pieces_of(escalation) if hangs.pieces else []
    return {
        **brief(escalation, base=base, at=at),
        "corner": corner and corner_as_data(corner),
        "time_cornered_seconds": int(time_cornered(escalation, at).total_seconds()),
        "pause": escalation.pause and pause_as_data(escalation.pause),
        "pieces_progress": progress((each.state, each.piece.team.name) for each in pieces) or None,
        "pieces": [piece_as_data(each) for each in pieces],
        "fixes": [fix_as_data(each) for each in fixes_of(escalation)] if hangs.fixes else [],
        "handover": handover and handover_as_data(handover),
        "closure_request": asked and closure_as_data(asked),
        "declined": _declined(escalation),
        "closed": _closed(escalation),
        "owners": owners_as_data(escalation),
        **outcome_as_data(escalation, hangs),
        "asks": [ask_as_data(each) for each in asks_of(escalation)] if hangs.asks else [],
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
        **flags(handover),
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
        "reminders": request.reminders,
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
