"""Which days a report is about, as somebody asks for them: both days are inclusive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from holdfast.kernel.refusal import Invalid

MOST_DAYS = 3660
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)  # as all figures (queries/period.py)
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Days:
    """From `starts_on` to `ends_on`, both counted."""

    starts_on: date
    ends_on: date

    @property
    def until(self) -> date:
        """The first day after."""
        return self.ends_on + timedelta(days=1)

    @property
    def length(self) -> int:
        return (self.until - self.starts_on).days

    @property
    def month(self) -> str:
        """“2026-10” where these are exactly a month's days, else empty."""
        return f"{self.starts_on:%Y-%m}" if month_of(self.starts_on) == self else ""

    @property
    def title(self) -> str:
        if self.month:
            return f"{self.starts_on:%B %Y}"
        return f"{self.starts_on:%-d %b %Y} to {self.ends_on:%-d %b %Y}"


def days(starts_on: date | None, ends_on: date | None, *, today: date) -> Days:
    """The days asked for; last month where nothing is said, and the month of the one that is.

    Raises Invalid where the period ends before it starts, is longer than ten years or lies outside of
    1970 to 2999.
    """
    if starts_on is None and ends_on is None:
        return month_before(today)
    for day, field in ((starts_on, "from"), (ends_on, "to")):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Invalid("Give days between 1970 and 2999.", field=field)
    if starts_on is None:
        assert ends_on is not None, "one of them is said"
        starts_on = ends_on.replace(day=1)
    if ends_on is None:
        ends_on = month_of(starts_on).ends_on
    if ends_on < starts_on:
        raise Invalid(
            f"The period ends ({ends_on}) before it starts ({starts_on}); both days are counted.",
            field="to",
        )
    if (ends_on - starts_on).days >= MOST_DAYS:
        raise Invalid("A report is about ten years at most; ask for fewer.", field="from")
    return Days(starts_on, ends_on)


def month(key: str) -> Days:
    """“2026-10”. Raises Invalid."""
    found = _MONTH.fullmatch(key)
    try:
        first = date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        first = None
    if first is None or not EARLIEST <= first <= LATEST:
        raise Invalid(f"“{key[:20]}” is no month; write 2026-10.", field="month")
    return month_of(first)


def month_of(day: date) -> Days:
    first = day.replace(day=1)
    return Days(first, _next_month(first) - timedelta(days=1))


def month_before(day: date) -> Days:
    return month_of(day.replace(day=1) - timedelta(days=1))


def before(period: Days) -> Days:
    """What a period is compared with: the month before a month, else as many days just before it."""
    if period.month:
        return month_before(period.starts_on)
    last = period.starts_on - timedelta(days=1)
    return Days(last - timedelta(days=period.length - 1), last)


def months(ending: Days, count: int) -> list[Days]:
    """So many months, oldest first, the last one being that of the last day."""
    found = [month_of(ending.ends_on)]
    while len(found) < count:
        found.append(month_before(found[-1].starts_on))
    return found[::-1]


def weeks(period: Days) -> list[Days]:
    """The calendar weeks, Monday to Sunday, that the period touches, cut to it."""
    found, first = [], period.starts_on
    while first <= period.ends_on:
        last = min(first + timedelta(days=6 - first.weekday()), period.ends_on)
        found.append(Days(first, last))
        first = last + timedelta(days=1)
    return found


def first_working_day(day: date) -> date:
    """The first day from Monday to Friday of a month; holidays are not the programme's to know."""
    first = day.replace(day=1)
    while first.weekday() > 4:
        first += timedelta(days=1)
    return first


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
