"""Moments as helpdesks write them. Pure; the zone of those that say none is an argument."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

_SPLIT = re.compile(
    r"([0-9]{1,2})([/.-])([0-9]{1,2}|[A-Za-z]{3})\2([0-9]{4}|[0-9]{2})"
    r"(?:[ T,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\.[0-9]+)? ?([AaPp])?[Mm]?)?"
)
_NAMED_ZONE = re.compile(r" ?(?:UTC|GMT)$")
_OFFSET = re.compile(r" ([+-][0-9]{2}:?[0-9]{2})$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def order_in(text: str) -> str | None:
    """What a date tells about its order: day-first, month-first, nothing ("") where it may be both, None
    where it is no date with slashes or hyphens in another order than ISO."""
    found = _SPLIT.fullmatch(text)
    if found is None or found[2] == "." or not found[3].isdigit():
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 else ""


def moment(text: str, *, order: str, zone: tzinfo) -> datetime:
    """`order` is that of dates such as 09/03/2026, "" where it is not known. Raises ValueError with a sentence."""
    # Before ISO 8601, which reads the milliseconds 1710121512345 as a night in 1710.
    if text.isascii() and text.isdigit() and len(text) in {10, 13}:
        return datetime.fromtimestamp(int(text[:10]), UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _otherwise(text, order)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _otherwise(text: str, order: str) -> datetime:
    if zoned := _OFFSET.search(text):
        return datetime.fromisoformat(text[: zoned.start()] + zoned[1])
    if named := _NAMED_ZONE.search(text):
        return _otherwise_or_iso(text[: named.start()], order).replace(tzinfo=UTC)
    found = _SPLIT.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text[:40]}” is no moment; write 2026-03-09 14:05.")
    one, mark, two, year, hour, minute, second, half = found.groups()
    if two.isdigit():
        day, month = _day_and_month(int(one), int(two), "day-first" if mark == "." else order, text)
    elif two.lower() in _MONTHS:
        day, month = int(one), _MONTHS.index(two.lower()) + 1
    else:
        raise ValueError(f"“{text[:40]}” names no month that is known.")
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half in "Pp" else 0)
    try:
        return datetime(  # noqa: DTZ001 - the caller knows its zone
            int(year) + (2000 if len(year) == 2 else 0),
            month,
            day,
            hours,
            int(minute or 0),
            int(second or 0),
        )
    except ValueError:
        raise ValueError(f"There is no such day or time as “{text[:40]}”.") from None


def _otherwise_or_iso(text: str, order: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _otherwise(text, order)


def _day_and_month(one: int, two: int, order: str, text: str) -> tuple[int, int]:
    alone = DAY_FIRST if one > 12 else MONTH_FIRST if two > 12 else ""
    if not order and not alone:
        raise ValueError(
            f"“{text[:40]}” may be two days; say --dates day-first or --dates month-first."
        )
    if order and alone and order != alone:
        raise ValueError(f"“{text[:40]}” is not {order}, as the others of this file are.")
    return (one, two) if (order or alone) == DAY_FIRST else (two, one)
