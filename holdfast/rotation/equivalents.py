"""What counts as much as a turn, though it is no seat (R31).

The context above that keeps it registers how to look; fairness asks, so that next due and the gate
know it wherever they are shown, without the rotation knowing what an equivalent is. Planning counts
seats only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Equivalent:
    """`kind` is one of the policy's; the days are both included, `days` how many were worked."""

    kind: str
    starts_on: date
    ends_on: date
    days: int

    @property
    def until(self) -> date:
        return self.ends_on + timedelta(days=1)


Look = Callable[[date], Mapping[int, Sequence[Equivalent]]]

_looks: dict[str, Look] = {}


def register(noun: str, look: Look) -> None:
    _looks[noun] = look


def equivalents(today: date) -> dict[int, list[Equivalent]]:
    """Those that are over on a day, by the number of the person, oldest first."""
    found: dict[int, list[Equivalent]] = defaultdict(list)
    for look in _looks.values():
        for person, each in look(today).items():
            found[person] += each
    return {person: sorted(each, key=lambda one: one.starts_on) for person, each in found.items()}
