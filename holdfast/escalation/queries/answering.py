"""Whom somebody answers to besides what they own: customers as support engineer, and everybody while
nobody owns what they raised ("two owners")."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from holdfast.escalation.models import Escalation
from holdfast.people.holdings import Holding
from holdfast.people.models import Person


def supported_by(person: Person, at: datetime) -> list[Holding]:  # noqa: ARG001 - what is open is open now
    """The open escalations for which they answer to the customer, for the alarm when they go."""
    return _holdings(Q(support_engineer=person), person)


def unowned_of(person: Person, at: datetime) -> list[Holding]:  # noqa: ARG001 - what is open is open now
    """What they raised and nobody owns yet: they are answerable until somebody accepts."""
    return _holdings(Q(raised_by=person, ownership__isnull=True), person)


def _holdings(theirs: Q, person: Person) -> list[Holding]:
    found = Escalation.objects.filter(theirs, closure__isnull=True, decline__isnull=True)
    return [
        Holding(f"{each.ref} (sev{each.severity}): {each.title}", concerns=_others(each, person))
        for each in found.select_related("ownership").order_by("update_due_at")
    ]


def _others(escalation: Escalation, person: Person) -> tuple[int, ...]:
    owner = escalation.ownership.person_id if escalation.ownership else None
    named = {owner, escalation.raised_by_id, escalation.support_engineer_id}
    return tuple(sorted(number for number in named - {person.pk, None} if number))
