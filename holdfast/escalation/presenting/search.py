"""What a search found, as data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from holdfast.escalation.presenting import brief
from holdfast.escalation.queries.search import Found


def found_as_data(found: Found, *, base: str, at: datetime) -> dict[str, Any]:
    """The escalation as in a list, with the place of the words and how it ended."""
    return {
        **brief(found.escalation, base=base, at=at),
        "rank": found.rank,
        "snippet": found.snippet,
        "outcome": found.outcome or None,
        "outcome_reason": found.reason or None,
        "class": found.klass or None,
        "learning": found.learning or None,
    }
