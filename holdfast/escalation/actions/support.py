"""The support engineer: answerable to the customer, whoever owns the problem ("two owners")."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import must_be_open, save, take, tell
from holdfast.escalation.models import Escalation
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean
from holdfast.people.models import Person
from holdfast.people.rules.permission import require


def name_support(*, ref: str, login: str, by: Actor, at: datetime) -> Escalation:
    """From now on this person answers to the customer; the DRI stays who they are. Old and new and
    the DRI hear it. Naming whoever it is already changes nothing."""
    if repeated(by):
        with transaction.atomic():
            return take(ref)
    with transaction.atomic(durable=True):
        escalation = take(ref)
        require(
            by,
            "escalation.name_support",
            mine=by.person_id in {escalation.raised_by_id, escalation.support_engineer_id},
            instead="Its raiser, who is answerable to the customer now, or a lead can.",
        )
        person = active(login, field="login", ask="Say who is answerable to the customer.")
        before = escalation.support_engineer_id
        if before == person.pk:
            return escalation
        must_be_open(escalation, to="name somebody else")
        escalation.support_engineer = person
        save(escalation, {"support_engineer"})
        owner = escalation.owner
        tell(
            "support.named",
            escalation,
            by=by,
            at=at,
            people=[person.pk, before, owner.pk if owner else None],
            roles={"support": person.pk, "before": before},
        )
    return escalation


def active(login: str, *, field: str, ask: str = "") -> Person:
    """Somebody active by login. Raises Invalid at the field."""
    login = clean(login).lower().removeprefix("@")
    if not login and ask:
        raise Invalid(ask, field=field)
    person = Person.objects.filter(login=login, deactivated_at=None).first()
    if person is None:
        raise Invalid(f"Nobody active here has the login “{login[:40]}”.", field=field)
    return person
