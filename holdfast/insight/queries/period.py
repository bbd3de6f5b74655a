"""Periods of figures: whole days in the programme's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from holdfast.insight.rules.figures import Period
from holdfast.kernel.period import instant, local_date
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at, policy_on
from holdfast.rotation.rules.fairness import months_after

LONGEST_DAYS = 366 * 10
_EARLIEST, _LATEST = date(1970, 1, 1), date(3000, 1, 1)


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


def days_given(
    programme: Programme, *, first: date | None, last: date | None, at: datetime
) -> Period:
    """As people give it, both days included: without a last day up to today, without a first one the
    30 days up to the last."""
    if last is None:
        last = max(local_date(at, policy_at(programme, at).zone), first or date.min)
    if first is None:
        first = max(last, date(1, 2, 1)) - timedelta(days=29)
    if not first >= _EARLIEST or not last < _LATEST:
        raise Invalid("Give days between 1970 and 2999.", field="from")
    if last < first:
        raise Invalid(
            f"The period ends ({last}) before it starts ({first}); both days are counted.",
            field="to",
        )
    return period(programme, first, last + timedelta(days=1))


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
