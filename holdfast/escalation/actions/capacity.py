"""At capacity: an engineer can take no more for now; intake looks past them, the leads see it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from holdfast.escalation.models import AtCapacity
from holdfast.escalation.rules.capacity import is_over
from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.kernel.text import clean, line
from holdfast.people.models import Person
from holdfast.people.queries import leads
from holdfast.people.rules.permission import rank, require


def at_capacity(
    *, login: str, reason: str = "", until: date | None = None, by: Actor, at: datetime
) -> AtCapacity:
    """They can take no more, until the end of a day in their zone or until they say so. They can
    still accept what they choose to. The leads are told.

    Said again with another day or reason, that stands instead; the same again is a repeat.
    """
    reason = line(reason, field="reason")
    with transaction.atomic(durable=True):
        person = _take(login, by)
        if rank(person.role) < rank("engineer"):
            raise Invalid(
                f"{person} is no engineer here and is told of no intake; nothing to switch off.",
                field="login",
            )
        if until and is_over(until, zone=person.zone or "UTC", at=at):
            raise Invalid(f"{until} is past; give today or later.", field="until")
        old = AtCapacity.objects.filter(person=person, lifted_at=None).first()
        if old and (old.reason, old.until) == (reason, until):
            return old
        if old:
            _lift(old, at)
        made = AtCapacity.objects.create(
            person=person, reason=reason, until=until, by_id=by.person, at=at
        )
        record(
            "capacity.full",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            data={
                "people": {"who": person.pk},
                "reason": reason,
                "until_on": until.isoformat() if until else None,
            },
            tell=_told(person),
        )
    return made


def has_capacity(*, login: str, by: Actor, at: datetime) -> Person:
    """They take escalations again, and the leads are told. Where they do already, nothing changes."""
    with transaction.atomic(durable=True):
        person = _take(login, by)
        old = AtCapacity.objects.filter(person=person, lifted_at=None).first()
        if old is None:
            return person
        _lift(old, at)
        record(
            "capacity.free",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            data={"people": {"who": person.pk}},
            tell=_told(person),
        )
    return person


def _take(login: str, by: Actor) -> Person:
    """The person, locked, so that two switches come one after the other."""
    login = clean(login).lower().removeprefix("@")
    person = Person.objects.select_for_update().filter(login=login).first()
    if person is None:
        raise NotFound(f"Nobody here has the login “{login[:80]}”.")
    require(
        by,
        "capacity.switch",
        mine=person.pk == by.person_id,
        instead=f"Only {person} or a lead can.",
    )
    return person


def _lift(old: AtCapacity, at: datetime) -> None:
    old.lifted_at = at
    old.save(update_fields=["lifted_at"])


def _told(person: Person) -> list[int]:
    """The leads; and the person, where a lead switched it for them."""
    return [person.pk, *leads()]
