"""What is stuck: an overdue update, an overdue next step, cornered, or standing still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from holdfast.escalation.models import Escalation
from holdfast.escalation.rules.clock import step_is_overdue
from holdfast.people.models import Programme

_FURTHEST_EAST = timedelta(hours=14)  # where the day begins first
_FURTHEST_WEST = timedelta(hours=12)  # and where it ends last


def next_step_overdue(escalation: Escalation, at: datetime) -> bool:
    """Is the day of its next step over for who is answerable? In UTC where their zone is unknown."""
    return escalation.is_open and step_is_overdue(
        escalation.next_step_on, zone=escalation.answerable.zone or "UTC", at=at
    )


def is_stuck(escalation: Escalation, at: datetime) -> bool:
    if not escalation.is_open:
        return False
    overdue = escalation.update_due_at is not None and escalation.update_due_at <= at
    waits = escalation.cornered_id is not None or escalation.stagnates_since is not None
    return overdue or waits or next_step_overdue(escalation, at)


def may_be_stuck(
    found: QuerySet[Escalation], programme: Programme, at: datetime
) -> QuerySet[Escalation]:
    """Those of `found`, of a programme, that may be stuck: which local day it is, only Python can say.

    Each reason is an index range of its own, so that the cost grows with what is stuck and not with
    what is open; one condition joined by OR would have to look at everything.
    """
    its = Escalation.objects.filter(programme=programme)
    open_ones = its.filter(closure__isnull=True, decline__isnull=True)
    reasons = (
        open_ones.filter(update_due_at__lte=at),
        open_ones.filter(next_step_on__lt=(at + _FURTHEST_EAST).date()),
        Escalation.objects.filter(cornered__isnull=False),  # few, and no index knows the programme
        its.filter(stagnates_since__isnull=False),
    )
    return found.filter(_among(reasons))


def count_stuck(programme: Programme, at: datetime) -> int:
    """How many are stuck: counted where they are, but for those whose day may or may not be over."""
    rows = may_be_stuck(Escalation.objects.filter(programme=programme), programme, at)
    rows = rows.filter(closure__isnull=True, decline__isnull=True).order_by()
    surely = rows.filter(
        Q(update_due_at__lte=at)
        | Q(cornered__isnull=False)
        | Q(stagnates_since__isnull=False)
        | Q(next_step_on__lt=(at - _FURTHEST_WEST).date())
    )
    others = rows.exclude(pk__in=surely.values("pk"))
    others = others.select_related("ownership__person", "raised_by")
    return surely.count() + sum(is_stuck(each, at) for each in others)


def stuck_before(
    found: QuerySet[Escalation],
    programme: Programme,
    *,
    after: int | None,
    at: datetime,
    batch: int,
) -> Iterator[Escalation]:
    """The stuck ones, newest first, those numbered below `after`; read in batches."""
    candidates = may_be_stuck(found, programme, at).order_by("-pk")
    while True:
        rows = list((candidates.filter(pk__lt=after) if after else candidates)[:batch])
        yield from (each for each in rows if is_stuck(each, at))
        if len(rows) < batch:
            return
        after = rows[-1].pk


def _among(reasons: tuple[QuerySet[Escalation], ...]) -> Q:
    first, *others = (reason.values("pk") for reason in reasons)
    return Q(pk__in=first.union(*others))
