"""What several people own at once, for whoever plans around it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef

from holdfast.escalation.models import ClosureRequest, Escalation


def owned_by(people: Iterable[int]) -> list[Escalation]:
    """The open escalations these numbers of people are the DRI of, by number; one statement.

    Each has `closing`: a request to close it waits for its answer.
    """
    found = Escalation.objects.filter(
        ownerships__person_id__in=list(people),
        ownership=F("ownerships"),
        closure__isnull=True,
        decline__isnull=True,
    )
    waits = ClosureRequest.objects.filter(escalation=OuterRef("pk"), alarm_at__isnull=False)
    found = found.annotate(closing=Exists(waits))
    return list(found.select_related("ownership", "pause").order_by("pk"))
