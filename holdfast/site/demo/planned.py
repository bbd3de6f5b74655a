"""What comes of the sign-ups: a plan that the worker solves at once, and days that are offered."""

from __future__ import annotations

from datetime import timedelta

from holdfast.people.queries import default_programme
from holdfast.rotation import actions as rotation
from holdfast.rotation.models import Seat, Window
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def offered(tale: Tale) -> None:
    """Ines wants some days of her window off; whoever could is asked."""
    today = tale.at.date()
    window = Window.objects.filter(starts_on__lte=today, ends_on__gt=today).latest("starts_on")
    first = today + timedelta(days=7 - today.weekday())  # the Monday to come
    rotation.offer_swap(
        seat_id=Seat.objects.get(window=window, person__login="ines-example").pk,
        starts_on=first,
        ends_on=first + timedelta(days=4),
        note="My sister gets married; I am on a train most of that week.",
        by=acting("ines"),
        at=tale.ago(hours=7),
    )


def proposed(tale: Tale) -> None:
    """Nora asked for a plan just now: solved by the worker, in its first seconds."""
    rotation.propose(
        programme=default_programme(), seconds=20, by=acting("nora"), at=tale.ago(minutes=2)
    )
