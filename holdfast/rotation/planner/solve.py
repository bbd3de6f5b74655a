"""From a problem to a plan, level by level."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from holdfast.rotation.planner.aims import aimed
from holdfast.rotation.planner.ground import Ground
from holdfast.rotation.planner.pins import beginning
from holdfast.rotation.planner.run import Run, ask
from holdfast.rotation.rules.planning.hard import broken
from holdfast.rotation.rules.planning.levels import measure
from holdfast.rotation.rules.planning.problem import LEVELS, Level, Plan, Problem

# How what is left of the time is shared out among the levels still to come.
SHARES = {"least": 1, "wanted": 1, "promotion": 1, "over": 1, "changes": 2}
SHARES |= {"coverage": 4, "fairness": 5, "preference": 2, "spread": 2}
NEVER_NEGATIVE = frozenset(LEVELS) - {"preference", "spread"}


def solve(
    problem: Problem,
    *,
    seconds: float = 60,
    seed: int = 0,
    workers: int | None = None,
    deterministic: float | None = None,
    progress: Callable[[Level], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found within `seconds`, each level with what is proven about it.

    One level after the other is minimised, and none gives up anything of those before it. The same
    problem and seed give the same plan where every level is proven, or where the limit is
    `deterministic`: units of CP-SAT's deterministic time, about seconds, which the speed of the
    machine does not change. `progress` is told whenever a level's value or bound improves and when
    it ends; `stop` is asked several times a second, and a plan stopped by it is `cancelled` and
    the best so far. Both are called in this thread.

    Raises Invalid where pins contradict each other or a hard rule, and names the contradiction.
    """
    run = Run(
        seconds=seconds,
        seed=seed,
        workers=workers or min(os.cpu_count() or 1, 8),
        deterministic=deterministic,
        progress=progress,
        stop=stop,
    )
    return _Solving(Ground(problem), run).plan()


@dataclass(slots=True)
class _Solving:
    ground: Ground
    run: Run
    seated: frozenset[int] = frozenset()
    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, int] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)

    def plan(self) -> Plan:
        self.seated = beginning(self.ground, self.run)
        self.values = self.measured(self.seated)
        for name in self.values:
            self.bounds[name] = self.floor(name)
            self.level(name)
        seats = self.ground.seats(self.seated)
        assert not broken(self.ground.problem, seats)
        self.values = measure(self.ground.problem, seats)
        return Plan(
            seats=seats,
            levels=tuple(self.said(name) for name in self.values),
            seconds=round(self.run.passed, 3),
            cancelled=self.run.cancelled,
        )

    def measured(self, plan: frozenset[int]) -> dict[str, int]:
        ground = self.ground
        return measure(ground.problem, ground.seats(plan), coverage=ground.coverage)

    def said(self, name: str) -> Level:
        return Level(
            name,
            self.values[name],
            min(self.bounds[name], self.values[name]),
            round(self.spent.get(name, 0.0), 3),
        )

    def floor(self, name: str) -> int:
        """A bound that holds without any search."""
        ground = self.ground
        if name == "preference":
            return -3 * sum(2 * half.window.most for half in ground.halves)
        if name == "spread":
            return -sum(
                int(ground.coverage.wanted(half.window.id, half.half).weights.sum())
                for half in ground.halves
            )
        return 0

    def level(self, name: str) -> None:
        began = time.monotonic()
        if not self.ground.options:
            # Nobody can be seated: there is no other plan.
            self.bounds[name] = self.values[name]
        if self.values[name] > self.bounds[name] and not self.run.over:
            names = list(self.values)
            rest = names[names.index(name) :]
            share = SHARES[name] / sum(SHARES[later] for later in rest)
            self.search(name, names[: names.index(name)], self.run.left * share, began)
        self.spent[name] = time.monotonic() - began
        self.run.tell(self.said(name))

    def search(self, name: str, kept: list[str], limit: float, began: float) -> None:
        ground = self.ground
        model, aim = aimed(
            ground,
            self.seated,
            range(len(ground.options)),
            aim=name,
            kept=kept,
            values=self.values,
        )
        offset = self.values[name] - aim.value
        best = self.values[name]

        def watch(value: float | None, bound: float | None) -> None:
            nonlocal best
            if value is not None and value + offset < best:
                best = round(value) + offset
            if bound is not None:
                self.bounds[name] = max(self.bounds[name], math.ceil(bound - 1e-6) + offset)
            self.run.tell(Level(name, best, min(self.bounds[name], best), time.monotonic() - began))

        answer = ask(
            self.run,
            model.sheet.model,
            [model.terms[number].variable for number in model.free],
            limit=limit,
            watch=watch,
        )
        if answer.found is not None:
            sitting = {n for n, seated in zip(model.free, answer.found, strict=True) if seated}
            self.take(frozenset(model.stands | sitting))
        if not math.isinf(answer.bound):
            self.bounds[name] = max(self.bounds[name], math.ceil(answer.bound - 1e-6) + offset)

    def take(self, plan: frozenset[int]) -> None:
        """Keeps a plan that is better than the one at hand, level by level."""
        values = self.measured(plan)
        if _vector(values) < _vector(self.values):
            self.seated, self.values = plan, values


def _vector(values: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(values.values())
