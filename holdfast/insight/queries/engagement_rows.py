"""The rows behind engagement: what was asked of engineering, and the issues it is counted against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfast.insight.rules.figures import Period
from holdfast.people.models import Programme

WHICH = {
    "engaged": "Engineering was engaged",
    "unmatched": "Engaged, of no known issue",
    "issues": "Support issues",
    "defects": "Filed defects",
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
    """One page of them."""
    return EngagementRows([], None)


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
