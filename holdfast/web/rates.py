"""Rates over the months as columns, their target as a line. Pure; the template writes it as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from holdfast.insight.rules.engagement import Engagement, percent

WIDTH, HEIGHT = 720, 220  # in SVG units
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 14, 30
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Column:
    """`height` 0 where there is no rate: then `word` says why. `capped`: it is more than shown."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str
    title: str
    over: bool
    target_y: float
    capped: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def target_x1(self) -> float:
        return round(self.x - self.width * 0.2, 1)

    @property
    def target_x2(self) -> float:
        return round(self.x + self.width * 1.2, 1)

    @property
    def value_y(self) -> float:
        return round(self.y - 5, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Rates:
    width: int
    height: int
    columns: Sequence[Column]
    marks: Sequence[Mark]
    label_y: int
    left: int


def rates(months: Sequence[Engagement], *, short: str = "%b") -> Rates | None:
    """None where no part has a rate. The scale begins at zero and holds every target; above twice the
    whole nothing is drawn to scale."""
    known = [each.rate for each in months if each.rate is not None]
    if not known:
        return None
    most = min(2.0, max([*known, *(each.target for each in months)]))
    step = next((each for each in _STEPS if most / each <= 4), 1.0)
    top = step * max(1, -(-most // step)) if most > 0 else step
    room = (WIDTH - _LEFT - _RIGHT) / len(months)
    return Rates(
        width=WIDTH,
        height=HEIGHT,
        columns=[
            _column(
                each, _LEFT + at * room + room * 0.18, room * 0.64, top, short, _every(months, at)
            )
            for at, each in enumerate(months)
        ],
        marks=[
            Mark(_y(number * step, top), percent(number * step))
            for number in range(int(top / step + 0.5) + 1)
        ],
        label_y=HEIGHT - 10,
        left=_LEFT,
    )


def _column(  # noqa: PLR0917
    each: Engagement, x: float, width: float, top: float, short: str, named: bool
) -> Column:
    value = min(each.rate or 0.0, top)
    y = _y(value, top)
    return Column(
        x=round(x, 1),
        y=y,
        width=round(width, 1),
        height=round(_y(0, top) - y, 1),
        label=f"{each.starts_on:{short}}" if named else "",
        value=(percent(each.rate) if each.rate is not None else "–") if named else "",
        title=title(each),
        over=each.is_met is False,
        target_y=_y(min(each.target, top), top),
        capped=(each.rate or 0.0) > top,
    )


def title(each: Engagement) -> str:
    if each.issues is None:
        return f"{each.title}: engaged {each.engaged:,}, no issues imported"
    rate = percent(each.rate) if each.rate is not None else "no rate"
    return (
        f"{each.title}: {each.engaged:,} of {each.issues:,} issues, {rate}, "
        f"target {percent(each.target)}{', a handful' if each.share.is_handful else ''}"
    )


def _every(months: Sequence[Engagement], at: int) -> bool:
    """Of many columns only so many are named that their words do not touch."""
    return (len(months) - 1 - at) % (1 + len(months) // 14) == 0


def _y(value: float, top: float) -> float:
    return round(_TOP + (1 - value / top) * (HEIGHT - _TOP - _BOTTOM), 1)
