"""Reading support issues: a page of them, one of them, and which escalations are about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
        .select_related("issue", "escalation", "by")
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


def customers() -> set[str]:
    """Whom support issues name, those that the helpdesk has deleted since included."""
    named = Issue.objects.exclude(customer="").order_by()
    return set(named.values_list("customer", flat=True).distinct())


def intake_of(programme: Programme, key: str) -> dict[str, str]:
    """What an escalation about this issue begins with; nothing where no such issue is here."""
    found = Issue.objects.filter(programme=programme, key=key[:80]).first()
    if found is None:
        return {}
    return {"title": found.title, "customer": found.customer, "origin_url": found.url}


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
    programme: Programme, *, after: str | None = None, limit: int = 50, **asked: Any
) -> IssuePage:
    """A page of `issues`, which says what may be asked."""
    return paged(issues(programme, **asked), after=after, limit=limit)


def some_issues(programme: Programme, **asked: Any) -> Iterator[Issue]:
    """All of `issues`, the newest first, some thousand at a time."""
    found = issues(programme, **asked).order_by("-opened_at", "-pk")
    return found.iterator(chunk_size=2000)


def issues(
    programme: Programme,
    *,
    kind: str = "counted",
    key: str = "",
    customer: str = "",
    team: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    engaged: str = "",
) -> QuerySet[Issue]:
    """Issues opened in [since, until). `engaged` is yes or no: was engineering formally asked on an
    escalation that is about it?"""
    found = _found(programme, kind=kind, engaged=engaged)
    named = {"key": key, "customer": customer, "team": team}
    found = found.filter(**{name: value for name, value in named.items() if value})
    if since is not None:
        found = found.filter(opened_at__gte=since)
    return found if until is None else found.filter(opened_at__lt=until)


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
