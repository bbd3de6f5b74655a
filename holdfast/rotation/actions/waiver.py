"""A lead grants that a missing turn is not held against somebody (R33)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import required
from holdfast.people.models import Person
from holdfast.people.queries import default_programme, person
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Waiver
from holdfast.rotation.queries.fairness import asked_by
from holdfast.rotation.queries.service import service_of
from holdfast.rotation.rules.fairness import short_of


def waive(
    *,
    login: str,
    starts_on: date | None,
    ends_on: date | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> Waiver:
    """Grant the waiver for a period, both ends included. The same one again changes nothing.

    Raises Conflict where the person asked for no window that began in it, or got a seat in one.
    """
    if event := repeated(by):
        return Waiver.objects.get(pk=event.data["waiver"])
    require(by, "rotation.waive")
    whose = person(login)
    starts_on, ends_on = _period(starts_on, ends_on)
    reason = required(reason, field="reason", ask="Say why; it stands with the waiver.")
    with transaction.atomic(durable=True):
        # Two leads at once: the second finds what the first one granted.
        Person.objects.select_for_update().filter(pk=whose.pk).first()
        known = Waiver.objects.filter(person=whose, starts_on=starts_on, ends_on=ends_on).first()
        if known:
            return known
        _must_be_short(whose, (starts_on, ends_on), at)
        made = Waiver.objects.create(
            person=whose,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            by_id=by.person_id,
            at=at,
        )
        record(
            "waiver.granted",
            subject=f"person-{whose.pk}",
            by=by,
            at=at,
            tell=[whose.pk, *([whose.manager_id] if whose.manager_id else [])],
            data={
                "people": {"who": whose.pk},
                "login": whose.login,
                "waiver": made.pk,
                "starts_on": starts_on.isoformat(),
                "ends_on": ends_on.isoformat(),
                "reason": reason,
            },
        )
    return made


def _period(starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    if starts_on is None or ends_on is None:
        field = "ends_on" if starts_on else "starts_on"
        raise Invalid("Say for which days, from the first to the last.", field=field)
    if ends_on < starts_on:
        raise Invalid("The period ends before it starts.", field="ends_on")
    return starts_on, ends_on


def _must_be_short(whose: Person, period: tuple[date, date], at: datetime) -> None:
    programme = default_programme()
    seated = service_of(programme, whose.pk, at).seated
    asked = asked_by(programme, at).get(whose.pk, [])
    if short_of(asked, period, seated=seated):
        return
    first, last = period
    got = next((days for days in seated if days[0] <= last and days[1] > first), None)
    if got:
        raise Conflict(f"{whose} had a seat from {got[0]} on; a waiver is for who got none.")
    raise Conflict(
        f"{whose} asked for no window that began from {first} to {last}; a waiver is for who asked "
        "and got none."
    )
