"""Coverage in a model, by patterns where they are few and by classes of quarter hours where not.

A pattern is a set of groups that sit in a half together, with all that they cover: one of them is
chosen, and whoever it names must sit there. What is short of the goal, a maximum, is then a plain
sum, and the linear relaxation is nearly whole. Where patterns are too many, each class of quarter
hours is covered only when one of its groups sits there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from enum import Enum

from holdfast.rotation.planner.cover import HalfCover, Pattern
from holdfast.rotation.planner.model import Model
from holdfast.rotation.planner.sheet import ONE, Sum, Term, total

FEW = 2_500  # patterns of a half
ENOUGH = 120_000  # patterns of a model


class Need(Enum):
    GOAL = "every half reaches its goal"
    SHORT = "what is short of the goals counts"
    SPREAD = "every half reaches its goal, and what is covered counts"
    BOTH = "both count"


class Covering:
    """The coverage of a model's halves. `short` and `spread` are the sums of those levels."""

    def __init__(self, model: Model, need: Need) -> None:
        self.model, self.need = model, need
        self.short, self.spread = Sum(), Sum()
        sizes = {half: self._size(half) for half in model.halves}
        ground = model.ground
        counts = {half: ground.cover(half).count(size) for half, size in sizes.items()}
        left = ENOUGH
        for half in sorted(model.halves, key=lambda half: (counts[half], half)):
            if counts[half] <= min(FEW, left):
                left -= counts[half]
                self._by_patterns(half, sizes[half])
            else:
                self._by_classes(half)

    def _size(self, half: int) -> int:
        """How many people a half can have."""
        here = {self.model.ground.options[n].person for n in self.model.here[half]}
        return min(len(here), self.model.most(half))

    def _sitting(self, half: int) -> dict[int, Sum]:
        """By group: how many of it sit there."""
        found: dict[int, Sum] = defaultdict(Sum)
        for number in self.model.here[half]:
            found[self.model.ground.group(half, number)].add(self.model.terms[number])
        return found

    def _by_patterns(self, half: int, size: int) -> None:
        sheet, cover = self.model.sheet, self.model.ground.cover(half)
        goal = self.model.ground.halves[half].goal
        sitting = self._sitting(half)
        held = sum(1 << group for group, people in sitting.items() if people.value)
        if self.need is Need.GOAL:
            patterns = cover.smallest(size, goal)
            chosen = _without(cover, held, lambda left: cover.covered(left) >= goal)
        else:
            patterns = cover.patterns(size, goal if self.need is Need.SPREAD else 0)
            all_of_it = cover.covered(held)
            chosen = _without(cover, held, lambda left: cover.covered(left) == all_of_it)
        terms = {
            pattern: sheet.flag(sum(1 << g for g in pattern.groups) == chosen)
            for pattern in patterns
        }
        sheet.one(terms.values())
        naming: dict[int, Sum] = defaultdict(Sum)
        for pattern, term in terms.items():
            for group in pattern.groups:
                naming[group].add(term)
        for group, named in naming.items():
            for variable, factor in zip(
                sitting[group].variables, sitting[group].factors, strict=True
            ):
                named.add(Term(variable, 0), -factor)
            sheet.at_most(named, sitting[group].constant)
        self._count(terms, goal)

    def _count(self, terms: dict[Pattern, Term], goal: int) -> None:
        for pattern, term in terms.items():
            if self.need in {Need.SHORT, Need.BOTH} and pattern.covered < goal:
                self.short.add(term, goal - pattern.covered)
            if self.need in {Need.SPREAD, Need.BOTH}:
                self.spread.add(term, -pattern.covered)

    def _by_classes(self, half: int) -> None:
        sheet, cover = self.model.sheet, self.model.ground.cover(half)
        goal = self.model.ground.halves[half].goal
        present = {group: self._present(people) for group, people in self._sitting(half).items()}
        covered = Sum()
        for place, weight in enumerate(cover.weights):
            groups = [term for group, term in present.items() if cover.masks[group] >> place & 1]
            if any(term.variable is None for term in groups):
                covered.plus(weight)
            elif len(groups) == 1:
                covered.add(groups[0], weight)
            elif groups:
                some = sheet.flag(any(term.value for term in groups))
                sheet.at_least(_minus(total(groups), some), 0)
                covered.add(some, weight)
        if self.need in {Need.SHORT, Need.BOTH}:
            missing = sheet.count(goal, max(0, goal - covered.value))
            self.short.add(missing)
            reached = Sum(list(covered.variables), list(covered.factors), covered.constant)
            reached.add(missing)
            sheet.at_least(reached, goal)
        elif covered.variables:
            sheet.at_least(covered, goal)
        if self.need in {Need.SPREAD, Need.BOTH}:
            self.spread.plus(-covered.constant)
            for variable, factor in zip(covered.variables, covered.factors, strict=True):
                self.spread.add(Term(variable, 0), -factor)
            self.spread.value -= covered.value - covered.constant

    def _present(self, people: Sum) -> Term:
        """Whether anybody of a group sits there."""
        if people.constant:
            return ONE
        if len(people.variables) == 1:
            return Term(people.variables[0], people.value)
        some = self.model.sheet.flag(people.value > 0)
        self.model.sheet.at_least(_minus(people, some), 0)
        return some


def _minus(people: Sum, term: Term) -> Sum:
    people.add(term, -1)
    return people


def _without(cover: HalfCover, groups: int, enough: Callable[[int], bool]) -> int:
    """The groups without those that are not needed."""
    for group in range(len(cover.masks)):
        fewer = groups & ~(1 << group)
        if fewer != groups and enough(fewer):
            groups = fewer
    return groups
