"""What somebody holds that would need somebody else if they left.

Contexts above register how to look; people asks all of them when somebody is deactivated, so that
the alarm names everything by its name (promise 2) without people knowing what a seat is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from holdfast.people.models import Person


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that waits for somebody else. `name` is what people call it, in one line.

    `concerns` are the numbers of those who must hear that its holder is gone. `days`, both included,
    are when it is held, where that is not now.
    """

    name: str
    concerns: tuple[int, ...] = ()
    days: tuple[date, date] | None = None

    def falls_on(self, first: date, last: date) -> bool:
        """Is it held on one of these days, both included?"""
        return self.days is None or (self.days[0] <= last and first <= self.days[1])


Look = Callable[[Person, datetime], list[Holding]]

_looks: dict[str, Look] = {}


def register(noun: str, look: Look) -> None:
    """`noun` is the plural people read before the list: "escalations", "seats"."""
    _looks[noun] = look


def holdings(person: Person, *, at: datetime) -> dict[str, list[Holding]]:
    """What they hold at this moment, by noun; nouns of which they hold nothing are left out."""
    found = {noun: look(person, at) for noun, look in _looks.items()}
    return {noun: held for noun, held in found.items() if held}
