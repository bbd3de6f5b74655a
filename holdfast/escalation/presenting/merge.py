"""A merge as JSON."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Merge
from holdfast.escalation.models.escalation import PREFIX


def merge_as_data(merge: Merge) -> dict[str, Any]:
    return {
        "id": merge.pk,
        "escalation": f"{PREFIX}{merge.escalation_id}",
        "into": f"{PREFIX}{merge.into_id}",
        "by": merge.by.login,
        "at": merge.at.isoformat(),
    }
