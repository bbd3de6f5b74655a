"""A learning as JSON."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Learning
from holdfast.escalation.models.escalation import PREFIX


def learning_as_data(learning: Learning) -> dict[str, Any]:
    return {
        "id": learning.pk,
        "escalation": f"{PREFIX}{learning.escalation_id}",
        "text": learning.text,
        "audience": learning.audience.split(",") if learning.audience else [],
        "customer_words": learning.customer_words or None,
        "doc_url": learning.doc_url or None,
        "tool_url": learning.tool_url or None,
        "by": learning.by.login,
        "at": learning.at.isoformat(),
    }
