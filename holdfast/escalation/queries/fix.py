"""Reading fixes: of an escalation, and the list of exceptions (R88)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from holdfast.escalation.models import Escalation, Fix
from holdfast.people.models import Programme


@dataclass(frozen=True, slots=True)
class Fixes:
    """One page of fixes, newest first. `next` is the number to ask `after`, None at the end."""

    items: Sequence[Fix]
    next: int | None


def fixes_of(escalation: Escalation) -> list[Fix]:
    return list(_with_people(escalation.fixes.order_by("pk")))


def fixes(
    programme: Programme, *, exceptions: bool = False, after: int | None = None, limit: int = 50
) -> Fixes:
    """Fixes of the programme's escalations; with `exceptions` those that nobody of the owning team
    reviewed, with the reason."""
    found = _with_people(Fix.objects.filter(escalation__programme=programme))
    if exceptions:
        found = found.exclude(exception="")
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(found.order_by("-pk")[: limit + 1])
    more = len(items) > limit
    return Fixes(items=items[:limit], next=items[limit - 1].pk if more else None)


def _with_people(found: QuerySet[Fix]) -> QuerySet[Fix]:
    return found.select_related("escalation", "person", "team", "reviewer", "by")
