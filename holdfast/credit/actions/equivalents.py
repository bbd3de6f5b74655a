"""A lead grants that something counts as much as a turn, or takes it back (R31)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from holdfast.credit.models import Equivalent, EquivalentWithdrawal
from holdfast.credit.queries.equivalents import equivalent, kinds_now, standing
from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import one_line, required
from holdfast.people.models import Person
from holdfast.people.queries import default_programme, person
from holdfast.people.rules.permission import require


def grant_equivalent(
    *,
    login: str,
    kind: str,
    starts_on: date | None,
    ends_on: date | None,
    days: int | None = None,
    reason: str,
    by: Actor,
    at: datetime,
) -> Equivalent:
    """Both days are included; `days` of them were worked, all where it is not said. The same again
    changes nothing. Raises Invalid for a kind the policy does not name, Conflict where the days
    overlap what was granted for this kind."""
    if event := repeated(by):
        return equivalent(event.data["equivalent"])
    require(by, "equivalent.grant")
    whose, kind = person(login), _kind(kind, at)
    first, last = _days(starts_on, ends_on)
    worked = _worked(days, (last - first).days + 1)
    reason = required(reason, field="reason", ask="Say what they did; it stands with it.")
    with transaction.atomic(durable=True):
        # Two leads at once: the second finds what the first one granted.
        Person.objects.select_for_update().filter(pk=whose.pk).first()
        others = standing(Equivalent.objects.filter(person=whose, kind=kind))
        found = others.filter(starts_on__lte=last, ends_on__gte=first).first()
        if found and (found.starts_on, found.ends_on, found.days) == (first, last, worked):
            return found
        if found:
            raise Conflict(
                f"{whose} has {found.kind} from {found.starts_on} to {found.ends_on} already; "
                "withdraw that one first."
            )
        made = Equivalent.objects.create(
            person=whose,
            kind=kind,
            starts_on=first,
            ends_on=last,
            days=worked,
            reason=reason,
            by_id=by.person_id,
            at=at,
        )
        _tell("equivalent.granted", made, reason, by=by, at=at)
    return equivalent(made.pk)


def withdraw_equivalent(*, equivalent_id: int, reason: str, by: Actor, at: datetime) -> Equivalent:
    """It does not count after all; both stay on record. Twice is once."""
    if event := repeated(by):
        return equivalent(event.data["equivalent"])
    require(by, "equivalent.grant")
    reason = required(reason, field="reason", ask="Say why it does not count.")
    with transaction.atomic(durable=True):
        row = equivalent(equivalent_id)
        Person.objects.select_for_update().filter(pk=row.person_id).first()
        if not EquivalentWithdrawal.objects.filter(equivalent=row).exists():
            EquivalentWithdrawal.objects.create(
                equivalent=row, reason=reason, by_id=by.person_id, at=at
            )
            _tell("equivalent.withdrawn", row, reason, by=by, at=at)
    return equivalent(equivalent_id)


def _tell(kind: str, row: Equivalent, reason: str, *, by: Actor, at: datetime) -> None:
    whose = row.person
    record(
        kind,
        subject=f"person-{whose.pk}",
        by=by,
        at=at,
        tell=[whose.pk, *([whose.manager_id] if whose.manager_id else [])],
        data={
            "people": {"who": whose.pk},
            "login": whose.login,
            "equivalent": row.pk,
            "counted": row.kind,  # `kind` is the event's own
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "days": row.days,
            "reason": reason,
        },
    )


def _kind(said: str, at: datetime) -> str:
    known = kinds_now(default_programme(), at)
    wanted = one_line(said).casefold()
    for each in known:
        if each.casefold() == wanted:
            return each
    if not known:
        raise Invalid("The policy names nothing that counts as much as a turn.", field="kind")
    raise Invalid(f"Choose one of what the policy names: {', '.join(known)}.", field="kind")


def _days(starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    if starts_on is None or ends_on is None:
        field = "ends_on" if starts_on else "starts_on"
        raise Invalid("Say on which days, from the first to the last.", field=field)
    if ends_on < starts_on:
        raise Invalid("It ends before it starts.", field="ends_on")
    if (ends_on - starts_on).days > 3660:
        raise Invalid("That is more than ten years; check the dates.", field="ends_on")
    return starts_on, ends_on


def _worked(days: int | None, most: int) -> int:
    worked = most if days is None else days
    if not 1 <= worked <= most:
        raise Invalid(
            f"Days worked are from 1 to {most}, as many as these dates have.", field="days"
        )
    return worked
