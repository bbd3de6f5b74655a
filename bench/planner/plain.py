"""The same problem as anybody would first write it: one boolean per person, window and kind of seat.

One weighted sum of all levels in one solve, every quarter hour a variable. Only the reading of the
problem and the clocks of the zones are shared with the planner.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from holdfast.rotation.rules.planning.coverage import Coverage, Duty, duty
from holdfast.rotation.rules.planning.problem import HALVES, Person, Problem, Seat, Window

# Steep enough that p12 comes out level by level as it should, and no steeper: a thousand times this
# finds less in the same time. Strictly in order only where an earlier level moves little.
WEIGHTS = {
    "least": 10**9,
    "wanted": 10**8,
    "promotion": 10**8,
    "over": 10**7,
    "changes": 10**7,
    "coverage": 10**3,
    "fairness": 10**3,
    "preference": 10**2,
    "spread": 1,
}
Literal = Any  # cp_model.IntVar and expressions of them


class Plain:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.windows = {window.id: window for window in problem.windows}
        self.people = {person.id: person for person in problem.people}
        self.seats: dict[Seat, Literal] = {}
        self.mine: dict[str, list[Seat]] = defaultdict(list)
        self.here: dict[tuple[str, int], list[Seat]] = defaultdict(list)
        self.cost: list[Any] = []
        for person in problem.people:
            for sign_up in person.sign_ups:
                for half in (None, *HALVES):
                    self._seat(person, sign_up.window, sign_up.halves, half)

    def _seat(self, person: Person, window: str, there: tuple[int, ...], half: int | None) -> None:
        seat = Seat(window, person.id, half)
        served = person.last_served_until
        starts_on = self.windows[window].span(half)[0]
        if (
            not set(seat.halves) <= set(there)
            or (half is not None and not person.halves)
            or (served is not None and (starts_on - served).days < person.rest_days)
        ):
            return
        self.seats[seat] = self.model.new_bool_var(str(seat))
        self.mine[person.id].append(seat)
        for each in seat.halves:
            self.here[window, each].append(seat)

    # --- hard rules ------------------------------------------------------------------------------

    def rules(self) -> None:
        for person in self.problem.people:
            self._person(person, self.mine[person.id])
        for window in self.problem.windows:
            for half in HALVES:
                self._half(window, half)
        for pin in self.problem.pins:
            touched = [
                seat
                for seat in self.mine[pin.seat.person]
                if seat.window == pin.seat.window and set(seat.halves) & set(pin.seat.halves)
            ]
            if pin.seated:
                self.model.add(self.seats.get(pin.seat, 0) == 1)
            else:
                self.model.add(sum(self.seats[seat] for seat in touched) == 0)

    def _person(self, person: Person, mine: list[Seat]) -> None:
        self.model.add(
            sum(self.seats[seat] * len(seat.halves) for seat in mine) <= person.most_halves
        )
        spans = [(self.windows[seat.window].span(seat.half), seat) for seat in mine]
        for number, ((first, end), seat) in enumerate(spans):
            for (other_first, other_end), other in spans[number + 1 :]:
                if max((other_first - end).days, (first - other_end).days) < person.rest_days:
                    self.model.add_at_most_one(self.seats[seat], self.seats[other])

    def _half(self, window: Window, half: int) -> None:
        here = self.here[window.id, half]
        teams: dict[str, list[Literal]] = defaultdict(list)
        for seat in here:
            teams[self.people[seat.person].team].append(self.seats[seat])
        for team in self.problem.teams:
            self.model.add(sum(teams[team.id]) <= team.cap)
        self.model.add(sum(self.seats[seat] for seat in here) <= window.most)
        if self.problem.mentoring:
            self.model.add(sum(self._weight(seat) for seat in here) <= 0)

    def _weight(self, seat: Seat) -> Any:
        """+1 for a first-timer in this seat, -1 for anybody else."""
        person, chosen = self.people[seat.person], self.seats[seat]
        if person.experienced:
            return -chosen
        starts = self.windows[seat.window].span(seat.half)[0]
        before = [
            self.seats[other]
            for other in self.mine[seat.person]
            if self.windows[other.window].span(other.half)[1] <= starts and other != seat
        ]
        if not before:
            return chosen
        first = self.model.new_bool_var("")
        # First: seated here, and nowhere before.
        self.model.add(first <= chosen)
        for earlier in before:
            self.model.add(first + earlier <= 1)
        self.model.add(first >= chosen - sum(before))
        return 2 * first - chosen

    # --- levels ----------------------------------------------------------------------------------

    def levels(self) -> None:
        coverage = Coverage(self.problem)
        for window in self.problem.windows:
            for half in HALVES:
                self._counts(window, half)
                self._coverage(window, half, coverage)
        for person in self.problem.people:
            self._promotion(person)
            self._fairness(person)
            choices = {each.window: each.choice for each in person.sign_ups}
            for seat in self.mine[person.id]:
                value = choices[seat.window] * len(seat.halves)
                self.cost.append(-WEIGHTS["preference"] * value * self.seats[seat])
        if self.problem.published:
            published = set(self.problem.published)
            for seat, chosen in self.seats.items():
                kept = seat in published
                self.cost.append(WEIGHTS["changes"] * ((1 - chosen) if kept else chosen))
        self.model.minimize(sum(self.cost))

    def _counts(self, window: Window, half: int) -> None:
        n = sum(self.seats[seat] for seat in self.here[window.id, half])
        size = len(self.problem.people)
        for name, floor in (
            ("least", window.least - n),
            ("wanted", window.wanted - n),
            ("over", n - window.wanted),
        ):
            slack = self.model.new_int_var(0, max(size, window.wanted, window.least), "")
            self.model.add(slack >= floor)
            self.cost.append(WEIGHTS[name] * slack)

    def _coverage(self, window: Window, half: int, coverage: Coverage) -> None:
        ground = coverage.wanted(window.id, half)
        there: dict[Duty, list[Literal]] = defaultdict(list)
        for seat in self.here[window.id, half]:
            there[duty(self.people[seat.person])].append(self.seats[seat])
        on_duty = {}
        for who, seats in there.items():
            on_duty[who] = self.model.new_bool_var("")
            self.model.add(on_duty[who] <= sum(seats))
        served = {who: coverage.served(window.id, half, who) for who in there}
        covered = []
        for number, weight in enumerate(ground.weights):
            quarter = self.model.new_bool_var("")
            self.model.add(quarter <= sum(on_duty[who] for who in there if served[who][number]))
            covered.append(int(weight) * quarter)
        goal = window.coverage_goal[half]
        missing = self.model.new_int_var(0, goal, "")
        self.model.add(missing >= goal - sum(covered))
        self.cost.append(WEIGHTS["coverage"] * missing - WEIGHTS["spread"] * sum(covered))

    def _promotion(self, person: Person) -> None:
        by = person.promotion_by
        in_time = [
            self.seats[seat]
            for seat in self.mine[person.id]
            if by and self.windows[seat.window].span(seat.half)[1] <= by
        ]
        if in_time:
            missed = self.model.new_bool_var("")
            self.model.add(missed + sum(in_time) >= 1)
            self.cost.append(WEIGHTS["promotion"] * missed)

    def _fairness(self, person: Person) -> None:
        mine = self.mine[person.id]
        if not mine:
            return
        most = min(2 * len(self.problem.windows), person.most_halves)
        load = self.model.new_int_var(person.served_halves, person.served_halves + most, "")
        self.model.add(
            load == person.served_halves + sum(self.seats[s] * len(s.halves) for s in mine)
        )
        square = self.model.new_int_var(0, (person.served_halves + most) ** 2, "")
        self.model.add_multiplication_equality(square, [load, load])
        self.cost.append(WEIGHTS["fairness"] * square)


def solve(problem: Problem, *, seconds: float) -> tuple[list[Seat] | None, bool]:
    """The seats found, or None where none were, and whether the weighted sum is proven best."""
    plain = Plain(problem)
    plain.rules()
    plain.levels()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(plain.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, False
    seats = [seat for seat, chosen in plain.seats.items() if solver.boolean_value(chosen)]
    return seats, status == cp_model.OPTIMAL
