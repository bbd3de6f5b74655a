"""What somebody led while they sat: for their service record and their report at home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery

from holdfast.escalation.models import Escalation, Fix, Learning, Ownership

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Led:
    """Escalations somebody owned at some time of a span, and what they wrote and reviewed in it."""

    escalations: Sequence[Escalation]
    learnings: int
    reviews: int

    def outcomes(self, until: datetime) -> dict[str, int]:
        """How they had ended by an instant: the word of each closure, “open” for the rest."""
        return dict(sorted(Counter(outcome_of(each, until) for each in self.escalations).items()))

    @property
    def customers(self) -> int:
        return len(
            {name for each in self.escalations if (name := each.customer.casefold().strip())}
        )


def span(starts_on: date, until: date, zone: str) -> Span:
    """Days, half open, as instants: from midnight to midnight in the programme's zone."""
    there = ZoneInfo(zone)
    return (datetime.combine(starts_on, time(), there), datetime.combine(until, time(), there))


def led(person: int, between: Span) -> Led:
    return Led(
        escalations=led_by(person, between),
        learnings=Learning.objects.filter(by=person, at__gte=between[0], at__lt=between[1]).count(),
        reviews=Fix.objects.filter(reviewer=person, at__gte=between[0], at__lt=between[1]).count(),
    )


def led_by(person: int, between: Span) -> list[Escalation]:
    """Those of which they were the DRI at some instant of a span, by number: from their ownership on
    to the next one's, or to the closure that stands."""
    begins, ends = between
    after: QuerySet[Ownership] = Ownership.objects.filter(
        escalation=OuterRef("escalation"), number=OuterRef("number") + 1
    )
    rows = Ownership.objects.filter(person=person, at__lt=ends).annotate(
        gone_at=Subquery(after.values("at")[:1]), closed_at=F("escalation__closure__at")
    )
    found = {
        row.escalation_id
        for row in rows
        if not any(end and end < begins for end in (row.gone_at, row.closed_at))
    }
    issues = Escalation.objects.filter(pk__in=found).select_related("closure__request")
    return list(issues.order_by("pk"))


def outcome_of(issue: Escalation, until: datetime) -> str:
    closure = issue.closure
    return closure.request.outcome if closure and closure.at < until else "open"
