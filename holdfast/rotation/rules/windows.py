"""Windows written by hand: where the next ones lie, and what is wrong with the days of one (R8, R9).

Days as people write them: a window ends on its last day, or on the handover day when the next one
starts on it. Its length counts up to that day, without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.rotation.rules.parts import Span
from holdfast.rotation.rules.table.text import days, span

MOST_AT_ONCE = 60
FIRST_YEAR, LAST_YEAR = 1970, 2199


def following(first: date, *, count: int, length: int) -> list[Span]:
    """So many windows in a row from a day on, each starting on the day the one before ends on."""
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid(f"Open from 1 to {MOST_AT_ONCE} windows at once.", field="count")
    _near(first)
    starts = [first + timedelta(days=length * number) for number in range(count + 1)]
    return list(pairwise(starts))


def lie_right(dates: Span, others: Iterable[Span]) -> None:
    """Refuse days that run backwards, lie in no year anybody plans in, or overlap another window by
    more than the one day on which one hands over to the other."""
    starts_on, ends_on = dates
    if ends_on <= starts_on:
        raise Invalid(
            f"The window ends on {ends_on} and starts on {starts_on}; it must end after it starts.",
            field="ends_on",
        )
    _near(starts_on)
    _near(ends_on, field="ends_on")
    for other in others:
        overlap = (min(ends_on, other[1]) - max(starts_on, other[0])).days
        if overlap > 0:
            raise Conflict(
                f"{span(*dates)} overlaps {span(*other)} by more than the handover day; move one "
                "of them.",
                field="starts_on",
            )


def _near(day: date, *, field: str = "starts_on") -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid(f"{day} lies too far away; check the year.", field=field)


def explained(dates: Span, reason: str, *, target: int, tolerance: int) -> None:
    """Refuse a length outside the policy's tolerance that has no reason (R8)."""
    length = (dates[1] - dates[0]).days
    # The last day counts where nobody takes over on it, so either reading may be the usual length.
    if not reason and not target - tolerance - 1 <= length <= target + tolerance:
        raise Invalid(
            f"{span(*dates)} is {days(length)}, and {target - tolerance} to {target + tolerance} "
            "are usual: say why, or choose other days.",
            field="reason",
        )


def numbers(wanted: int, least: int | None, most: int | None) -> None:
    """Refuse seats that cannot be meant: fewer at least than at most."""
    if not 1 <= wanted <= 50:
        raise Invalid("A window wants from 1 to 50 people.", field="wanted")
    if least is not None and not 0 <= least <= wanted:
        raise Invalid(f"At least is a number from 0 to the {wanted} wanted.", field="least")
    if most is not None and not wanted <= most <= 100:
        raise Invalid(f"At most is a number from the {wanted} wanted to 100.", field="most")


def least_of(least: int | None, *, wanted: int, usual: int) -> int:
    """How many people are an alarm if there are fewer: the window's own number, or the policy's."""
    return min(usual, wanted) if least is None else least


def most_of(most: int | None, *, wanted: int, usual: int) -> int:
    """How many people may sit in it at a time: its own number, or the policy's; never fewer than
    wanted."""
    return max(usual, wanted) if most is None else most
