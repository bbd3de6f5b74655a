"""How somebody takes part: halves, rest, how much of their time, by when they need a turn (R28-R32)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import optional
from holdfast.people.models import Person
from holdfast.people.queries import person as person_of
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Volunteer

# Whole numbers with the least and the most they may be; empty is what the policy says.
_NUMBERS = {"rest_days": (0, 1000), "most_halves": (1, 200), "allocation": (1, 100)}
SETTINGS = ("halves", *_NUMBERS, "promotion_by", "note")


def change_volunteer(
    *, login: str, changes: Mapping[str, Any], by: Actor, at: datetime
) -> Volunteer:
    """One's own, or the lead's for somebody: `changes` has halves, rest_days, most_halves, allocation,
    promotion_by, note; what it leaves out stays. The same again changes nothing."""
    unknown = set(changes) - set(SETTINGS)
    if unknown:
        raise Invalid(f"There is no setting “{min(unknown)}”; there are {', '.join(SETTINGS)}.")
    with transaction.atomic(durable=True):
        person = person_of(login)
        require(by, "rotation.sign_up", mine=person.pk == by.person_id)
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        volunteer = Volunteer.objects.filter(person=person).first() or Volunteer(person=person)
        given = {name: _read(name, value) for name, value in changes.items()}
        new = {name: value for name, value in given.items() if getattr(volunteer, name) != value}
        if not new:
            return volunteer
        for name, value in new.items():
            setattr(volunteer, name, value)
        volunteer.save()
        record(
            "volunteer.changed",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            tell=[person.pk],
            data={
                "people": {"engineer": person.pk},
                "login": person.login,
                "changes": {
                    name: value.isoformat() if isinstance(value, date) else value
                    for name, value in new.items()
                },
            },
        )
    return volunteer


def _read(name: str, value: Any) -> Any:
    if name == "note":
        return optional(value, field=name, most=2000)
    if name == "halves":
        return bool(value)
    if name == "promotion_by":
        if value is not None and not 1970 <= value.year <= 2199:
            raise Invalid("The day lies too far away; check the year.", field=name)
        return value
    if value is None:
        return 100 if name == "allocation" else None
    least, most = _NUMBERS[name]
    if not least <= value <= most:
        words = name.replace("_", " ").capitalize()
        raise Invalid(f"{words} is a number from {least} to {most}.", field=name)
    return value
