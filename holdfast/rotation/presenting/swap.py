"""Swaps for every edge, and who could take a seat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast.rotation.models import Seat, SignUp, Swap
from holdfast.rotation.queries.swap import Candidate, said_no, said_yes


def state_of(swap: Swap) -> str:
    """open, taken, declined, withdrawn or expired."""
    end = getattr(swap, "end", None)
    return str(end.word) if end else "open"


def whole(swap: Swap) -> bool:
    """Is it all of the seat?"""
    return swap.days == swap.seat.days


def swap_as_data(swap: Swap) -> dict[str, Any]:
    end, override = getattr(swap, "end", None), getattr(swap, "override", None)
    names = {each.person_id: each.person.login for each in swap.answers.all()}
    return {
        "id": swap.pk,
        "seat": _seat_as_data(swap.seat),
        "starts_on": swap.starts_on.isoformat(),
        "ends_on": swap.ends_on.isoformat(),
        "to": swap.to.login if swap.to else None,
        "in_return": _seat_as_data(swap.in_return) if swap.in_return else None,
        "note": swap.note or None,
        "undoes": swap.undoes_id,
        "by": swap.by.login,
        "at": swap.at.isoformat(),
        "expires_at": swap.expires_at.isoformat(),
        "state": state_of(swap),
        "agreed": sorted(names[number] for number in said_yes(swap)),
        "declined": sorted(names[number] for number in said_no(swap)),
        "override": override
        and {
            "rules": override.rules,
            "said": override.said,
            "reason": override.reason,
            "by": override.by.login,
        },
        "end": end
        and {
            "by": end.by.login if end.by else None,
            "at": end.at.isoformat(),
            "reason": end.reason or None,
            "taker": end.taker.login if end.taker else None,
            "seat": end.taken_id,
            "seat_in_return": end.returned_id,
        },
    }


def candidates_as_data(found: Iterable[Candidate]) -> list[dict[str, Any]]:
    """The most rested first; those whom a rule keeps from it last, with the sentence."""
    return [
        {
            "login": each.person.login,
            "name": each.person.name,
            "could": not each.verdict.broken,
            "last_until": each.last_until.isoformat() if each.last_until else None,
            "choice": SignUp.Choice(each.choice).label.lower() if each.choice else None,
            "against": [one.sentence for one in each.verdict.broken],
            "warnings": list(each.verdict.warnings),
        }
        for each in found
    ]


def _seat_as_data(seat: Seat) -> dict[str, Any]:
    return {
        "id": seat.pk,
        "login": seat.person.login,
        "starts_on": seat.days[0].isoformat(),
        "ends_on": seat.days[1].isoformat(),
    }
