"""What people who are off the rotation still hold (R91): it stays theirs until somebody accepts it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from holdfast.escalation.models import Escalation
from holdfast.kernel.period import local_date
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.queries import seats_ended, seats_running

_LAST_DAY = Coalesce("ends_on", "window__ends_on")  # a part of a window has its own


def held_off_rotation(
    found: QuerySet[Escalation], programme: Programme, *, at: datetime
) -> QuerySet[Escalation]:
    """Of these, the open ones whose owner has no seat in a window running now, or is deactivated.

    `off_since` is the last day of their last seat, None where they never had one. All of it in the
    statement that reads them.
    """
    day = local_date(at, policy_at(programme, at).zone)
    # Who is on is asked once, not once an escalation.
    on = seats_running(programme, day).values("person")
    ended = seats_ended(programme, day).filter(person=OuterRef("ownership__person"))
    last = ended.order_by().values("person").annotate(last=Max(_LAST_DAY)).values("last")
    return found.filter(
        ~Q(ownership__person__in=on) | Q(ownership__person__deactivated_at__isnull=False),
        closure__isnull=True,
        decline__isnull=True,
        ownership__isnull=False,
    ).annotate(off_since=Subquery(last))
