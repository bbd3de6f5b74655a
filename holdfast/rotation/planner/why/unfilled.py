"""Why a half stays empty: reasons that together exclude everybody, none of which can be left out.

The half is asked for one person more, every hard rule is a switch, and CP-SAT says which switches
cannot all be on. Taking them away one by one leaves a set in which each is needed (the deletion
filter of Chinneck, Feasibility and Infeasibility in Optimization, 2008, chapter 6). A switch for each
person and rule would be finer, and useless: where people are short, the rests of all of them hold each
other up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from holdfast.rotation.planner.why.table import Table
from holdfast.rotation.rules.planning.hard import could_have, overlap
from holdfast.rotation.rules.planning.problem import HALVES, Person, Seat

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

# The switches: a hard rule by its number, and that no other half may lose its people for this one.
SIGNED, ELSEWHERE = "H1", "elsewhere"
Reason = str


def reasons(
    table: Table, window: str, half: int, *, seconds: float, stop: Callable[[], bool]
) -> list[Reason] | None:
    """A minimal set of reasons why nobody more can sit there; empty: somebody could.

    None where the time did not suffice to find one.
    """
    question = _Question(table, window, half)
    core = question.conflict(question.switches, seconds)
    if not core:
        return core
    for each in list(core):
        if stop():
            return None
        fewer = [reason for reason in core if reason != each]
        smaller = question.conflict(fewer, seconds)
        if smaller is None:
            return None
        core = smaller or core
    return sorted(core)


class _Question:
    """Could one more sit in this half, if these reasons held and no others?"""

    def __init__(self, table: Table, window: str, half: int) -> None:
        from ortools.sat.python import cp_model  # half a second, and only explanations need it

        self.cp = cp_model
        self.model: CpModel = cp_model.CpModel()
        self.table, self.window, self.half = table, window, half
        self.switch: dict[Reason, IntVar] = {}
        self.sits: dict[Seat, IntVar] = {}
        self.sitting: dict[tuple[str, int], list[IntVar]] = defaultdict(list)
        for person in table.problem.people:
            self._person(person)
        for pin in table.problem.pins:
            if pin.seated and pin.seat in self.sits:
                self._when("H7", self.sits[pin.seat] == 1)
        for key in [(each, number) for each in table.windows for number in HALVES]:
            self._half(*key)
        self._elsewhere()
        here = len(table.by_half[window, half])
        self.model.add(sum(self.sitting[window, half]) >= here + 1)

    @property
    def switches(self) -> list[Reason]:
        return sorted(self.switch)

    def conflict(self, on: Sequence[Reason], seconds: float) -> list[Reason] | None:
        """Those of the reasons that cannot hold together; none if they can; None: out of time."""
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        self.model.clear_assumptions()
        self.model.add_assumptions([self.switch[each] for each in on])
        status = solver.solve(self.model)
        if status in {self.cp.FEASIBLE, self.cp.OPTIMAL}:
            return []
        if status != self.cp.INFEASIBLE:
            return None
        core = set(solver.sufficient_assumptions_for_infeasibility())
        return [each for each in on if self.switch[each].index in core]

    def _when(self, reason: Reason, constraint: Any) -> None:
        """A constraint that holds where its reason does."""
        if reason not in self.switch:
            self.switch[reason] = self.model.new_bool_var(reason)
        self.model.add(constraint).only_enforce_if(self.switch[reason])

    def _seat(self, seat: Seat) -> IntVar:
        taken = self.model.new_bool_var("")
        self.sits[seat] = taken
        for half in seat.halves:
            self.sitting[seat.window, half].append(taken)
        return taken

    def _person(self, person: Person) -> None:
        """Their seats; here also those that only their own word or their rest forbids."""
        table, mine = self.table, dict[Seat, Any]()
        for seat in table.options[person.id]:
            mine[seat] = self._seat(seat)
        if not any(seat.window == self.window and self.half in seat.halves for seat in mine):
            seat = Seat(self.window, person.id, self.half if person.halves else None)
            taken = mine[seat] = self._seat(seat)
            # The plan as it stands does not count: only what is so whatever the plan.
            own = {"H1", "H2", "H7"}
            about = {each.rule for each in table.obstacles(seat)} & own
            if seat not in set(could_have(person, table.windows)) and "H1" not in about:
                about.add("H3")
            for rule in about or {"H3"}:
                self._when(rule, taken == 0)
        if person.id not in {seat.person for seat in self.sits}:
            return
        self._rest(person, mine)
        halves = sum(len(seat.halves) * taken for seat, taken in mine.items())
        if sum(len(seat.halves) for seat in mine) > person.most_halves:
            self._when("H4", halves <= person.most_halves)

    def _rest(self, person: Person, mine: dict[Seat, Any]) -> None:
        span = {seat: self.table.windows[seat.window].span(seat.half) for seat in mine}
        for one, other in combinations(mine, 2):
            first, later = sorted((one, other), key=lambda seat: span[seat])
            gap = (span[later][0] - span[first][1]).days
            if overlap(one, other):
                self.model.add(mine[one] + mine[other] <= 1)
            elif gap < max(0, person.rest_days):
                self._when("H3", mine[one] + mine[other] <= 1)

    def _half(self, window: str, half: int) -> None:
        here = {
            seat: taken
            for seat, taken in self.sits.items()
            if seat.window == window and half in seat.halves
        }
        target = window == self.window  # a whole seat must pass in both of its halves
        teams: dict[str, list[IntVar]] = defaultdict(list)
        for seat, taken in here.items():
            teams[self.table.people[seat.person].team].append(taken)
        for team, members in teams.items():
            cap = self.table.caps.get(team)
            if cap is None or len(members) <= cap:
                continue
            if target:
                self._when("H5", sum(members) <= cap)
            else:
                self.model.add(sum(members) <= cap)
        self.model.add(sum(here.values()) <= self.table.windows[window].most)
        if self.table.problem.mentoring:
            self._mentors(here, target=target)

    def _mentors(self, here: dict[Seat, IntVar], *, target: bool) -> None:
        """At most as many first-timers as others. Who has an earlier seat is none any more."""
        weights: list[Any] = []
        for seat, taken in here.items():
            if self.table.people[seat.person].experienced:
                weights.append(-taken)
                continue
            earlier = [
                other
                for mine, other in self.sits.items()
                if mine.person == seat.person and self._ends_before(mine, seat)
            ]
            if not earlier:
                weights.append(taken)
                continue
            new = self.model.new_bool_var("")
            self.model.add(new >= taken - sum(earlier))
            self.model.add(new <= taken)
            weights.append(2 * new - taken)
        if target:
            self._when("H8", sum(weights) <= 0)
        else:
            self.model.add(sum(weights) <= 0)

    def _ends_before(self, one: Seat, other: Seat) -> bool:
        windows = self.table.windows
        return windows[one.window].span(one.half)[1] <= windows[other.window].span(other.half)[0]

    def _elsewhere(self) -> None:
        """Whoever comes here from another window must not only move the hole."""
        short: list[Any] = []
        now = 0
        for (window, half), here in self.sitting.items():
            if (window, half) == (self.window, self.half):
                continue
            goal, there = self.table.windows[window], len(self.table.by_half[window, half])
            for enough in {goal.least, max(goal.wanted, goal.least)}:
                lacks = self.model.new_int_var(0, enough, "")
                self.model.add(lacks >= enough - sum(here))
                short.append(lacks)
                now += max(0, enough - there)
        self._when(ELSEWHERE, sum(short) <= now)


def would_fill(table: Table, window: str, half: int) -> list[tuple[Seat, str]]:
    """Who could sit there at once, all else as it is, if one thing about them alone were different.

    With that thing: H1 if they signed up, H2 if they took halves, H3 if they rested less, H4 if they
    did more. Who signed up comes last among equals, as more is asked of them; then who has served least.
    """
    found = []
    lacks = [each for each in HALVES if _short(table, window, each)]
    for person in table.problem.people:
        whole = Seat(window, person.id, None)
        seat = whole if lacks == [*HALVES] or not person.halves else Seat(window, person.id, half)
        rules = {each.rule for each in table.obstacles(seat)}
        if len(rules) == 1 and rules <= {"H1", "H2", "H3", "H4"}:
            found.append((seat, min(rules)))
    return sorted(
        found,
        key=lambda each: (each[1], table.people[each[0].person].served_halves, each[0].person),
    )


def _short(table: Table, window: str, half: int) -> bool:
    return len(table.by_half[window, half]) < table.windows[window].wanted


def signed_up(table: Table, window: str, half: int) -> list[str]:
    """Who asked to sit in this half, and does not sit in its window."""
    sitting = {name for each in HALVES for name in table.by_half[window, each]}
    return [
        person.id
        for person in table.problem.people
        for sign_up in person.sign_ups
        if sign_up.window == window and sign_up.choice and half in sign_up.halves
        if person.id not in sitting
    ]
