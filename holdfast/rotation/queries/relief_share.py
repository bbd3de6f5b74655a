"""The numbers of a relief, read off the directory as it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from holdfast.people.models import Absence, Person, Team
from holdfast.people.rules.hours import days_between, holidays_of
from holdfast.rotation.models import Seat
from holdfast.rotation.queries.windows import days_of
from holdfast.rotation.rules.relief import Share, Worker, seat_days, share


def share_of(seat: Seat) -> tuple[tuple[date, date], Team | None, Share]:
    """The days of a seat, its home team, and its share of that team as the directory stands now."""
    window = seat.window
    span = (window.starts_on, window.ends_on)
    whole = days_of(window)
    days = seat_days(span, seat.part, {whole[1]})
    team = seat.home_team or seat.person.team
    members = list(Person.objects.filter(team=team, deactivated_at=None)) if team else []
    if team and seat.person not in members:
        members.append(seat.person)
    found = workers([*members, seat.person], days)
    counted = share(
        found[seat.person_id],
        [found[each.pk] for each in members],
        days=days,
        allocation=seat.allocation,
    )
    return days, team, counted


def workers(people: Iterable[Person], days: tuple[date, date]) -> dict[int, Worker]:
    """The working days of these people around the days [first, end), by number."""
    people = list(people)
    spans: dict[int, list[tuple[date, date]]] = {each.pk: [] for each in people}
    away = Absence.objects.filter(
        person__in=people, starts_on__lt=days[1], ends_on__gte=days[0]
    ).values_list("person_id", "starts_on", "ends_on")
    for number, starts_on, ends_on in away:
        spans[number].append((max(starts_on, days[0]), min(ends_on, days[1])))
    years = range(days[0].year, days[1].year + 1)
    return {
        each.pk: Worker(
            each.pk,
            frozenset(int(day) for day in each.workdays.split(",")),
            days_between(spans[each.pk]).union(*(holidays_of(each.holidays, y) for y in years)),
        )
        for each in people
    }
