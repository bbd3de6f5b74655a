"""The rotation as an iCalendar file (RFC 5545; the name and the refresh are those of RFC 7986 and what
programs understood before it)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

from holdfast.rotation.queries.feed import Entry

REFRESH = timedelta(hours=6)
_REFRESH = "PT6H"  # the same, for the programs that read only this older name


def write(entries: Iterable[Entry], *, name: str) -> bytes:
    """The same entries are the same bytes."""
    host = urlsplit(settings.BASE_URL).hostname or "holdfast"
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Holdfast//Rotation//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _REFRESH)
    for entry in entries:
        calendar.add_component(_event(entry, host))
    return bytes(calendar.to_ical())


def _event(entry: Entry, host: str) -> icalendar.Event:
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event = icalendar.Event()
    event.add("uid", f"{entry.name}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.version)
    event.add("dtstart", entry.starts_on)
    event.add("dtend", entry.ends_before)  # the first day after it
    event.add("summary", entry.title)
    event.add("description", entry.says)
    event.add("url", f"{settings.BASE_URL}/rotation")
    event.add("status", "CONFIRMED" if entry.confirmed else "TENTATIVE")
    # Four weeks of rotation are no reason to be shown as busy.
    event.add("transp", "TRANSPARENT")
    return event
