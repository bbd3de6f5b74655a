"""A link as data."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Link
from holdfast.escalation.models.escalation import PREFIX


def link_as_data(link: Link) -> dict[str, Any]:
    return {
        "id": link.pk,
        "escalation": f"{PREFIX}{link.escalation_id}",
        "url": link.url,
        "title": link.title or None,
        "sort": link.sort,
        "by": link.by.login,
        "at": link.at.isoformat(),
        "removed_at": link.removed_at.isoformat() if link.removed_at else None,
    }
