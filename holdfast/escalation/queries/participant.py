"""Reading who is involved."""

from __future__ import annotations

from holdfast.escalation.models import Escalation, Participant
from holdfast.kernel.refusal import NotFound


def participants(escalation: Escalation) -> list[Participant]:
    """Who takes part now, whom nobody spoke to first and then whom for the longest time."""
    found = escalation.participants.filter(left_at__isnull=True).select_related("person")
    return sorted(found, key=lambda each: (each.spoken_at is not None, each.spoken_at, each.pk))


def participant(number: int) -> Participant:
    """Raises NotFound."""
    found = (
        Participant.objects.filter(pk=number).select_related("person", "escalation", "by").first()
    )
    if found is None:
        raise NotFound(f"There is no participant {number}.")
    return found
