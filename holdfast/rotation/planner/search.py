"""Better plans of large problems: a few windows are freed and solved anew, again and again.

Each neighbourhood is a model of its own, small enough to be solved to its end in a fraction of a
second, that keeps every earlier level as the whole has it. Several are solved side by side, over
windows that they do not share; their gains are taken together where that breaks no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from holdfast.rotation.planner.aims import aimed
from holdfast.rotation.planner.ground import Ground
from holdfast.rotation.planner.model import Model
from holdfast.rotation.planner.run import Run, ask_all

SMALLEST = 1.0  # windows of a neighbourhood
HANDFUL = 60  # options of a window to choose from: those seated, and others at random
MANY = 300  # options of a neighbourhood to begin with
GROWS, SHRINKS = 1.06, 0.9  # by how much they change after a proof, and without one
EFFORT = 0.6  # deterministic time for one neighbourhood


class Neighbourhoods:
    """Draws windows to free for a level, and learns how many are worth it."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground = ground
        self.random = Random(seed)  # noqa: S311 - the same seed gives the same plan
        self.of_window: dict[int, list[int]] = {}
        for number, option in enumerate(ground.options):
            self.of_window.setdefault(option.window, []).append(number)
        self.windows = sorted(self.of_window)
        usual = min(HANDFUL, max(1, len(ground.options) // max(1, len(self.windows))))
        self.size = max(SMALLEST, min(MANY / usual, float(len(self.windows))))

    def draw(self, plan: frozenset[int], side_by_side: int) -> list[list[int]]:
        """Options to free: as many lists, of windows none shares with another."""
        left = list(self.windows)
        drawn = []
        for _ in range(side_by_side):
            size = min(round(self.size), max(1, len(self.windows) // side_by_side), len(left))
            if size == 0:
                break
            chosen = self._choose(left, size, plan)
            left = [window for window in left if window not in chosen]
            drawn.append([n for window in sorted(chosen) for n in self._handful(window, plan)])
        return drawn

    def _handful(self, window: int, plan: frozenset[int]) -> list[int]:
        here = self.of_window[window]
        if len(here) <= HANDFUL:
            return here
        seated = [number for number in here if number in plan]
        others = [number for number in here if number not in plan]
        return sorted(seated + self.random.sample(others, HANDFUL - min(HANDFUL, len(seated))))

    def _choose(self, left: Sequence[int], size: int, plan: frozenset[int]) -> set[int]:
        way = self.random.random()
        if way < 0.4:  # neighbours in time, where rest binds
            begin = self.random.randrange(len(left))
            return {left[(begin + step) % len(left)] for step in range(size)}
        if way < 0.7:  # where somebody sits or could: a load to shift
            busy = self._somebody(plan)
            theirs = [w for w in left if w in busy]
            self.random.shuffle(theirs)
            chosen = set(theirs[:size])
            others = [window for window in left if window not in chosen]
            return chosen | set(self.random.sample(others, size - len(chosen)))
        return set(self.random.sample(list(left), size))

    def _somebody(self, plan: frozenset[int]) -> set[int]:
        """The windows that one of the seated, drawn by their load, asks for."""
        options, people = self.ground.options, self.ground.people
        seated = sorted(plan)
        loads = [people[options[number].person].served_halves + 1 for number in seated]
        if not seated:
            return set()
        (number,) = self.random.choices(seated, loads)
        return {options[n].window for n in self.ground.of_person[options[number].person]}

    def learn(self, *, proven: bool) -> None:
        self.size = self.size * (GROWS if proven else SHRINKS)
        self.size = max(SMALLEST, min(self.size, float(len(self.windows))))


def step(
    run: Run,
    around: Neighbourhoods,
    plan: frozenset[int],
    *,
    aim: str,
    kept: Sequence[str],
    values: Mapping[str, int],
    limit: float,
) -> Iterable[frozenset[int]]:
    """Plans that neighbourhoods of this one lead to, the likeliest gain first."""
    models = [
        aimed(around.ground, plan, free, aim=aim, kept=kept, values=values)[0]
        for free in around.draw(plan, run.workers)
    ]
    effort = {"max_deterministic_time": EFFORT if run.deterministic is None else min(EFFORT, limit)}
    answers = ask_all(
        run,
        [
            model.question(random_seed=around.random.randrange(1 << 30), **effort)
            for model in models
        ],
        limit=limit,
    )
    found = []
    for model, answer in zip(models, answers, strict=True):
        around.learn(proven=answer.optimal)
        if answer.found is not None:
            found.append((model, model.answered(answer.found)))
    return _together(plan, found)


def _together(
    plan: frozenset[int], found: Sequence[tuple[Model, frozenset[int]]]
) -> list[frozenset[int]]:
    """All gains at once, and each alone in case they do not go together."""
    new = [other for _, other in found if other != plan]
    if len(new) < 2:
        return new
    merged = plan
    for other in new:
        merged = (merged - (plan - other)) | (other - plan)
    return [merged, *new]
