"""Offers as data: one, and what became of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from holdfast.escalation.actions.handovers import Offered
from holdfast.escalation.models import Handover
from holdfast.people.queries import away_until


def flags(handover: Handover) -> dict[str, Any]:
    """What is worth a second look while it waits: whom it is offered to may not read it soon."""
    if not handover.is_pending:
        return {"flags": [], "away_until": None}
    away: date | None = away_until(handover.to, at=handover.at)
    return {
        "flags": ["away"] if away else [],
        "away_until": away.isoformat() if away else None,
    }


def offered_as_data(
    results: Sequence[Offered], *, as_data: Callable[[Handover], dict[str, Any]]
) -> dict[str, Any]:
    """One row for each that was asked for, in that order, and how many went well."""
    items = [
        {
            "ref": each.ref,
            "handover": each.handover and as_data(each.handover),
            "refused": each.refusal
            and {
                "kind": each.refusal.kind.value,
                "detail": each.refusal.message,
                "field": each.refusal.field,
            },
        }
        for each in results
    ]
    refused = sum(each.refusal is not None for each in results)
    return {"items": items, "offered": len(items) - refused, "refused": refused}
