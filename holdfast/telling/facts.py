"""What can be said of an event: its own facts, and of its escalation what never changes.

What does change (the owner, the severity, the next step, the clock) is taken from the event: words that
waited for a server must not mix then and now."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import by_ref
from holdfast.journal.models import Event
from holdfast.kernel.refusal import NotFound
from holdfast.people.queries import names


def facts(event: Event) -> dict[str, Any]:
    """Plain words by name. People appear twice: `owner` is the login, `owner_name` the name."""
    said = {name: value for name, value in event.data.items() if name != "people"}
    roles = {role: number for role, number in event.data.get("people", {}).items() if number}
    if event.by:
        roles["actor"] = event.by
    people = names(roles.values())
    told: dict[str, Any] = {}
    for role, number in roles.items():
        if person := people.get(number):
            told |= {role: person.login, f"{role}_name": str(person)}
    return {**_of_escalation(event.subject), **told, **said}


def _of_escalation(ref: str) -> dict[str, Any]:
    if not ref.startswith(PREFIX):
        return {}
    try:
        escalation = by_ref(ref)
    except NotFound:
        return {}
    return {
        "title": escalation.title,
        "severity": escalation.severity,  # of an old event, which does not say it
        "customer": escalation.customer,
        "stakes": escalation.stakes,
        "why_now": escalation.why_now,
        "origin_url": escalation.origin_url,
        "raiser": escalation.raised_by.login,
        "raiser_name": str(escalation.raised_by),
    }
