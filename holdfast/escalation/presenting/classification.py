"""A class as JSON."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Classification
from holdfast.escalation.models.escalation import PREFIX


def classification_as_data(classification: Classification) -> dict[str, Any]:
    return {
        "id": classification.pk,
        "escalation": f"{PREFIX}{classification.escalation_id}",
        "class": classification.word,
        "evidence": classification.evidence or None,
        "by": classification.by.login,
        "at": classification.at.isoformat(),
    }
