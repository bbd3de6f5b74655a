"""A JSON document, read place by place: what is wrong with it is said with where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean

T = TypeVar("T")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(:00)?")
# Rules of daylight saving are known for these; before them zones were minutes off the hour.
FIRST_YEAR, LAST_YEAR = 1975, 2199
LONGEST_NAME = 200


class Missing:
    """What stands where nothing was given."""


MISSING = Missing()


def parse(content: bytes) -> Place:
    """The document. Raises Invalid with a sentence for whatever is no JSON."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"The problem is not UTF-8 (byte {error.start + 1}); save it as UTF-8."
        ) from None
    try:
        return Place("", json.loads(text, parse_constant=_no_number))
    except json.JSONDecodeError as error:
        raise Invalid(
            f"The problem is not JSON: line {error.lineno}, column {error.colno}: "
            f"{error.msg[:1].lower()}{error.msg[1:]}."
        ) from None
    except RecursionError:
        raise Invalid("The problem is nested too deeply to be one.") from None
    except ValueError:
        raise Invalid("The problem holds a number of more than 4,000 digits.") from None


def _no_number(word: str) -> float:
    raise Invalid(f"The problem holds {word}, which is no number in JSON; write a whole number.")


def shown(value: Any) -> str:
    """A value as a sentence names it: short, and as JSON has it."""
    if isinstance(value, Missing):
        return "nothing"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        text = clean(value)
        return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
    text = "null" if value is None else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= 24 else f"{text[:20]}…"


@dataclass(frozen=True, slots=True)
class Place:
    """A value and the way to it, such as `people[3].sign_ups[0]`."""

    path: str
    value: Any

    def wrong(self, why: str) -> Invalid:
        return Invalid(f"{self.path or 'The problem'}: {why}", field=self.path or None)

    # --- going down ------------------------------------------------------------------------------

    def at(self, key: str) -> Place:
        """What stands under a key, or MISSING."""
        if not isinstance(self.value, dict):
            raise self.wrong(f"this must be an object, not {shown(self.value)}.")
        return Place(f"{self.path}.{key}" if self.path else key, self.value.get(key, MISSING))

    def otherwise(self, default: T, read: Callable[[Place], T]) -> T:
        """As `read` finds it, or the default where nothing or null stands."""
        return default if self.value is None or self.value is MISSING else read(self)

    def each(self) -> Iterator[Place]:
        """The entries of a list; a list left out is an empty one."""
        if self.value is MISSING:
            return
        if not isinstance(self.value, list):
            raise self.wrong(f"this must be a list, not {shown(self.value)}.")
        for number, value in enumerate(self.value):
            yield Place(f"{self.path}[{number}]", value)

    # --- values ----------------------------------------------------------------------------------

    def text(self) -> str:
        """A name that says something, of at most 200 characters."""
        if not isinstance(self.value, str):
            raise self.wrong(f"this must be a text, not {shown(self.value)}.")
        if not self.value.strip() or self.value != clean(self.value):
            raise self.wrong("this name is empty, or holds blanks or signs that nobody sees.")
        if len(self.value) > LONGEST_NAME:
            raise self.wrong(f"a name has at most {LONGEST_NAME} characters.")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong(f"this must be true or false, not {shown(self.value)}.")
        return self.value

    def whole(self, least: int, most: int) -> int:
        """A whole number between the two; 3.0 is one, true is none."""
        number = self.value
        if isinstance(number, float) and number.is_integer():
            number = int(number)
        if isinstance(number, bool) or not isinstance(number, int):
            raise self.wrong(f"this must be a whole number, not {shown(self.value)}.")
        if not least <= number <= most:
            raise self.wrong(f"this must be {least:,} to {most:,}, not {shown(number)}.")
        return number

    def day(self) -> date:
        found = None
        if isinstance(self.value, str) and _DATE.fullmatch(self.value):
            try:
                found = date.fromisoformat(self.value)
            except ValueError:
                raise self.wrong(f"there is no day {self.value}.") from None
        if found is None:
            raise self.wrong(f"write a date as 2025-01-06, not {shown(self.value)}.")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.wrong(f"the year {found.year} is not between {FIRST_YEAR} and {LAST_YEAR}.")
        return found

    def clock(self) -> time:
        """A time of day, to the minute."""
        match = _TIME.fullmatch(self.value) if isinstance(self.value, str) else None
        if match is None:
            raise self.wrong(f"write a time of day as 09:00, not {shown(self.value)}.")
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            raise self.wrong(f"there is no time of day {self.value}.")
        return time(hour, minute)

    def zone(self) -> str:
        name = self.text()
        if name not in _zones():
            raise self.wrong(
                f"there is no time zone {shown(name)}; write one such as Europe/Berlin."
            )
        return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
