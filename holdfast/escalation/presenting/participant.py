"""Somebody involved, as data."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Participant
from holdfast.escalation.models.escalation import PREFIX


def participant_as_data(participant: Participant) -> dict[str, Any]:
    person = participant.person
    spoken, left = participant.spoken_at, participant.left_at
    return {
        "id": participant.pk,
        "escalation": f"{PREFIX}{participant.escalation_id}",
        "login": person.login if person else None,
        "name": str(participant),
        "needs": participant.needs or None,
        "spoken_at": spoken.isoformat() if spoken else None,
        "since": participant.at.isoformat(),
        "left_at": left.isoformat() if left else None,
    }
