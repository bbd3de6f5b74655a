"""Whom and what engineers met by what they came to own (R22)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.escalation.models import Ask, Escalation, Ownership, Piece
from holdfast.escalation.rules.suggest import KnownArea, folded, named_in
from holdfast.insight.queries.journey import in_parts
from holdfast.insight.rules.figures import Period
from holdfast.people.models import Area, Programme
from holdfast.people.queries import names

_AT_ONCE = 5000  # escalations


@dataclass(frozen=True, slots=True)
class Exposure:
    """Whom and what an engineer met (R22): distinct customers, teams and areas of what they owned."""

    person: int
    login: str
    name: str
    customers: int
    teams: int
    areas: int


def exposure(led: Mapping[int, set[int]]) -> list[Exposure]:
    """Everybody who came to own something (`led_in`), who met most first."""
    met = met_by(led)
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


def met_by(led: Mapping[int, set[int]]) -> dict[int, Met]:
    """What each person met, by their number; `led` as of `led_in`."""
    teams: dict[int, set[str]] = defaultdict(set)
    areas = [KnownArea(each.name, each.words, "") for each in Area.objects.all()]
    customers: dict[int, str] = {}
    named: dict[int, set[str]] = {}
    # By their numbers: a month is a small part of what there is, and a join would read all of it.
    for some in in_parts(sorted(set().union(*led.values())), _AT_ONCE):
        for escalation, team in (
            *Ask.objects.filter(escalation__in=some, to_team__isnull=False).values_list(
                "escalation", "to_team__name"
            ),
            *Piece.objects.filter(escalation__in=some).values_list("escalation", "team__name"),
        ):
            teams[escalation].add(team)
        texts = ("title", "stakes") if areas else ()
        rows = Escalation.objects.filter(pk__in=some).values_list("pk", "customer", *texts)
        for pk, customer, *said in rows:
            customers[pk] = customer.casefold()
            text = folded(" \n ".join(said))
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
    came = Ownership.objects.filter(at__gte=period.since, at__lt=period.end).order_by()
    rows = list(came.values_list("person", "escalation"))
    others: set[int] = set()
    # By their numbers, as above.
    for some in in_parts(sorted({escalation for _, escalation in rows}), _AT_ONCE):
        elsewhere = Escalation.objects.filter(pk__in=some).exclude(programme=programme)
        others.update(elsewhere.values_list("pk", flat=True))
    found: dict[int, set[int]] = defaultdict(set)
    for person, escalation in rows:
        if escalation not in others:
            found[person].add(escalation)
    return found
