"""Everything tried: the best plan of a small problem, by the checker's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from math import prod

from tests.rotation.planning.checker import Json, broken_rules, person_rules, rule_1_to_3, values


def best(problem: Json) -> dict[str, int] | None:
    """The lexicographically least values of any plan; None where no plan keeps the hard rules."""
    found = [values(problem, seats) for seats in plans(problem) if not broken_rules(problem, seats)]
    return min(found, key=lambda each: tuple(each.values()), default=None)


def choices(problem: Json) -> list[list[list[Json]]]:
    """For every person each set of seats that breaks no rule of theirs."""
    windows = {each["id"]: each for each in problem["windows"]}
    found = []
    for person in problem["people"]:
        possible = [
            {"person": person["id"], "window": window["id"], "half": half}
            for window in problem["windows"]
            for half in (None, 0, 1)
            if not rule_1_to_3(person, window, half)
        ]
        found.append(
            [
                list(some)
                for count in range(len(problem["windows"]) * 2 + 1)
                for some in combinations(possible, count)
                if not person_rules(person, list(some), windows)
            ]
        )
    return found


def size(problem: Json) -> int:
    """How many plans there are to try."""
    return prod(len(each) for each in choices(problem))


def plans(problem: Json) -> Iterator[list[Json]]:
    for some in product(*choices(problem)):
        yield [seat for theirs in some for seat in theirs]


def cut(problem: Json, most: int) -> Json:
    """The problem with so few people signed up that at most `most` plans are to be tried."""
    people = [*problem["people"]]
    for number in range(len(people) - 1, -1, -1):
        if size({**problem, "people": people}) <= most:
            break
        people[number] = {**people[number], "sign_ups": []}
    return {**problem, "people": people}
