"""Days in words, what a button's value names, and the way to the same thing on the web."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotFound
from holdfast.people.queries import default_programme, policy_at
from holdfast.slack.text import link


def day(value: date) -> str:
    """“Mon 16 Mar 2026”."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def days(span: tuple[date, date]) -> str:
    """“Mon 16 Mar to Mon 13 Apr 2026”; the first year is said where it is another one."""
    first, last = span
    if first == last:
        return day(first)
    begin = day(first) if first.year != last.year else f"{first:%a} {first.day} {first:%b}"
    return f"{begin} to {day(last)}"


def today(at: datetime) -> date:
    """The day in the programme's zone."""
    return local_date(at, policy_at(default_programme(), at).zone)


def number(value: object) -> int:
    """What a button stands for. Raises NotFound for what no button of ours says."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotFound("This button names nothing that is here; open your Home and try there.")
    return int(text)


def on_web(path: str, words: str) -> str:
    return link(f"{settings.BASE_URL}{path}", words)
