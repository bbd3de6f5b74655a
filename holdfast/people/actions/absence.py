"""Days away, so that no deadline runs on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.journal.queries import by_key
from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.period import instant, local_date
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import line
from holdfast.people.holdings import holdings
from holdfast.people.models import Absence, Person
from holdfast.people.queries import default_programme, leads, policy_at
from holdfast.people.rules.absence import Span, days, running, stretch
from holdfast.people.rules.absence_calendar import LONGEST_DAYS
from holdfast.people.rules.permission import require


def add_absence(
    *, login: str, starts_on: date, ends_on: date, reason: str = "", by: Actor, at: datetime
) -> Absence:
    """Both days included. One's own, or set by a lead. A repeat of the same days is harmless.

    Where it makes a long absence (policy) that is not over, what they hold needs somebody else:
    `absence.long` is the alarm that names it (promise 2). It rings when it is entered, and once more
    when it begins, for what they still hold by then.
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
            uid="",  # what a calendar says of the same days comes and goes with the calendar
            defaults={
                "reason": line(reason, field="reason"),
                "by_id": by.person_id,
                "at": at,
                "alarm_at": alarm_at(starts_on, zone=zone_of(person, at), at=at),
            },
        )
        if new:
            record(
                "absence.added",
                subject=f"person-{person.pk}",
                by=by,
                at=at,
                data={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()},
            )
            alarm_if_long(person, before, [(starts_on, ends_on)], by=by, at=at)
    return absence


def zone_of(person: Person, at: datetime) -> str:
    return person.zone or policy_at(default_programme(), at).zone


def alarm_at(starts_on: date, *, zone: str, at: datetime) -> datetime | None:
    """When an absence begins, where that is still to come."""
    begins = instant(starts_on, time(), zone)
    return begins if begins > at else None


def alarm_if_long(
    person: Person, before: Sequence[Span], added: Sequence[Span], *, by: Actor, at: datetime
) -> None:
    """Nothing changes hands by an absence. Whoever is away, the leads and those whose escalations it
    concerns are told once for every stretch that is new, or longer than they know.

    `before` are the days away as they were, `added` those that came."""
    policy = policy_at(default_programme(), at)
    today = local_date(at, person.zone or policy.zone)
    after = [*person.absences.values_list("starts_on", "ends_on"), *added]
    for away in sorted({stretch(after, around=each) for each in added}):
        was = running(before, away[0])
        known = was is not None and was[0] <= away[0] and away[1] <= was[1]
        if known or away[1] < today or days(away) < policy.long_absence_days:
            continue
        _tell_long(person, away, by=by.with_request(None), at=at)  # its key is the other event's


def begin_absences(at: datetime, *, limit: int = 200) -> int:
    """Sweep: a long absence that begins rings for what its person holds now, which may have come
    since it was entered. Returns how many rang."""
    due = list(
        Absence.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_begin, due, at)


def _begin(absence_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        # Another ticker was first, or it was removed meanwhile.
        begun = Absence.objects.select_for_update().filter(pk=absence_id, alarm_at__lte=at).first()
        if begun is None:
            return 0
        begun.alarm_at = None
        begun.save(update_fields=["alarm_at"])
        person, policy = begun.person, policy_at(default_programme(), at)
        spans = person.absences.values_list("starts_on", "ends_on")
        away = stretch(spans, around=(begun.starts_on, begun.ends_on))
        over = away[1] < local_date(at, person.zone or policy.zone)
        known = away[0] < begun.starts_on  # it goes on from one that rang
        if known or over or days(away) < policy.long_absence_days or not person.is_active:
            return 0
        key = f"absence-begins:{person.pk}:{away[0].isoformat()}"
        if by_key(key):
            return 0  # another entry begins on the same day
        return _tell_long(person, away, by=CLOCK, at=at, key=key, begins=True)


def _tell_long(
    person: Person,
    away: Span,
    *,
    by: Actor,
    at: datetime,
    key: str | None = None,
    begins: bool = False,
) -> int:
    """Name what they hold to everybody it concerns; where they hold nothing, nobody is told."""
    held = {
        noun: [one for one in each if one.falls_on(*away)]
        for noun, each in holdings(person, at=at).items()
    }
    if not any(held.values()):
        return 0
    begun: dict[str, Any] = {"begins": True} if begins else {}
    concerned = {pk for each in held.values() for one in each for pk in one.concerns}
    record(
        "absence.long",
        subject=f"person-{person.pk}",
        by=by,
        at=at,
        key=key,
        data={
            "people": {"who": person.pk},
            "login": person.login,
            "away_from_on": away[0].isoformat(),
            "away_until_on": away[1].isoformat(),
            "days": days(away),
            "held": {noun: [one.name for one in each] for noun, each in held.items() if each},
            **begun,
        },
        tell={person.pk, *leads(), *concerned},
        # Whoever wrote it down needs the list as much as the others.
        tell_actor=True,
    )
    return 1


def remove_absence(*, absence_id: int, by: Actor, at: datetime) -> None:
    with transaction.atomic(durable=True):
        absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
        if absence is None:
            return
        require(by, "people.edit_hours", mine=absence.person_id == by.person_id)
        if absence.calendar_id:
            raise Conflict(
                "These days are read from a calendar and would come back; change them there."
            )
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
