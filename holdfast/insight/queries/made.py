"""The monthly reports as they were mailed."""

from __future__ import annotations

from holdfast.journal.models import Event
from holdfast.journal.queries import by_key
from holdfast.people.models import Programme


def key_of(programme: Programme, month: str) -> str:
    """The report of a month is made once, under this key."""
    return f"report:{programme.pk}:{month}"


def made_report(programme: Programme, month: str) -> Event | None:
    """The event with the figures as they were mailed; None where that month had no mail."""
    return by_key(key_of(programme, month))
