"""Which days of a seat are offered, and what of it is left to its giver. Pure.

Days as a seat has them: the last one, or the day on which somebody else goes on.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from holdfast.kernel.period import instant, local_date
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.rotation.rules.parts import HALVES, Span, middle


def earliest(at: datetime, *, zone: str, handover_hour: int) -> date:
    """The first day that can still change hands: today until the handover hour, then tomorrow."""
    today = local_date(at, zone)
    return today if at < instant(today, time(handover_hour), zone) else today + timedelta(days=1)


def offered(
    seat: Span,
    *,
    whole_until: date | None,
    half: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    first: date,
) -> Span:
    """The days that are offered of a seat, none before the day `first`.

    With `half` it is that half of the window, of a seat that is the whole of one (`whole_until` is
    the first day after the window then, else None). With neither half nor days it is all that is
    left of the seat. Raises Invalid, and Conflict for a seat that is over.
    """
    if first > seat[1] or (first == seat[1] and seat[0] != seat[1]):
        raise Conflict("This seat is over, or ends within a day; there is nothing left to offer.")
    if half is not None:
        if starts_on or ends_on:
            raise Invalid("Give a half or days, not both.", field="half")
        starts_on, ends_on = _half(seat, whole_until, half)
        # What has begun of a half stays with its giver.
        starts_on = max(starts_on, first) if ends_on > first else starts_on
    found = (starts_on or max(seat[0], first), ends_on or seat[1])
    _check(found, seat, first)
    return found


def _half(seat: Span, whole_until: date | None, half: int) -> Span:
    if half not in HALVES:
        raise Invalid("A window has a first half and a second: 0 or 1.", field="half")
    if whole_until is None:
        raise Invalid("This seat is a part of its window already; say which days.", field="half")
    between = middle(seat[0], whole_until)
    if between <= seat[0]:
        raise Invalid("This window is too short for halves.", field="half")
    return (between, seat[1]) if half else (seat[0], between)


def _check(found: Span, seat: Span, first: date) -> None:
    starts_on, ends_on = found
    outside = [
        name
        for name, day in (("starts_on", starts_on), ("ends_on", ends_on))
        if not seat[0] <= day <= seat[1]
    ]
    if outside:
        raise Invalid(
            f"The seat runs from {seat[0]} to {seat[1]}; offer days of it.", field=outside[0]
        )
    if starts_on < first:
        raise Invalid(
            f"{starts_on} has begun; the first day that can still change hands is {first}.",
            field="starts_on",
        )
    if starts_on > ends_on or (starts_on == ends_on and found != seat):
        raise Invalid(
            "The day they come back must be after the first day; the last day of a window goes "
            "with the day before it.",
            field="ends_on",
        )


def left_over(seat: Span, gone: Span) -> list[Span]:
    """What of a seat its giver keeps, before and after the days that are gone."""
    before, after = (seat[0], gone[0]), (gone[1], seat[1])
    return [span for span in (before, after) if span[0] < span[1]]
