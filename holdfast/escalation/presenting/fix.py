"""Fixes as data."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Fix
from holdfast.escalation.models.escalation import PREFIX


def fix_as_data(fix: Fix) -> dict[str, Any]:
    return {
        "id": fix.pk,
        "escalation": f"{PREFIX}{fix.escalation_id}",
        "fixed_by": fix.person.login,
        "why": fix.why,
        "team": fix.team.name,
        "reviewer": fix.reviewer and fix.reviewer.login,
        "exception": fix.exception or None,
        "url": fix.url or None,
        "by": fix.by.login,
        "at": fix.at.isoformat(),
    }
