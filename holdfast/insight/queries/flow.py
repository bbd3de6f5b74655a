"""How escalations flow through the programme in a period; docs/metrics.md says what each figure is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from holdfast.insight.rules.figures import Period, Share, Spread
from holdfast.people.models import Programme


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


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a figure counts. `ref` is an escalation, or else what `kind` says: "seat", "day",
    "person", "team", "relief". `value` is in the figure's unit, or a word, or None where being there
    is all; `by` is a name, empty where nobody did it."""

    ref: str
    title: str
    value: float | str | None
    at: datetime | date | None
    by: str = ""
    kind: str = "escalation"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of them, in the order of their moments; `next` is the `after` of the following one."""

    items: Sequence[Row]
    next: str | None


def flow(programme: Programme, period: Period, *, at: datetime) -> Flow:
    """The figures of a period as they are known at `at`, which is now."""
    raise NotImplementedError


def rows(
    programme: Programme,
    period: Period,
    metric: str,
    *,
    at: datetime,
    after: str | None = None,
    limit: int = 50,
) -> Rows:
    """What a figure is made of, of flow or rotation, by its name. Raises NotFound for no figure."""
    raise NotImplementedError
