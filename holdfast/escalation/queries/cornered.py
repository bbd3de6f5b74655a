"""Reading corners: who was asked, who has it, how long it lasted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from holdfast.escalation.models import Cornered, Escalation, Rung
from holdfast.kernel.refusal import NotFound
from holdfast.store import Statement, slot

_spans = Statement(
    lambda: Cornered.objects.filter(escalation=slot.number("number")).values_list("at", "freed__at")
)

_calls = Statement(
    lambda: (
        Rung.objects.filter(
            person=slot.number("person"),
            acknowledgement__isnull=True,
            cornered__alarm_at__isnull=False,
        )
        .select_related("cornered__escalation", "cornered__by")
        .order_by("at")
    )
)


def running_corner(escalation: Escalation) -> Cornered | None:
    """The corner it is in now, with everybody who was asked. Asks nothing where it is in none."""
    if escalation.cornered_id is None:
        return None
    return _with_rungs(Cornered.objects.filter(pk=escalation.cornered_id)).first()


def corner_of(escalation: Escalation) -> Cornered:
    """The one it is in now, or was in last. Raises NotFound."""
    found = _with_rungs(escalation.corners.all()).order_by("-id").first()
    if found is None:
        raise NotFound(f"{escalation.ref} was never cornered.")
    return found


def time_cornered(escalation: Escalation, at: datetime) -> timedelta:
    """How long it was cornered, all corners together, the one it is in now up to this moment."""
    spans = _spans.all(number=escalation.pk)
    return sum(((freed or at) - since for since, freed in spans), timedelta())


def calls_to(person_id: int) -> Sequence[Rung]:
    """Calls that wait for this person to say that they have it."""
    return _calls.all(person=person_id)


def _with_rungs(found: QuerySet[Cornered]) -> QuerySet[Cornered]:
    rungs = Rung.objects.select_related("person", "acknowledgement")
    return found.select_related("escalation", "by", "freed__by").prefetch_related(
        Prefetch("rungs", queryset=rungs)
    )
