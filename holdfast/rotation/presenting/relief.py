"""Reliefs for every edge: plain dicts, and the formula in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from holdfast.rotation.models import Dropped, Relief
from holdfast.rotation.queries.relief import (
    TeamRelief,
    answering,
    flag,
    given_days,
    is_acknowledged,
    outcome_of,
    promised_days,
    relief_state,
)
from holdfast.rotation.rules.relief import in_words


def relief_as_data(found: Relief, *, today: date) -> dict[str, Any]:
    """`manager` is who answers for the home team as the directory stands now."""
    manager = answering(found.seat.person, found.team)
    said = flag(found, today=today)
    return {
        "id": found.pk,
        "seat": found.seat_id,
        "engineer": found.seat.person.login,
        "engineer_name": str(found.seat.person),
        "team": found.team.name if found.team else None,
        "manager": manager.login if manager else None,
        "starts_on": found.starts_on.isoformat(),
        "ends_on": found.seat.days[1].isoformat(),
        "allocation": found.allocation,
        "ee_days": found.ee_days,
        "capacity_days": found.capacity_days,
        "percent": float(found.percent) if found.percent is not None else None,
        "formula": formula(found),
        "promised_days": float(promised_days(found)),
        "given_days": float(given_days(found)),
        "state": relief_state(found),
        "flags": [said] if said else [],
        "acknowledged": _acknowledged(found),
        "ended": _ended(found),
        "dropped": [dropped_as_data(each) for each in found.dropped.all()],
    }


def dropped_as_data(item: Dropped) -> dict[str, Any]:
    said = outcome_of(item)
    return {
        "id": item.pk,
        "relief": item.relief_id,
        "text": item.text,
        "by": item.by.login if item.by else None,
        "at": item.at.isoformat(),
        "outcome": said
        and {
            "was_dropped": said.was_dropped,
            "days": float(said.days),
            "by": said.by.login if said.by else None,
            "at": said.at.isoformat(),
        },
    }


def team_as_data(row: TeamRelief) -> dict[str, Any]:
    """Promised, acknowledged and done, in days, with the reliefs that make it."""
    return {
        "team": row.team.name if row.team else None,
        "reliefs": [each.pk for each in row.reliefs],
        "promised_days": float(row.promised),
        "acknowledged": row.acknowledgements,
        "acknowledged_days": float(row.acknowledged),
        "told": row.told,
        "given_days": float(row.done),
        "dropped": row.dropped,
        "dropped_really": row.dropped_really,
        "done_anyway": row.done_anyway,
    }


def formula(found: Relief) -> str:
    """The formula with its numbers put in, as they were when it was made."""
    return in_words(
        engineer=str(found.seat.person),
        team=found.team.name if found.team else "",
        members=len(found.members),
        ee_days=found.ee_days,
        allocation=found.allocation,
        capacity_days=found.capacity_days,
        percent=found.percent,
    )


def _acknowledged(found: Relief) -> dict[str, Any] | None:
    if not is_acknowledged(found):
        return None
    said = found.acknowledgement
    return {"by": said.by.login if said.by else None, "at": said.at.isoformat(), "via": said.via}


def _ended(found: Relief) -> dict[str, Any] | None:
    end = getattr(found, "end", None) or getattr(found.seat, "withdrawal", None)
    return end and {"reason": end.reason, "at": end.at.isoformat()}
