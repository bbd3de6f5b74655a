"""Reading places and filings."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Team
from holdfast.tracker.models import Filing, Place

_WITH = (
    "piece__team",
    "piece__escalation__ownership__person",
    "ask__to_team",
    "ask__escalation__ownership__person",
)


def place_of(team: Team) -> Place | None:
    return Place.objects.filter(team=team).first()


def places(teams: Iterable[Team]) -> dict[int, Place]:
    """By the number of the team."""
    return {each.team_id: each for each in Place.objects.filter(team__in=list(teams))}


def filing(number: int) -> Filing:
    """Raises NotFound."""
    found = Filing.objects.select_related(*_WITH).filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no filing {number}.")
    return found


def filings_of_piece(piece_id: int) -> list[Filing]:
    return list(Filing.objects.filter(piece=piece_id))


def filing_of_ask(ask_id: int) -> Filing | None:
    return Filing.objects.filter(ask=ask_id).first()


def open_filings(*, limit: int = 500) -> list[Filing]:
    """Those there whose issue is not known to be over, the longest unheard of first."""
    there = Filing.objects.exclude(key="").exclude(state__in=["done", "dropped"])
    return list(there.order_by("changed_at", "pk")[:limit])
