"""Counting support issues: the denominator of R77, filed defects, and how long a solution took.

Days are those of the programme's zone, weeks are ISO weeks; a key by time is the first day of its day,
week or month, also where the period begins after it. What has no issue has no key; "all" is always there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import CharField, Count, QuerySet, Sum
from django.db.models.functions import Cast, Substr, TruncDate

from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Programme
from holdfast.support.models import DayCount, Issue, Tally
from holdfast.support.queries.engaged import engaged, engaged_rows
from holdfast.support.queries.issue import IssuePage, paged
from holdfast.support.queries.period import BY, Span, day_in, span, summed

# The numerator stands beside the denominator for whoever compares them.
__all__ = [
    "Counts",
    "Solved",
    "any_imported",
    "defects",
    "engaged",
    "engaged_rows",
    "issue_rows",
    "opened",
    "solved_times",
]

Counts = dict[str | date, int]


def any_imported(programme: Programme) -> bool:
    """Is there a denominator at all?"""
    return Issue.objects.filter(programme=programme).exists()


def opened(
    programme: Programme,
    *,
    since: date,
    until: date,
    by: str = "all",
    team: str | None = None,
    customer: str | None = None,
) -> Counts:
    """Issues opened in [since, until) that count: neither deleted nor filed defects.

    `since` and `until` are days in the programme's zone or instants; `by` is all, day, week, month, team
    or customer, as the helpdesk names them.
    """
    return _counted(programme, span(programme, since, until), by, team, customer, defects=False)


def defects(
    programme: Programme,
    *,
    since: date,
    until: date,
    by: str = "all",
    team: str | None = None,
    customer: str | None = None,
) -> Counts:
    """The same of filed defects, which count in neither numerator nor denominator."""
    return _counted(programme, span(programme, since, until), by, team, customer, defects=True)


def issue_rows(
    programme: Programme,
    *,
    since: date,
    until: date,
    team: str | None = None,
    customer: str | None = None,
    after: str | None = None,
    limit: int = 50,
    defects: bool = False,
    solved: bool = False,
) -> IssuePage:
    """The issues behind `opened`, behind `defects`, or those `solved_times` is of; newest first."""
    found = _rows(programme, span(programme, since, until), team, customer, defects=defects)
    if solved:
        found = found.filter(solved_at__isnull=False)
    return paged(found, after=after, limit=limit)


def _counted(
    programme: Programme,
    of: Span,
    by: str,
    team: str | None,
    customer: str | None,
    *,
    defects: bool,
) -> Counts:
    if by not in BY:
        raise Invalid(
            f"“{by[:20]}” is nothing to count by; use one of {', '.join(BY)}.", field="by"
        )
    kept = of.days and Tally.objects.filter(programme=programme, zone=of.zone).exists()
    if kept and of.days and customer is None and by != "customer":
        return _by_days(programme, of.days, by, team, defects=defects)
    rows = _rows(programme, of, team, customer, defects=defects)
    if by == "all":
        return {"all": rows.count()}
    if by in {"team", "customer"}:
        found = rows.order_by().values_list(by).annotate(number=Count("pk"))
        return dict(found.order_by(by))
    return summed(_days(rows, of.zone), by)


def _by_days(
    programme: Programme, days: tuple[date, date], by: str, team: str | None, *, defects: bool
) -> Counts:
    """From the counts that are kept with every change."""
    found = DayCount.objects.filter(
        programme=programme, day__gte=days[0], day__lt=days[1], filed_defect=defects, count__gt=0
    )
    if team is not None:
        found = found.filter(team=team)
    if by == "all":
        return {"all": found.aggregate(number=Sum("count"))["number"] or 0}
    if by == "team":
        rows = found.values_list("team").annotate(number=Sum("count")).order_by("team")
        return dict(rows)
    return summed(found.values_list("day").annotate(number=Sum("count")).order_by("day"), by)


def _rows(
    programme: Programme, of: Span, team: str | None, customer: str | None, *, defects: bool
) -> QuerySet[Issue]:
    found = Issue.objects.filter(
        programme=programme,
        deleted_at__isnull=True,
        filed_defect=defects,
        opened_at__gte=of.since,
        opened_at__lt=of.until,
    )
    if team is not None:
        found = found.filter(team=team)
    return found if customer is None else found.filter(customer=customer)


def _days(rows: QuerySet[Issue], zone: str) -> Iterable[tuple[date, int]]:
    rows = rows.order_by()
    if connection.vendor == "postgresql":
        on = TruncDate("opened_at", tzinfo=ZoneInfo(zone))
        return rows.values_list(on).annotate(number=Count("pk"))
    # SQLite knows no zones: it counts by the minute, and the minute has a day.
    minute = Substr(Cast("opened_at", CharField()), 1, 16)
    found = rows.values_list(minute).annotate(number=Count("pk"))
    return ((day_in(text, zone), number) for text, number in found)


@dataclass(frozen=True, slots=True)
class Solved:
    """Of `count` issues the hours from opened to solved: median and 90th percentile, None of none."""

    count: int
    median: float | None
    p90: float | None


_SOLVED = """
    SELECT COUNT(hours), percentile_cont(0.5) WITHIN GROUP (ORDER BY hours),
           percentile_disc(0.9) WITHIN GROUP (ORDER BY hours)
    FROM (SELECT CAST(EXTRACT(EPOCH FROM solved_at - opened_at) AS double precision) / 3600 AS hours
          FROM support_issue
          WHERE programme_id = %s AND deleted_at IS NULL AND NOT filed_defect
            AND opened_at >= %s AND opened_at < %s AND solved_at IS NOT NULL) AS solved
"""


def solved_times(programme: Programme, since: date, until: date) -> Solved:
    """How long the issues opened in [since, until) took that are solved now, in hours.

    The median is the usual one; the 90th percentile is the nearest rank, as of all figures
    (insight/rules/figures.py). Those still open have no time yet, so a recent period looks faster than it
    will be.
    """
    of = span(programme, since, until)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_SOLVED, [programme.pk, of.since, of.until])
            return Solved(*cursor.fetchone())
    rows = _rows(programme, of, None, None, defects=False).filter(solved_at__isnull=False)
    pairs = rows.order_by().values_list("opened_at", "solved_at").iterator(chunk_size=5000)
    hours = sorted((solved - begun).total_seconds() / 3600 for begun, solved in pairs if solved)
    if not hours:
        return Solved(0, None, None)
    middle = len(hours) // 2
    median = hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2
    return Solved(len(hours), median, hours[math.ceil(0.9 * len(hours)) - 1])
