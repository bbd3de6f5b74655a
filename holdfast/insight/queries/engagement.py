"""How often engineering was engaged: by month, week, team, customer, each with its rows (R77).

Numerator and denominator are counted in `support/queries/counting.py`, which knows issues and what is
matched to them; here they are put side by side with the target that held then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from holdfast.insight.queries.days import instants
from holdfast.insight.queries.engagement_rows import unmatched
from holdfast.insight.rules.asked import Days, month_of, months, weeks
from holdfast.insight.rules.engagement import BY, Engagement
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import PolicyVersion, Programme
from holdfast.people.rules.policy import Policy, from_data
from holdfast.support.queries import counting

MOST = 500  # teams or customers of one page: those with most engagements


@dataclass(frozen=True, slots=True)
class Engagements:
    """`whole` is the period, `parts` what it is made of; `left_out` how many parts are not shown."""

    by: str
    days: Days
    whole: Engagement
    parts: tuple[Engagement, ...]
    left_out: int = 0


def engagement(programme: Programme, asked: Days) -> Engagement:
    """The whole of a period."""
    counts = _Counts(programme, asked, by="all")
    return counts.of("", asked.title, asked, _targets(programme))


def engagements(programme: Programme, asked: Days, *, by: str = "month") -> Engagements:
    """The period and its parts: time oldest first, teams and customers by how often engaged.

    Raises Invalid for a `by` that is none of BY.
    """
    if by not in BY:
        raise Invalid(f"“{by[:20]}” is no way to divide; use {', '.join(BY)}.", field="by")
    targets = _targets(programme)
    whole = _Counts(programme, asked, by="all").of("", asked.title, asked, targets)
    counts = _Counts(programme, asked, by=by)
    if by in {"month", "week"}:
        return Engagements(by, asked, whole, tuple(_in_time(counts, asked, by, targets)))
    keys = sorted(
        counts.keys(), key=lambda key: (-counts.engaged.get(key, 0), -counts.issues(key), key)
    )
    parts = [counts.of(key, key or "Not said", asked, targets) for key in keys[:MOST]]
    return Engagements(by, asked, whole, tuple(parts), max(0, len(keys) - MOST))


def trend(programme: Programme, ending: Days, *, count: int = 12) -> list[Engagement]:
    """The months up to that of the period's last day, oldest first."""
    found = months(ending, count)
    whole = Days(found[0].starts_on, found[-1].ends_on)
    counts = _Counts(programme, whole, by="month")
    return list(_in_time(counts, whole, "month", _targets(programme)))


def _in_time(counts: _Counts, asked: Days, by: str, targets: _Targets) -> list[Engagement]:
    if by == "week":
        return [
            counts.of(f"{each.starts_on}", f"week of {each.starts_on:%-d %b %Y}", each, targets)
            for each in weeks(asked)
        ]
    found, first = [], asked.starts_on
    while first <= asked.ends_on:
        whole = month_of(first)
        cut = Days(first, min(whole.ends_on, asked.ends_on))
        found.append(counts.of(f"{first:%Y-%m}", f"{first:%B %Y}", cut, targets))
        first = whole.until
    return found


_Targets = Callable[[date], float]


def _targets(programme: Programme) -> _Targets:
    """The target in force on a day; of two versions of a day the later one counts."""
    rows = PolicyVersion.objects.filter(programme=programme).order_by("effective_on", "pk")
    versions = [(day, from_data(body)) for day, body in rows.values_list("effective_on", "body")]

    def on(day: date) -> float:
        found = Policy()
        for effective_on, policy in versions:
            if effective_on <= day:
                found = policy
        return found.engagement_target

    return on


class _Counts:
    """The counts of a period by key, as `counting` gives them; None where nothing was imported."""

    def __init__(self, programme: Programme, asked: Days, *, by: str) -> None:
        period = instants(programme, asked)
        given: dict[str, Any] = {"since": period.since, "until": period.end, "by": by}
        self.by = by
        self.known = counting.any_imported(programme)
        self.opened = _by_key(counting.opened(programme, **given), by) if self.known else {}
        self.defects = _by_key(counting.defects(programme, **given), by) if self.known else {}
        self.engaged = _by_key(counting.engaged(programme, **given), by)
        self.unmatched = unmatched(programme, period).count() if by == "all" else None

    def keys(self) -> set[str]:
        return {*self.opened, *self.engaged, *self.defects}

    def issues(self, key: str) -> int:
        return self.opened.get(key, 0)

    def of(self, key: str, title: str, days: Days, targets: _Targets) -> Engagement:
        return Engagement(
            key=key,
            title=title,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            engaged=self.engaged.get(self._key(key, days), 0),
            issues=self.opened.get(self._key(key, days), 0) if self.known else None,
            defects=self.defects.get(self._key(key, days), 0) if self.known else None,
            unmatched=self.unmatched,
            target=targets(days.ends_on),
        )

    def _key(self, key: str, days: Days) -> str:
        return _monday(days.starts_on).isoformat() if self.by == "week" else key


def _by_key(found: Mapping[Any, int], by: str) -> dict[str, int]:
    """The counts by our keys: “2026-10”, the Monday of a week, a name; empty where nothing is said."""
    return {_text_key(key, by): int(value) for key, value in found.items()}


def _text_key(key: Any, by: str) -> str:
    if by == "all" or key is None:
        return ""
    if isinstance(key, date):
        return f"{key:%Y-%m}" if by == "month" else key.isoformat()
    return str(key)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
