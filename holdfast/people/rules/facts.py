"""What may be said of a person, read from the words people give (a form, a CSV row)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean, line
from holdfast.people.rules.hours import holiday_place, workdays
from holdfast.people.rules.permission import ORDER
from holdfast.people.rules.policy import clock_time, zone

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?")
_RESERVED = frozenset(("new", "import"))  # /people/new, /people/import
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+|[^@\s,;<>\"]+@localhost")


def login(value: str | None, *, field: str = "login") -> str:
    """The identity of a person: GitHub's login in lower case, without the @ or the address."""
    text = clean(value).lower().removeprefix("https://github.com/").strip("/").removeprefix("@")
    if text in _RESERVED:
        raise Invalid(f"“{text}” is a page of ours and cannot be a login.", field=field)
    if not _LOGIN.fullmatch(text):
        shown = f"“{text[:40]}” is not a login" if text else "A login is missing"
        raise Invalid(f"{shown}; use letters, digits, dots and dashes.", field=field)
    return text


def email(value: str | None, *, field: str = "email") -> str:
    text = clean(value)
    if text and (len(text) > 254 or not _EMAIL.fullmatch(text)):
        raise Invalid(f"“{text[:60]}” is not a mail address.", field=field)
    return text


def role(value: str | None, *, field: str = "role") -> str:
    text = clean(value).lower()
    if text not in ORDER:
        raise Invalid(f"“{text[:20]}” is not a role; use one of {', '.join(ORDER)}.", field=field)
    return text


def person_facts(given: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a person that the given words set; what is absent or blank is left alone.

    Understands the columns of `holdfast people import`: name, email, zone, hours ("09:00-17:00", "9-17"),
    workdays, holidays, role. Team and manager name other records and are read by the action.
    """
    facts: dict[str, Any] = {}
    said = {key: clean(value) for key, value in given.items() if clean(value)}
    if "name" in said:
        facts["name"] = line(said["name"], field="name")[:120]
    if "email" in said:
        facts["email"] = email(said["email"])
    if "zone" in said:
        facts["zone"] = zone(said["zone"], field="zone")
    if "hours" in said:
        facts["day_starts"], facts["day_ends"] = hours(said["hours"])
    if "workdays" in said:
        facts["workdays"] = ",".join(str(day) for day in sorted(workdays(said["workdays"])))
    if "holidays" in said:
        facts["holidays"] = holiday_place(said["holidays"])
    if "role" in said:
        facts["role"] = role(said["role"])
    return facts


def hours(text: str, *, field: str = "hours") -> tuple[Any, Any]:
    """“09:00-17:00”, or “9-17” for short; an end before the start is a night shift."""
    parts = text.replace("–", "-").replace(" to ", "-").split("-")
    if len(parts) != 2:
        raise Invalid(f"“{text[:30]}” is not a working day; write 09:00-17:00.", field=field)
    starts, ends = (clock_time(part, field=field) for part in parts)
    if starts == ends:
        raise Invalid("A working day needs an end other than its start.", field=field)
    return starts, ends
