"""Reading support issues: a page of them, one of them, and which escalations are about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.escalation.models import Ask, Escalation
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.models import Programme
from holdfast.store import Statement, slot
from holdfast.support.models import Issue, Match

KINDS = ("counted", "defects", "deleted", "all")
ENGAGED = ("", "yes", "no")

_of_escalation = Statement(
    lambda: (
        Match.objects.filter(escalation=slot.number("escalation"), unmatch__isnull=True)
        .select_related("issue", "by")
        .order_by("pk")
    )
)


def issue_by_key(programme: Programme, key: str) -> Issue:
    """Raises NotFound with a sentence."""
    found = Issue.objects.filter(programme=programme, key=key.strip()[:80]).first()
    if found is None:
        raise NotFound(
            f"There is no support issue {key.strip()[:40]} here; the next import may bring it."
        )
    return found


def matches_of(escalation: Escalation) -> list[Match]:
    """The issues it is about, as they stand; each with its `issue`."""
    return _of_escalation.all(escalation=escalation.pk)


def matches_with(issue: Issue) -> list[Match]:
    """The escalations that are about it, as they stand; the newest first."""
    found = Match.objects.filter(issue=issue, unmatch__isnull=True)
    return list(found.select_related("escalation__ownership__person", "by").order_by("-pk"))


@dataclass(frozen=True, slots=True)
class IssuePage:
    """One page of a list, newest first. `next` is what to ask `after`, None at the end."""

    items: Sequence[Issue]
    next: str | None

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def page_of_issues(
    programme: Programme,
    *,
    kind: str = "counted",
    key: str = "",
    customer: str = "",
    team: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    engaged: str = "",
    after: str | None = None,
    limit: int = 50,
) -> IssuePage:
    """Issues as they were opened, in [since, until). `engaged` is yes or no: was engineering formally
    asked on an escalation that is about it?"""
    found = _found(programme, kind=kind, engaged=engaged)
    if key:
        found = found.filter(key=key)
    if customer:
        found = found.filter(customer=customer)
    if team:
        found = found.filter(team=team)
    if since is not None:
        found = found.filter(opened_at__gte=since)
    if until is not None:
        found = found.filter(opened_at__lt=until)
    return paged(found, after=after, limit=limit)


def _found(programme: Programme, *, kind: str, engaged: str) -> QuerySet[Issue]:
    if kind not in KINDS:
        raise Invalid(f"“{kind[:20]}” is no kind; use one of {', '.join(KINDS)}.", field="kind")
    if engaged not in ENGAGED:
        raise Invalid("Engaged is yes or no.", field="engaged")
    found = Issue.objects.filter(programme=programme)
    if kind == "deleted":
        found = found.filter(deleted_at__isnull=False)
    elif kind != "all":
        found = found.filter(deleted_at__isnull=True, filed_defect=kind == "defects")
    if engaged:
        asked = Ask.objects.filter(formal=True, escalation=OuterRef("escalation"))
        matched = Match.objects.filter(Exists(asked), unmatch__isnull=True)
        numbers = matched.values("issue")
        found = (
            found.filter(pk__in=numbers)
            if engaged == "yes"
            else found.filter(~Exists(matched.filter(issue=OuterRef("pk"))))
        )
    return found


def paged(found: QuerySet[Issue], *, after: str | None, limit: int) -> IssuePage:
    """The next ones of these, the newest first."""
    if after:
        at, number = _cursor(after)
        found = found.filter(
            Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=number), opened_at__lte=at
        )
    items = list(found.order_by("-opened_at", "-pk")[: limit + 1])
    more = len(items) > limit
    last = items[limit - 1] if more else None
    return IssuePage(items[:limit], f"{last.opened_at.isoformat()}_{last.pk}" if last else None)


def _cursor(after: str) -> tuple[datetime, int]:
    at, _, number = after.replace(" ", "+").rpartition("_")
    try:
        found = datetime.fromisoformat(at), int(number)
    except ValueError:
        found = None
    if found is None or found[0].tzinfo is None or not 0 < found[1] < 1 << 63:
        raise Invalid("This page is none; begin with the first.", field="after")
    return found
