"""Counting engaged issues: the numerator of R77, by what engineering was asked on.

The unit is an issue. An escalation that is about no issue known here counts as an issue of its own, one
that is only about filed defects not at all. A unit counts once, in the period of its first formal request
(`escalation.queries.ask.engagements` says which requests count), wherever later ones fall. An issue that
is deleted in the helpdesk is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from holdfast.escalation.models import Ask, Escalation
from holdfast.escalation.queries.ask import engagements
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Programme
from holdfast.support.models import Issue
from holdfast.support.queries.period import BY, Span, day_in, span, summed

_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_STANDING = """
    SELECT m.escalation_id, m.issue_id, i.filed_defect
    FROM support_match m JOIN support_issue i ON i.id = m.issue_id
    WHERE i.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM support_unmatch n WHERE n.match_id = m.id)
"""
# The requests of the period that were the first ever: of the issue, on whichever escalation; or, about
# no issue, of the escalation.
_UNITS = """
    SELECT a.id, a.escalation_id, s.issue_id, a.at, a.to_team_id, a.to_person_id
    FROM ({period}) a JOIN ({standing}) s ON s.escalation_id = a.escalation_id
    WHERE NOT s.filed_defect AND NOT EXISTS (
        SELECT 1 FROM ({standing}) o JOIN ({before}) b ON b.escalation_id = o.escalation_id
        WHERE o.issue_id = s.issue_id AND (b.at, b.id) < (a.at, a.id))
    UNION ALL
    SELECT a.id, a.escalation_id, NULL, a.at, a.to_team_id, a.to_person_id
    FROM ({period}) a
    WHERE NOT EXISTS (SELECT 1 FROM ({standing}) s WHERE s.escalation_id = a.escalation_id)
      AND NOT EXISTS (
        SELECT 1 FROM ({before}) b
        WHERE b.escalation_id = a.escalation_id AND (b.at, b.id) < (a.at, a.id))
"""
_WITH_NAMES = """
    SELECT u.id, u.escalation_id, u.issue_id, u.at, COALESCE(t.name, h.name, '') AS team, e.customer
    FROM ({units}) u JOIN escalation_escalation e ON e.id = u.escalation_id
    LEFT JOIN people_team t ON t.id = u.to_team_id
    LEFT JOIN people_person p ON p.id = u.to_person_id LEFT JOIN people_team h ON h.id = p.team_id
"""


def engaged(
    programme: Programme,
    *,
    since: date,
    until: date,
    by: str = "all",
    team: str | None = None,
    customer: str | None = None,
) -> dict[str | date, int]:
    """Issues on which engineering was formally asked for the first time in [since, until).

    `by` and the period are as in `counting.opened`; the team is the one that was asked (a person's own, where
    it was a person), the customer the escalation's.
    """
    if by not in BY:
        raise Invalid(
            f"“{by[:20]}” is nothing to count by; use one of {', '.join(BY)}.", field="by"
        )
    of = span(programme, since, until)
    units, given = _named(programme, of, team, customer)
    with connection.cursor() as cursor:
        if by in {"all", "team", "customer"}:
            word = "'all'" if by == "all" else f"x.{by}"
            cursor.execute(f"SELECT {word}, COUNT(*) FROM ({units}) x GROUP BY 1 ORDER BY 1", given)  # noqa: S608 - our words
            found = dict(cursor.fetchall())
            return found or ({"all": 0} if by == "all" else {})
        if connection.vendor == "postgresql":
            day, zone = "CAST(x.at AT TIME ZONE %s::text AS date)", [of.zone]
        else:
            day, zone = "substr(x.at, 1, 16)", []
        cursor.execute(f"SELECT {day}, COUNT(*) FROM ({units}) x GROUP BY 1", [*zone, *given])  # noqa: S608
        return summed(((day_in(on, of.zone), number) for on, number in cursor.fetchall()), by)


@dataclass(frozen=True, slots=True)
class EngagedRow:
    """One that counts: the escalation, the issue it is about (None: an issue of its own), its first request
    and when that was sent."""

    escalation: Escalation
    issue: Issue | None
    ask: Ask
    at: datetime
    team: str


@dataclass(frozen=True, slots=True)
class EngagedPage:
    """One page of them, newest first. `next` is what to ask `after`, None at the end."""

    items: Sequence[EngagedRow]
    next: str | None

    def __iter__(self) -> Iterator[EngagedRow]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def engaged_rows(
    programme: Programme,
    *,
    since: date,
    until: date,
    team: str | None = None,
    customer: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> EngagedPage:
    """The rows behind `engaged`: as many as it counts."""
    units, given = _named(programme, span(programme, since, until), team, customer)
    number = "CAST(%s AS bigint)" if connection.vendor == "postgresql" else "%s"
    behind = f"WHERE (x.id, COALESCE(x.issue_id, 0)) < ({number}, {number})" if after else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT x.id, COALESCE(x.issue_id, 0), x.team FROM ({units}) x {behind} "  # noqa: S608 - our words
            f"ORDER BY x.id DESC, 2 DESC LIMIT {int(limit) + 1}",
            [*given, *(_cursor(after) if after else ())],
        )
        found = cursor.fetchall()
    shown = found[:limit]
    asks = Ask.objects.select_related(
        "escalation__ownership__person", "escalation__raised_by", "to_team", "to_person", "by"
    ).in_bulk([ask for ask, _, _ in shown])
    issues = Issue.objects.in_bulk([issue for _, issue, _ in shown if issue])
    items = [
        EngagedRow(asks[ask].escalation, issues.get(issue), asks[ask], asks[ask].at, team_name)
        for ask, issue, team_name in shown
    ]
    more = len(found) > limit
    return EngagedPage(items, f"{shown[-1][0]}-{shown[-1][1]}" if more and shown else None)


def _cursor(after: str) -> tuple[int, int]:
    ask, _, issue = after.partition("-")
    if not all(each.isascii() and each.isdigit() and len(each) < 19 for each in (ask, issue)):
        raise Invalid("This page is none; begin with the first.", field="after")
    return int(ask), int(issue)


def _named(
    programme: Programme, of: Span, team: str | None, customer: str | None
) -> tuple[str, list[Any]]:
    """The units with the team asked and the customer, those of one of each where it is given."""
    fields = ("id", "escalation_id", "at", "to_team_id", "to_person_id")
    found = engagements(programme, since=of.since, until=of.until).order_by().values(*fields)
    period, in_period = found.query.sql_with_params()
    earlier = engagements(programme, since=_LONG_AGO, until=of.until).order_by().values(*fields)
    before, in_before = earlier.query.sql_with_params()
    units = _UNITS.format(period=period, before=before, standing=_STANDING)
    given: list[Any] = [*in_period, *in_before, *in_period, *in_before]
    sql = _WITH_NAMES.format(units=units)
    conditions = []
    text = "CAST(%s AS text)" if connection.vendor == "postgresql" else "%s"
    if team is not None:
        conditions.append(f"COALESCE(t.name, h.name, '') = {text}")
        given.append(team)
    if customer is not None:
        conditions.append(f"e.customer = {text}")
        given.append(customer)
    return sql + (f" WHERE {' AND '.join(conditions)}" if conditions else ""), given
