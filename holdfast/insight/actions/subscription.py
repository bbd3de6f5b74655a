"""Who gets the monthly report by mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.insight.models import Subscription
from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Person, Programme
from holdfast.people.queries import person
from holdfast.people.rules.permission import require


def subscribe(*, programme: Programme, login: str, by: Actor, at: datetime) -> Subscription:
    """From the next monthly report on it goes to them too. Who has one keeps it.

    Raises Invalid for somebody deactivated, NotFound, NotAllowed.
    """
    with transaction.atomic(durable=True):
        who = _locked(login, by=by)
        if not who.is_active:
            raise Invalid(f"The account {who.login} is deactivated; nothing is sent to it.")
        found = _standing(programme, who)
        if found is None:
            found = Subscription.objects.create(
                programme=programme, person=who, by_id=by.person_id, at=at
            )
            _tell("subscription.made", who, by=by, at=at)
    return found


def end_subscription(*, programme: Programme, login: str, by: Actor, at: datetime) -> bool:
    """No report is mailed to them any more. False where none was; leads still get theirs."""
    with transaction.atomic(durable=True):
        who = _locked(login, by=by)
        found = _standing(programme, who)
        if found is None:
            return False
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        _tell("subscription.ended", who, by=by, at=at)
    return True


def _locked(login: str, *, by: Actor) -> Person:
    who = person(login)
    require(by, "report.subscribe", mine=who.pk == by.person_id)
    # Two clicks at once: the second one waits here and sees the first.
    return Person.objects.select_for_update().get(pk=who.pk)


def _standing(programme: Programme, who: Person) -> Subscription | None:
    return Subscription.objects.filter(programme=programme, person=who, ended_at=None).first()


def _tell(kind: str, who: Person, *, by: Actor, at: datetime) -> None:
    record(
        kind,
        subject=f"person-{who.pk}",
        by=by,
        at=at,
        data={"who": who.login, "people": {"person": who.pk}},
        tell=[who.pk],
    )
