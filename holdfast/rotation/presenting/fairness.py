"""Service, fairness and waivers as data, for every edge."""

from __future__ import annotations

from datetime import date
from typing import Any

from holdfast.rotation.models import ServedHalf, Waiver
from holdfast.rotation.queries.fairness import Fairness, Proposal, Turn, Year
from holdfast.rotation.queries.service import Half
from holdfast.rotation.rules.fairness import Asked, Spread


def fairness_as_data(found: Fairness) -> dict[str, Any]:
    """The whole page: everybody of the pool, who has waited longest first."""
    return {
        "today": found.today.isoformat(),
        "halves": found.halves,
        "gini": _rounded(found.gini),
        "spread": _spread(found.spread),
        "years": [_year(each) for each in found.years],
        "people": [turn_as_data(each) for each in found.turns],
        "never_asked": [each.person.login for each in found.never_asked],
        "asked_in_vain": [each.person.login for each in found.in_vain],
        "candidates": [each.person.login for each in found.candidates],
        "proposed_waivers": [proposal_as_data(each) for each in found.proposals],
    }


def turn_as_data(turn: Turn) -> dict[str, Any]:
    service = turn.service
    return {
        "login": turn.person.login,
        "name": str(turn.person),
        "team": turn.person.team.name if turn.person.team else None,
        "halves": service.halves,
        "windows": service.windows,
        "reported": service.reported,
        "last_until": _iso(service.last_until),
        "seated_until": _iso(service.seated_until),
        "experienced": service.experienced,
        "asked": len(turn.asked),
        "asked_in_vain": len(turn.asked_in_vain),
        "got": turn.got,
        "ahead": turn.ahead,
        "unconfirmed": turn.unconfirmed,
        "next_due": _iso(turn.next_due),
        "promotion_by": _iso(turn.promotion_by),
        "seat_in_time": turn.seat_in_time,
        "gate": {"word": turn.gate.value, "may_block": turn.gate.may_block},
        "waivers": [waiver_as_data(each) for each in turn.waivers],
        "equivalents": [
            {
                "kind": each.kind,
                "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ends_on.isoformat(),
                "days": each.days,
            }
            for each in turn.equivalents
        ],
    }


def service_as_data(turn: Turn, struck: list[ServedHalf]) -> dict[str, Any]:
    """One person's record, every half of it."""
    return {
        **turn_as_data(turn),
        "served": [half_as_data(each) for each in turn.service.served],
        "struck": [struck_as_data(each) for each in struck],
        "windows_asked": [asked_as_data(each) for each in turn.asked],
    }


def half_as_data(half: Half) -> dict[str, Any]:
    """`id` is null while its window waits to be closed."""
    row = half.record
    return {
        "id": row.pk if row else None,
        "window": half.window,
        "window_starts_on": half.window_days[0].isoformat(),
        "window_ends_on": half.window_days[1].isoformat(),
        "half": word_of(half.half),
        "starts_on": half.starts_on.isoformat(),
        "until": half.until.isoformat(),
        "days": half.days,
        "state": "confirmed" if half.confirmed else "reported",
        "reason": (row.reason or None) if row else None,
    }


def row_as_data(row: ServedHalf) -> dict[str, Any]:
    """A half as it was written down."""
    return {
        "id": row.pk,
        "login": row.person.login,
        "window": row.window_id,
        "half": word_of(row.half),
        "starts_on": row.starts_on.isoformat(),
        "until": row.until.isoformat(),
        "days": row.days,
        "reason": row.reason or None,
    }


def struck_as_data(row: ServedHalf) -> dict[str, Any]:
    strike = row.strike
    return {
        "id": row.pk,
        "window": row.window_id,
        "half": word_of(row.half),
        "starts_on": row.starts_on.isoformat(),
        "until": row.until.isoformat(),
        "why": strike.reason,
        "by": strike.by.login if strike.by else None,
        "at": strike.at.isoformat(),
    }


def asked_as_data(asked: Asked) -> dict[str, Any]:
    return {
        "window": asked.window,
        "starts_on": asked.starts_on.isoformat(),
        "got": asked.got,
        "begun": asked.begun,
    }


def waiver_as_data(waiver: Waiver) -> dict[str, Any]:
    return {
        "id": waiver.pk,
        "login": waiver.person.login,
        "starts_on": waiver.starts_on.isoformat(),
        "ends_on": waiver.ends_on.isoformat(),
        "reason": waiver.reason,
        "by": waiver.by.login if waiver.by else None,
        "at": waiver.at.isoformat(),
    }


def proposal_as_data(proposal: Proposal) -> dict[str, Any]:
    return {
        "login": proposal.turn.person.login,
        "starts_on": proposal.starts_on.isoformat(),
        "ends_on": proposal.ends_on.isoformat(),
        "asked": [asked_as_data(each) for each in proposal.asked],
    }


def word_of(half: int) -> str:
    return "first" if half == 0 else "second"


def _year(year: Year) -> dict[str, Any]:
    return {
        "year": year.year,
        "halves": year.halves,
        "to_date": year.to_date,
        "gini": _rounded(year.gini),
        "spread": _spread(year.spread),
    }


def _spread(found: Spread | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"difference": found.difference, "deviation": _rounded(found.deviation)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
