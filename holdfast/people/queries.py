"""Reading people, their hours, and the policy in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotAllowed, NotFound
from holdfast.kernel.text import clean
from holdfast.kernel.working_time import HORIZON_DAYS, WorkingHours
from holdfast.people.models import Absence, ApiToken, Person, PolicyVersion, Programme
from holdfast.people.rules.hours import days_between, holidays_of
from holdfast.people.rules.policy import Policy, from_data


def default_programme() -> Programme:
    """The first programme; most installations have no other."""
    programme = Programme.objects.order_by("id").first()
    assert programme is not None, "a migration makes the first programme"
    return programme


def person(login: str) -> Person:
    """Raises NotFound with a sentence."""
    found = (
        Person.objects.select_related("team", "manager")
        .filter(login=clean(login).lower().removeprefix("@"))
        .first()
    )
    if found is None:
        raise NotFound(f"Nobody here has the login “{clean(login)[:80]}”; see the people page.")
    return found


def people(*, search: str = "", active: bool | None = None) -> QuerySet[Person]:
    found = Person.objects.select_related("team", "manager")
    if search:
        found = found.filter(
            Q(login__icontains=search) | Q(name__icontains=search) | Q(team__name__icontains=search)
        )
    if active is not None:
        found = found.filter(deactivated_at__isnull=active)
    return found


def above(person: Person) -> Iterator[str]:
    """Logins from this person up, manager by manager; in a circle it goes round without end."""
    each: Person | None = person
    while each:
        yield each.login
        each = each.manager


def names(ids: Iterable[int]) -> dict[int, Person]:
    """People by number, for whoever shows events."""
    return Person.objects.in_bulk(set(ids))


def leads() -> list[int]:
    """Numbers of the active programme leads; administrators where there is no lead."""
    roles = dict(
        Person.objects.filter(role__in=["lead", "admin"], deactivated_at=None).values_list(
            "pk", "role"
        )
    )
    return [pk for pk, role in roles.items() if role == "lead"] or list(roles)


def actor(person: Person, *, via: str) -> Actor:
    """This person acting through a surface. Raises NotAllowed for a deactivated one."""
    if not person.is_active:
        raise NotAllowed(f"The account {person.login} is deactivated; ask your programme lead.")
    return Actor(person_id=person.pk, login=person.login, role=person.role, via=via)


def token(digest: str, *, at: datetime) -> ApiToken | None:
    """The live token with this digest, with its person."""
    return (
        ApiToken.objects.select_related("person")
        .filter(digest=digest, revoked_at=None, expires_at__gt=at)
        .first()
    )


def policy_on(programme: Programme, day: date) -> Policy:
    """The policy in force on a day."""
    version = (
        PolicyVersion.objects.filter(programme=programme, effective_on__lte=day)
        .order_by("-effective_on", "-id")
        .first()
    )
    return from_data(version.body) if version else Policy()


def policy_at(programme: Programme, at: datetime) -> Policy:
    """The policy in force at an instant: from midnight of its first day in its own zone."""
    # Zones span UTC-12 to UTC+14, so the local day is within one of the UTC day.
    versions = PolicyVersion.objects.filter(
        programme=programme, effective_on__lte=at.date() + timedelta(days=1)
    ).order_by("-effective_on", "-id")[:4]
    for version in versions:
        policy = from_data(version.body)
        if version.effective_on <= local_date(at, policy.zone):
            return policy
    return Policy()


def absences(people: Iterable[Person], *, at: datetime) -> dict[int, frozenset[date]]:
    """The days away of each of these people that a deadline from this moment could meet."""
    today = at.date()
    spans: dict[int, list[tuple[date, date]]] = {person.pk: [] for person in people}
    found = Absence.objects.filter(
        person__in=spans,
        ends_on__gte=today - timedelta(days=1),
        starts_on__lte=today + timedelta(days=HORIZON_DAYS),
    ).values_list("person_id", "starts_on", "ends_on")
    for person, starts_on, ends_on in found if spans else ():
        spans[person].append((starts_on, ends_on))
    return {person: days_between(away) for person, away in spans.items()}


def working_hours(
    person: Person, policy: Policy, *, at: datetime, away: frozenset[date] | None = None
) -> WorkingHours:
    """The hours in which this person's deadlines run, with absences and public holidays.

    Somebody whose zone is not known works the programme's usual hours in its zone. `away` are their
    absences, where the caller has read them for several people at once.
    """
    today = at.date()
    days_off = absences([person], at=at)[person.pk] if away is None else away
    if person.holidays:
        for year in {today.year, (today + timedelta(days=HORIZON_DAYS)).year}:
            days_off |= holidays_of(person.holidays, year)
    return WorkingHours(
        zone=person.zone or policy.zone,
        starts=person.day_starts if person.zone else policy.day_starts,
        ends=person.day_ends if person.zone else policy.day_ends,
        workdays=frozenset(int(day) for day in person.workdays.split(",")),
        days_off=days_off,
    )


def reachable(
    person: Person, policy: Policy, *, at: datetime, away: frozenset[date] | None = None
) -> bool | None:
    """Is it this person's working time? None where their hours are not known."""
    if not person.zone:
        return None
    return working_hours(person, policy, at=at, away=away).at_work(at)
