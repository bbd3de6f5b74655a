"""Reading the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from holdfast.journal.models import Event


def timeline(subject: str) -> QuerySet[Event]:
    """What happened to a subject, oldest first."""
    return Event.objects.filter(subject=subject).order_by("id")


def by_key(key: str) -> Event | None:
    """The event a request or a timer wrote under its own name, if it did."""
    return Event.objects.filter(key=key).first()
