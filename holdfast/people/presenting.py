"""The one JSON shape of calendars and of time off: plain dicts, for every edge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from holdfast.people.models import AbsenceCalendar, CalendarFeed, Person
from holdfast.people.queries.away import Off


def calendar_as_data(person: Person, calendar: AbsenceCalendar | None) -> dict[str, Any]:
    """Of the address only the host: who knows the rest may read somebody's calendar."""
    return {
        "login": person.login,
        "host": calendar.host if calendar else None,
        "words": calendar.words if calendar else "",
        "read_at": _at(calendar.read_at) if calendar else None,
        "next_at": _at(calendar.next_at) if calendar else None,
        "problem": calendar.problem if calendar else "",
        "left_out": calendar.left_out if calendar else "",
    }


def feed_as_data(feed: CalendarFeed, address: str | None = None) -> dict[str, Any]:
    """`address` only when it is made: it is not known afterwards."""
    return {
        "login": feed.person.login,
        "kind": feed.kind,
        "prefix": feed.prefix,
        "created_at": feed.created_at.isoformat(),
        "address": address,
    }


def off_as_data(stretches: Iterable[Off]) -> list[dict[str, Any]]:
    """Without what people wrote by hand, which is nobody's business here; a holiday has its name."""
    return [
        {
            "starts_on": each.starts_on.isoformat(),
            "ends_on": each.ends_on.isoformat(),
            "source": each.source,
            "holiday": each.why if each.source == "holiday" else None,
        }
        for each in stretches
    ]


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
