"""The rows of the report's own figures; those of flow and rotation are in `queries/flow.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from holdfast.escalation.models import Closure, Learning
from holdfast.insight.queries import report_counts as counts
from holdfast.insight.queries.flow import Row, Rows
from holdfast.insight.queries.rows import rows
from holdfast.insight.rules.figures import Period
from holdfast.people.models import Programme

OF_CLASS, NO_CLASS = "class-", "none"
_OWN: dict[str, Callable[[QuerySet[Closure]], QuerySet[Closure]]] = {
    "solved": lambda found: found,
    "without": counts.unaided,
    "docs": counts.with_docs,
}


def rows_of(
    programme: Programme,
    period: Period,
    figure: str,
    *,
    at: datetime,
    after: str | None = None,
    limit: int = 50,
) -> Rows:
    """What a figure of the report is made of, oldest first. Raises NotFound for no figure."""
    if figure == "learnings":
        return _learnings(counts.learnings(programme, period), after=_number(after), limit=limit)
    closed = counts.with_class(counts.closed(programme, period))
    if own := _OWN.get(figure):
        return _closures(own(closed), after=_number(after), limit=limit)
    if figure.startswith(OF_CLASS):
        word = figure.removeprefix(OF_CLASS)
        those = closed.filter(word=None if word == NO_CLASS else word)
        return _closures(those, after=_number(after), limit=limit)
    return rows(programme, period, figure, at=at, after=after, limit=limit)


def _closures(found: QuerySet[Closure], *, after: int, limit: int) -> Rows:
    found = found.select_related("escalation", "request", "by").filter(pk__gt=after)
    read = list(found.order_by("pk")[: limit + 1])
    return Rows([_closure(each) for each in read[:limit]], _next(read, limit))


def _closure(each: Any) -> Row:
    return Row(
        ref=each.escalation.ref,
        title=each.escalation.title,
        value=(each.word or "not classed").replace("_", " "),
        at=each.at,
        by=str(each.by or ""),
        note=each.request.outcome.replace("_", " "),
    )


def _learnings(found: QuerySet[Learning], *, after: int, limit: int) -> Rows:
    read = list(found.filter(pk__gt=after).order_by("pk")[: limit + 1])
    items = [
        Row(
            ref=each.escalation.ref,
            title=each.escalation.title,
            value=each.audience or None,
            at=each.at,
            by=str(each.by),
            note=each.text,
        )
        for each in read[:limit]
    ]
    return Rows(items, _next(read, limit))


def _next(rows: Sequence[Model], limit: int) -> str | None:
    return str(rows[limit - 1].pk) if len(rows) > limit else None


def _number(after: str | None) -> int:
    return int(after) if after and after.isascii() and after.isdigit() and len(after) < 18 else 0
