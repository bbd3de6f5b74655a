"""What somebody off the rotation still holds, as data."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.presenting import brief


def row(escalation: Escalation, *, base: str) -> dict[str, Any]:
    """An escalation of `queries.page(state="off-rotation")`, with since when its owner is off."""
    owner = escalation.owner
    since = getattr(escalation, "off_since", None)
    return {
        **brief(escalation, base=base),
        "off_rotation": {
            "since": since.isoformat() if since else None,
            "owner_active": bool(owner and owner.is_active),
        },
    }
