"""Who is asked out of a corner, and in which order (R53): pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

# The order of the ladder; the values are those of Rung.Part.
ORDER = ("named", "lead", "manager", "sponsor")


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: the part these people (by number) have in it."""

    part: str
    people: tuple[int, ...]


def ladder(
    *, named: int | None, leads: Sequence[int], manager: int | None, sponsor: int | None
) -> tuple[Step, ...]:
    """The rungs from the bottom up. Whoever does not exist, or is not here, is None."""
    each = {
        "named": (named,) if named else (),
        "lead": tuple(leads),
        "manager": (manager,) if manager else (),
        "sponsor": (sponsor,) if sponsor else (),
    }
    return tuple(Step(part, each[part]) for part in ORDER)


def next_step(steps: Sequence[Step], *, after: str | None, skip: Collection[int]) -> Step | None:
    """The lowest rung above `after` (None: from the bottom) on which there is somebody to ask.

    `skip` are those for whom it makes no sense: the owner, and whoever was asked already. None at
    the top of the ladder.
    """
    above = ORDER.index(after) + 1 if after else 0
    for step in steps:
        people = tuple(person for person in step.people if person not in skip)
        if ORDER.index(step.part) >= above and people:
            return Step(step.part, people)
    return None
