"""Who served which half of a window that is over (R11, R30-32): pure, from sittings as data.

Service is counted by halves, as the plan counts it. Seats of a window fall into lines: a line is one
of the seats that were wanted, with whoever sat in it one after the other. Each half of each line is
credited to one person at most:

- to whoever sat most of its days in that line, if it was at least half of them;
- of two with as many days, to the one who sat first;
- nobody is credited twice for a half, whatever lines they sat in;
- a day on which somebody sat in two windows counts for the one that started first.

So a swap in the middle of a window gives each a half, one after three days changes nothing, and a
half that three people shared evenly is nobody's; a lead can say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from holdfast.rotation.rules.parts import HALVES, Span, half_of, until

Days = tuple[date, date]  # half open


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody in a seat from a day until the first day after it; `order` is the seat's place in its
    window."""

    seat: int
    person: int
    starts_on: date
    until: date
    order: int = 0


@dataclass(frozen=True, slots=True)
class Credit:
    """A half somebody served: its days (half open), and how many of them they sat."""

    half: int
    person: int
    seat: int
    starts_on: date
    until: date
    days: int


def sat(part: Span | None, window: Days, starts: Iterable[date]) -> Days:
    """The days of a seat, half open; `starts` are the first days of the parts of its window.

    A part is written like a window: it ends on its last day, or on the day another part starts on.
    """
    if part is None:
        return window
    end = min(until(part, set(starts)), window[1])
    # Written up to the window's own handover day, which the next window has.
    return max(part[0], window[0]), end


def lines(sittings: Iterable[Sitting]) -> list[list[Sitting]]:
    """Who sat one after the other in the same place: each part goes on where another one ended, the
    one that ended last, and of those the one with its own place in the window."""
    found: list[list[Sitting]] = []
    for each in sorted(sittings, key=lambda s: (s.starts_on, s.order, s.seat)):
        free = [line for line in found if line[-1].until <= each.starts_on]
        best = max(
            free,
            key=lambda line: (line[-1].until, line[-1].order == each.order),
            default=None,
        )
        if best is None:
            found.append([each])
        else:
            best.append(each)
    return found


def credited_in(
    window: Days,
    sittings: Iterable[Sitting],
    *,
    elsewhere: Mapping[int, Sequence[Days]] | None = None,
) -> list[Credit]:
    """What a window's sittings are worth. `elsewhere` are days people sat in windows that started
    before this one, by person."""
    taken = elsewhere or {}
    places = lines(sittings)
    found: list[Credit] = []
    for half in HALVES:
        days = half_of(*window, half)
        if days[0] >= days[1]:
            continue  # a window of one day has a second half only
        credited: set[int] = set()
        for line in places:
            for share in _shares(line, days, taken):
                if share.person not in credited and 2 * share.days >= (days[1] - days[0]).days:
                    credited.add(share.person)
                    found.append(
                        Credit(half, share.person, share.seat, days[0], days[1], share.days)
                    )
                    break
    return found


@dataclass(slots=True)
class _Share:
    """What one person sat of a half in one line; the seat is the one with most of it."""

    person: int
    first: date
    days: int = 0
    seat: int = 0
    longest: int = field(default=0)


def _shares(
    line: Sequence[Sitting], half: Days, taken: Mapping[int, Sequence[Days]]
) -> list[_Share]:
    shares: dict[int, _Share] = {}
    for each in line:
        days = _count(each, half, taken.get(each.person, ()))
        if not days:
            continue
        share = shares.setdefault(each.person, _Share(each.person, each.starts_on))
        share.days += days
        if days > share.longest:
            share.seat, share.longest = each.seat, days
    return sorted(shares.values(), key=lambda share: (-share.days, share.first, share.person))


def _count(sitting: Sitting, half: Days, taken: Sequence[Days]) -> int:
    first, end = max(sitting.starts_on, half[0]), min(sitting.until, half[1])
    days = (first + timedelta(days=step) for step in range(max(0, (end - first).days)))
    return sum(not any(a <= day < b for a, b in taken) for day in days)
