"""Whom and what engineers met by what they came to own (R22)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from holdfast.escalation.models import Ask, Escalation, Ownership, Piece
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


def exposure(programme: Programme, period: Period) -> list[Exposure]:
    """Everybody who came to own something in the period, who met most first."""
    met = met_by(programme, period)
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


def met_by(programme: Programme, period: Period) -> dict[int, Met]:
    """What each person met, by their number."""
    led = led_in(programme, period)
    mine = Ownership.objects.filter(
        escalation__programme=programme, at__gte=period.since, at__lt=period.end
    ).values("escalation")
    teams: dict[int, set[str]] = defaultdict(set)
    for escalation, team in (
        *Ask.objects.filter(escalation__in=mine, to_team__isnull=False).values_list(
            "escalation", "to_team__name"
        ),
        *Piece.objects.filter(escalation__in=mine).values_list("escalation", "team__name"),
    ):
        teams[escalation].add(team)
    areas = [KnownArea(each.name, each.words, "") for each in Area.objects.all()]
    customers: dict[int, str] = {}
    named: dict[int, set[str]] = {}
    rows = Escalation.objects.filter(pk__in=mine)
    for pk, customer, title, stakes in rows.values_list("pk", "customer", "title", "stakes"):
        customers[pk] = customer.casefold()
        text = folded(f"{title} \n {stakes}") if areas else ""
        named[pk] = {area.name for area in areas if named_in(area, text)}
    return {
        person: Met(
            customers={customers[pk] for pk in theirs if customers.get(pk)},
            teams={team for pk in theirs for team in teams[pk]},
            areas={area for pk in theirs for area in named.get(pk, ())},
        )
        for person, theirs in led.items()
    }


def led_in(programme: Programme, period: Period) -> dict[int, set[int]]:
    """The escalations each person came to own in the period, by numbers."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Ownership.objects.filter(
        escalation__programme=programme, at__gte=period.since, at__lt=period.end
    )
    for person, escalation in rows.order_by().values_list("person", "escalation"):
        found[person].add(escalation)
    return found
