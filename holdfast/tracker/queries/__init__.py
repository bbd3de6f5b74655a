"""Reading places and filings."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet

from holdfast.escalation.models import Escalation
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
    return Place.objects.filter(team=team).select_related("team").first()


def places(teams: Iterable[Team]) -> dict[int, Place]:
    """By the number of the team."""
    return {each.team_id: each for each in Place.objects.filter(team__in=list(teams))}


def seen(place: Place) -> str:
    """What the last look said, in words; empty where nobody has looked."""
    if place.trouble or place.public is None:
        return place.trouble
    return "everybody can read it" if place.public else "it is private"


def filing(number: int) -> Filing:
    """Raises NotFound."""
    found = Filing.objects.select_related(*_WITH).filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no filing {number}.")
    return found


def filing_of_piece(piece_id: int) -> Filing | None:
    """The newest: a piece that went from team to team may have one in each place."""
    return Filing.objects.filter(piece=piece_id).select_related(*_WITH).last()


def filing_of_ask(ask_id: int) -> Filing | None:
    return Filing.objects.filter(ask=ask_id).select_related(*_WITH).first()


def filings_of_pieces(escalation: Escalation) -> dict[int, Filing]:
    """By the number of the piece, the newest of each."""
    found = Filing.objects.filter(piece__escalation=escalation)
    return {each.piece_id: each for each in found if each.piece_id}


def filings_of_asks(escalation: Escalation) -> dict[int, Filing]:
    found = Filing.objects.filter(ask__escalation=escalation)
    return {each.ask_id: each for each in found if each.ask_id}


def of_a_piece() -> QuerySet[Filing]:
    """Of an escalation that a query outside asks about."""
    return Filing.objects.filter(piece__escalation=OuterRef("pk"))


def of_an_ask() -> QuerySet[Filing]:
    return Filing.objects.filter(ask__escalation=OuterRef("pk"))


def open_filings(*, limit: int = 500) -> list[Filing]:
    """Those there whose issue is not known to be over, the longest unheard of first."""
    there = Filing.objects.exclude(key="").exclude(state__in=["done", "dropped"])
    return list(there.order_by("changed_at", "pk")[:limit])
