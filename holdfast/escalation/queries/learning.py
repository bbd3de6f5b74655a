"""Reading what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from holdfast.escalation.models import Classification, Escalation, EscalationClass, Learning
from holdfast.escalation.queries.search import learnings_with
from holdfast.escalation.rules.audience import audience_of
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean
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
    programme: Programme,
    *,
    audience: str = "",
    search: str = "",
    klass: str = "",
    customer: str = "",
    after: int | None = None,
    limit: int = 50,
) -> Learnings:
    """What was learned: for one of CE, IE, TA and SE, with all of these words, from escalations of a
    class or a customer; newest first. Raises Invalid for an audience or a class there is not."""
    found = Learning.objects.filter(escalation__programme=programme)
    found = found.select_related("escalation", "by").order_by("-pk")
    for word in audience_of([audience]).split(",") if audience else []:
        found = found.filter(audience__contains=word)
    if klass:
        found = found.annotate(klass=_last_class()).filter(klass=_known(klass))
    if customer.strip():
        found = found.filter(escalation__customer__iexact=clean(customer))
    if search.strip():
        numbers = learnings_with(search)
        found = found.none() if numbers is None else found.filter(pk__in=numbers)
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(found[: limit + 1])
    return Learnings(items[:limit], items[limit - 1].pk if len(items) > limit else None)


def _last_class() -> Subquery:
    given = Classification.objects.filter(escalation=OuterRef("escalation")).order_by("-pk")
    return Subquery(given.values("word")[:1])


def _known(klass: str) -> str:
    word = klass.strip().lower().replace("-", "_").replace(" ", "_")
    if word not in EscalationClass.values:
        raise Invalid(
            f"“{klass[:20]}” is no class; use one of {', '.join(EscalationClass.values)}.",
            field="class",
        )
    return word
