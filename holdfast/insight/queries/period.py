"""Periods of figures: whole days in the programme's zone."""

from __future__ import annotations

from datetime import date, datetime, time

from holdfast.insight.rules.figures import Period
from holdfast.kernel.period import instant
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Programme
from holdfast.people.queries import policy_on
from holdfast.rotation.rules.fairness import months_after

LONGEST_DAYS = 366 * 10


def period(programme: Programme, starts_on: date, until: date) -> Period:
    """The days from `starts_on` up to and without `until`.

    Each day begins at midnight in the zone of the policy in force on it, so periods that follow one
    another leave nothing out and count nothing twice, whatever became of the zone. Raises Invalid
    for a period without a day, and for one longer than ten years.
    """
    if until <= starts_on:
        raise Invalid(
            "The period must end after it starts; give the first day after it.", field="to"
        )
    if (until - starts_on).days > LONGEST_DAYS:
        raise Invalid("That is longer than ten years; take a shorter period.", field="from")
    return Period(
        starts_on, until, since=_midnight(programme, starts_on), end=_midnight(programme, until)
    )


def month(programme: Programme, year: int, month: int) -> Period:
    """A calendar month; `month` from 1 to 12."""
    first = date(year, month, 1)
    return period(programme, first, months_after(first, 1))


def months_back(programme: Programme, day: date, n: int) -> list[Period]:
    """The `n` calendar months before the one that `day` is in, oldest first."""
    first = day.replace(day=1)
    starts = [months_after(first, -back) for back in range(n, 0, -1)]
    return [period(programme, each, months_after(each, 1)) for each in starts]


def _midnight(programme: Programme, day: date) -> datetime:
    return instant(day, time(), policy_on(programme, day).zone)
