"""Days away out of a calendar: read from its address again and again, or brought in once as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from holdfast.journal.actions import hasten, owe, record, repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import required, web_address
from holdfast.people.actions.absence import alarm_at, alarm_if_long, zone_of
from holdfast.people.models import Absence, AbsenceCalendar, Person
from holdfast.people.queries.calendar import CHANNEL, key_of, working_day
from holdfast.people.rules.absence_calendar import (
    AHEAD_DAYS,
    Away,
    CalendarAnswer,
    CalendarReading,
    calendar_address,
    calendar_words,
    read_calendar,
)
from holdfast.people.rules.permission import require

READ_EVERY = timedelta(hours=6)
FIRST_GAP = timedelta(hours=1)  # after a failure; it doubles
LONGEST_GAP = timedelta(hours=24)
TELL_AFTER = timedelta(days=3)  # of nothing but failures its person hears of it
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ImportedAbsences:
    """How many absences of a file are new, how many it has, and what of it could not be used."""

    login: str
    added: int
    known: int
    left_out: tuple[str, ...] = ()


def set_absence_calendar(
    *, login: str, address: str, words: str = "", by: Actor, at: datetime
) -> AbsenceCalendar:
    """Their days away are read from this address from now on, at once for the first time. One's own,
    or set by a lead. The same again changes nothing; another one takes the place of what was given."""
    address = web_address(
        calendar_address(
            required(
                address,
                field="address",
                ask="Give the address of the calendar, as “iCal” or “.ics” in its settings.",
            )
        ),
        field="address",
    )
    words = calendar_words(words)
    with transaction.atomic(durable=True):
        person = _lock(login)
        require(by, "people.edit_hours", mine=person.pk == by.person_id)
        if not person.is_active:
            raise Conflict(f"{person} is deactivated; make them active again first.")
        calendar = AbsenceCalendar.objects.select_for_update().filter(person=person).first()
        if calendar and (calendar.address, calendar.words) == (address, words):
            return calendar
        new = calendar is None
        calendar = calendar or AbsenceCalendar(person=person)
        calendar.address, calendar.words = address, words
        calendar.by_id, calendar.at, calendar.next_at = by.person_id, at, at
        calendar.etag = calendar.modified = calendar.problem = calendar.left_out = ""
        calendar.failures, calendar.failing_since, calendar.told_at = 0, None, None
        calendar.save()
        event = record(
            "calendar.given",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            # The address is a key to somebody's calendar: only its host is told.
            data={"login": person.login, "host": calendar.host, "words": words},
        )
        if new:
            owe(event, channel=CHANNEL, recipient=str(calendar.pk), key=key_of(calendar), at=at)
        else:
            hasten(key_of(calendar), at=at)
    return calendar


def read_absence_calendar(*, login: str, by: Actor, at: datetime) -> AbsenceCalendar:
    """It is read now instead of when it would be; what comes of it stands on the calendar."""
    with transaction.atomic(durable=True):
        calendar = _calendar_of(_lock(login))
        require(by, "people.edit_hours", mine=calendar.person_id == by.person_id)
        hasten(key_of(calendar), at=at)
    return calendar


def remove_absence_calendar(*, login: str, by: Actor, at: datetime) -> bool:
    """It is read no more. What it said of days to come goes with it, what is past stays. False where
    there was none."""
    with transaction.atomic(durable=True):
        person = _lock(login)
        require(by, "people.edit_hours", mine=person.pk == by.person_id)
        calendar = AbsenceCalendar.objects.select_for_update().filter(person=person).first()
        if calendar is None:
            return False
        today = local_date(at, zone_of(person, at))
        calendar.absences.filter(starts_on__gt=today).delete()
        calendar.absences.filter(ends_on__gt=today).update(ends_on=today)
        record(
            "calendar.removed",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            data={"login": person.login, "host": calendar.host},
        )
        calendar.delete()
    return True


def take_answer(*, calendar_id: int, answer: CalendarAnswer, at: datetime) -> datetime | None:
    """What came of asking for a calendar: its absences take the place of those it said before, or it
    is noted why not. When to ask again; None where there is no such calendar any more.

    Absences by hand are left alone. What was added or moved raises the same alarm as an entry by
    hand.
    """
    calendar = AbsenceCalendar.objects.select_related("person").filter(pk=calendar_id).first()
    if calendar is None:
        return None
    # Read before anything is locked: a large calendar takes its time.
    problem, reading = answer.problem, None
    if not problem and answer.content is not None:
        try:
            reading = _read(calendar.person, answer.content, calendar.words, at)
        except Invalid as wrong:
            problem = wrong.message
    with transaction.atomic(durable=True):
        calendar = AbsenceCalendar.objects.select_for_update().filter(pk=calendar_id).first()
        if calendar is None:
            return None
        if calendar.address != answer.address:
            return at  # it was changed meanwhile
        if problem:
            _failed(calendar, problem, at)
        else:
            if reading is not None:
                _replace(calendar, reading.away, at)
                calendar.whole_at = at
                calendar.left_out = " ".join(reading.left_out)[:300]
                calendar.etag, calendar.modified = answer.etag[:300], answer.modified[:100]
            calendar.read_at, calendar.next_at = at, at + READ_EVERY
            calendar.failures, calendar.failing_since, calendar.told_at = 0, None, None
            calendar.problem = ""
        calendar.save()
    return calendar.next_at


def import_absences(
    *, login: str, content: bytes, words: str = "", by: Actor, at: datetime
) -> ImportedAbsences:
    """The days away of an iCal file, once; the same file again changes nothing. Past ones are left."""
    words = calendar_words(words)
    person = Person.objects.filter(login=login.strip().lower()).first()
    if person is None:
        raise NotFound(f"Nobody here has the login {login[:80]!r}.")
    require(by, "people.edit_hours", mine=person.pk == by.person_id)
    reading = _read(person, content, words, at)
    with transaction.atomic(durable=True):
        person = _lock(login)
        if repeated(by):
            return ImportedAbsences(person.login, 0, len(reading.away), reading.left_out)
        have = set(person.absences.filter(calendar=None).values_list("uid", "starts_on", "ends_on"))
        added = [
            each for each in reading.away if (each.uid, each.starts_on, each.ends_on) not in have
        ]
        if added:
            record(
                "absences.imported",
                subject=f"person-{person.pk}",
                by=by,
                at=at,
                data={"login": person.login, "added": len(added)},
            )
            _add(person, added, by=by, at=at)
    known = len(reading.away) - len(added)
    return ImportedAbsences(person.login, len(added), known, reading.left_out)


def _lock(login: str) -> Person:
    # Not its key: whoever writes an absence of theirs meanwhile waits for nothing.
    found = Person.objects.select_for_update(no_key=True).filter(login=login.strip().lower())
    person = found.first()
    if person is None:
        raise NotFound(f"Nobody here has the login {login[:80]!r}.")
    return person


def _calendar_of(person: Person) -> AbsenceCalendar:
    calendar = AbsenceCalendar.objects.filter(person=person).first()
    if calendar is None:
        raise NotFound(f"No calendar is read for {person.login}; give its address first.")
    return calendar


def _read(person: Person, content: bytes, words: str, at: datetime) -> CalendarReading:
    today = local_date(at, zone_of(person, at))
    return read_calendar(
        content,
        day=working_day(person, at),
        words=words,
        since=today,
        until=today + timedelta(days=AHEAD_DAYS),
    )


def _replace(calendar: AbsenceCalendar, said: Sequence[Away], at: datetime) -> None:
    """The calendar's absences from today on are what it says now; what is past stays as it was."""
    person = calendar.person
    today = local_date(at, zone_of(person, at))
    before = list(person.absences.values_list("starts_on", "ends_on"))
    wanted = {(each.uid, each.starts_on, each.ends_on): each for each in said}
    gone: list[Absence] = []
    for have in calendar.absences.filter(ends_on__gte=today):
        if wanted.pop((have.uid, have.starts_on, have.ends_on), None) is None:
            gone.append(have)
    if not gone and not wanted:
        return
    record(
        "absences.read",
        subject=f"person-{person.pk}",
        by=CLOCK,
        at=at,
        data={
            "login": person.login,
            "host": calendar.host,
            "added": [_days(each.starts_on, each.ends_on) for each in wanted.values()],
            "removed": [_days(each.starts_on, each.ends_on) for each in gone],
        },
    )
    still_said = {each.uid for each in wanted.values()}
    for each in gone:
        if each.starts_on < today and each.uid not in still_said:
            # They were away until yesterday, whatever the calendar has forgotten since.
            each.ends_on = today - _DAY
            each.save(update_fields=["ends_on"])
        else:
            each.delete()
    _add(person, list(wanted.values()), calendar=calendar, before=before, by=CLOCK, at=at)


def _add(
    person: Person,
    added: Iterable[Away],
    *,
    by: Actor,
    at: datetime,
    calendar: AbsenceCalendar | None = None,
    before: Sequence[tuple[date, date]] | None = None,
) -> None:
    added = list(added)
    if before is None:
        before = list(person.absences.values_list("starts_on", "ends_on"))
    zone = zone_of(person, at)
    Absence.objects.bulk_create(
        Absence(
            person=person,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            by_id=by.person_id,
            at=at,
            calendar=calendar,
            uid=each.uid,
            alarm_at=alarm_at(each.starts_on, zone=zone, at=at),
        )
        for each in added
    )
    alarm_if_long(person, before, [each.span for each in added], by=by, at=at)


def _failed(calendar: AbsenceCalendar, problem: str, at: datetime) -> None:
    """What was read before still counts. Asked again with growing gaps; after some days of nothing
    else its person is told, once."""
    calendar.problem = problem[:300]
    calendar.failing_since = calendar.failing_since or at
    calendar.next_at = at + min(FIRST_GAP * 2 ** min(calendar.failures, 10), LONGEST_GAP)
    calendar.failures += 1
    if calendar.told_at is None and at - calendar.failing_since >= TELL_AFTER:
        calendar.told_at = at
        record(
            "calendar.failing",
            subject=f"person-{calendar.person_id}",
            by=CLOCK,
            at=at,
            data={
                "people": {"who": calendar.person_id},
                "login": calendar.person.login,
                "host": calendar.host,
                "problem": calendar.problem,
                "since_at": calendar.failing_since.isoformat(),
            },
            tell=[calendar.person_id],
        )


def _days(first: date, last: date) -> list[str]:
    return [first.isoformat(), last.isoformat()]
