"""The programme report of a period, for a director: everything on one page (R21, R22, R77)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries.stuck import count_stuck, is_stuck, may_be_stuck, next_step_overdue
from holdfast.insight.queries import report_counts as counts
from holdfast.insight.queries.before_after import before_after
from holdfast.insight.queries.days import instants, today_in
from holdfast.insight.queries.engagement import engagement, trend
from holdfast.insight.queries.flow import Flow, flow
from holdfast.insight.queries.rotation import RotationFigures, rotation
from holdfast.insight.rules.asked import Days, before
from holdfast.insight.rules.engagement import Engagement
from holdfast.insight.rules.report import BeforeAfter, Said, Solved, Stuck
from holdfast.kernel.text import one_line
from holdfast.people.models import Programme

MOST_SAID = 3
MOST_STUCK = 5
_STUCK_LOOKED_AT = 500
_SAID_LENGTH = 220


@dataclass(frozen=True, slots=True)
class Report:
    """`flow_before` is of `compared`, the month before or as many days; what is `stuck` is so now,
    whatever the period."""

    days: Days
    compared: Days
    at: datetime
    is_over: bool
    engagement: Engagement
    trend: Sequence[Engagement]
    flow: Flow
    flow_before: Flow
    rotation: RotationFigures
    solved: Solved
    learnings: int
    learned: Sequence[Said]
    customers_said: Sequence[Said]
    stuck: Sequence[Stuck]
    stuck_count: int
    before_after: BeforeAfter | None


def report(programme: Programme, asked: Days, *, at: datetime) -> Report:
    """As the records say it at `at`. Of a period that is not over: so far."""
    period, compared = instants(programme, asked), before(asked)
    learned = counts.learnings(programme, period)
    return Report(
        days=asked,
        compared=compared,
        at=at,
        is_over=asked.until <= today_in(programme, at),
        engagement=engagement(programme, asked),
        trend=trend(programme, asked),
        flow=flow(programme, period, at=at),
        flow_before=flow(programme, instants(programme, compared), at=at),
        rotation=rotation(programme, period, at=at),
        solved=counts.solved(programme, period),
        learnings=learned.count(),
        learned=[
            Said(each.escalation.ref, _short(each.text), str(each.by))
            for each in learned.exclude(text="")[:MOST_SAID]
        ],
        customers_said=[
            Said(each.escalation.ref, _short(each.customer_words), each.escalation.customer)
            for each in learned.exclude(customer_words="")[:MOST_SAID]
        ],
        stuck=_stuck(programme, at),
        stuck_count=count_stuck(programme, at),
        before_after=before_after(programme, asked),
    )


def _stuck(programme: Programme, at: datetime) -> list[Stuck]:
    """What is stuck now, the longest overdue first; the first few."""
    rows = may_be_stuck(Escalation.objects.filter(programme=programme), programme, at)
    rows = rows.select_related("ownership__person", "raised_by").order_by("update_due_at", "pk")
    found = (each for each in rows[:_STUCK_LOOKED_AT] if is_stuck(each, at))
    return [
        Stuck(each.ref, each.title, str(each.answerable), _why(each, at))
        for each in islice(found, MOST_STUCK)
    ]


def _why(each: Escalation, at: datetime) -> str:
    if each.cornered_id:
        return "its owner is cornered"
    if each.update_due_at is not None and each.update_due_at <= at:
        late = at - each.update_due_at
        return f"its update is {_late(late)} late"
    if next_step_overdue(each, at):
        return "its next step is overdue"
    return "updates are written and nothing moves"


def _late(by: timedelta) -> str:
    hours = by.total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 48 else f"{by.days} days"


def _short(text: str) -> str:
    said = one_line(text)
    return said if len(said) <= _SAID_LENGTH else f"{said[: _SAID_LENGTH - 1]}…"
