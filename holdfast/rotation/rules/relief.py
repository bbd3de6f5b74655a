"""How much of a home team's scope goes with one of its people to the rotation (R35). Pure.

    percent = EE days x allocation / team capacity

EE days: the engineer's working days in the seat's days, which are their own days of the week less
public holidays and absences. Allocation: the percent of their working time that the seat takes.
Team capacity: the working days of every active member of the home team in the same days, each with
their own week, holidays and absences; the engineer is one of them.

Worked examples, for a seat of four weeks, which are 20 days from Monday to Friday:

- Ana, in a team of five who all work Monday to Friday: 20 x 100 % / 100 = 20 %.
- The same at an allocation of 50 %: 20 x 50 % / 100 = 10 %.
- Ana works Monday to Thursday (16 days) and is away for two of them, the other four are there
  every day: 14 x 100 % / (14 + 80) = 14.9 %.
- Two of the five are on at once: each is counted against the same 100 days, 20 % and 20 %, so the
  team does 40 % less. The capacity is that of the whole team, before anybody went.
- A team of one: 20 x 100 % / 20 = 100 %. There is nobody beside them to take anything over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from holdfast.rotation.rules.parts import Span, until

_TENTH = Decimal("0.1")
LINK_DAYS = 60  # a link in a mail ends so long after the seat; long enough to say what became of it


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody's working days: `workdays` counts Monday as 0, `days_off` are absences and holidays."""

    person: int
    workdays: frozenset[int]
    days_off: frozenset[date] = frozenset()

    def days(self, starts_on: date, ends_before: date) -> int:
        """How many days of [starts_on, ends_before) they work."""
        return sum(
            day.weekday() in self.workdays and day not in self.days_off
            for day in _days(starts_on, ends_before)
        )


@dataclass(frozen=True, slots=True)
class Share:
    """The numbers of a relief. `members` has each person's number with their working days.

    `percent` is None where there is nothing to take a share of: no team, or nobody of it works.
    """

    allocation: int
    ee_days: int
    capacity_days: int
    percent: Decimal | None
    members: tuple[tuple[int, int], ...]

    @property
    def relief_days(self) -> Decimal:
        return relief_days(self.ee_days, self.allocation)


def relief_days(ee_days: int, allocation: int) -> Decimal:
    """Working days of the team that the seat takes, and that it is relieved of."""
    return (Decimal(ee_days * allocation) / 100).quantize(_TENTH, ROUND_HALF_UP)


def share(
    engineer: Worker,
    team: Iterable[Worker],
    *,
    days: tuple[date, date],
    allocation: int,
) -> Share:
    """The share of a team's scope, by the formula above, for the days [first, end).

    `team` are its active members, none where there is no team. The engineer counts as one of them
    whether the directory lists them there or not: it is this team that lends them.
    """
    first, end = days
    ee_days = engineer.days(first, end)
    found = {each.person: each.days(first, end) for each in team}
    if found:
        found[engineer.person] = ee_days
    capacity = sum(found.values())
    percent = (
        (Decimal(ee_days * allocation) / capacity).quantize(_TENTH, ROUND_HALF_UP)
        if capacity
        else None
    )
    return Share(allocation, ee_days, capacity, percent, tuple(sorted(found.items())))


def seat_days(window: Span, part: Span | None, starts: Collection[date]) -> tuple[date, date]:
    """The days [first, end) of a seat; `starts` are the first days of all windows.

    A day that is handed over counts for whoever starts on it, so that no day is counted twice (R9):
    the last day of a window that another starts on, and the last of a part that ends inside its
    window.
    """
    if part and part[1] < window[1]:
        return part
    return (part or window)[0], until(window, starts)


def rings_on(starts_on: date, ends_before: date, *, every: int) -> list[date]:
    """The days on which whoever has not acknowledged hears of it: so many days ahead of the start,
    at the start, and as often again while the seat runs. After it there is nothing left to give."""
    ahead = [starts_on - timedelta(days=every)]
    return ahead + list(_days(starts_on, ends_before, step=every))


def in_words(
    *,
    engineer: str,
    team: str,
    members: int,
    ee_days: int,
    allocation: int,
    capacity_days: int,
    percent: Decimal | None,
) -> str:
    """The formula with its numbers put in, or why there is none."""
    works = f"{engineer} works {_plural(ee_days, 'day')} of the seat"
    given = f"{works} at {allocation} %, which is {plain(relief_days(ee_days, allocation))}"
    if not team:
        return f"{given}. No home team is known, so there is no scope to take it from."
    if percent is None:
        return f"{given}. Nobody in {team} works in that time, so there is no share to work out."
    said = (
        f"{given}. {team} has {_plural(capacity_days, 'working day')} in that time: "
        f"{ee_days} x {allocation} % / {capacity_days} = {plain(percent)} % of its scope."
    )
    if members == 1:
        said += f" {engineer} is the whole team: nobody is left to take anything over."
    return said


def plain(number: Decimal | float) -> str:
    """“20”, “14.9”: without a zero nobody needs."""
    return f"{float(number):.1f}".removesuffix(".0")


def _plural(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _days(first: date, end: date, *, step: int = 1) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range(0, (end - first).days, step))
