"""A plan under construction: seats come and go, and every level's value is kept up to date.

All hard rules but H8 are kept by whoever adds a seat (`fits`); H8 is asked for at the end of a move
(`mentored`), for a first-timer and the person beside them seldom come in one step.
"""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.rotation.planner.ground import Ground

# What a person missing or too many in a half weighs against the levels below: far more.
LEAST, WANTED, PROMOTION, OVER, CHANGE = 1_000_000, 100_000, 60_000, 20_000, 4_000


class Draft:
    """`people` weighs the levels down to `changes`; `short`, `fair` and `wishes` are the next."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        options = ground.options
        self.person = [option.person for option in options]
        self.halves = [option.halves for option in options]
        self.starts = [option.starts for option in options]
        self.until = [
            max(option.ends + ground.people[option.person].rest_days, option.starts + 1)
            for option in options
        ]
        self.size = [option.size for option in options]
        self.wish = [option.choice * option.size for option in options]
        self.groups = [
            tuple(1 << ground.group(half, number) for half in option.halves)
            for number, option in enumerate(options)
        ]
        self._teams()
        self._halves()
        people = ground.people
        self.served = [person.served_halves for person in people]
        self.load = [0] * len(people)
        self.most_load = [person.most_halves for person in people]
        self.mine: list[list[int]] = [[] for _ in people]
        self.news = [ground.problem.mentoring and not person.experienced for person in people]
        self.first: list[int | None] = [None] * len(people)
        self.in_time = [False] * len(options)
        for numbers in ground.promised.values():
            for number in numbers:
                self.in_time[number] = True
        self.kept = [0] * len(people)  # seats in time for a promotion
        self.change = [0] * len(options)
        if ground.published:
            self.change = [
                -CHANGE if option.seat in ground.published else CHANGE for option in options
            ]
        self.chosen: set[int] = set()
        self.people = sum(costs[0] for costs in self.room) + PROMOTION * len(ground.promised)
        self.short = sum(half.goal for half in ground.halves)
        self.fair = self.wishes = 0
        self.journal: list[int] = []  # what was done since the last mark: + added, ~ removed

    def _teams(self) -> None:
        """Teams as numbers, and those without a cap as one that has room for everybody."""
        ground = self.ground
        numbers: dict[str, int] = {}
        self.cap: list[int] = []
        for person in ground.people:
            if person.team not in numbers:
                numbers[person.team] = len(self.cap)
                self.cap.append(ground.caps.get(person.team, 1 << 30))
        self.team = [numbers[ground.people[place].team] for place in self.person]
        self.members = [[0] * len(self.cap) for _ in ground.halves]

    def _halves(self) -> None:
        ground = self.ground
        self.count = [0] * len(ground.halves)
        self.firsts = [0] * len(ground.halves)
        self.seated: list[list[int]] = [[] for _ in ground.halves]
        self.bits = [0] * len(ground.halves)
        self.missing = [half.goal for half in ground.halves]
        self.goal = [half.goal for half in ground.halves]
        self.sitting: list[dict[int, int]] = [{} for _ in ground.halves]
        self.covers = [ground.cover(half) for half in range(len(ground.halves))]
        self.full = [max(half.window.wanted, half.window.least) for half in ground.halves]
        self.room = []
        for half in ground.halves:
            window = half.window
            self.room.append(
                [
                    LEAST * max(0, window.least - n)
                    + WANTED * max(0, window.wanted - max(n, window.least))
                    + OVER * max(0, n - window.wanted)
                    for n in range(window.most + 1)
                ]
            )
        self.most = [half.window.most for half in ground.halves]

    def add(self, number: int) -> None:
        place, size = self.person[number], self.size[number]
        load = self.load[place] + self.served[place]
        self.fair += size * (2 * load + size)
        self.load[place] += size
        self.wishes -= self.wish[number]
        self.people += self.change[number]
        if self.in_time[number]:
            self.kept[place] += 1
            if self.kept[place] == 1:
                self.people -= PROMOTION
        team = self.team[number]
        for half, group in zip(self.halves[number], self.groups[number], strict=True):
            count = self.count[half]
            self.people += self.room[half][count + 1] - self.room[half][count]
            self.count[half] = count + 1
            self.members[half][team] += 1
            self.seated[half].append(number)
            sitting = self.sitting[half]
            sitting[group] = sitting.get(group, 0) + 1
            if sitting[group] == 1:
                self._cover(half, self.bits[half] | group)
        self.chosen.add(number)
        self.mine[place].append(number)
        if self.news[place]:
            self._first(place)
        self.journal.append(number)

    def remove(self, number: int) -> None:
        place, size = self.person[number], self.size[number]
        self.load[place] -= size
        load = self.load[place] + self.served[place]
        self.fair -= size * (2 * load + size)
        self.wishes += self.wish[number]
        self.people -= self.change[number]
        if self.in_time[number]:
            self.kept[place] -= 1
            if self.kept[place] == 0:
                self.people += PROMOTION
        team = self.team[number]
        for half, group in zip(self.halves[number], self.groups[number], strict=True):
            count = self.count[half]
            self.people += self.room[half][count - 1] - self.room[half][count]
            self.count[half] = count - 1
            self.members[half][team] -= 1
            self.seated[half].remove(number)
            sitting = self.sitting[half]
            sitting[group] -= 1
            if not sitting[group]:
                self._cover(half, self.bits[half] ^ group)
        self.chosen.remove(number)
        self.mine[place].remove(number)
        if self.news[place]:
            self._first(place)
        self.journal.append(~number)

    def _cover(self, half: int, bits: int) -> None:
        self.bits[half] = bits
        missing = max(0, self.goal[half] - self.covers[half].covered(bits))
        self.short += missing - self.missing[half]
        self.missing[half] = missing

    def _first(self, place: int) -> None:
        mine = self.mine[place]
        now = min(mine, key=self.starts.__getitem__) if mine else None
        before = self.first[place]
        if now == before:
            return
        if before is not None:
            for half in self.halves[before]:
                self.firsts[half] -= 1
        if now is not None:
            for half in self.halves[now]:
                self.firsts[half] += 1
        self.first[place] = now

    def excluded(self, number: int) -> list[int]:
        """The seats of the same person that exclude this one."""
        starts, until = self.starts[number], self.until[number]
        return [
            other
            for other in self.mine[self.person[number]]
            if self.starts[other] < until and starts < self.until[other]
        ]

    def has_room(self, number: int) -> bool:
        """Whether the halves, the team and the person's own limit have room for a seat."""
        place, team = self.person[number], self.team[number]
        if self.load[place] + self.size[number] > self.most_load[place]:
            return False
        return all(
            self.count[half] < self.most[half] and self.members[half][team] < self.cap[team]
            for half in self.halves[number]
        )

    def fits(self, number: int) -> bool:
        return number not in self.chosen and self.has_room(number) and not self.excluded(number)

    def mentored(self) -> bool:
        """H8 in every half that the journal touches, and wherever a first seat has moved to."""
        touched = {number if number >= 0 else ~number for number in self.journal}
        halves = {half for number in touched for half in self.halves[number]}
        for place in {self.person[number] for number in touched}:
            first = self.first[place]
            if first is not None:
                halves.update(self.halves[first])
        return all(2 * self.firsts[half] <= self.count[half] for half in halves)

    def undo(self) -> None:
        """Takes back what was done since the last mark."""
        journal = self.journal
        self.journal = []
        for entry in reversed(journal):
            if entry >= 0:
                self.remove(entry)
            else:
                self.add(~entry)
        self.journal = []

    def seat(self, number: int) -> bool:
        """Adds a seat if no hard rule forbids it; says whether it did. The journal starts anew."""
        if not self.fits(number):
            return False
        self.add(number)
        if not self.mentored():
            self.undo()
            return False
        self.journal = []
        return True

    def plan(self) -> frozenset[int]:
        return frozenset(self.chosen)

    def put(self, plan: Iterable[int]) -> None:
        for number in sorted(plan):
            self.add(number)
        self.journal = []

    def values(self) -> tuple[int, int, int, int]:
        """For comparison: level by level, from the most important."""
        return self.people, self.short, self.fair, self.wishes
