"""The problem, or a part of it, for CP-SAT: seats, hard rules, and each level as a sum.

A model has the options in `free` to choose from; of the others, those of the plan at hand stand
and the rest are out. Its sums count what the free ones can change, and the value they have in the
plan at hand: what lies outside is the same for every choice. So the same code solves the whole and
a few windows of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from holdfast.rotation.planner.ground import Ground
from holdfast.rotation.planner.run import Question
from holdfast.rotation.planner.sheet import ONE, Sheet, Sum, Term, total
from holdfast.rotation.rules.planning.problem import Window


class Model:
    """Seats and hard rules, complete when made; the sums of the levels are built when asked for."""

    def __init__(
        self, ground: Ground, plan: Collection[int], free: Collection[int], *, over: bool = True
    ) -> None:
        self.ground, self.plan = ground, frozenset(plan)
        self.roomy = over  # whether a half may have more than wanted
        self.sheet = Sheet()
        self.free = sorted(set(free) - ground.pinned)
        self.stands = self.plan - frozenset(self.free)
        self.terms: dict[int, Term] = dict.fromkeys(self.stands, ONE)
        self.terms |= {number: self.sheet.flag(number in self.plan) for number in self.free}
        self.touched = sorted({ground.options[number].person for number in self.free})
        self.halves = sorted(
            {half for number in self.free for half in ground.options[number].halves}
        )
        self.mine = {
            place: [number for number in ground.of_person[place] if number in self.terms]
            for place in self.touched
        }
        self.here = {
            half: [number for number in ground.of_half[half] if number in self.terms]
            for half in self.halves
        }
        self.first: dict[int, Term] = {}
        self._persons()
        self._rooms()
        if ground.problem.mentoring:
            self._mentors()

    def question(self, **parameters: Any) -> Question:
        variables = [self.terms[number].variable for number in self.free]
        return Question(self.sheet.model, variables, parameters)

    def answered(self, found: Sequence[bool]) -> frozenset[int]:
        """The plan that an answer to the question stands for."""
        return self.stands | {n for n, seated in zip(self.free, found, strict=True) if seated}

    def _free(self, numbers: Iterable[int]) -> list[int]:
        return [number for number in numbers if self.terms[number] is not ONE]

    def _all(self, numbers: Iterable[int]) -> Sum:
        return total(self.terms[number] for number in numbers)

    def _persons(self) -> None:
        """H3, H4 and nobody twice. Free options that a standing one excludes are out."""
        options, people = self.ground.options, self.ground.people
        for place in self.touched:
            mine = self.mine[place]
            for clique in self.ground.cliques(place, mine):
                if len(self._free(clique)) < len(clique):
                    for number in self._free(clique):
                        self.sheet.exactly(total([self.terms[number]]), 0)
                else:
                    self.sheet.one_at_most(self.terms[number] for number in clique)
            load = Sum()
            for number in mine:
                load.add(self.terms[number], options[number].size)
            if sum(options[number].size for number in mine) > people[place].most_halves:
                self.sheet.at_most(load, people[place].most_halves)

    def most(self, half: int) -> int:
        """How many people a half takes: those wanted, where none may be over."""
        window = self.ground.halves[half].window
        if self.roomy:
            return window.most
        seated = sum(self.terms[number].value for number in self.here[half])
        return min(window.most, max(window.wanted, seated))

    def _rooms(self) -> None:
        """H5 and H6."""
        ground = self.ground
        for half in self.halves:
            here = self.here[half]
            if len(here) > self.most(half):
                self.sheet.at_most(self._all(here), self.most(half))
            teams: dict[str, list[int]] = defaultdict(list)
            for number in here:
                teams[ground.people[ground.options[number].person].team].append(number)
            for team, members in teams.items():
                if len(members) > ground.caps.get(team, len(members)):
                    self.sheet.at_most(self._all(members), ground.caps[team])

    def _mentors(self) -> None:
        """H8: a first-timer's first seat is marked, and a later one needs a marked one before it."""
        ground = self.ground
        first = self.first
        for place in self.touched:
            if not ground.people[place].experienced:
                first |= self._firsts(self.mine[place], ground.people[place].rest_days)
        watched = set(self.halves)
        watched |= {half for number in first for half in ground.options[number].halves}
        begun = self._begun()
        for half in sorted(watched):
            here = [n for n in ground.of_half[half] if n in self.terms]
            news = [n for n in here if n in first or n in begun]
            if news:
                balance = self._all(here)
                for number in news:
                    balance.add(first.get(number, ONE), -2)
                self.sheet.at_least(balance, 0)
                if half in self.here:  # half of an odd number is less than that
                    firsts = total(first.get(number, ONE) for number in news)
                    self.sheet.at_most(firsts, self.most(half) // 2)

    def _firsts(self, mine: list[int], rest: int) -> dict[int, Term]:
        """For each seat of somebody without experience, whether it is marked as their first."""
        options = self.ground.options
        held = [number for number in mine if number in self.plan]
        first: dict[int, Term] = {}
        for number in mine:
            starts = options[number].starts
            before = [n for n in mine if options[n].ends + rest <= starts and n != number]
            if any(self.terms[n] is ONE for n in before):
                continue
            if not before:
                first[number] = self.terms[number]
                continue
            mark = self.sheet.flag(number in held and not any(n in held for n in before))
            seat = self.terms[number]
            later = total([seat])
            later.add(mark, -1)
            self.sheet.at_least(later, 0)
            for number_before in before:
                if number_before in first:
                    later.add(first[number_before], -1)
            self.sheet.at_most(later, 0)
            first[number] = mark
        if all(term is not ONE for term in first.values()):
            self.sheet.one_at_most(first.values())
        return first

    def _begun(self) -> set[int]:
        """The standing first seats of people whom no free option touches."""
        ground, touched = self.ground, set(self.touched)
        found: dict[int, int] = {}
        for number in self.stands:
            place = ground.options[number].person
            if place in touched or ground.people[place].experienced:
                continue
            best = found.setdefault(place, number)
            if ground.options[number].starts < ground.options[best].starts:
                found[place] = number
        return set(found.values())

    @cached_property
    def _short(self) -> dict[int, Term]:
        """By half: how many are missing from `least`."""
        return self._missing(lambda window: window.least)

    @cached_property
    def _open(self) -> dict[int, Term]:
        """By half: how many are missing from `wanted`, or `least` where that is more."""
        return self._missing(lambda window: max(window.least, window.wanted))

    def _missing(self, goal: Callable[[Window], int]) -> dict[int, Term]:
        found = {}
        for half in self.halves:
            people = self._all(self.here[half])
            most = goal(self.ground.halves[half].window)
            missing = self.sheet.count(most, max(0, most - people.value))
            people.add(missing)
            self.sheet.at_least(people, most)
            found[half] = missing
        return found

    def least(self) -> Sum:
        return total(self._short.values())

    def wanted(self) -> Sum:
        found = total(self._open.values())
        for missing in self._short.values():
            found.add(missing, -1)
        return found

    def promotion(self) -> Sum:
        missed = Sum()
        for place in self.touched:
            in_time = [n for n in self.mine[place] if n in self.ground.promised.get(place, ())]
            if not in_time:
                missed.plus(int(place in self.ground.promised))
                continue
            seats = self._all(in_time)
            if seats.constant:
                continue
            miss = self.sheet.flag(not seats.value)
            seats.add(miss)
            self.sheet.at_least(seats, 1)
            missed.add(miss)
        return missed

    def over(self) -> Sum:
        found = Sum()
        for half in self.halves:
            here, window = self.here[half], self.ground.halves[half].window
            most = min(len(here), window.most) - window.wanted
            if most <= 0:
                continue
            people = self._all(here)
            extra = self.sheet.count(most, max(0, people.value - window.wanted))
            people.add(extra, -1)
            self.sheet.at_most(people, window.wanted)
            found.add(extra)
        return found

    def changes(self) -> Sum:
        found = Sum()
        for number in self.free:
            published = self.ground.options[number].seat in self.ground.published
            found.add(self.terms[number], -1 if published else 1)
            found.plus(int(published))
        return found

    def fairness(self) -> Sum:
        """Squares of loads by ordered steps: each further half, or seat, costs more than the last."""
        found = Sum()
        for place in self.touched:
            self._load(place, found)
        return found

    def _load(self, place: int, found: Sum) -> None:
        ground = self.ground
        mine, free = self.mine[place], self._free(self.mine[place])
        sizes = {ground.options[number].size for number in free}
        unit = 2 if sizes == {2} else 1
        stands = sum(ground.options[n].size for n in mine if self.terms[n] is ONE)
        before = ground.people[place].served_halves + stands
        load = Sum()
        for number in free:
            load.add(self.terms[number], ground.options[number].size // unit)
        most = self._most(place, free) // unit
        costs = [
            (before + unit * step + unit) ** 2 - (before + unit * step) ** 2 for step in range(most)
        ]
        if most == 1:
            for number in free:
                found.add(self.terms[number], costs[0])
            return
        now, previous = load.value, None
        for step, cost in enumerate(costs):
            served = self.sheet.flag(step < now)
            load.add(served, -1)
            found.add(served, cost)
            if previous is not None:
                self.sheet.model.add_implication(served.variable, previous.variable)
            elif not stands and mine[0] in self.first:
                # Nobody serves without a first seat, and H8 has room for few of those: without
                # this a relaxation seats people a second time at the price of the first.
                begun = total(self.first[number] for number in mine if number in self.first)
                begun.add(served, -1)
                self.sheet.at_least(begun, 0)
            previous = served
        self.sheet.at_most(load, 0)

    def _most(self, place: int, free: list[int]) -> int:
        """The most halves that somebody can have of these: one a clique, and H4."""
        options = self.ground.options
        ends, most = -1, 0
        # Seats by their end: taking the earliest end is best for their number; a half counts as
        # much as a whole here, so the bound holds for halves too once doubled.
        for number in sorted(free, key=lambda n: options[n].ends):
            if options[number].starts >= ends:
                ends = options[number].ends + self.ground.people[place].rest_days
                most += 1
        sizes = {options[number].size for number in free}
        return min(most * max(sizes), self.ground.people[place].most_halves)

    def preference(self) -> Sum:
        found = Sum()
        for number in self.free:
            option = self.ground.options[number]
            found.add(self.terms[number], -option.choice * option.size)
        return found
