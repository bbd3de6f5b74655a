"""The sentences of an explanation. Windows and people go by the names that are given for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from holdfast.rotation.planner.why.table import Obstacle, Table
from holdfast.rotation.rules.planning.problem import Seat

_PARTS = {None: "", 0: "the first half of ", 1: "the second half of "}

# level: (where one more is worse by this, what to count it in). A quarter hour counts its weight.
_WORSE = {
    "least": ("below the least that a window needs", "half", "halves"),
    "wanted": ("short of what is wanted", "half", "halves"),
    "promotion": ("without a seat in time for a promotion", "person", "people"),
    "over": ("filled beyond what is wanted", "half", "halves"),
    "changes": ("different from what is published", "seat", "seats"),
}
_QUARTERS = {
    "coverage": "of customers’ time less towards the goal",
    "spread": "of customers’ time less covered",
}


@dataclass(frozen=True, slots=True)
class Words:
    """How people and windows are called: by their id where no name is given."""

    table: Table
    names: Mapping[str, str] = field(default_factory=dict)
    windows: Mapping[str, str] = field(default_factory=dict)

    def person(self, name: str) -> str:
        return self.names.get(name) or self.table.people[name].called

    def people(self, names: Iterable[str], *, most: int = 4) -> str:
        """ "Ana, Bo and Kim"; of many the first few and how many more."""
        called = [self.person(name) for name in names]
        if len(called) > most:
            called = [*called[: most - 1], f"{len(called) - most + 1} more"]
        return " and ".join(filter(None, (", ".join(called[:-1]), called[-1]))) if called else ""

    def where(self, window: str, half: int | None) -> str:
        first, end = self.table.windows[window].span(half)
        name = self.windows.get(window) or f"{window} ({first} to {end})"
        return _PARTS[half] + name

    def at(self, seat: Seat) -> str:
        return self.where(seat.window, seat.half)

    def worse(self, level: str, by: int) -> str:
        """What is lost on a level: “2 halves are short of what is wanted”."""
        if level in _WORSE:
            how, one, many = _WORSE[level]
            return f"{by} {one if by == 1 else many} more {'is' if by == 1 else 'are'} {how}"
        if level in _QUARTERS:
            return f"{by / 4:,.1f} weighted hours {_QUARTERS[level]}"
        if level == "fairness":
            return f"the load is shared less evenly (by {by})"
        return f"wishes are met less (by {by})"

    def obstacle(self, seat: Seat, obstacle: Obstacle) -> str:
        """Why somebody cannot sit there, as the end of “Ana cannot: …”."""
        person = self.table.people[seat.person]
        others = [each for each in obstacle.seats if each.person != seat.person]
        match obstacle.rule:
            case "H1":
                return f"did not sign up for {self.at(seat)}"
            case "H2":
                return "takes whole windows only"
            case "H3" if obstacle.seats:
                near = self.at(obstacle.seats[0])
                return f"rests {person.rest_days} days between seats and has {near}"
            case "H3":
                return f"served until {person.last_served_until} and rests {person.rest_days} days"
            case "H4":
                return f"has their {person.most_halves} halves already"
            case "H5":
                cap = self.table.caps[person.team]
                sits = self.people(each.person for each in others)
                return f"is of {person.team}, which spares {cap} at a time, and {sits} sits there"
            case "H6":
                return "would be one more than the window takes"
            case "H8":
                return "has never served, and nobody who has would be free to sit beside them"
            case "H7":
                return "is pinned out of it"
            case _:
                return "sits there already"

    def obstacles(self, seat: Seat) -> str:
        return "; ".join(self.obstacle(seat, each) for each in self.table.obstacles(seat))
