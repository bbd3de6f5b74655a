"""How escalations flow through the programme in a period; docs/metrics.md says what each figure is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from holdfast.insight.queries.counts import Counts, counts, there_at, was_there_at
from holdfast.insight.queries.rows import rows
from holdfast.insight.queries.shapes import DAY, Row, Rows, so_far, within
from holdfast.insight.rules.figures import Period, Share, Spread, spread
from holdfast.people.models import Programme

__all__ = ["Flow", "Row", "Rows", "flow", "rows"]


@dataclass(frozen=True, slots=True)
class Flow:
    """Each figure by its name in `rules/definitions.py`. Of a period that still runs it is what has
    happened so far; `open` and `age_open` are as at its end, or now where that is to come."""

    period: Period
    raised: int
    accepted: int
    declined: int
    closed: int
    open: int
    hours_to_acknowledge: Spread
    hours_to_dri: Spread
    hours_to_close: Spread
    update_adherence: Share
    cornered: Spread  # hours within the period; the count says how many times
    bounces: int
    handovers: int
    standstills: int
    reopened: Share
    declines_exec: Share  # of those decided that an executive asked for
    declines_other: Share
    raised_exec: int
    by_class: Mapping[str, int]
    by_outcome: Mapping[str, int]
    age_open: Spread  # days


def flow(programme: Programme, period: Period, *, at: datetime) -> Flow:
    """The figures of a period as they are known at `at`, which is now."""
    end = so_far(period, at)
    found = counts(programme)
    tally = _tally(found, period.since, end)
    hours = _hours(found, period.since, end)
    closed = _closed(found, period.since, end)
    ages = [(end - since) / DAY for since in _open(found, end)]
    accepted, declined = tally["accepted"], tally["declined"]
    return Flow(
        period=period,
        raised=tally["raised"].all,
        accepted=accepted.all,
        declined=declined.all,
        closed=sum(closed.values()),
        open=len(ages),
        hours_to_acknowledge=spread(hours["acknowledged"]),
        hours_to_dri=spread(hours["accepted"]),
        hours_to_close=spread(hours["closed"]),
        update_adherence=Share(tally["promise"].yes, tally["promise"].all),
        cornered=spread(_cornered(found, period.since, end)),
        bounces=tally["bounce"].all,
        handovers=tally["handover"].all,
        standstills=tally["standstill"].all,
        reopened=Share(tally["closure"].yes, tally["closure"].all),
        declines_exec=Share(declined.exec, declined.exec + accepted.exec),
        declines_other=Share(declined.other, declined.other + accepted.other),
        raised_exec=tally["raised"].exec,
        by_class=_summed(closed, 1),
        by_outcome=_summed(closed, 0),
        age_open=spread(ages),
    )


@dataclass(slots=True)
class _Number:
    """How many there were, of them those with a yes, and those an executive asked for."""

    all: int = 0
    yes: int = 0
    exec: int = 0

    @property
    def other(self) -> int:
        return self.all - self.exec

    def add(self, n: int, *, yes: bool, exec_asked: bool) -> None:
        self.all += n
        self.yes += n * yes
        self.exec += n * exec_asked


def _tally(found: Counts, since: datetime, end: datetime) -> dict[str, _Number]:
    kinds = (
        *("raised", "accepted", "declined", "closure", "promise"),
        *("handover", "bounce", "standstill"),
    )
    numbers = {kind: _Number() for kind in kinds}
    rows = found.kept(*kinds).filter(at__gte=since, at__lt=end).order_by()
    for kind, yes, asked, n in rows.values_list("kind", "yes", "exec").annotate(n=Count("pk")):
        numbers[kind].add(n, yes=yes, exec_asked=asked)
    for _, row in found.new_in(since, end, *kinds):
        numbers[row.kind].add(1, yes=row.yes, exec_asked=row.exec)
    return numbers


def _hours(found: Counts, since: datetime, end: datetime) -> dict[str, list[float]]:
    kinds = ("acknowledged", "accepted", "closed")
    hours: dict[str, list[float]] = {kind: [] for kind in kinds}
    rows = found.kept(*kinds).filter(at__gte=since, at__lt=end, hours__isnull=False).order_by()
    for kind, value in rows.values_list("kind", "hours"):
        hours[kind].append(value or 0.0)
    for _, row in found.new_in(since, end, *kinds):
        if row.hours is not None:
            hours[row.kind].append(row.hours)
    return hours


def _closed(found: Counts, since: datetime, end: datetime) -> Counter[tuple[str, str]]:
    """How many were closed, by outcome and class."""
    closed: Counter[tuple[str, str]] = Counter()
    rows = found.kept("closed").filter(at__gte=since, at__lt=end).order_by()
    for word, klass, n in rows.values_list("word", "klass").annotate(n=Count("pk")):
        closed[word, klass] += n
    for _, row in found.new_in(since, end, "closed"):
        closed[row.word, row.klass] += 1
    return closed


def _summed(closed: Counter[tuple[str, str]], place: int) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for key, n in closed.items():
        summed[key[place]] += n
    return dict(sorted(summed.items()))


def _open(found: Counts, moment: datetime) -> list[datetime]:
    """When each that was open at a moment had been raised."""
    kept = found.kept("open").filter(there_at(moment)).order_by().values_list("since", flat=True)
    new = [of.row.since for of in found.new("open") if was_there_at(of.row, moment)]
    return [since for since in (*kept, *new) if since]


def _cornered(found: Counts, since: datetime, end: datetime) -> list[float]:
    kept = found.kept("cornered").filter(there_at(end) | Q(at__lt=end, until__gt=since))
    spans = [*kept.order_by().values_list("at", "until")]
    spans += [(of.row.at, of.row.until) for of in found.new("cornered")]
    return [hours for at, until in spans if (hours := within(at, until, since, end)) is not None]
