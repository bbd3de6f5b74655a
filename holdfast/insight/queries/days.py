"""Days that somebody asks for as periods of the programme, and which day it is there."""

from __future__ import annotations

from datetime import date, datetime

from holdfast.insight.queries.period import period
from holdfast.insight.rules.asked import Days, days
from holdfast.insight.rules.figures import Period
from holdfast.kernel.period import local_date
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at


def instants(programme: Programme, asked: Days) -> Period:
    """The instants of days whose last one is counted."""
    return period(programme, asked.starts_on, asked.until)


def today_in(programme: Programme, at: datetime) -> date:
    return local_date(at, policy_at(programme, at).zone)


def days_asked(
    programme: Programme, starts_on: date | None, ends_on: date | None, *, at: datetime
) -> Days:
    """What somebody means by two days, either of which may be left out. Raises Invalid."""
    return days(starts_on, ends_on, today=today_in(programme, at))
