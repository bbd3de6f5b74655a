"""Reading the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from holdfast.journal.models import Event
from holdfast.store import Statement, slot

LATEST = 200  # events a page shows; the API has them all


def timeline(subject: str) -> QuerySet[Event]:
    """What happened to a subject, oldest first."""
    return Event.objects.filter(subject=subject).order_by("id")


_latest = Statement(
    lambda: Event.objects.filter(subject=slot.text("subject")).order_by("-id")[:LATEST]
)


def latest(subject: str) -> list[Event]:
    """The newest events of a subject, newest first; as many as a page shows."""
    return _latest.all(subject=subject)


def by_key(key: str) -> Event | None:
    """The event a request or a timer wrote under its own name, if it did."""
    return Event.objects.filter(key=key).first()
