"""What others count on somebody for beside what they own, for the alarm when they go; whom they
answer to stands in answering.py."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from holdfast.escalation.models import Escalation
from holdfast.people.holdings import Holding
from holdfast.people.models import Person


def next_steps_of(person: Person, at: datetime) -> list[Holding]:  # noqa: ARG001 - what is open is open now
    """Next steps they have promised on escalations that are others': owned or raised by them."""
    others = ~Q(ownership__person=person.pk) & ~Q(ownership__isnull=True, raised_by=person.pk)
    found = _open().filter(others, next_step_by=person.pk)
    return [
        Holding(
            f"{each.ref}: {_short(each.next_step)} (by {each.next_step_on})",
            concerns=(each.answerable.pk,),
        )
        for each in found.order_by("next_step_on", "pk")
    ]


def _open() -> QuerySet[Escalation]:
    return Escalation.objects.filter(closure__isnull=True, decline__isnull=True).select_related(
        "ownership__person", "raised_by"
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
