"""When the rotation says something ahead, and how often (R10, R29). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

MOST_TIMES = 3  # who has not answered then is left alone


def may_ask(times: int | None, last: datetime | None, *, at: datetime, every_days: int) -> bool:
    """Is it time to ask, about a window, those who have not answered? First at once, then every so
    many days, three times at most."""
    if not times or last is None:
        return True
    return times < MOST_TIMES and last + timedelta(days=every_days) <= at


def announcement(starts_on: date, weeks: Sequence[int], *, today: date) -> int | None:
    """Which of the announcements is due, by its weeks ahead (8, 4, 2): the latest whose day has come.
    None where it is too early, or the window has begun."""
    if starts_on <= today:
        return None
    come = [week for week in weeks if starts_on - timedelta(weeks=week) <= today]
    return min(come) if come else None
