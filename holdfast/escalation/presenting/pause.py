"""A pause as JSON."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Pause


def pause_as_data(pause: Pause) -> dict[str, Any]:
    return {
        "reason": pause.reason,
        "resumes_at": pause.resumes_at.isoformat(),
        "by": pause.by.login,
        "at": pause.at.isoformat(),
    }
