"""Is there a fact without the mails it owes? Said from the promises, not from the code."""

from __future__ import annotations

from collections import defaultdict


def owed_and_missing() -> list[str]:
    """Sentences about events whose people were not told. The actor is never told of their own."""
    from holdfast.escalation.models import Escalation
    from holdfast.journal.models import Delivery, Event

    told: dict[int, set[int]] = defaultdict(set)
    for event, recipient in Delivery.objects.values_list("event", "recipient"):
        told[event].add(int(recipient))
    raisers = {f"ESC-{pk}": by for pk, by in Escalation.objects.values_list("pk", "raised_by")}
    people = _people()
    wrong = []
    for event in Event.objects.filter(subject__startswith="ESC-"):
        owed: set[int] = set()
        named = event.data.get("people", {})
        match event.kind:
            case "escalation.raised":
                owed = {people["ana"], people["kim"]}
            case "escalation.accepted" | "escalation.declined" | "escalation.updated":
                owed = {raisers[event.subject]}
            case "handover.offered":
                owed = {named["to"], named["owner"]}
            case "handover.accepted":
                owed = {named["from"], raisers[event.subject]}
            case "closure.asked":
                owed = {raisers[event.subject]}
            case "escalation.closed":
                owed = {raisers[event.subject], named["owner"]} - {None}
            case "cornered.called":
                owed = {people["lea"]}
        missing = owed - {event.by} - told[event.pk]
        if missing:
            wrong.append(f"{event.subject}: {event.kind} {event.pk} did not tell {sorted(missing)}")
    return wrong


def _people() -> dict[str, int]:
    from holdfast.people.models import Person

    return dict(Person.objects.values_list("login", "pk"))
