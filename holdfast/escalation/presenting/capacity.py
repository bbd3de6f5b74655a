"""Whether somebody can take one more, as JSON."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import AtCapacity
from holdfast.people.models import Person


def capacity_as_data(person: Person, full: AtCapacity | None) -> dict[str, Any]:
    return {
        "login": person.login,
        "at_capacity": full is not None,
        "reason": (full.reason or None) if full else None,
        "until": full.until.isoformat() if full and full.until else None,
        "by": full.by.login if full else None,
        "at": full.at.isoformat() if full else None,
    }
