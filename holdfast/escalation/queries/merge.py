"""Reading which escalations are the same."""

from __future__ import annotations

from django.db.models import F

from holdfast.escalation.models import Escalation, Merge, Outcome
from holdfast.escalation.queries import by_ref


def standing_merge(escalation: Escalation) -> Merge | None:
    """The merge by which it is closed now; None once it was reopened. Asks the database only about
    what was closed as a duplicate."""
    closure = escalation.closure
    if closure is None or closure.request.outcome != Outcome.DUPLICATE:
        return None
    return Merge.objects.filter(closure=closure).select_related("into", "escalation", "by").first()


def survivor(escalation: Escalation) -> Escalation:
    """Where it goes on: itself, or what it was merged into, and that into again."""
    seen = {escalation.pk}
    while (merged := standing_merge(escalation)) and merged.into_id not in seen:
        seen.add(merged.into_id)
        escalation = by_ref(merged.into.ref)
    return escalation


def duplicates_of(escalation: Escalation) -> list[Merge]:
    """What was merged into it and was not reopened since, in the order it came."""
    return list(
        Merge.objects.filter(into=escalation, closure=F("escalation__closure"))
        .select_related("escalation", "into", "by")
        .order_by("pk")
    )
