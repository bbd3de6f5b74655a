"""Explanations against the checker: each exchange they name is allowed, and costs what they say."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings

from holdfast.kernel.refusal import Refusal
from holdfast.rotation.planner.solve import solve
from holdfast.rotation.planner.why import explain
from holdfast.rotation.rules.planning.reading import plan_as_data, problem_from_data
from tests.rotation.planning import checker
from tests.rotation.planning.generated import small_problems
from tests.rotation.planning.many import many

Json = dict[str, Any]


def explained(document: Json) -> tuple[Json, Json] | None:
    """PLAN.json and its explanations; None where the pins are refused."""
    problem = problem_from_data(document)
    try:
        plan = solve(problem, seconds=120)
    except Refusal:
        return None
    return plan_as_data(plan), explain(problem, plan, seconds=120)


def costs(document: Json, before: list[Json], after: list[Json]) -> dict[str, int]:
    assert not checker.broken_rules(document, after)
    old, new = checker.values(document, before), checker.values(document, after)
    return {name: new[name] - old[name] for name in old if new[name] != old[name]}


def said(change: Json) -> dict[str, int]:
    return {each["level"]: each["by"] for each in change["lost"]}


@settings(max_examples=many(12))
@given(small_problems())
def test_what_an_explanation_says_is_so(document: Json):
    found = explained(document)
    if found is None:
        return
    plan, why = found
    seats = plan["seats"]
    assert all(level["proven"] for level in plan["levels"])
    assert {checker.key(each) for each in why["seats"]} == {checker.key(each) for each in seats}
    for each in why["seats"]:
        assert each["why"].endswith(".")
        if each["without"]:
            without_them(document, seats, each)
    asked = {
        person["id"]
        for person in document["people"]
        if any(sign_up["choice"] for sign_up in person["sign_ups"])
    }
    sitting = {seat["person"] for seat in seats}
    assert [each["person"] for each in why["not_chosen"]] == sorted(asked - sitting)
    for each in why["not_chosen"]:
        assert each["why"].endswith(".")
        if each["with"]:
            with_them(document, seats, each)
    unfilled(document, seats, why["unfilled"])


def without_them(document: Json, seats: list[Json], told: Json) -> None:
    """Without them, or with somebody else in their place, nothing is better."""
    after = [seat for seat in seats if checker.key(seat) != checker.key(told)]
    if told["without"]["instead"]:
        after.append(
            {
                "person": told["without"]["instead"],
                "window": told["window"],
                "half": told["half"],
            }
        )
    change = costs(document, seats, after)
    assert change == said(told["without"])
    assert next(iter(change.values()), 0) >= 0, "the plan is proven best"


def with_them(document: Json, seats: list[Json], told: Json) -> None:
    change = told["with"]
    place = {"window": change["window"], "half": change["half"]}
    after = [seat for seat in seats if seat != {"person": change["instead"], **place}]
    assert len(after) == len(seats) - bool(change["instead"])
    after.append({"person": told["person"], **place})
    found = costs(document, seats, after)
    assert found == said(change)
    assert next(iter(found.values()), 0) >= 0, "the plan is proven best"


def unfilled(document: Json, seats: list[Json], told: list[Json]) -> None:
    """Each hole is named, and each way to fill it does."""
    named = {
        (each["window"], half): each["missing"]
        for each in told
        for half in checker.halves_of(each["half"])
    }
    for window in document["windows"]:
        for half in (0, 1):
            here = sum(
                seat["window"] == window["id"] and half in checker.halves_of(seat["half"])
                for seat in seats
            )
            assert named.get((window["id"], half), 0) == max(0, window["wanted"] - here)
    for each in told:
        for way in each["would_fill"]:
            if way["rule"] in {"H1", "H2", "H4"}:
                it_fills(document, seats, each["window"], way)


def it_fills(document: Json, seats: list[Json], window: str, way: Json) -> None:
    other = copy.deepcopy(document)
    person = next(each for each in other["people"] if each["id"] == way["person"])
    if way["rule"] == "H1":
        rest = [each for each in person["sign_ups"] if each["window"] != window]
        person["sign_ups"] = [*rest, {"window": window, "choice": 1, "halves": [0, 1]}]
    elif way["rule"] == "H2":
        person["halves"] = True
    else:
        person["most_halves"] = 99
    after = [*seats, {"person": way["person"], "window": window, "half": way["half"]}]
    assert not checker.broken_rules(other, after), way
    before, now = checker.values(other, seats), checker.values(other, after)
    assert (now["least"], now["wanted"]) < (before["least"], before["wanted"])
