"""How long support issues took before the programme began, and since: never a proof, only a sight."""

from __future__ import annotations

from datetime import date, timedelta

from holdfast.insight.queries.days import instants
from holdfast.insight.rules.asked import Days
from holdfast.insight.rules.figures import Period, Spread
from holdfast.insight.rules.report import BeforeAfter
from holdfast.people.models import Programme
from holdfast.rotation.models import Seat
from holdfast.support.queries import counting


def before_after(programme: Programme, asked: Days) -> BeforeAfter | None:
    """Issues opened in the period and solved by now, and those opened in as many days right before the
    first window in which somebody sat. None without such a window, before it, or without imported issues."""
    first = first_day(programme)
    if first is None or asked.starts_on < first or not counting.any_imported(programme):
        return None
    last = first - timedelta(days=1)
    earlier = Days(last - timedelta(days=asked.length - 1), last)
    then, now = instants(programme, earlier), instants(programme, asked)
    return BeforeAfter(
        since=first,
        days=earlier,
        earlier=_solved(programme, then),
        now=_solved(programme, now),
    )


def _solved(programme: Programme, period: Period) -> Spread:
    found = counting.solved_times(programme, since=period.since, until=period.end)
    return Spread(found.count, found.median, found.p90)


def first_day(programme: Programme) -> date | None:
    """The first day of the programme's first window in which somebody sat or sits."""
    rows = Seat.objects.filter(
        window__programme=programme, window__dropping=None, withdrawal=None
    ).order_by("window__starts_on")
    return rows.values_list("window__starts_on", flat=True).first()
