"""The rows behind engagement: what was asked of engineering, and the issues it is counted against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.escalation.models import Ask, Escalation
from holdfast.escalation.queries.ask import engagements
from holdfast.insight.rules.figures import Period
from holdfast.people.models import Programme
from holdfast.support.models import Issue, Match
from holdfast.support.queries import counting
from holdfast.support.queries.engaged import EngagedRow

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
WHICH = {
    "engaged": "Engineering was engaged",
    "unmatched": "Engaged, of no known issue",
    "issues": "Support issues",
    "defects": "Filed defects",
    "solved": "Support issues solved by now",
}


@dataclass(frozen=True, slots=True)
class EngagementRow:
    """An issue, an escalation, or both; `at` is when it was opened or first asked of engineering."""

    key: str
    ref: str
    title: str
    customer: str
    team: str
    at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class EngagementRows:
    items: Sequence[EngagementRow]
    next: str | None


def engagement_rows(
    programme: Programme,
    period: Period,
    which: str,
    *,
    team: str | None = None,
    customer: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> EngagementRows:
    """One page of them, newest first. `team` of an engagement is the one that was asked, of an issue the
    one its helpdesk names; the customer is that of the escalation, or of the issue."""
    given: dict[str, Any] = {
        "since": period.since,
        "until": period.end,
        "team": team,
        "customer": customer,
        "after": after,
        "limit": limit,
    }
    if which == "unmatched":
        return _unmatched_rows(programme, period, after=after, limit=limit)
    if which == "engaged":
        found = counting.engaged_rows(programme, **given)
        return EngagementRows([_engaged(each) for each in found.items], found.next)
    issues = counting.issue_rows(
        programme, defects=which == "defects", solved=which == "solved", **given
    )
    return EngagementRows([_issue(each) for each in issues.items], issues.next)


def unmatched(programme: Programme, period: Period) -> QuerySet[Ask]:
    """The first formal requests of escalations that are about no support issue known here, made in the
    period: each is one of the engagements that `counting.engaged` counts."""
    known = Match.objects.filter(
        escalation=OuterRef("escalation"), unmatch__isnull=True, issue__deleted_at__isnull=True
    )
    earlier = engagements(programme, since=LONG_AGO, until=period.end).filter(
        Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")),
        escalation=OuterRef("escalation"),
    )
    found = engagements(programme, since=period.since, until=period.end)
    return found.filter(~Exists(known), ~Exists(earlier)).order_by("-pk")


def _unmatched_rows(
    programme: Programme, period: Period, *, after: str | None, limit: int
) -> EngagementRows:
    found = unmatched(programme, period).select_related("escalation", "to_team", "to_person__team")
    if after and after.isascii() and after.isdigit() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    asks = list(found[: limit + 1])
    more = str(asks[limit - 1].pk) if len(asks) > limit else None
    return EngagementRows([_asked(each, None, _team(each)) for each in asks[:limit]], more)


def _engaged(each: EngagedRow) -> EngagementRow:
    return _asked(each.ask, each.issue, each.team, escalation=each.escalation)


def _asked(
    ask: Ask, issue: Issue | None, team: str, *, escalation: Escalation | None = None
) -> EngagementRow:
    about = escalation or ask.escalation
    return EngagementRow(
        key=issue.key if issue else "",
        ref=about.ref,
        title=about.title,
        customer=about.customer,
        team=team,
        at=ask.at,
        url=_address(issue.url) if issue else "",
    )


def _issue(each: Issue) -> EngagementRow:
    return EngagementRow(
        key=each.key,
        ref="",
        title=each.title,
        customer=each.customer,
        team=each.team,
        at=each.opened_at,
        url=_address(each.url),
    )


def _team(ask: Ask) -> str:
    team = ask.to_team or (ask.to_person.team if ask.to_person else None)
    return team.name if team else ""


def _address(url: str) -> str:
    """Only what a browser opens as a page; a helpdesk could say anything."""
    return url if url.startswith(("https://", "http://")) else ""


def every_row(
    programme: Programme,
    period: Period,
    which: str,
    *,
    team: str | None = None,
    customer: str | None = None,
) -> Iterator[EngagementRow]:
    """All of them, a page at a time."""
    after: str | None = None
    while True:
        found = engagement_rows(
            programme, period, which, team=team, customer=customer, after=after, limit=1000
        )
        yield from found.items
        if (after := found.next) is None:
            return
