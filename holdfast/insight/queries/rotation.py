"""What the rotation gave in a period; docs/metrics.md says what each figure is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from holdfast.insight.queries.exposure import Exposure, exposure, led_in, owned_in
from holdfast.insight.rules.figures import Period, Share
from holdfast.kernel.period import local_date
from holdfast.people.models import Person, PolicyVersion, Programme
from holdfast.people.queries import names, policy_at, policy_on
from holdfast.people.rules.policy import Policy, zones
from holdfast.rotation.models import Seat
from holdfast.rotation.queries.relief import relief_by_team
from holdfast.rotation.queries.relief_share import workers
from holdfast.rotation.queries.sat import sat_seats
from holdfast.rotation.rules.planning.coverage import shifts, wanted, within
from holdfast.rotation.rules.planning.problem import Demand

_DAY = 24 * 60 * 60
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Load:
    """What one engineer gave: engineer days in the period, and how many escalations they came to own
    in it."""

    person: int
    login: str
    name: str
    team: str
    days: float
    led: int


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """What one home team gave; `team` is empty for those without one."""

    team: str
    engineers: int
    days: float


@dataclass(frozen=True, slots=True)
class ReliefFigures:
    """Reliefs of the seats that start in the period, in numbers and in working days of the teams."""

    reliefs: int
    acknowledged: int
    told: int
    promised_days: float
    acknowledged_days: float
    done_days: float


@dataclass(frozen=True, slots=True)
class RotationFigures:
    """Each figure by its name in `rules/definitions.py`. Of a period that still runs, `covered`,
    `uncovered_days` and `engineer_days` are of its days so far, today included."""

    period: Period
    covered: Share  # hours; `whole` None where the customers' zones are not known
    uncovered_on: Sequence[date]
    unconfirmed: int
    engineer_days: float
    by_engineer: Sequence[Load]
    by_team: Sequence[TeamLoad]
    relief: ReliefFigures
    exposure: Sequence[Exposure]

    @property
    def uncovered_days(self) -> int:
        return len(self.uncovered_on)


def rotation(programme: Programme, period: Period, *, at: datetime) -> RotationFigures:
    """The figures of a period as they are known at `at`, which is now."""
    today = local_date(at, policy_at(programme, at).zone)
    sittings = sittings_in(programme, period, today=today)
    owned = owned_in(programme, period)
    loads = _loads(led_in(owned), sittings)
    return RotationFigures(
        period=period,
        covered=_covered(programme, period, sittings, today=today),
        uncovered_on=uncovered_on(period, sittings, today=today),
        unconfirmed=sum(not each.confirmed for each in sittings),
        engineer_days=round(sum(each.days for each in sittings), 2),
        by_engineer=loads,
        by_team=_by_team(sittings),
        relief=_relief(programme, period),
        exposure=exposure(owned, period),
    )


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat that stands, with its days that lie in the period; `days` are the engineer days of those
    that have begun, `served_to` the first day after them."""

    seat: int
    person: Person
    team: str
    window_starts_on: date
    first: date
    end: date
    served_to: date
    confirmed: bool
    days: float


def sittings_in(programme: Programme, period: Period, *, today: date) -> list[Sitting]:
    """The seats with a day in the period, in the order of their windows."""
    sats = [
        each
        for each in sat_seats(programme)
        if each.first < period.until and each.end > period.starts_on
    ]
    seats = Seat.objects.select_related("person__team", "home_team", "window").in_bulk(
        [each.pk for each in sats]
    )
    found = workers({seats[each.pk].person for each in sats}, (period.starts_on, period.until))
    tomorrow = today + timedelta(days=1)
    sittings = []
    for each in sats:
        seat = seats[each.pk]
        first, end = max(each.first, period.starts_on), min(each.end, period.until)
        served_to = max(first, min(end, tomorrow))
        team = seat.home_team or seat.person.team
        days = found[seat.person_id].days(first, served_to) * seat.allocation / 100
        sittings.append(
            Sitting(
                seat=seat.pk,
                person=seat.person,
                team=team.name if team else "",
                window_starts_on=seat.window.starts_on,
                first=first,
                end=end,
                served_to=served_to,
                confirmed=each.confirmed,
                days=round(days, 2),
            )
        )
    return sittings


def uncovered_on(period: Period, sittings: Sequence[Sitting], *, today: date) -> list[date]:
    """Days so far on which nobody was on: a seat counts where it is confirmed, or the day is past."""
    here = {
        day
        for each in sittings
        for day in _days(each.first, each.served_to)
        if each.confirmed or day < today
    }
    end = min(period.until, today + timedelta(days=1))
    return [day for day in _days(period.starts_on, end) if day not in here]


def _days(first: date, end: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((end - first).days)]


# --- covered working hours ---------------------------------------------------------------------


def _covered(
    programme: Programme, period: Period, sittings: Sequence[Sitting], *, today: date
) -> Share:
    """In whole hours."""
    found = covered_on(programme, period, sittings, today=today)
    if found is None:
        return Share(0, None)
    return Share(
        round(sum(covered for covered, _ in found.values())),
        round(sum(whole for _, whole in found.values())),
    )


def covered_on(
    programme: Programme, period: Period, sittings: Sequence[Sitting], *, today: date
) -> dict[date, tuple[float, float]] | None:
    """By day of the programme the hours covered and those wanted, each counted by the weight of its
    zone; stretch by stretch of equal policy. None where the customers' zones are not known."""
    end = min(period.until, today + timedelta(days=1))
    by_day: dict[date, tuple[float, float]] = {}
    known = False
    for first, until, policy in _stretches(programme, period.starts_on, end):
        demand = [Demand(zone, weight) for zone, weight in zones(policy.customer_zones).items()]
        known = known or bool(demand)
        if not demand:
            continue
        ground = wanted(demand, first, until)
        together = np.zeros(len(ground.weights), dtype=np.bool_)
        for each in sittings:
            days = max(each.first, first), min(each.served_to, until)
            if days[0] < days[1]:
                together |= _works(each.person, policy, ground.starts, days)
        # A quarter hour of a zone far away may begin on the day before or after here: the nearest day.
        place = (ground.starts + shifts(policy.zone, ground.starts)) // _DAY - (first - _EPOCH).days
        place, length = place.clip(0, (until - first).days - 1), (until - first).days
        whole = np.bincount(place, ground.weights, minlength=length) / 4
        covered = np.bincount(place, ground.weights * together, minlength=length) / 4
        for number in range(length):
            if whole[number]:
                day = first + timedelta(days=number)
                by_day[day] = (float(covered[number]), float(whole[number]))
    return by_day if known else None


def _works(person: Person, policy: Policy, starts: Any, days: tuple[date, date]) -> Any:
    """Which of the quarter hours lie in somebody's hours on days of their seat."""
    zone = person.zone or policy.zone
    opens = person.day_starts if person.zone else policy.day_starts
    shuts = person.day_ends if person.zone else policy.day_ends
    workdays = frozenset(int(day) for day in person.workdays.split(","))
    return within(starts + shifts(zone, starts), opens, shuts, workdays, days)


def _stretches(programme: Programme, first: date, end: date) -> list[tuple[date, date, Policy]]:
    """The days [first, end) cut where another policy comes into force."""
    if first >= end:
        return []
    changes = PolicyVersion.objects.filter(
        programme=programme, effective_on__gt=first, effective_on__lt=end
    ).values_list("effective_on", flat=True)
    edges = [first, *sorted(set(changes)), end]
    return [(a, b, policy_on(programme, a)) for a, b in pairwise(edges)]


# --- load, relief ------------------------------------------------------------------------------


def _loads(led: Mapping[int, set[int]], sittings: Sequence[Sitting]) -> list[Load]:
    """Who sat or came to own something, the most days first."""
    days: dict[int, float] = defaultdict(float)
    teams: dict[int, str] = {}
    people = {each.person.pk: each.person for each in sittings}
    for each in sittings:
        days[each.person.pk] += each.days
        teams.setdefault(each.person.pk, each.team)
    people |= names(set(led) - set(people))
    found = [
        Load(
            person=pk,
            login=person.login,
            name=str(person),
            team=teams.get(pk, ""),
            days=round(days[pk], 2),
            led=len(led.get(pk, ())),
        )
        for pk, person in people.items()
    ]
    return sorted(found, key=lambda each: (-each.days, -each.led, each.login))


def _by_team(sittings: Sequence[Sitting]) -> list[TeamLoad]:
    days: dict[str, float] = defaultdict(float)
    people: dict[str, set[int]] = defaultdict(set)
    for each in sittings:
        days[each.team] += each.days
        people[each.team].add(each.person.pk)
    found = [TeamLoad(team, len(people[team]), round(days[team], 2)) for team in days]
    return sorted(found, key=lambda each: (-each.days, each.team))


def _relief(programme: Programme, period: Period) -> ReliefFigures:
    teams = relief_by_team(programme, since=period.starts_on, until=period.until)
    return ReliefFigures(
        reliefs=sum(len(each.reliefs) for each in teams),
        acknowledged=sum(each.acknowledgements for each in teams),
        told=sum(each.told for each in teams),
        promised_days=float(sum(each.promised for each in teams)),
        acknowledged_days=float(sum(each.acknowledged for each in teams)),
        done_days=float(sum(each.done for each in teams)),
    )
