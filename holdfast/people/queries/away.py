"""Who is away when: absences of every source, and public holidays. What planning asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from holdfast.people.models import Absence, Person
from holdfast.people.models.person import Role
from holdfast.people.queries import names
from holdfast.people.rules.absence import Span
from holdfast.people.rules.hours import holiday_names, workdays
from holdfast.people.rules.permission import ORDER, rank

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Off:
    """Days on which somebody is not at work, both included, and where that is known from: "hand",
    "calendar", "file" or "holiday". `why` is the holiday's name, or what was written by hand."""

    starts_on: date
    ends_on: date
    source: str
    why: str = ""


def time_off(people: Iterable[int], first: date, last: date) -> dict[int, list[Off]]:
    """The stretches that touch [first, last] for each of these numbers of people, in order of time.

    Public holidays are those of the place on the person; without one there are none.
    """
    found = names(people)
    off: dict[int, list[Off]] = {number: [] for number in found}
    absences = Absence.objects.filter(
        person__in=list(found), ends_on__gte=first, starts_on__lte=last
    )
    for each in absences:
        off[each.person_id].append(Off(each.starts_on, each.ends_on, each.source, each.reason))
    for number, person in found.items():
        off[number] += _holidays(person.holidays, first, last)
        off[number].sort(key=lambda each: (each.starts_on, each.ends_on, each.source))
    return off


def days_off(people: Iterable[int], first: date, last: date) -> dict[int, frozenset[date]]:
    """The days of [first, last] on which each of them is away, by absence or public holiday. Weekends
    are in it only where an absence covers them: working days are the person's own."""
    found = time_off(people, first, last)
    return {number: days_of(stretches, first, last) for number, stretches in found.items()}


def days_of(stretches: Iterable[Off], first: date, last: date) -> frozenset[date]:
    """Every day of [first, last] that one of them covers."""
    return frozenset(
        day for each in stretches for day in _between((each.starts_on, each.ends_on), first, last)
    )


def working_days_off(person: Person, away: Collection[date]) -> int:
    """How many of these days they would have worked."""
    usual = workdays(person.workdays)
    return sum(day.weekday() in usual for day in away)


def without_hours() -> list[Person]:
    """Active people who could be on the rotation and whose working hours nobody knows: planning and
    deadlines take the programme's usual ones for them."""
    able = [role for role in ORDER if rank(role) >= rank(Role.ENGINEER)]
    found = Person.objects.filter(deactivated_at=None, zone="", role__in=able)
    return list(found.select_related("team").order_by("login"))


def _holidays(place: str, first: date, last: date) -> list[Off]:
    if not place:
        return []
    return [
        Off(day, day, "holiday", name)
        for year in range(first.year, last.year + 1)
        for day, name in holiday_names(place, year).items()
        if first <= day <= last
    ]


def _between(span: Span, first: date, last: date) -> Iterable[date]:
    day, end = max(span[0], first), min(span[1], last)
    while day <= end:
        yield day
        day += _DAY
