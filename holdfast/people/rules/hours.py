"""What a person's working week is, as the clock needs it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays as public_holidays

from holdfast.kernel.refusal import Invalid


def workdays(text: str, *, field: str = "workdays") -> frozenset[int]:
    """Days of the week from "0,1,2,3,4", "Mon-Fri" or "Sun,Mon,Tue"; Monday is 0."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    found: set[int] = set()
    for part in text.lower().replace(";", ",").replace("–", "-").replace(" ", ",").split(","):
        ends = [end.strip() for end in part.split("-") if end.strip()]
        if not ends:
            continue
        numbers = [
            names.index(end[:3]) if end[:3] in names else int(end) if end in "0123456" else -1
            for end in ends
        ]
        if -1 in numbers or len(numbers) > 2:
            raise Invalid(
                f"“{part[:20]}” is not a working day; write Mon-Fri or 0,1,2,3,4 (Monday is 0).",
                field=field,
            )
        first, last = numbers[0], numbers[-1]
        found.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    if not found:
        raise Invalid("At least one working day is needed, such as Mon-Fri.", field=field)
    return frozenset(found)


def days_between(spans: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Every day of spans whose both ends are included."""
    return frozenset(
        first + timedelta(days=step)
        for first, last in spans
        for step in range((last - first).days + 1)
    )


@lru_cache(maxsize=256)
def holidays_of(place: str, year: int) -> frozenset[date]:
    """Public holidays of "DE", "DE-BY", "US-CA" in a year (the `holidays` library's data)."""
    return frozenset(holiday_names(place, year))


@lru_cache(maxsize=256)
def holiday_names(place: str, year: int) -> dict[date, str]:
    """The same with what each is called; for reading only, the answer is kept."""
    if not place:
        return {}
    country, _, subdivision = place.partition("-")
    return dict(public_holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def holiday_place(value: str, *, field: str = "holidays") -> str:
    place = value.strip().upper()
    try:
        holidays_of(place, 2026)
    except (NotImplementedError, KeyError):
        raise Invalid(
            f"“{place[:20]}” has no calendar of public holidays; write a country such as DE or a "
            "part of one such as US-CA.",
            field=field,
        ) from None
    return place
