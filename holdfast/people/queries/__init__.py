"""Reading people, their hours, and the policy in force."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from holdfast.journal.queries import timeline
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotAllowed, NotFound
from holdfast.kernel.text import clean
from holdfast.kernel.working_time import HORIZON_DAYS, WorkingHours
from holdfast.people.models import (
    Absence,
    ApiToken,
    Area,
    Person,
    PolicyVersion,
    Programme,
    Team,
)
from holdfast.people.rules.absence import running
from holdfast.people.rules.hours import days_between, holidays_of
from holdfast.people.rules.permission import ORDER, rank
from holdfast.people.rules.policy import Policy, from_data
from holdfast.store import Listed, Statement, slot

_first_programme = Statement(lambda: Programme.objects.order_by("id")[:1])
_by_number = Listed(lambda among: Person.objects.filter(among("pk")))
_by_login = Statement(
    lambda: Person.objects.select_related("team", "manager").filter(login=slot.text("login"))
)
_token = Statement(
    lambda: ApiToken.objects.select_related("person").filter(
        digest=slot.text("digest"), revoked_at=None, expires_at__gt=slot.instant("at")
    )
)
_leads = Statement(
    lambda: Person.objects.filter(role__in=["lead", "admin"], deactivated_at=None).values_list(
        "pk", "role"
    )
)
_able = Statement(
    lambda: (
        Person.objects.filter(
            role__in=[role for role in ORDER if rank(role) >= rank("engineer")], deactivated_at=None
        )
        .order_by("login")
        .values_list("pk", "login", "name", "team__name")
    )
)
# The last word about each day counts. Zones span UTC-12 to UTC+14, so the local day is within one of
# the UTC day: of tomorrow's, today's and the version before them one is in force.
_versions = Statement(
    lambda: PolicyVersion.objects.filter(
        ~Exists(
            PolicyVersion.objects.filter(
                programme=OuterRef("programme"),
                effective_on=OuterRef("effective_on"),
                pk__gt=OuterRef("pk"),
            )
        ),
        programme=slot.number("programme"),
        effective_on__lte=slot.day("until"),
    ).order_by("-effective_on")[:3]
)
_absences = Listed(
    lambda among: Absence.objects.filter(
        among("person"), ends_on__gte=slot.day("since"), starts_on__lte=slot.day("until")
    ).values_list("person_id", "starts_on", "ends_on")
)


def default_programme() -> Programme:
    """The first programme; most installations have no other."""
    programme = _first_programme.first()
    assert programme is not None, "a migration makes the first programme"
    return programme


def person(login: str) -> Person:
    """Raises NotFound with a sentence."""
    found = _by_login.first(login=clean(login).lower().removeprefix("@"))
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
    return {person.pk: person for person in _by_number.all(ids)}


def by_number(number: int) -> Person | None:
    """The person who has this number."""
    return names([number]).get(number)


def acting(by: Actor) -> Person:
    """The person who is acting."""
    person = by_number(by.person)
    assert person is not None, "an actor is made of somebody who is here, and nobody is deleted"
    return person


class Able(NamedTuple):
    """Somebody who could own an escalation, as a list of them needs it."""

    person: int
    login: str
    name: str
    team: str | None


def able_to_own() -> list[Able]:
    """Everybody active whose role lets them accept an escalation, by login."""
    return [Able(pk, login, name or login, team) for pk, login, name, team in _able.all()]


def leads() -> list[int]:
    """Numbers of the active programme leads; administrators where there is no lead."""
    roles = dict(_leads.all())
    return [pk for pk, role in roles.items() if role == "lead"] or list(roles)


def admins() -> list[int]:
    """Numbers of the active administrators."""
    found = Person.objects.filter(role="admin", deactivated_at=None)
    return list(found.values_list("pk", flat=True))


MOST_OF_A_TEAM = 20


def answering_for(team_id: int) -> list[int]:
    """Who hears for a team, by number: its contact; where nobody active is named the active managers
    of its active members; else those members, the first 20 of them; else the leads, so that
    somebody always does."""
    members = Person.objects.filter(team_id=team_id, deactivated_at=None)
    contact = Team.objects.filter(pk=team_id, contact__deactivated_at=None).values_list(
        "contact", flat=True
    )
    managers = members.filter(manager__isnull=False, manager__deactivated_at=None).values_list(
        "manager", flat=True
    )
    found = [number for number in contact if number]
    found = found or sorted(number for number in set(managers) if number)
    return found or list(members.values_list("pk", flat=True)[:MOST_OF_A_TEAM]) or leads()


def team(name: str) -> Team:
    """By its name in any case. Raises NotFound with a sentence."""
    found = Team.objects.filter(name__iexact=clean(name)).select_related("contact").first()
    if found is None:
        raise NotFound(f"There is no team “{clean(name)[:80]}”; see the teams page.")
    return found


def teams() -> list[Team]:
    """All teams by name, each with its contact and `size`, how many active people are in it."""
    found = Team.objects.annotate(size=Count("people", filter=Q(people__deactivated_at=None)))
    return list(found.select_related("contact").order_by("name"))


def areas() -> QuerySet[Area]:
    """The help directory, by name."""
    return Area.objects.select_related("team", "person").order_by("name")


def area(name: str) -> Area:
    """By its name in any case. Raises NotFound with a sentence."""
    found = areas().filter(name__iexact=clean(name)).first()
    if found is None:
        raise NotFound(f"The help directory has no area “{clean(name)[:80]}”; see the list.")
    return found


# What somebody says of their first week themselves; no record could know it.
FIRST_WEEK = ("absences", "boundaries", "directory")


def said_of_first_week(person_id: int) -> set[str]:
    return {
        event.data["what"]
        for event in timeline(f"person-{person_id}").filter(kind="first_week.said")
    }


def usual_hours(policy: Policy) -> WorkingHours:
    """The programme's usual hours in its zone, in which the deadlines of a team run."""
    return WorkingHours(zone=policy.zone, starts=policy.day_starts, ends=policy.day_ends)


def actor(person: Person, *, via: str) -> Actor:
    """This person acting through a surface. Raises NotAllowed for a deactivated one."""
    if not person.is_active:
        raise NotAllowed(f"The account {person.login} is deactivated; ask your programme lead.")
    return Actor(person_id=person.pk, login=person.login, role=person.role, via=via)


def token(digest: str, *, at: datetime) -> ApiToken | None:
    """The live token with this digest, with its person."""
    return _token.first(digest=digest, at=at)


def policy_on(programme: Programme, day: date) -> Policy:
    """The policy in force on a day."""
    version = (
        PolicyVersion.objects.filter(programme=programme, effective_on__lte=day)
        .order_by("-effective_on", "-id")
        .first()
    )
    return _policy(version)


def policy_at(programme: Programme, at: datetime) -> Policy:
    """The policy in force at an instant: from midnight of its first day in its own zone."""
    until = at.date() + timedelta(days=1)
    for version in _versions.all(programme=programme.pk, until=until):
        policy = _policy(version)
        if version.effective_on <= local_date(at, policy.zone):
            return policy
    return Policy()


def _policy(version: PolicyVersion | None) -> Policy:
    return _read_policy(json.dumps(version.body)) if version else Policy()


@lru_cache(maxsize=64)
def _read_policy(body: str) -> Policy:
    return from_data(json.loads(body))


class WithHours(Protocol):
    """Anybody whose hours are known as the directory says them."""

    @property
    def pk(self) -> int: ...
    @property
    def zone(self) -> str: ...
    @property
    def day_starts(self) -> time: ...
    @property
    def day_ends(self) -> time: ...
    @property
    def workdays(self) -> str: ...
    @property
    def holidays(self) -> str: ...


def absences(people: Iterable[int], *, at: datetime) -> dict[int, frozenset[date]]:
    """The days away of each of these numbers of people that a deadline from now could meet."""
    today = at.date()
    spans: dict[int, list[tuple[date, date]]] = {person: [] for person in people}
    found = _absences.all(
        spans, since=today - timedelta(days=1), until=today + timedelta(days=HORIZON_DAYS)
    )
    for person, starts_on, ends_on in found:
        spans[person].append((starts_on, ends_on))
    return {person: days_between(away) for person, away in spans.items()}


def away_until(person: WithHours, *, at: datetime) -> date | None:
    """The last day of the stretch they are away, in their zone; None where they are here."""
    today = local_date(at, person.zone or "UTC")
    found = Absence.objects.filter(person=person.pk, ends_on__gte=today)
    away = running(found.values_list("starts_on", "ends_on"), today)
    return away[1] if away else None


def away_now(people: Iterable[int], *, at: datetime) -> dict[int, date]:
    """Of these numbers of people those who are away, with the last day of it, for a list of them: the
    day is that of UTC."""
    today, wanted = at.date(), set(people)
    spans: dict[int, list[tuple[date, date]]] = {}
    found = Absence.objects.filter(
        ends_on__gte=today, starts_on__lte=today + timedelta(days=HORIZON_DAYS)
    )
    for person, starts_on, ends_on in found.values_list("person_id", "starts_on", "ends_on"):
        if person in wanted:
            spans.setdefault(person, []).append((starts_on, ends_on))
    stretches = {person: running(away, today) for person, away in spans.items()}
    return {person: away[1] for person, away in stretches.items() if away}


def working_hours(
    person: WithHours, policy: Policy, *, at: datetime, away: frozenset[date] | None = None
) -> WorkingHours:
    """The hours in which this person's deadlines run, with absences and public holidays.

    Somebody whose zone is not known works the programme's usual hours in its zone. `away` are their
    absences, where the caller has read them for several people at once.
    """
    today = at.date()
    days_off = absences([person.pk], at=at)[person.pk] if away is None else away
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
    person: WithHours, policy: Policy, *, at: datetime, away: frozenset[date] | None = None
) -> bool | None:
    """Is it this person's working time? None where their hours are not known."""
    if not person.zone:
        return None
    return working_hours(person, policy, at=at, away=away).at_work(at)
