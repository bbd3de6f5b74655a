"""A plan to begin with: greedy, then simulated annealing over all levels at once.

Annealing makes tens of thousands of small changes a second and finds coverage and fair loads where
a model of the whole is still being read; what it leaves open, the models settle. The number of
steps follows from the size of the problem, so its course does not depend on the machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from random import Random

from holdfast.rotation.planner.draft import Draft
from holdfast.rotation.planner.ground import Ground

TRIES = 8  # candidates looked at to fill a place that a move has emptied
SAMPLE = 120  # candidates that greedy weighs for a place
LOOK = 512  # steps between two looks at the time
HOT, COLD = 24.0, 0.4  # temperatures, in units of fairness
SHORT_HOT, SHORT_COLD = 0.15, 6.0  # what a unit short of the coverage goal weighs in those units
WISH = 0.05


def greedy(draft: Draft, random: Random) -> None:
    """Fills the halves, the scarcest first, with whoever serves coverage and fairness most."""
    ground = draft.ground
    for place in sorted(ground.promised, key=lambda p: len(ground.promised[p])):
        for number in sorted(ground.promised[place], key=lambda n: (draft.starts[n], n)):
            if draft.kept[place] or draft.seat(number):
                break
    order = sorted(range(len(ground.halves)), key=lambda half: len(ground.of_half[half]))
    for half in order:
        here = ground.of_half[half]
        while draft.count[half] < draft.full[half]:
            some = random.sample(here, SAMPLE) if len(here) > SAMPLE else here
            if not _seat_best(draft, some, random) and not _seat_best(draft, here, random):
                break


def as_published(draft: Draft) -> None:
    """Seats those published who may still sit; first-timers once somebody is beside them."""
    left = sorted(draft.ground.plan(draft.ground.published))
    while left:
        still = [number for number in left if not draft.seat(number)]
        if len(still) == len(left):
            break
        left = still


def _seat_best(draft: Draft, numbers: Collection[int], random: Random) -> bool:
    best, chosen = None, None
    for number in numbers:
        if not draft.fits(number):
            continue
        before = draft.people + 0.5 * draft.short + draft.fair
        draft.add(number)
        score = draft.people + 0.5 * draft.short + draft.fair - before + random.random()
        fine = draft.mentored()
        draft.undo()
        if fine and (best is None or score < best):
            best, chosen = score, number
    if chosen is None:
        return False
    draft.add(chosen)
    draft.journal = []
    return True


class Annealing:
    """Moves one seat in, whatever must make way out, and fills what that leaves empty."""

    def __init__(self, draft: Draft, random: Random) -> None:
        self.draft, self.random = draft, random
        ground = draft.ground
        self.pinned = ground.pinned
        self.of_half = [ground.of_half[half] for half in range(len(ground.halves))]
        self.single = [[n for n in here if draft.size[n] == 1] for here in self.of_half]
        self.busy = [half for half, here in enumerate(self.of_half) if here]
        self.best = draft.values()
        self.best_plan = draft.plan()

    def run(self, steps: int, over: Callable[[], bool]) -> None:
        draft, uniform = self.draft, self.random.random
        if not self.busy:
            return
        short_weight = SHORT_HOT
        temperature = HOT
        for step in range(steps):
            if step % LOOK == 0:
                if over():
                    break
                done = step / steps
                temperature = HOT * (COLD / HOT) ** done
                short_weight = SHORT_HOT * (SHORT_COLD / SHORT_HOT) ** done
            people, short, fair, wishes = draft.people, draft.short, draft.fair, draft.wishes
            if not self.move():
                if draft.journal:
                    draft.undo()
                continue
            change = (
                (draft.people - people)
                + short_weight * (draft.short - short)
                + (draft.fair - fair)
                + WISH * (draft.wishes - wishes)
            )
            if change > 0 and uniform() >= math.exp(-change / temperature):
                draft.undo()
                continue
            draft.journal = []
            if draft.values() < self.best:
                self.best, self.best_plan = draft.values(), draft.plan()

    def move(self) -> bool:
        """Whether something was done that keeps the hard rules."""
        draft, pick = self.draft, self._pick
        half = pick(self.busy)
        if draft.count[half] >= draft.full[half] and not draft.missing[half]:
            half = pick(self.busy)  # twice the chance for a half that lacks something
        number = pick(self.of_half[half])
        if number in draft.chosen:
            if number in self.pinned or self.random.random() < 0.9:
                return False
            draft.remove(number)
            self._fill(draft.halves[number])
            return draft.mentored()
        if not self._make_way(number):
            return False
        draft.add(number)
        emptied = {half for entry in draft.journal if entry < 0 for half in draft.halves[~entry]}
        self._fill(sorted(emptied))
        return draft.mentored()

    def _pick(self, numbers: list[int]) -> int:
        return numbers[int(self.random.random() * len(numbers))]

    def _make_way(self, number: int) -> bool:
        draft = self.draft
        place = draft.person[number]
        for other in draft.excluded(number):
            if other in self.pinned:
                return False
            draft.remove(other)
        while draft.load[place] + draft.size[number] > draft.most_load[place]:
            if not self._out(draft.mine[place]):
                return False
        return all(self._clear(number, half) for half in draft.halves[number])

    def _clear(self, number: int, half: int) -> bool:
        """Room for one more in a half, and in it for one more of the team."""
        draft, team = self.draft, self.draft.team[number]
        while draft.members[half][team] >= draft.cap[team]:
            if not self._out([n for n in draft.seated[half] if draft.team[n] == team]):
                return False
        while draft.count[half] >= min(draft.full[half], draft.most[half]):
            if not self._out(self._in_the_way(number, half)):
                break
        return draft.count[half] < draft.most[half]

    def _in_the_way(self, number: int, half: int) -> list[int]:
        """Who may go for this one: another first-timer, where it comes as one and H8 has no more."""
        draft = self.draft
        place = draft.person[number]
        if draft.news[place] and 2 * (draft.firsts[half] + 1) > draft.count[half]:
            first = draft.first[place]
            if first is None or draft.starts[first] >= draft.starts[number]:
                return [n for n in draft.seated[half] if draft.first[draft.person[n]] == n]
        return draft.seated[half]

    def _out(self, numbers: list[int]) -> bool:
        """Removes one of them at random, if one is not pinned."""
        free = [number for number in numbers if number not in self.pinned]
        if not free:
            return False
        self.draft.remove(self._pick(free))
        return True

    def _fill(self, halves: Collection[int]) -> None:
        draft = self.draft
        for half in halves:
            for _ in range(TRIES):
                if draft.count[half] >= draft.full[half]:
                    break
                alone = draft.count[half ^ 1] >= draft.full[half ^ 1]
                here = self.single[half] if alone else self.of_half[half]
                if not here:
                    break
                number = self._pick(here)
                if draft.fits(number) and all(
                    draft.count[h] < draft.full[h] for h in draft.halves[number]
                ):
                    draft.add(number)


def start(
    ground: Ground, plan: Collection[int], *, steps: int, seed: int, over: Callable[[], bool]
) -> frozenset[int]:
    """The best plan that greedy and so many steps of annealing find, from one that breaks no rule."""
    random = Random(seed)  # noqa: S311 - the same seed gives the same plan
    draft = Draft(ground)
    draft.put(plan)
    as_published(draft)
    greedy(draft, random)
    annealing = Annealing(draft, random)
    annealing.run(steps, over)
    return annealing.best_plan
