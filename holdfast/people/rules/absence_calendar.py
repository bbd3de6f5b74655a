"""Days away out of an iCalendar file (RFC 5545).

All-day events count, and timed ones that cover a whole working day of their person. What is cancelled
does not; nor what leaves its person free (TRANSP, or Outlook's own word for it), unless it bears one
of the words its person named. Titles are read for those words and not kept: why somebody is away is
nobody's business here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import line, plural
from holdfast.people.rules.absence import Span, days

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 5_000  # in a file
MOST_REPEATING = 500  # of them
MOST_ABSENCES = 1_000  # that come of it
LONGEST_DAYS = 800  # longer is a leave for good
AHEAD_DAYS = 550  # how far repeating events are followed: a year and a half of plans
_OLDEST_YEARS = 30  # a repetition that began earlier costs more to count than it tells
_MOST_DATES = 1_000  # single dates (RDATE, EXDATE) of a repetition
_UID_LENGTH = 200
_DAY = timedelta(days=1)
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_ELSEWHERE = {"FREE", "WORKINGELSEWHERE"}


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """What a timed event has to cover: from `starts` to `ends` in `zone`."""

    zone: str
    starts: time
    ends: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        zone = ZoneInfo(self.zone)
        over_midnight = self.ends <= self.starts
        return (
            datetime.combine(day, self.starts, zone),
            datetime.combine(day + _DAY if over_midnight else day, self.ends, zone),
        )


@dataclass(frozen=True, slots=True)
class Away:
    """An absence as a calendar has it: both days included. `uid` is the event's own name."""

    uid: str
    starts_on: date
    ends_on: date

    @property
    def span(self) -> Span:
        return (self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """What a file says: the days away in order, and a sentence for what could not be used."""

    away: tuple[Away, ...]
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Left:
    """What is left out, counted by why."""

    why: Counter[str] = field(default_factory=Counter)

    def sentences(self) -> tuple[str, ...]:
        return tuple(
            f"{plural(count, 'event')} left out: {why}." for why, count in self.why.items()
        )


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """What the other side said when its calendar was asked for: the file with its validators, that
    nothing changed, or in one sentence what is wrong. `address` is the one that was asked."""

    address: str
    content: bytes | None = None
    etag: str = ""
    modified: str = ""
    problem: str = ""


def calendar_words(text: str) -> str:
    """“PTO, vacation” as it is kept. Raises Invalid for a text that is too long."""
    said = line(text, field="words")
    return ", ".join(dict.fromkeys(word.strip() for word in said.split(",") if word.strip()))


def calendar_address(text: str) -> str:
    """webcal:// is what calendars call https://."""
    scheme, colon, rest = text.strip().partition(":")
    return f"https:{rest}" if scheme.lower() in {"webcal", "webcals"} and colon else text.strip()


def read_calendar(
    content: bytes, *, day: WorkingDay, words: str = "", since: date, until: date
) -> CalendarReading:
    """The days away that touch [since, until]. One broken event costs no other.

    With `words` only events whose title or category has one of them count. Raises Invalid, with a
    sentence, for what is no calendar at all or larger than a person's calendar can be.
    """
    left = _Left()
    wanted = _matcher(words)
    found: set[Away] = set()
    for calendar in _parsed(content):
        _tame(calendar, left, since)
        for event in _occurrences(calendar, since, until):
            if not _counts(event, wanted):
                continue
            try:
                span = _span(event, day)
            except (ValueError, TypeError, AttributeError, OverflowError, KeyError):
                left.why["its dates cannot be read"] += 1
                continue
            if span is None or span[1] < since or until < span[0]:
                continue
            if days(span) > LONGEST_DAYS:
                left.why["it is longer than two years"] += 1
                continue
            found.add(Away(_uid(event), *span))
    if len(found) > MOST_ABSENCES:
        raise Invalid(
            f"That calendar has {len(found):,} absences; more than {MOST_ABSENCES:,} are not of one "
            "person. Give their own calendar, or the words its absences are called by.",
            field="words",
        )
    ordered = sorted(found, key=lambda away: (away.starts_on, away.ends_on, away.uid))
    return CalendarReading(tuple(ordered), left.sentences())


def _parsed(content: bytes) -> list[Any]:
    if len(content) > MOST_BYTES:
        raise Invalid(
            f"The calendar is larger than {MOST_BYTES // 1024 // 1024} MB; give one with absences "
            "only.",
            field="file",
        )
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        page = b"<html" in start[:2000].lower() or b"<!doctype" in start[:200].lower()
        raise Invalid(
            "This is a web page, not a calendar; look for “iCal” or “.ics” in the calendar's "
            "settings, and see that the address needs no signing in."
            if page
            else "This is not an iCal file; its first line would be BEGIN:VCALENDAR.",
            field="file",
        )
    if start.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise Invalid(
            f"The calendar has more than {MOST_EVENTS:,} events; give one with absences only.",
            field="file",
        )
    damaged = "The iCal file is damaged and cannot be read; save or publish it anew."
    try:
        found = icalendar.Calendar.from_ical(start, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise Invalid(damaged, field="file") from None
    calendars = [each for each in found if isinstance(each, icalendar.Calendar)]
    # One that was cut off must not read as “no days away”.
    if not calendars or not start.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise Invalid(damaged, field="file")
    return calendars


def _tame(calendar: Any, left: _Left, since: date) -> None:
    """Take out what would cost more to count than any absence is worth."""
    repeating = 0
    kept = []
    for part in calendar.subcomponents:
        why = ""
        if part.name == "VEVENT" and not _dated(part):
            why = "its dates cannot be read"
        elif part.name == "VEVENT" and ("RRULE" in part or "RDATE" in part):
            repeating += 1
            if repeating > MOST_REPEATING:
                why = f"the file has more than {MOST_REPEATING} that repeat"
            elif not _harmless(part, since):
                why = "it repeats in a way no absence does"
        if why:
            left.why[why] += 1
        else:
            kept.append(part)
    calendar.subcomponents = kept


def _dated(event: Any) -> bool:
    """Has it a beginning, and an end that is not before it?"""
    try:
        start = event["DTSTART"].dt
        end = event["DTEND"].dt if "DTEND" in event else start
        if isinstance(start, datetime) != isinstance(end, datetime):
            return False
        if isinstance(start, datetime):
            # A time without a zone beside one with: both as they are written.
            start, end = start.replace(tzinfo=None), end.replace(tzinfo=None)
            return bool(start <= end + _DAY)
        return bool(start <= end)
    except (KeyError, AttributeError, TypeError, ValueError, OverflowError):
        return False


def _harmless(event: Any, since: date) -> bool:
    try:
        start = event["DTSTART"].dt
        old = start.year < since.year - _OLDEST_YEARS
        rules = event.get("RRULE", [])
        rules = rules if isinstance(rules, list) else [rules]
        dates = sum(
            len(getattr(each, "dts", ()))
            for name in ("RDATE", "EXDATE")
            for each in _several(event.get(name))
        )
        return not old and dates <= _MOST_DATES and all(_is_daily(rule) for rule in rules)
    except (KeyError, AttributeError, TypeError, ValueError):
        return False


def _is_daily(rule: Any) -> bool:
    """Nothing that repeats within a day, and no day of a month that never comes."""
    frequency = {str(each).upper() for each in _several(rule.get("FREQ"))}
    if not frequency or not frequency <= _FREQUENCIES:
        return False
    if any(len(_several(rule.get(name))) > 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        return False
    if any(name in rule for name in ("BYSETPOS", "BYYEARDAY", "BYWEEKNO")) and "DAILY" in frequency:
        return False
    months = [int(str(each)) for each in _several(rule.get("BYMONTH"))] or [1]
    in_month = [int(each) for each in _several(rule.get("BYMONTHDAY"))] or [1]
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    return any(1 <= abs(d) <= longest.get(month, 31) for month in months for d in in_month)


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _occurrences(calendar: Any, since: date, until: date) -> Iterator[Any]:
    # Broken series are skipped by the library: the others count.
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    # A day more on both sides, for the zones.
    return iter(query.between(since - _DAY, until + 2 * _DAY))


def _counts(event: Any, wanted: re.Pattern[str] | None) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    if wanted is not None:
        return bool(wanted.search("\n".join(_titles(event))))
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    return not (free or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in _ELSEWHERE)


def _titles(event: Any) -> Iterator[str]:
    for each in _several(event.get("SUMMARY")):
        yield str(each)
    for each in _several(event.get("CATEGORIES")):
        yield from (str(word) for word in getattr(each, "cats", [each]))


def _matcher(words: str) -> re.Pattern[str] | None:
    said: Iterable[str] = (word.strip() for word in words.split(","))
    each = "|".join(re.escape(word) for word in said if word)
    # Whole words: the PTO in “laptop” is nobody's holiday.
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE) if each else None


def _span(event: Any, day: WorkingDay) -> Span | None:
    """First and last day away, or None where it covers no working day."""
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start + event["DURATION"].dt
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end
        return (start, max(start, last - _DAY))  # DTEND is the first day after it
    starts, ends = _local(start, day.zone), _local(end, day.zone)
    first, last = starts.date(), ends.date()
    if starts > day.on(first)[0]:
        first += _DAY
    while first <= last and ends < day.on(last)[1]:
        last -= _DAY
    return (first, last) if first <= last else None


def _local(moment: datetime, zone: str) -> datetime:
    """In their zone; a time without one means wherever they are."""
    there = ZoneInfo(zone)
    return moment.astimezone(there) if moment.tzinfo else moment.replace(tzinfo=there)


def _uid(event: Any) -> str:
    uid = str(event.get("UID", "")).strip() or str(event.get("SUMMARY", ""))
    usable = uid.isprintable() and 0 < len(uid) <= _UID_LENGTH
    return uid if usable else hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()
