"""Numbers over the years as a line. Pure; the template writes it as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 200  # in SVG units
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 16, 12, 28
GRID = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    label: str
    title: str

    @property
    def word_y(self) -> float:
        """Above the point, or below it where there is no room."""
        return self.y - 9 if self.y > _TOP + 14 else self.y + 18


@dataclass(frozen=True, slots=True)
class Line:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    points: Sequence[Point]
    grid: Sequence[Line]
    axis_y: int

    @property
    def path(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def chart(values: Sequence[tuple[str, float | None, str]]) -> Chart | None:
    """(year, a value from 0 to 1, its title) from left to right; a year without a value has no point,
    and nothing is drawn of fewer than two."""
    known = [(at, value) for at, value in enumerate(values) if value[1] is not None]
    if len(known) < 2:
        return None
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(values) - 1)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        points=[
            Point(round(_LEFT + at * step, 1), _y(value or 0.0), label, title)
            for at, (label, value, title) in known
        ],
        grid=[Line(_y(each), f"{each:g}") for each in GRID],
        axis_y=HEIGHT - 8,
    )


def _y(value: float) -> float:
    return round(_TOP + (1 - value) * (HEIGHT - _TOP - _BOTTOM), 1)
