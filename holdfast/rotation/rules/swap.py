"""Whether somebody could take a seat: the hard rules of a plan, by days. Pure.

They are those of docs/planning.md where the days are halves of a window; a swap may be of any days.
Three things are settled here. What a person has in one window is one turn, so rest is asked between
windows, and a first-timer is one in all of their first window. A cover shorter than a half asks
nobody whether they take halves. And what is broken already, a swap may leave so but not make worse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from holdfast.kernel.text import plural

Days = tuple[date, date]  # [first, end)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody on some days `[first, end)` of a window."""

    person: int
    window: int
    first: date
    end: date

    def overlaps(self, other: Sitting) -> bool:
        return self.first < other.end and other.first < self.end

    def on(self, day: date) -> bool:
        return self.first <= day < self.end


@dataclass(frozen=True, slots=True)
class Sitter:
    """What the rules ask of a person."""

    name: str
    team: str = ""  # no team has no cap
    rest_days: int = 0
    halves: bool = False  # may be seated for one half of a window
    workdays: frozenset[int] = frozenset(range(5))  # Monday is 0
    away: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class WindowDays:
    """A window `[first, end)` that takes so many people at a time, at most."""

    first: date
    end: date
    most: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything the rules look at. `sittings` are of seats that stand."""

    windows: Mapping[int, WindowDays]
    people: Mapping[int, Sitter]
    sittings: Collection[Sitting]
    team_cap: int
    mentoring: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a swap does: sittings that end, those that begin, and who of them is new to their days."""

    gone: Collection[Sitting]
    new: Collection[Sitting]
    taken: Collection[Sitting]  # of `new`, those that somebody takes from somebody


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the swap would break, by its name, with the sentence that says so."""

    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands against a swap. Warnings are shown; nothing is refused for them."""

    broken: tuple[Broken, ...] = ()
    warnings: tuple[str, ...] = ()

    def but(self, rules: Collection[str]) -> tuple[Broken, ...]:
        """What is broken besides these rules."""
        return tuple(each for each in self.broken if each.rule not in rules)


def judge(change: Change, ground: Ground) -> Verdict:
    """Every rule that the change would break for whoever takes something by it."""
    case = _Case(change, ground)
    broken: list[Broken] = []
    warnings: list[str] = []
    for taken in change.taken:
        for rule in _RULES:
            broken += rule(case, taken)
        warnings += _partly_away(case, taken)
    return Verdict(tuple(dict.fromkeys(broken)), tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Case:
    change: Change
    ground: Ground
    before: tuple[Sitting, ...] = field(init=False)
    after: tuple[Sitting, ...] = field(init=False)

    def __post_init__(self) -> None:
        gone = set(self.change.gone)
        stays = tuple(each for each in self.ground.sittings if each not in gone)
        object.__setattr__(self, "before", tuple(self.ground.sittings))
        object.__setattr__(self, "after", (*stays, *self.change.new))

    def who(self, person: int) -> Sitter:
        return self.ground.people[person]

    def days(self, taken: Sitting) -> list[date]:
        """The days of it on which anybody in its window comes or goes; between them all is the same."""
        turns = {day for each in self.after for day in (each.first, each.end)}
        turns |= {day for each in self.before for day in (each.first, each.end)}
        return sorted({taken.first} | {day for day in turns if taken.on(day)})


def _twice(case: _Case, taken: Sitting) -> Iterator[Broken]:
    if (
        any(
            each != taken and each.person == taken.person and each.overlaps(taken)
            for each in case.after
        )
        or list(case.after).count(taken) > 1
    ):
        yield Broken("twice", f"{case.who(taken.person).name} has a seat on some of these days.")


def _rest(case: _Case, taken: Sitting) -> Iterator[Broken]:
    who = case.who(taken.person)
    for each in case.after:
        if each.person != taken.person or each.window == taken.window or each.overlaps(taken):
            continue
        gap = (taken.first - each.end if each.first < taken.first else each.first - taken.end).days
        if gap < who.rest_days:
            yield Broken(
                "rest",
                f"{who.name} rests {plural(who.rest_days, 'day')} between two turns; between this "
                f"and the seat from {each.first:%a %-d %b %Y} there {'is' if gap == 1 else 'are'} "
                f"{gap or 'none'}.",
            )
            return


def _team(case: _Case, taken: Sitting) -> Iterator[Broken]:
    who, cap = case.who(taken.person), case.ground.team_cap
    if not who.team:
        return
    mates = {number for number, each in case.ground.people.items() if each.team == who.team}
    worst = _worst(case, taken, lambda here: len(here & mates), least=cap)
    if worst is not None:
        yield Broken(
            "team",
            f"{who.team} spares {plural(cap, 'person', 'people')} at a time; with {who.name} there "
            f"would be {worst}.",
        )


def _most(case: _Case, taken: Sitting) -> Iterator[Broken]:
    most = case.ground.windows[taken.window].most
    worst = _worst(case, taken, len, least=most)
    if worst is not None:
        yield Broken(
            "most", f"The window takes {plural(most, 'person', 'people')} at most, not {worst}."
        )


def _mentor(case: _Case, taken: Sitting) -> Iterator[Broken]:
    if not case.ground.mentoring:
        return
    first_before, first_after = _first_windows(case.before), _first_windows(case.after)

    def lacking(first: Mapping[int, int]) -> Callable[[set[int]], int]:
        def count(here: set[int]) -> int:
            new = sum(first.get(person) == taken.window for person in here)
            return new - (len(here) - new)

        return count

    before, after = lacking(first_before), lacking(first_after)
    if any(
        after(_here(case.after, taken, day)) > max(0, before(_here(case.before, taken, day)))
        for day in case.days(taken)
    ):
        yield Broken(
            "first time",
            f"With {case.who(taken.person).name} there would be more people in it for the first "
            "time than people who have served before.",
        )


def _halves(case: _Case, taken: Sitting) -> Iterator[Broken]:
    who, window = case.who(taken.person), case.ground.windows[taken.window]
    whole = (window.end - window.first).days
    mine = sum(
        (each.end - each.first).days
        for each in case.after
        if (each.person, each.window) == (taken.person, taken.window)
    )
    if not who.halves and (taken.end - taken.first).days >= max(1, whole // 2) and mine < whole:
        yield Broken(
            "halves", f"{who.name} sits for whole windows only; a cover of fewer days is possible."
        )


def _away(case: _Case, taken: Sitting) -> Iterator[Broken]:
    who = case.who(taken.person)
    days = _workdays(taken, who)
    if days and not set(days) - who.away:
        yield Broken("away", f"{who.name} is away on all of these days.")


def _partly_away(case: _Case, taken: Sitting) -> Iterator[str]:
    who = case.who(taken.person)
    days = _workdays(taken, who)
    gone = len(set(days) & who.away)
    if 0 < gone < len(days):
        yield f"{who.name} is away on {gone} of these {plural(len(days), 'working day')}."


_RULES = (_twice, _rest, _team, _most, _mentor, _halves, _away)
RULES = ("twice", "rest", "team", "most", "first time", "halves", "away")


def _workdays(taken: Sitting, who: Sitter) -> list[date]:
    days = ((taken.first + timedelta(days=n)) for n in range((taken.end - taken.first).days))
    return [day for day in days if day.weekday() in who.workdays]


def _worst(
    case: _Case, taken: Sitting, count: Callable[[set[int]], int], *, least: int
) -> int | None:
    """The highest count on a day on which it is over `least`, and higher than it was."""
    found = [
        after
        for day in case.days(taken)
        for after, before in [
            (count(_here(case.after, taken, day)), count(_here(case.before, taken, day)))
        ]
        if after > max(least, before)
    ]
    return max(found, default=None)


def _here(sittings: Iterable[Sitting], taken: Sitting, day: date) -> set[int]:
    return {each.person for each in sittings if each.window == taken.window and each.on(day)}


def _first_windows(sittings: Iterable[Sitting]) -> dict[int, int]:
    """The window of each person's first turn."""
    first: dict[int, int] = {}
    for each in sorted(sittings, key=lambda each: (each.first, each.end, each.window)):
        first.setdefault(each.person, each.window)
    return first


def last_until(sittings: Iterable[Sitting], person: int, *, before: date) -> date | None:
    """The end of their last turn that began before a day; None where they never had one."""
    ends = [each.end for each in sittings if each.person == person and each.first < before]
    return max(ends, default=None)
