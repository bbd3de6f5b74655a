"""From a problem to a plan, level by level."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from holdfast.rotation.planner.aims import aimed
from holdfast.rotation.planner.ground import Ground
from holdfast.rotation.planner.pins import beginning
from holdfast.rotation.planner.relaxed import lower_bound
from holdfast.rotation.planner.run import Run, ask
from holdfast.rotation.planner.search import Neighbourhoods, step
from holdfast.rotation.planner.start import start
from holdfast.rotation.rules.planning.hard import broken
from holdfast.rotation.rules.planning.levels import measure
from holdfast.rotation.rules.planning.problem import Level, Plan, Problem

# How what is left of the time is shared out among the levels still to come.
SHARES = {"least": 2, "wanted": 2, "promotion": 2, "over": 2, "changes": 3}
SHARES |= {"coverage": 4, "fairness": 9, "preference": 3, "spread": 3}
# Steps of annealing to begin with: so many for each possible seat.
STEPS, MOST_STEPS = 60, 200_000
# Levels that need no coverage and no loads: their models are solved whole, however large.
PLAIN = frozenset({"least", "wanted", "promotion", "over", "changes"})
SMALL = 800  # options of a problem that is solved whole on every level
# Options of a problem whose linear relaxation is worth its time, without coverage and with it.
MODEST, MODEST_COVERED = 20_000, 4_000
HASTE = 1.5  # seconds left below which only small steps are begun


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
    machine does not change. `workers` are neighbourhoods of a large problem solved side by side (by
    default one a core, at most 8; one where the limit is deterministic). `progress` is told whenever
    a level's value or bound improves and when it ends; `stop` is asked several times a second, and a
    plan stopped by it is `cancelled` and the best so far. Both are called in this thread.

    Raises Invalid where pins contradict each other or a hard rule, and names the contradiction.
    """
    cores = 1 if deterministic is not None else min(os.cpu_count() or 1, 8)
    run = Run(
        seconds=seconds,
        seed=seed,
        workers=workers or cores,
        deterministic=deterministic,
        progress=progress,
        stop=stop,
        began=time.monotonic(),
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
    told: dict[str, Level] = field(default_factory=dict)
    began: float = 0.0  # when the level at hand began

    def plan(self) -> Plan:
        self.seated = beginning(self.ground, self.run)
        self.values = self.measured(self.seated)
        self.bounds = {name: self.floor(name) for name in self.values}
        self.began = time.monotonic()
        self.tell(next(iter(self.values)))  # whoever watches sees that it has begun
        self.begin()
        for name in self.values:
            self.level(name)
        self.tidy()
        seats = self.ground.seats(self.seated)
        assert not broken(self.ground.problem, seats)
        self.values = measure(self.ground.problem, seats)
        return Plan(
            seats=seats,
            levels=tuple(self.said(name) for name in self.values),
            seconds=round(self.run.passed, 3),
            cancelled=self.run.cancelled,
        )

    def begin(self) -> None:
        steps = min(MOST_STEPS, STEPS * len(self.ground.options))
        self.take(start(self.ground, self.seated, steps=steps, seed=self.run.seed, over=self.late))

    def late(self) -> bool:
        """Whether the beginning has had its share of the time."""
        run = self.run
        return run.stopped() or (run.deterministic is None and run.passed > 0.4 * run.seconds)

    def measured(self, plan: frozenset[int]) -> dict[str, int]:
        ground = self.ground
        return measure(ground.problem, ground.seats(plan), coverage=ground.coverage)

    def said(self, name: str) -> Level:
        value, spent = self.values[name], self.spent.get(name, 0.0)
        return Level(name, value, min(self.bounds[name], value), round(spent, 3))

    def tell(self, name: str, value: int | None = None, *, ends: bool = False) -> None:
        """Tells the run of a level's value and bound, if one of them is better or the level ends."""
        last = self.told.get(name)
        best = self.values[name] if last is None or ends else min(self.values[name], last.value)
        best = best if value is None else min(best, value)
        spent = round(time.monotonic() - self.began, 3)
        now = Level(name, best, min(self.bounds[name], best), spent)
        if ends or last is None or (last.value, last.bound) != (now.value, now.bound):
            self.told[name] = now
            self.run.tell(now)

    def floor(self, name: str) -> int:
        """A bound that holds without any search."""
        ground = self.ground
        if name == "changes":
            # What is published and no longer possible goes, and what is pinned beside it comes.
            gone = sum(seat not in ground.number for seat in ground.published)
            return gone + len(set(ground.seats(ground.pinned)) - ground.published)
        if name == "preference":
            return -3 * sum(half.window.most for half in ground.halves)
        if name == "spread":
            return -sum(
                int(ground.coverage.wanted(half.window.id, half.half).weights.sum())
                for half in ground.halves
            )
        return 0

    def open(self, name: str) -> bool:
        return self.values[name] > self.bounds[name]

    def level(self, name: str) -> None:
        self.began = time.monotonic()
        names = list(self.values)
        place = names.index(name)
        if len(self.ground.options) == len(self.ground.pinned):
            self.bounds[name] = self.values[name]  # there is one plan
        if self.open(name):
            shares = [SHARES[later] for later in names[place:]]
            limit = self.run.left * shares[0] / sum(shares)
            if not self.run.over:
                self.search(name, names[:place], self.run.left - limit)
        self.spent[name] = time.monotonic() - self.began
        self.tell(name, ends=True)

    def search(self, name: str, kept: Sequence[str], until: float) -> None:
        """Improves a level until so much of the time is left, or nothing is left to improve."""
        small = len(self.ground.options) <= SMALL
        if name in PLAIN or small:
            self.whole(name, kept, self.run.left - until)
        else:
            self.relax(name, kept, (self.run.left - until) / 2)
        if name in PLAIN and small:
            return
        around = Neighbourhoods(self.ground, self.run.seed)
        while self.open(name) and self.run.left > until and not self.run.over:
            better = step(
                self.run,
                around,
                self.seated,
                aim=name,
                kept=kept,
                values=self.values,
                limit=max(0.01, self.run.left - until),
            )
            before = self.values[name]
            for plan in better:
                if self.take(plan):
                    break
            if self.values[name] < before:
                self.tell(name)

    def whole(self, name: str, kept: Sequence[str], limit: float) -> None:
        """The whole problem as one model, until it is solved or the time is over."""
        model, aim = aimed(
            self.ground,
            self.seated,
            range(len(self.ground.options)),
            aim=name,
            kept=kept,
            values=self.values,
        )
        offset = self.values[name] - aim.value

        def watch(value: float | None, bound: float | None) -> None:
            if bound is not None:
                self.bounds[name] = max(self.bounds[name], _ceil(bound) + offset)
            self.tell(name, None if value is None else round(value) + offset)

        answer = ask(self.run, model.question(), limit=limit, watch=watch)
        if answer.found is not None:
            self.take(model.answered(answer.found))
            self.bounds[name] = max(self.bounds[name], _ceil(answer.bound) + offset)

    def relax(self, name: str, kept: Sequence[str], limit: float) -> None:
        """A bound from the linear relaxation of the whole.

        Coverage is left out of it where it is not counted: the bound stays the same, for H8 and the
        loads make it, and comes ten times sooner.
        """
        covered = name in {"coverage", "spread"}
        modest = MODEST_COVERED if covered else MODEST
        in_haste = self.run.deterministic is None and self.run.left < HASTE
        if len(self.ground.options) > modest or in_haste:
            return
        if not covered:
            kept = [level for level in kept if level != "coverage"]
        everything = range(len(self.ground.options))
        model, aim = aimed(
            self.ground, self.seated, everything, aim=name, kept=kept, values=self.values
        )
        bound = lower_bound(self.run, model.sheet.model, limit=limit)
        if not math.isinf(bound):
            offset = self.values[name] - aim.value
            self.bounds[name] = max(self.bounds[name], _ceil(bound) + offset)
            self.tell(name)

    def tidy(self) -> None:
        """Two half seats of one person that do as well as one whole become one."""
        ground = self.ground
        for number, option in enumerate(ground.options):
            halves = {
                n
                for n in ground.of_person[option.person]
                if n in self.seated and ground.options[n].window == option.window
            }
            if option.size == len(halves) == 2 and not halves & ground.pinned:
                self.take(self.seated - halves | {number})

    def take(self, plan: frozenset[int]) -> bool:
        """Keeps a plan that is no worse than the one at hand, level by level; says whether it is."""
        if plan == self.seated:
            return False
        values = self.measured(plan)
        fine = _vector(values) <= _vector(self.values) and not broken(
            self.ground.problem, self.ground.seats(plan)
        )
        if fine:
            self.seated, self.values = plan, values
        return fine


def _vector(values: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(values.values())


def _ceil(bound: float) -> int:
    return math.ceil(bound - 1e-6)
