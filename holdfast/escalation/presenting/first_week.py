"""The first week's list, as data."""

from __future__ import annotations

from datetime import date
from typing import Any

from holdfast.escalation.queries.first_week import first_seat, items
from holdfast.people.models import Person


def first_week_as_data(person: Person, *, today: date, base: str) -> dict[str, Any]:
    """Each item with whether it is done; `say` is what only the person can say themselves."""
    seat = first_seat(person.pk)
    return {
        "login": person.login,
        "starts_on": seat.window.starts_on.isoformat() if seat else None,
        "items": [
            {
                "what": each.what,
                "why": each.why,
                "done": each.done,
                "url": f"{base}{each.link}",
                "say": each.say or None,
            }
            for each in items(person, seat=seat, today=today)
        ],
    }
