"""What a figure is made of, row by row: every number opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet

from holdfast.escalation.models import Escalation
from holdfast.escalation.models.escalation import PREFIX
from holdfast.insight.models import Counted as Kept
from holdfast.insight.queries.counts import Counts, counts, there_at, was_there_at
from holdfast.insight.queries.rotation_rows import rotation_rows
from holdfast.insight.queries.shapes import DAY, Row, Rows, so_far, within
from holdfast.insight.rules.course import Counted
from holdfast.insight.rules.definitions import DEFINITIONS, ROTATION
from holdfast.insight.rules.figures import Period
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.models import Programme
from holdfast.people.queries import names

MOST = 200


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which counted rows a figure opens to, and what of them is its value."""

    kinds: tuple[str, ...]
    value: str = ""  # a field of the row
    only: str = ""  # a condition: "exec", "other" or "hours"


_SHOWN = {
    "raised": _Shown(("raised",)),
    "accepted": _Shown(("accepted",), "hours"),
    "declined": _Shown(("declined",)),
    "closed": _Shown(("closed",), "word"),
    "open": _Shown(("open",), "age"),
    "hours_to_acknowledge": _Shown(("acknowledged",), "hours"),
    "hours_to_dri": _Shown(("accepted",), "hours"),
    "hours_to_close": _Shown(("closed",), "hours", only="hours"),
    "update_adherence": _Shown(("promise",), "met"),
    "cornered": _Shown(("cornered",), "cornered"),
    "bounces": _Shown(("bounce",)),
    "handovers": _Shown(("handover",)),
    "standstills": _Shown(("standstill",)),
    "reopened": _Shown(("closure",), "held"),
    "declines_exec": _Shown(("accepted", "declined"), "kind", only="exec"),
    "declines_other": _Shown(("accepted", "declined"), "kind", only="other"),
    "by_class": _Shown(("closed",), "klass"),
    "by_outcome": _Shown(("closed",), "word"),
    "age_open": _Shown(("open",), "age"),
}


def rows(
    programme: Programme,
    period: Period,
    metric: str,
    *,
    at: datetime,
    after: str | None = None,
    limit: int = 50,
) -> Rows:
    """What a figure of flow or rotation is made of, by its name, oldest first.

    `after` is the `next` of the page before. Raises NotFound for what is no figure.
    """
    if metric not in DEFINITIONS:
        raise NotFound(f"There is no figure “{metric[:40]}”; see the list of figures.")
    limit = max(1, min(limit, MOST))
    if metric in ROTATION:
        return rotation_rows(programme, period, metric, at=at, after=after, limit=limit)
    return _rows(programme, period, _SHOWN[metric], at=at, after=after, limit=limit)


def _rows(
    programme: Programme,
    period: Period,
    shown: _Shown,
    *,
    at: datetime,
    after: str | None,
    limit: int,
) -> Rows:
    end = so_far(period, at)
    found = counts(programme)
    since_row = _place(after)
    kept = _kept(found, shown, period.since, end)
    if since_row:
        moment, number = since_row
        kept = kept.filter(Q(at=moment, escalation__gt=number) | Q(at__gt=moment))
    old = [(row.at, row.escalation_id, _plain(row)) for row in kept[: limit + _SLACK]]
    new = [
        (of.row.at, of.escalation, of.row)
        for of in found.new(*shown.kinds)
        if _fits(of.row, shown, period.since, end)
        and (since_row is None or (of.row.at, of.escalation) > since_row)
    ]
    every = sorted((*old, *new), key=lambda each: each[:2])
    page = _whole_groups(every, limit)
    following = len(every) > len(page)
    titles = dict(
        Escalation.objects.filter(pk__in={number for _, number, _ in page}).values_list(
            "pk", "title"
        )
    )
    people = names({row.by for _, _, row in page if row.by})
    items = [
        Row(
            ref=f"{PREFIX}{number}",
            title=titles.get(number, ""),
            value=_value(row, shown.value, period.since, end),
            at=moment,
            by=str(people[row.by]) if row.by in people else "",
        )
        for moment, number, row in page
    ]
    last = page[-1] if page else None
    return Rows(items, f"{last[0].isoformat()}~{last[1]}" if last and following else None)


# Rows of one escalation at one instant stay on one page; there are never more of them than this.
_SLACK = 20


def _whole_groups(
    every: list[tuple[datetime, int, Counted]], limit: int
) -> list[tuple[datetime, int, Counted]]:
    """So many, and then those that share the last one's instant and escalation."""
    page = every[:limit]
    rest = islice(every, limit, None)
    for each in rest:
        if each[:2] != page[-1][:2]:
            break
        page.append(each)
    return page


def _place(after: str | None) -> tuple[datetime, int] | None:
    if not after:
        return None
    moment, _, number = after.partition("~")
    try:
        found = datetime.fromisoformat(moment), int(number)
    except ValueError:
        found = None
    if found is None or found[0].tzinfo is None or abs(found[1]) >= 2**63:
        raise Invalid("That page is not known; start from the first one.", field="after")
    return found


def _kept(found: Counts, shown: _Shown, since: datetime, end: datetime) -> QuerySet[Kept]:
    rows = found.kept(*shown.kinds).order_by("at", "escalation", "pk")
    if shown.value == "age":
        return rows.filter(there_at(end))
    if shown.value == "cornered":
        return rows.filter(there_at(end) | Q(at__lt=end, until__gt=since))
    rows = rows.filter(at__gte=since, at__lt=end)
    if shown.only == "hours":
        return rows.filter(hours__isnull=False)
    return rows.filter(exec=shown.only == "exec") if shown.only else rows


def _fits(row: Counted, shown: _Shown, since: datetime, end: datetime) -> bool:
    if shown.value == "age":
        return was_there_at(row, end)
    if shown.value == "cornered":
        return within(row.at, row.until, since, end) is not None
    if not since <= row.at < end:
        return False
    if shown.only == "hours":
        return row.hours is not None
    return not shown.only or row.exec == (shown.only == "exec")


def _value(row: Counted, what: str, since: datetime, end: datetime) -> float | str | None:
    if what == "age":
        return (end - row.since) / DAY if row.since else None
    if what == "cornered":
        return within(row.at, row.until, since, end)
    if what == "met":
        return "in time" if row.yes else "missed"
    if what == "held":
        return "reopened" if row.yes else "held"
    found: float | str | None = getattr(row, what) if what else None
    return found


def _plain(row: Kept) -> Counted:
    return Counted(**{name: getattr(row, name) for name in Counted.__slots__})
