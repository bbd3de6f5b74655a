"""A plan as people look at it: who would sit where, what changes for whom, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from holdfast.kernel.text import plural
from holdfast.people.models import Absence, Person
from holdfast.people.queries import policy_on
from holdfast.people.rules.hours import days_between
from holdfast.rotation.models import Plan, PlanEdit, Window
from holdfast.rotation.queries.plan import (
    edits_of,
    people_in,
    problem_in,
    result_in,
    seat_of_edit,
    seats_after,
)
from holdfast.rotation.queries.problem import window_id, window_number
from holdfast.rotation.queries.sat import sat_seats
from holdfast.rotation.rules.planning.difference import difference, in_order
from holdfast.rotation.rules.planning.levels import measure
from holdfast.rotation.rules.planning.problem import HALVES, Level, Pin, Problem, Seat
from holdfast.rotation.rules.planning.problem import Window as Planned
from holdfast.rotation.rules.planning.words import day, worded

ASKED = 4  # as many people are named to be asked


@dataclass(frozen=True, slots=True)
class SeatShown:
    """A seat of a proposal; `days` as people write them. `news`: it does not stand yet."""

    seat: Seat
    person: Person
    days: tuple[date, date]
    news: bool
    confirmed: bool
    by_hand: bool
    away: int  # working days
    why: str

    @property
    def part(self) -> str:
        return part_of(self.seat)


def part_of(seat: Seat) -> str:
    return "" if seat.half is None else ("first half", "second half")[seat.half]


@dataclass(frozen=True, slots=True)
class SeatNow:
    """A seat as it stood when the plan was made, and whether the proposal keeps it."""

    person: Person
    part: str
    confirmed: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class WindowShown:
    """`missing` people on its leaner half; `open` what the planner says of each seat nobody fills."""

    row: Window
    planned: Planned
    seats: list[SeatShown]
    now: list[SeatNow]
    missing: int
    open: list[Open]


@dataclass(frozen=True, slots=True)
class Open:
    """A seat that stays empty: why, whom to ask to sign up, and what else would fill it."""

    half: int | None
    missing: int
    reasons: list[str]
    ask: list[Person]
    otherwise: list[str]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What it means for somebody: new, moved, lost or same."""

    person: Person
    kind: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True)
class NotChosen:
    """Somebody who asked for windows and got no seat."""

    person: Person
    why: str


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A level, and its value `with_edits` where there are any."""

    level: Level
    with_edits: int | None


@dataclass(slots=True)
class Proposal:
    """A finished plan with its edits. Built by `proposal`; asks the database a fixed number of times."""

    plan: Plan
    problem: Problem
    seats: tuple[Seat, ...]
    edits: list[PlanEdit]
    levels: list[LevelShown] = field(default_factory=list)
    windows: list[WindowShown] = field(default_factory=list)
    changes: list[ChangeShown] = field(default_factory=list)
    not_chosen: list[NotChosen] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    cancelled: bool = False
    explained: bool = False
    seconds: float = 0.0


def proposal(plan: Plan) -> Proposal:
    """Raises Conflict where the plan has no seats to show (yet)."""
    result = result_in(plan)
    problem, edits = problem_in(plan), edits_of(plan)
    seats = in_order(seats_after(result, edits), problem)
    made = Proposal(plan, problem, seats, edits)
    after = measure(problem, seats) if edits else {}
    made.levels = [LevelShown(level, after.get(level.name)) for level in result.levels]
    made.cancelled, made.seconds = result.cancelled, result.seconds
    _Showing(made, plan.result["why"] if plan.result and plan.result.get("why") else None).fill()
    return made


class _Showing:
    """What the database knows of the people and windows of a plan, asked once."""

    def __init__(self, made: Proposal, why: Mapping[str, Any] | None) -> None:
        self.made, self.why = made, why or {}
        made.explained = why is not None
        problem = made.problem
        self.people = people_in(problem, [*made.seats, *problem.published])
        numbers = [window_number(window.id) for window in problem.windows]
        self.rows = Window.objects.in_bulk(numbers)
        self.starts = {window.id: window.starts_on for window in problem.windows}
        logins = {row.pk: login for login, row in self.people.items()}
        standing = [
            sat
            for sat in sat_seats(made.plan.programme, windows=numbers)
            if sat.half != "part" and sat.person in logins
        ]
        self.standing = {
            Seat(window_id(sat.window), logins[sat.person], sat.planned): sat for sat in standing
        }
        self.away = self._away()

    def fill(self) -> None:
        made = self.made
        said = {
            (each["person"], each["window"], each["half"]): self._words(each["why"])
            for each in self.why.get("seats", ())
        }
        made.windows = [self._window(window, said) for window in made.problem.windows]
        made.changes = [
            ChangeShown(
                self.people[change.person],
                change.kind,
                [self._place(seat) for seat in change.before],
                [self._place(seat) for seat in change.after],
            )
            for change in difference(made.problem, made.seats)
        ]
        made.not_chosen = [
            NotChosen(self.people[each["person"]], self._words(each["why"]))
            for each in self.why.get("not_chosen", ())
            if each["person"] in self.people
        ]
        made.warnings = list(self._warnings())

    def _window(self, window: Planned, said: Mapping[Any, str]) -> WindowShown:
        here = [seat for seat in self.made.seats if seat.window == window.id]
        fewest = min(sum(half in seat.halves for seat in here) for half in HALVES)
        return WindowShown(
            row=self.rows[window_number(window.id)],
            planned=window,
            seats=[self._seat(seat, window, said) for seat in here],
            now=[
                SeatNow(
                    person=self.people[seat.person],
                    part=part_of(seat),
                    confirmed=Pin(seat) in self.made.problem.pins,
                    kept=seat in self.made.seats,
                )
                for seat in self.made.problem.published
                if seat.window == window.id
            ],
            missing=max(0, max(window.wanted, window.least) - fewest),
            open=[
                self._open(each)
                for each in self.why.get("unfilled", ())
                if each["window"] == window.id
            ],
        )

    def _seat(self, seat: Seat, window: Planned, said: Mapping[Any, str]) -> SeatShown:
        stands = self.standing.get(seat)
        first, end = window.span(seat.half)
        row = self.rows[window_number(window.id)]
        off = self.away.get(seat.person, frozenset())
        added = {seat_of_edit(edit) for edit in self.made.edits if edit.adds}
        return SeatShown(
            seat=seat,
            person=self.people[seat.person],
            days=(first, row.ends_on if end == window.ends_on else end),
            news=seat not in self.made.problem.published,
            confirmed=bool(stands and stands.confirmed),
            by_hand=seat in added,
            away=sum(first <= each < end for each in off),
            why=said.get((seat.person, seat.window, seat.half), ""),
        )

    def _open(self, each: Mapping[str, Any]) -> Open:
        fills = [one for one in each["would_fill"] if one["person"] in self.people]
        return Open(
            half=each["half"],
            missing=each["missing"],
            reasons=[self._words(reason["sentence"]) for reason in each["reasons"]]
            or [self._words(each["why"])],
            ask=[self.people[one["person"]] for one in fills if one["rule"] == "H1"][:ASKED],
            otherwise=[self._words(one["if"]) for one in fills if one["rule"] != "H1"][:ASKED],
        )

    def _words(self, said: str) -> str:
        return worded(said, self.starts)

    def _place(self, seat: Seat) -> str:
        return ", ".join(filter(None, (day(self.starts[seat.window]), part_of(seat))))

    def _away(self) -> dict[str, frozenset[date]]:
        """The working days that the seated are away, by login."""
        windows = self.made.problem.windows
        seated = {self.people[seat.person].pk: seat.person for seat in self.made.seats}
        spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
        rows = Absence.objects.filter(
            person__in=seated,
            ends_on__gte=windows[0].starts_on,
            starts_on__lt=max(window.ends_on for window in windows),
        )
        for person, first, last in rows.values_list("person_id", "starts_on", "ends_on"):
            spans[seated[person]].append((first, last))
        works = {person.id: person.workdays for person in self.made.problem.people}
        return {
            login: frozenset(
                each
                for each in days_between(found)
                if each.weekday() in works.get(login, frozenset(range(5)))
            )
            for login, found in spans.items()
        }

    def _warnings(self) -> Iterator[str]:
        made = self.made
        policy = policy_on(made.plan.programme, made.problem.windows[0].starts_on)
        for window in made.windows:
            length = (window.planned.ends_on - window.planned.starts_on).days
            off = abs(length - policy.window_days)
            if off > policy.window_tolerance_days:
                yield (
                    f"The window of {day(window.planned.starts_on)} has {length} days; "
                    f"{policy.window_days} are usual."
                )
            for each in window.seats:
                if each.away:
                    yield (
                        f"{each.person} is away for {plural(each.away, 'working day')} of the "
                        f"window of {day(window.planned.starts_on)}."
                    )
        yield from _gone(made.windows, made.plan)
        waiting = sum(not each.confirmed for window in made.windows for each in window.seats)
        if waiting:
            yield (
                f"{plural(waiting, 'seat waits', 'seats wait')} for a yes: a seat counts once "
                "its person confirmed it."
            )


def _gone(windows: Sequence[WindowShown], plan: Plan) -> Iterator[str]:
    """Seats of people who are deactivated: no plan can use them, only a lead takes them back."""
    rows = Person.objects.filter(
        seats__window__in=[window.row.pk for window in windows],
        seats__withdrawal=None,
        deactivated_at__isnull=False,
    )
    if plan.state == "proposed":
        for person in rows.distinct():
            yield f"{person} is deactivated and still has a seat there; withdraw it."
