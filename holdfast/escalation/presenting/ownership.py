"""Who owned an escalation, as data."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries.ownership import owners_of


def owners_as_data(escalation: Escalation) -> list[dict[str, Any]]:
    """First owner first; `until` is null for who owns it now."""
    return [
        {
            "owner": each.person.login,
            "since": each.since.isoformat(),
            "until": each.until.isoformat() if each.until else None,
            "handover": each.handover,
        }
        for each in owners_of(escalation)
    ]
