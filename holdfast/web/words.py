"""Times and lengths in words. Pure: the present instant and the zone are arguments."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def length(span: timedelta) -> str:
    """“5 min”, “3 h”, “2 days”: the largest unit that says enough."""
    seconds = abs(span.total_seconds())
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < _DAY:
        hours, minutes = divmod(int(seconds // _MINUTE), 60)
        return f"{hours} h {minutes} min" if hours < 3 and minutes else f"{hours} h"
    days = int(seconds // _DAY)
    return "1 day" if days == 1 else f"{days} days"


def relative(at: datetime, now: datetime) -> str:
    """“in 2 h”, “3 days ago”, “just now”."""
    if abs(at - now) < timedelta(minutes=1):
        return "just now" if at <= now else "in a moment"
    return f"in {length(at - now)}" if at > now else f"{length(now - at)} ago"


def due(at: datetime, now: datetime) -> str:
    """“due in 2 h”, “overdue by 3 h”."""
    if at > now:
        return f"due in {length(at - now)}"
    return "due now" if now - at < timedelta(minutes=1) else f"overdue by {length(now - at)}"


def day(value: date, today: date) -> str:
    """“Tue 24 Nov”, with the year where it is another one."""
    text = f"{value:%a} {value.day} {value:%b}"
    return text if value.year == today.year else f"{text} {value.year}"


def near_day(value: date, today: date) -> str:
    """“today”, “tomorrow”, “yesterday”, or nothing."""
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((value - today).days, "")


def moment(at: datetime, now: datetime) -> str:
    """“Tue 24 Nov, 14:00”. Both already in the viewer's zone."""
    return f"{day(at.date(), now.date())}, {at:%H:%M}"
