"""Whom and what engineers met by what they came to own (R22)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from holdfast.escalation.models import Ask, Ownership, Piece
from holdfast.escalation.rules.suggest import KnownArea, folded, named_in
from holdfast.insight.rules.figures import Period
from holdfast.people.models import Area, Programme
from holdfast.people.queries import names


@dataclass(frozen=True, slots=True)
class Exposure:
    """Whom and what an engineer met (R22): distinct customers, teams and areas of what they owned."""

    person: int
    login: str
    name: str
    customers: int
    teams: int
    areas: int


class Owned(NamedTuple):
    """Somebody came to own an escalation; `said` is what its raiser wrote."""

    person: int
    escalation: int
    customer: str
    said: str


def owned_in(programme: Programme, period: Period) -> list[Owned]:
    """Each time somebody came to own something in the period; all in one look at the escalations."""
    rows = Ownership.objects.filter(
        escalation__programme=programme, at__gte=period.since, at__lt=period.end
    ).order_by()
    names = (f"escalation__{name}" for name in ("customer", "title", "stakes"))
    return [
        Owned(person, escalation, customer, f"{title} \n {stakes}")
        for person, escalation, customer, title, stakes in rows.values_list(
            "person", "escalation", *names
        )
    ]


def exposure(owned: Sequence[Owned], period: Period) -> list[Exposure]:
    """Everybody who came to own something in the period, who met most first."""
    met = met_by(owned, period)
    people = names(met)
    found = [
        Exposure(
            person=pk,
            login=people[pk].login,
            name=str(people[pk]),
            customers=len(each.customers),
            teams=len(each.teams),
            areas=len(each.areas),
        )
        for pk, each in met.items()
    ]
    return sorted(found, key=lambda each: (-each.customers, -each.teams, each.login))


@dataclass(slots=True)
class Met:
    """By name: customers, teams and areas."""

    customers: set[str]
    teams: set[str]
    areas: set[str]


def met_by(owned: Sequence[Owned], period: Period) -> dict[int, Met]:
    """What each person met, by their number."""
    # Those of every programme: what is not in `owned` is not looked at below.
    mine = Ownership.objects.filter(at__gte=period.since, at__lt=period.end).values("escalation")
    teams: dict[int, set[str]] = defaultdict(set)
    for escalation, team in (
        *Ask.objects.filter(escalation__in=mine, to_team__isnull=False).values_list(
            "escalation", "to_team__name"
        ),
        *Piece.objects.filter(escalation__in=mine).values_list("escalation", "team__name"),
    ):
        teams[escalation].add(team)
    areas = [KnownArea(each.name, each.words, "") for each in Area.objects.all()]
    met: dict[int, Met] = {}
    for each in owned:
        theirs = met.setdefault(each.person, Met(set(), set(), set()))
        theirs.teams |= teams.get(each.escalation, set())
        if each.customer:
            theirs.customers.add(each.customer.casefold())
        if areas:
            text = folded(each.said)
            theirs.areas.update(area.name for area in areas if named_in(area, text))
    return met


def led_in(owned: Sequence[Owned]) -> dict[int, set[int]]:
    """The escalations each person came to own, by numbers."""
    found: dict[int, set[int]] = defaultdict(set)
    for each in owned:
        found[each.person].add(each.escalation)
    return found
