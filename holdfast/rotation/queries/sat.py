"""Seats that stand as the planner counts them: half open, by halves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from holdfast.people.models import Programme
from holdfast.rotation.models import Seat, ServedHalf, Window, WindowClosing
from holdfast.rotation.queries.service import standing
from holdfast.rotation.rules.parts import HALVES, half_of, until


@dataclass(frozen=True, slots=True)
class Sat:
    """A seat that is not withdrawn. `half`: 0, 1, None for the whole window, or a part that is none
    of these."""

    pk: int
    person: int
    window: int
    half: int | Literal["part"] | None
    first: date
    end: date  # exclusive
    length: int  # days of its window
    confirmed: bool

    @property
    def planned(self) -> int | None:
        """The half as a plan has it."""
        assert self.half != "part", "a part that is no half is in no plan"
        return self.half

    @property
    def halves(self) -> int:
        """How many it counts for; a part that is no half for the nearest number, at least one."""
        if self.half == "part":
            return min(2, max(1, round(2 * (self.end - self.first).days / self.length)))
        return 2 if self.half is None else 1


def sat_seats(
    programme: Programme,
    starts: Collection[date] | None = None,
    *,
    windows: Collection[int] | None = None,
) -> list[Sat]:
    """Every seat of the programme that stands, in the order of its windows; or only of these windows.

    `starts` are the first days of all windows, where the caller has read them.
    """
    if starts is None:
        found = Window.objects.filter(programme=programme, dropping=None)
        starts = set(found.values_list("starts_on", flat=True))
    rows = Seat.objects.filter(window__programme=programme, withdrawal=None)
    if windows is not None:
        rows = rows.filter(window__in=windows)
    rows = rows.select_related("window", "confirmation")
    return [
        _sat(row, starts) for row in rows.order_by("window__starts_on", "window", "position", "pk")
    ]


def _sat(row: Seat, starts: Collection[date]) -> Sat:
    window = (row.window.starts_on, row.window.ends_on)
    end = until(window, starts)
    first, last = window[0], end
    half: int | Literal["part"] | None = None
    if row.part:
        first, last, half = _part(row.part, window, end, starts)
    return Sat(
        pk=row.pk,
        person=row.person_id,
        window=row.window_id,
        half=half,
        first=first,
        end=last,
        length=(end - window[0]).days,
        confirmed=getattr(row, "confirmation", None) is not None,
    )


def _part(
    part: tuple[date, date], window: tuple[date, date], end: date, starts: Collection[date]
) -> tuple[date, date, int | Literal["part"] | None]:
    """Days of a part, half open: a half where they are the half's, as people write either."""
    first, last = part
    for half in HALVES:
        begins, over = half_of(window[0], end, half)
        if first == begins and last in {over, window[1] if half else over}:
            return begins, over, half
    if (first, last) == window:
        return window[0], end, None
    return first, min(end, until(part, starts)), "part"


@dataclass(frozen=True, slots=True)
class Service:
    """What somebody has behind them: halves, and the day after the last of them."""

    halves: int
    until: date


def service_before(programme: Programme, sats: Iterable[Sat], day: date) -> dict[int, Service]:
    """The service of each person who served before a day, by number.

    A window that is closed counts what was credited for it (`queries/service.py`); in the others what
    runs now or begins before that day counts as served by then. Rest is counted from every seat that
    stood, credited or not.
    """
    closings = WindowClosing.objects.filter(window__programme=programme)
    closed = set(closings.values_list("window", flat=True))
    halves: dict[int, int] = defaultdict(int)
    last: dict[int, date] = {}
    for sat in sats:
        if sat.first < day:
            halves[sat.person] += 0 if sat.window in closed else sat.halves
            last[sat.person] = max(sat.end, last.get(sat.person, sat.end))
    credited = standing(ServedHalf.objects.filter(window__programme=programme, starts_on__lt=day))
    for person, until_ in credited.values_list("person", "until"):
        halves[person] += 1
        last[person] = max(until_, last.get(person, until_))
    return {person: Service(halves[person], end) for person, end in last.items()}
