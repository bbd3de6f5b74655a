"""A corner as JSON: who was asked, who has it, how it ended."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Cornered, Rung
from holdfast.escalation.models.escalation import PREFIX


def corner_as_data(corner: Cornered) -> dict[str, Any]:
    freed = corner.freed if corner.is_over else None
    return {
        "id": corner.pk,
        "escalation": f"{PREFIX}{corner.escalation_id}",
        "reason": corner.reason,
        "by": corner.by.login,
        "at": corner.at.isoformat(),
        "until": corner.until.isoformat(),
        "asked": [_rung(rung) for rung in corner.rungs.all()],
        "freed": freed
        and {
            "how": freed.how,
            "by": freed.by.login if freed.by else None,
            "at": freed.at.isoformat(),
        },
    }


def _rung(rung: Rung) -> dict[str, Any]:
    said = getattr(rung, "acknowledgement", None)
    return {
        "login": rung.person.login,
        "part": rung.part,
        "at": rung.at.isoformat(),
        "acknowledged_at": said.at.isoformat() if said else None,
        "note": (said.note or None) if said else None,
    }
