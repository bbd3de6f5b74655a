"""Who is on at a moment (R7, R9): pure, from windows and seats as data.

Dates are what people wrote, so dates decide: somebody is on from their window's first day to its
last, as days of the programme's zone. A day that one window ends and another starts on is a
handover day: both are named, and the policy's handover hour says when duty passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from holdfast.kernel.period import instant, local_date
from holdfast.rotation.rules.parts import Span, filled


class Part(StrEnum):
    ON = "on"
    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True)
class SeatOn:
    """A seat that is not withdrawn."""

    seat: int
    person: int
    confirmed: bool
    part: Span | None = None  # its days, where it is a part of the window


@dataclass(frozen=True, slots=True)
class WindowOn:
    window: int
    starts_on: date
    ends_on: date
    seats: Sequence[SeatOn] = ()
    wanted: int = 0

    @property
    def holes(self) -> int:
        """Seats that nobody fills on its leanest day."""
        parts = [seat.part for seat in self.seats]
        return max(0, self.wanted - filled((self.starts_on, self.ends_on), parts))


@dataclass(frozen=True, slots=True)
class Duty:
    """A person's part at the moment. `has_duty` is false on a handover day for whoever's hours of
    duty have ended, or not begun."""

    person: int
    window: int
    seat: int
    starts_on: date
    part: Part
    confirmed: bool
    has_duty: bool


def on_at(
    windows: Iterable[WindowOn], at: datetime, *, zone: str, handover_hour: int
) -> list[Duty]:
    """Everybody who is on, outgoing before incoming, each in the order of their window's seats.

    Somebody who is on both sides of a handover day is named once, as on: for them nothing changes.
    """
    today = local_date(at, zone)
    now = [w for w in windows if w.starts_on <= today <= w.ends_on]
    now.sort(key=lambda w: (w.starts_on, w.ends_on, w.window))
    passed = at >= instant(today, time(handover_hour), zone)
    duties: dict[int, Duty] = {}
    spans = {(w.starts_on, w.ends_on) for w in now}
    spans |= {seat.part for w in now for seat in w.seats if seat.part}
    for window in now:
        for seat in window.seats:
            days = seat.part or (window.starts_on, window.ends_on)
            if not days[0] <= today <= days[1]:
                continue
            part = _part(days, spans, today)
            before = duties.get(seat.person)
            stays = before is not None and {before.part, part} == {Part.OUTGOING, Part.INCOMING}
            duties[seat.person] = Duty(
                person=seat.person,
                window=window.window,
                seat=seat.seat,
                starts_on=window.starts_on,
                part=Part.ON if stays else part,
                confirmed=seat.confirmed,
                has_duty=(
                    stays or part is Part.ON or (passed if part is Part.INCOMING else not passed)
                ),
            )
    return list(duties.values())


def _part(days: Span, others: Iterable[Span], today: date) -> Part:
    starts_on, ends_on = days
    if ends_on == today and any(first == today and last > today for first, last in others):
        return Part.OUTGOING
    if starts_on == today and any(last == today and first < today for first, last in others):
        return Part.INCOMING
    return Part.ON
