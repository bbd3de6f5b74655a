"""The rotation as boxes on a time axis. Pure; the template writes them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BACK, SPAN = timedelta(days=56), timedelta(days=252)
A_DAY, LANE, TOP, GAP = 4, 30, 26, 6  # in SVG units
_LETTER = 6.9  # about the width of a letter at 12 units


@dataclass(frozen=True, slots=True)
class Span:
    """A seat, or a hole, from a day to a day."""

    starts_on: date
    ends_on: date
    label: str
    state: str  # a seat's state, or "hole"


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: int
    width: float
    label: str
    title: str
    state: str
    height: int = LANE - GAP

    @property
    def text_x(self) -> float:
        return self.x + 7

    @property
    def text_y(self) -> int:
        return self.y + 16


@dataclass(frozen=True, slots=True)
class Month:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    boxes: Sequence[Box]
    months: Sequence[Month]
    today_x: float | None
    from_day: date
    to_day: date


def picture(spans: Sequence[Span], *, today: date) -> Picture | None:
    """The spans around today; None when none of them is near."""
    near = [
        span
        for span in spans
        if span.ends_on >= today - BACK and span.starts_on <= today - BACK + SPAN
    ]
    if not near:
        return None
    first = max(min(span.starts_on for span in near), today - BACK)
    first = min(first, today - timedelta(days=7))
    last = first + SPAN
    width = SPAN.days * A_DAY
    free: list[date] = []  # per lane, the day from which it is free
    boxes = []
    for span in near:
        lane = next((n for n, day in enumerate(free) if day <= span.starts_on), len(free))
        free[lane : lane + 1] = [span.ends_on]
        boxes.append(_box(span, lane, first, last))
    return Picture(
        width=width,
        height=TOP + len(free) * LANE + 16,
        boxes=boxes,
        months=_months(first, last),
        today_x=(today - first).days * A_DAY + A_DAY / 2,
        from_day=first,
        to_day=last,
    )


def _box(span: Span, lane: int, first: date, last: date) -> Box:
    x = (max(span.starts_on, first) - first).days * A_DAY
    end = (min(span.ends_on, last) - first).days * A_DAY
    width = max(end - x - 2, 3)
    letters = int((width - 14) / _LETTER)
    label = span.label if len(span.label) <= letters else f"{span.label[: max(letters - 1, 0)]}…"
    return Box(
        x=x,
        y=TOP + lane * LANE,
        width=width,
        label=label if letters > 1 else "",
        title=f"{span.label}, {span.starts_on} to {span.ends_on}",
        state=span.state,
    )


def _months(first: date, last: date) -> list[Month]:
    day = first.replace(day=1)
    months = []
    while day < last:
        if day >= first:
            months.append(
                Month((day - first).days * A_DAY, f"{day:%b %Y}" if day.month == 1 else f"{day:%b}")
            )
        day = (day + timedelta(days=32)).replace(day=1)
    return months
