"""Days away, so that no deadline runs on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.kernel.text import line
from holdfast.people.holdings import holdings
from holdfast.people.models import Absence, Person
from holdfast.people.queries import default_programme, leads, policy_at
from holdfast.people.rules.absence import Span, days, running, stretch
from holdfast.people.rules.permission import require

LONGEST_DAYS = 800


def add_absence(
    *, login: str, starts_on: date, ends_on: date, reason: str = "", by: Actor, at: datetime
) -> Absence:
    """Both days included. One's own, or set by a lead. A repeat of the same days is harmless.

    Where it makes a long absence (policy) that is not over, what they hold needs somebody else:
    `absence.long` is the alarm that names it (promise 2).
    """
    with transaction.atomic(durable=True):
        person = Person.objects.filter(login=login.strip().lower()).first()
        if person is None:
            raise NotFound(f"Nobody here has the login {login[:80]!r}.")
        require(by, "people.edit_hours", mine=person.pk == by.person_id)
        if ends_on < starts_on:
            raise Invalid("The absence ends before it starts; swap the two days.", field="ends_on")
        if (ends_on - starts_on).days > LONGEST_DAYS:
            raise Invalid(
                "An absence of over two years is a leave for good; deactivate the person."
            )
        before = list(person.absences.values_list("starts_on", "ends_on"))
        absence, new = Absence.objects.get_or_create(
            person=person,
            starts_on=starts_on,
            ends_on=ends_on,
            defaults={"reason": line(reason, field="reason"), "by_id": by.person_id, "at": at},
        )
        if new:
            record(
                "absence.added",
                subject=f"person-{person.pk}",
                by=by,
                at=at,
                data={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()},
            )
            _alarm_if_long(person, before, (starts_on, ends_on), by=by, at=at)
    return absence


def _alarm_if_long(
    person: Person, before: Sequence[Span], added: Span, *, by: Actor, at: datetime
) -> None:
    """Nothing changes hands by an absence. Whoever is away, the leads and those whose escalations it
    concerns are told once for every stretch that is new, or longer than they know."""
    policy = policy_at(default_programme(), at)
    away = stretch(before, around=added)
    known = running(before, added[0]) == away
    over = away[1] < local_date(at, person.zone or policy.zone)
    if known or over or days(away) < policy.long_absence_days:
        return
    held = {
        noun: [one for one in each if one.falls_on(*away)]
        for noun, each in holdings(person, at=at).items()
    }
    if not any(held.values()):
        return
    concerned = {pk for each in held.values() for one in each for pk in one.concerns}
    record(
        "absence.long",
        subject=f"person-{person.pk}",
        by=by.with_request(None),  # its key belongs to the event that adds the absence
        at=at,
        data={
            "people": {"who": person.pk},
            "login": person.login,
            "away_from_on": away[0].isoformat(),
            "away_until_on": away[1].isoformat(),
            "days": days(away),
            "held": {noun: [one.name for one in each] for noun, each in held.items() if each},
        },
        tell={person.pk, *leads(), *concerned},
        # Whoever wrote it down needs the list as much as the others.
        tell_actor=True,
    )


def remove_absence(*, absence_id: int, by: Actor, at: datetime) -> None:
    with transaction.atomic(durable=True):
        absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
        if absence is None:
            return
        require(by, "people.edit_hours", mine=absence.person_id == by.person_id)
        record(
            "absence.removed",
            subject=f"person-{absence.person_id}",
            by=by,
            at=at,
            data={
                "starts_on": absence.starts_on.isoformat(),
                "ends_on": absence.ends_on.isoformat(),
            },
        )
        absence.delete()
