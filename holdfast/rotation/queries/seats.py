"""Seats that are not over: somebody's own, and those that nobody has confirmed."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from holdfast.people.models import Person, Programme
from holdfast.rotation.models import Seat


def seats_of(person: Person, *, since: date) -> list[Seat]:
    """The seats they have on a day or later, soonest first; withdrawn ones are left out."""
    return list(_ahead(since).filter(person=person))


def unconfirmed_seats(programme: Programme, *, since: date, until: date) -> list[Seat]:
    """Those of windows that touch these days and that neither their person nor a lead has confirmed."""
    found = _ahead(since).filter(window__programme=programme, window__starts_on__lte=until)
    return list(found.filter(confirmation=None))


def _ahead(since: date) -> QuerySet[Seat]:
    found = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=since),
        withdrawal=None,
        window__dropping=None,
        window__ends_on__gte=since,
    ).select_related("window", "person", "confirmation")
    return found.order_by("window__starts_on", "starts_on", "pk")
