"""Who answers for a team."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean
from holdfast.people.models import Person, Team
from holdfast.people.queries import team as find
from holdfast.people.rules.permission import require


def set_contact(*, team: str, contact: str, by: Actor, at: datetime) -> Team:
    """Who hears what the team is asked; an empty login leaves it to its managers."""
    require(by, "people.edit")
    login = clean(contact).lower().removeprefix("@")
    with transaction.atomic(durable=True):
        found = Team.objects.select_for_update().get(pk=find(team).pk)
        person = Person.objects.filter(login=login).first() if login else None
        if login and person is None:
            raise Invalid(f"Nobody here has the login “{login[:40]}”.", field="contact")
        if person and not person.is_active:
            raise Invalid(f"{person} is deactivated; name somebody who is here.", field="contact")
        if found.contact_id != (person.pk if person else None):
            found.contact = person
            found.save(update_fields=["contact"])
            record(
                "team.contact_set",
                subject=f"team-{found.pk}",
                by=by,
                at=at,
                data={"people": {"contact": person.pk if person else None}, "team": found.name},
            )
    return found
