"""Reading what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from holdfast.escalation.models import Escalation, Learning
from holdfast.escalation.rules.audience import audience_of
from holdfast.people.models import Programme


@dataclass(frozen=True, slots=True)
class Learnings:
    """One page of learnings, newest first; `next` is what to ask `after`, None at the end."""

    items: Sequence[Learning]
    next: int | None


def learnings_of(escalation: Escalation) -> list[Learning]:
    """What was learned from one escalation, newest first."""
    return list(escalation.learnings.select_related("by").order_by("-pk"))


def learnings(
    programme: Programme, *, audience: str = "", after: int | None = None, limit: int = 50
) -> Learnings:
    """What was learned, for one of CE, IE, TA and SE or for everybody. Raises Invalid."""
    found = Learning.objects.filter(escalation__programme=programme)
    found = found.select_related("escalation", "by").order_by("-pk")
    for word in audience_of([audience]).split(",") if audience else []:
        found = found.filter(audience__contains=word)
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(found[: limit + 1])
    return Learnings(items[:limit], items[limit - 1].pk if len(items) > limit else None)
