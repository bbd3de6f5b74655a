"""The calendars that days away are read from, and the addresses under which ours are."""

from __future__ import annotations

from datetime import datetime

from holdfast.people.models import AbsenceCalendar, CalendarFeed, Person
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.absence_calendar import WorkingDay

CHANNEL = "calendar"  # of the journal: who reads them


def key_of(calendar: AbsenceCalendar) -> str:
    """The name of the delivery that reads it, the same one for as long as it is given."""
    return f"{CHANNEL}:{calendar.pk}"


def calendar_of(person: Person) -> AbsenceCalendar | None:
    return AbsenceCalendar.objects.filter(person=person).first()


def to_read(calendar_id: int) -> AbsenceCalendar | None:
    """With its person, who may be deactivated."""
    return AbsenceCalendar.objects.select_related("person").filter(pk=calendar_id).first()


def working_day(person: Person, at: datetime) -> WorkingDay:
    """Which hours of theirs an event has to cover to be a day away."""
    policy = policy_at(default_programme(), at)
    if not person.zone:
        return WorkingDay(policy.zone, policy.day_starts, policy.day_ends)
    return WorkingDay(person.zone, person.day_starts, person.day_ends)


def feeds_of(person: Person) -> dict[str, CalendarFeed]:
    """Their live addresses by kind; what an address was is not known any more."""
    return {each.kind: each for each in person.calendar_feeds.filter(revoked_at=None)}


def feed(digest: str) -> CalendarFeed | None:
    """The live address with this digest, with its person and programme."""
    found = CalendarFeed.objects.select_related("person", "programme")
    return found.filter(digest=digest, revoked_at=None).first()
