"""The status doc: where the programme stands now (R70). Each boundary freezes it (status_freeze)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import most_urgent
from holdfast.escalation.queries.off_rotation import held_off_rotation
from holdfast.escalation.queries.stuck import is_stuck
from holdfast.kernel.period import local_date
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.models import Window
from holdfast.rotation.queries import Hole, WhoIsOn, holes, who, windows

MOST = 100  # open escalations it lists; the rest are counted
ENDED_DAYS = 7  # what ended lately
AHEAD_DAYS = 60  # open seats


@dataclass(frozen=True, slots=True)
class Standing:
    """One open escalation; `off` says that its owner is not on the rotation any more."""

    escalation: Escalation
    stuck: bool
    off: bool


@dataclass(frozen=True, slots=True)
class StatusDoc:
    """`open_ones` are the most urgent first, `more` how many others are open."""

    programme: Programme
    at: datetime
    on: WhoIsOn
    next_window: Window | None
    open_ones: Sequence[Standing]
    more: int
    ended: Sequence[Escalation]
    holes: Sequence[Hole]


def status_doc(programme: Programme, *, at: datetime, most: int | None = MOST) -> StatusDoc:
    """Everything a newcomer needs to know of today; `most` open escalations, None is all."""
    today = local_date(at, policy_at(programme, at).zone)
    shown = most_urgent(programme, limit=most)
    its = Escalation.objects.filter(programme=programme)
    count = its.filter(closure__isnull=True, decline__isnull=True).count()
    listed = Escalation.objects.filter(pk__in=[each.pk for each in shown])
    off = set(held_off_rotation(listed, programme, at=at).values_list("pk", flat=True))
    coming = windows(programme, since=today, until=today + timedelta(days=AHEAD_DAYS))
    return StatusDoc(
        programme=programme,
        at=at,
        on=who(programme, at=at),
        next_window=next((each for each in coming if each.starts_on > today), None),
        open_ones=[Standing(each, is_stuck(each, at), each.pk in off) for each in shown],
        more=count - len(shown),
        ended=_ended(programme, since=at - timedelta(days=ENDED_DAYS)),
        holes=holes(programme, since=today, ahead_days=AHEAD_DAYS),
    )


def _ended(programme: Programme, *, since: datetime) -> list[Escalation]:
    found = Escalation.objects.filter(
        Q(closure__at__gte=since) | Q(decline__at__gte=since), programme=programme
    ).select_related("closure__request", "decline__by", "ownership__person", "raised_by")
    return list(found.order_by("-pk")[:MOST])
