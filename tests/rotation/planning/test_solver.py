"""The solver against the checker and against everything tried, on generated problems."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings

from holdfast.kernel.refusal import Refusal
from holdfast.rotation.planner.solve import solve
from holdfast.rotation.rules.planning.problem import Level, Plan
from holdfast.rotation.rules.planning.reading import plan_as_data, problem_from_data
from tests.rotation.planning import brute, checker
from tests.rotation.planning.generated import problems, small_problems
from tests.rotation.planning.many import LONG, many

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "planning"
Json = dict[str, Any]

# So many plans of a small problem are tried at most.
PLANS = 3000 if LONG else 300


def solved(document: Json, **options: Any) -> Plan:
    return solve(problem_from_data(document), **{"seconds": 120, **options})


def outcome(document: Json, **options: Any) -> Json | str:
    """PLAN.json, or the sentence of the refusal."""
    try:
        return plan_as_data(solved(document, **options))
    except Refusal as refusal:
        return refusal.message


@settings(max_examples=many(20))
@given(problems())
def test_no_plan_breaks_a_hard_rule_and_each_is_worth_what_it_says(document: Json):
    plan = outcome(document)
    if isinstance(plan, str):
        event("refused")
        assert document["pins"], plan
        named = {pin["person"] for pin in document["pins"]}
        assert any(name in plan for name in named), plan
        assert plan.endswith("."), plan
        return
    checker.check(document, plan)


@settings(max_examples=many(30))
@given(small_problems())
def test_nothing_is_better_where_everything_was_tried(document: Json):
    document = brute.cut(document, PLANS)
    plan = outcome(document)
    best = brute.best(document)
    if best is None:
        assert isinstance(plan, str), "no plan keeps the rules, but one was found"
        return
    assert not isinstance(plan, str), plan
    checker.check(document, plan)
    assert {level["name"]: level["value"] for level in plan["levels"]} == best
    assert all(level["proven"] for level in plan["levels"]), plan["levels"]


@settings(max_examples=max(many(5) // 10, 5))
@given(problems())
def test_the_same_problem_and_seed_give_the_same_plan(document: Json):
    def without_time(plan: Json | str) -> Any:
        if isinstance(plan, str):
            return plan
        return [plan["seats"], [(each["name"], each["value"]) for each in plan["levels"]]]

    assert without_time(outcome(document, seed=7)) == without_time(outcome(document, seed=7))


def example(name: str, *, windows: int | None = None) -> Json:
    """An example, or its first windows alone."""
    document: Json = json.loads((EXAMPLES / f"{name}.json").read_text())
    document["windows"] = document["windows"][:windows]
    names = {window["id"] for window in document["windows"]}
    for person in document["people"]:
        person["sign_ups"] = [each for each in person["sign_ups"] if each["window"] in names]
    return document


KNOWN = {
    "p60": (0, 0, 0, 0, 0, 210, -119, -128656),
}


@pytest.mark.parametrize("name", [*KNOWN])
def test_the_examples_are_solved_to_the_last_level_and_tell_each_on_the_way(name: str):
    document, told = example(name), list[Level]()
    plan = solved(document, progress=told.append)
    written = plan_as_data(plan)
    checker.check(document, written)
    assert tuple(level.value for level in plan.levels) == KNOWN[name]
    assert all(level.proven for level in plan.levels)
    assert list(dict.fromkeys(level.name for level in told)) == [
        level.name for level in plan.levels
    ]
    last = {level.name: (level.value, level.bound) for level in told}
    assert last == {level.name: (level.value, level.bound) for level in plan.levels}
    for one, next_ in pairwise(told):
        if one.name == next_.name:
            assert (next_.value, -next_.bound) <= (one.value, -one.bound), "it only gets better"


def test_whoever_stops_at_once_has_a_plan_all_the_same():
    document = example("p60")
    plan = solved(document, stop=lambda: True)
    assert plan.cancelled
    checker.check(document, plan_as_data(plan))


def test_who_drops_out_changes_as_much_at_least_as_they_had():
    """The bound is there however early the search ends."""
    document = example("p60")
    published = plan_as_data(solved(document))["seats"]
    gone = published[0]["person"]
    theirs = sum(seat["person"] == gone for seat in published)
    for person in document["people"]:
        if person["id"] == gone:
            person["sign_ups"] = []
    document["published"] = published
    plan = solved(document, stop=lambda: True)
    changes = next(level for level in plan.levels if level.name == "changes")
    assert changes.bound >= theirs
    checker.check(document, plan_as_data(plan))


# --- pins that exclude each other ----------------------------------------------------------------


def pinned(*pins: Json, **changes: Any) -> Json:
    """Two windows that follow each other; ana and bo of one team, kim new."""
    person = {
        "team": "T0",
        "zone": "Europe/Berlin",
        "hours": ["09:00", "17:00"],
        "workdays": [0, 1, 2, 3, 4],
        "halves": False,
        "experienced": True,
        "served_halves": 2,
        "last_served_until": None,
        "rest_days": 28,
        "most_halves": 4,
        "promotion_by": None,
        "sign_ups": [{"window": name, "choice": 2, "halves": [0, 1]} for name in ("W0", "W1")],
    }
    window = {"least": 1, "wanted": 1, "most": 2, "coverage_goal": [0, 0]}
    return {
        "version": 1,
        "mentoring": True,
        "windows": [
            {"id": "W0", "starts_on": "2025-01-06", "ends_on": "2025-02-03", **window},
            {"id": "W1", "starts_on": "2025-02-03", "ends_on": "2025-03-03", **window},
        ],
        "demand": [],
        "teams": [{"id": "T0", "cap": 1}, {"id": "T1", "cap": 3}],
        "people": [
            {"id": "ana", **person},
            {"id": "bo", **person},
            {"id": "kim", **person, "team": "T1", "experienced": False, "served_halves": 0},
            {"id": "eva", **person, "team": "T1", "sign_ups": []},
            {"id": "ida", **person, "team": "T1"},
        ],
        "pins": list(pins),
        "published": [],
        **changes,
    }


def pin(person: str, window: str, half: int | None = None, *, seated: bool = True) -> Json:
    return {"person": person, "window": window, "half": half, "seated": seated}


@pytest.mark.parametrize(
    ("pins", "names"),
    [
        ([pin("eva", "W0")], ["eva", "W0"]),
        ([pin("ana", "W0", 0)], ["ana", "W0"]),
        ([pin("ana", "W0"), pin("ana", "W1")], ["ana", "W0", "W1"]),
        ([pin("ana", "W0"), pin("bo", "W0")], ["ana", "bo", "W0"]),
        ([pin("ana", "W0"), pin("ana", "W0", seated=False)], ["ana", "W0"]),
        ([pin("ana", "W1"), pin("kim", "W1"), pin("ida", "W1")], ["W1"]),
        (
            [pin("kim", "W0"), *(pin(name, "W0", seated=False) for name in ("ana", "bo", "ida"))],
            ["kim", "W0"],
        ),
    ],
    ids=["no-sign-up", "no-halves", "no-rest", "cap", "in-and-out", "too-many", "no-mentor"],
)
def test_pins_that_cannot_all_hold_are_refused_by_name(pins: list[Json], names: list[str]):
    document = pinned(*pins)
    assert brute.best(document) is None
    sentence = outcome(document)
    assert isinstance(sentence, str)
    assert all(name in sentence for name in names), sentence
    assert "\n" not in sentence
    # Not a pin too many: whoever has nothing to do with it is not in the sentence.
    beside = pinned(*pins, pin("ida", "W0", seated=False))
    again = outcome(beside)
    assert isinstance(again, str)


def test_pins_that_can_hold_do():
    document = pinned(pin("kim", "W0"), pin("ana", "W0", seated=False))
    plan = outcome(document)
    assert not isinstance(plan, str), plan
    checker.check(document, plan)
    assert {"person": "kim", "window": "W0", "half": None} in plan["seats"]
