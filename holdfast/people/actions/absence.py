"""Days away, so that no deadline runs on them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.kernel.text import line
from holdfast.people.models import Absence, Person
from holdfast.people.rules.permission import require

LONGEST_DAYS = 800


def add_absence(
    *, login: str, starts_on: date, ends_on: date, reason: str = "", by: Actor, at: datetime
) -> Absence:
    """Both days included. One's own, or set by a lead. A repeat of the same days is harmless."""
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
    return absence


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
