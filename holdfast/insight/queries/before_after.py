"""How long support issues took before the programme began, and since: never a proof, only a sight."""

from __future__ import annotations

from datetime import date, timedelta

from holdfast.insight.queries.days import instants
from holdfast.insight.rules.asked import Days
from holdfast.insight.rules.report import BeforeAfter
from holdfast.people.models import Programme
from holdfast.rotation.models import Seat
from holdfast.support.queries import counting


def before_after(programme: Programme, asked: Days) -> BeforeAfter | None:
    """Issues solved in the period, and those solved in as many days right before the first window in
    which somebody sat. None without such a window, before it, or without imported issues."""
    first = first_day(programme)
    if first is None or asked.starts_on < first or not counting.any_imported(programme):
        return None
    last = first - timedelta(days=1)
    earlier = Days(last - timedelta(days=asked.length - 1), last)
    then, now = instants(programme, earlier), instants(programme, asked)
    return BeforeAfter(
        since=first,
        days=earlier,
        earlier=counting.solved_times(programme, since=then.since, until=then.end),
        now=counting.solved_times(programme, since=now.since, until=now.end),
    )


def first_day(programme: Programme) -> date | None:
    """The first day of the programme's first window in which somebody sat or sits."""
    rows = Seat.objects.filter(
        window__programme=programme, window__dropping=None, withdrawal=None
    ).order_by("window__starts_on")
    return rows.values_list("window__starts_on", flat=True).first()
