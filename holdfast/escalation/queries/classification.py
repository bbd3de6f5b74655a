"""Reading what escalations turned out to be."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, OuterRef, Subquery

from holdfast.escalation.models import Classification, Escalation
from holdfast.people.models import Programme


def class_of(escalation: Escalation) -> Classification | None:
    """The class that stands: the last one given."""
    return escalation.classifications.select_related("by").order_by("-pk").first()


def by_class(programme: Programme, *, since: datetime, until: datetime) -> dict[str, int]:
    """How many that are closed, by a closure of the period, turned out to be what. The empty word
    counts those nobody has classed; duplicates count once, as the one that survives."""
    last = Classification.objects.filter(escalation=OuterRef("pk")).order_by("-pk")
    found = (
        Escalation.objects.filter(
            programme=programme,
            closure__at__gte=since,
            closure__at__lt=until,
            closure__merge__isnull=True,
        )
        .annotate(word=Subquery(last.values("word")[:1]))
        .values("word")
        .annotate(number=Count("pk"))
        .order_by("word")
    )
    return {row["word"] or "": row["number"] for row in found}
