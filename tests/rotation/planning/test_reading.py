"""PROBLEM.json: what is wrong with it is one sentence that says where; read and written it is the same."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.kernel.refusal import Invalid
from holdfast.rotation.rules.planning.problem import Level, Plan, Seat
from holdfast.rotation.rules.planning.reading import (
    MAX_BYTES,
    plan_as_data,
    plan_from_data,
    problem_as_data,
    problem_from_data,
    problem_from_json,
)
from tests.rotation.planning.generated import problems

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "planning"
SMALL: dict[str, Any] = {
    "version": 1,
    "mentoring": True,
    "windows": [
        {"id": "W0", "starts_on": "2025-01-06", "ends_on": "2025-02-03", "wanted": 2},
        {"id": "W1", "starts_on": "2025-02-03", "ends_on": "2025-03-03", "wanted": 2},
    ],
    "demand": [{"zone": "Europe/Berlin", "weight": 3}],
    "teams": [{"id": "T0", "cap": 1}],
    "people": [
        {
            "id": "ana",
            "team": "T0",
            "zone": "Asia/Kolkata",
            "sign_ups": [{"window": "W1", "choice": 3}, {"window": "W0", "choice": 0}],
        },
        {"id": "bo", "team": "T0", "zone": "Europe/London", "served_halves": 2},
    ],
    "pins": [{"person": "ana", "window": "W1"}],
    "published": [{"person": "bo", "window": "W0", "half": 0}],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """SMALL with something else at `people.0.team`."""
    document = copy.deepcopy(SMALL)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = document
    for step in way:
        place = place[step]
    place[last] = value
    return document


def refused(document: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        problem_from_data(document)
    return refusal.value.message


def test_what_is_left_out_has_a_sensible_default():
    problem = problem_from_data(SMALL)
    ana, bo = problem.people
    assert [each.window for each in ana.sign_ups] == ["W1"], "a no is no consent"
    assert ana.sign_ups[0].halves == (0, 1)
    assert not ana.experienced
    assert bo.experienced, "somebody who has served"
    assert problem.windows[0].most == 2
    assert problem.pins[0].seated
    assert problem.pins[0].seat == Seat("W1", "ana")
    assert problem_from_data({**SMALL, "note": "ours alone"}) == problem


@pytest.mark.parametrize("name", ["p12", "p60", "p250", "p1000"])
def test_the_examples_come_back_as_they_were(name: str):
    document = json.loads((EXAMPLES / f"{name}.json").read_text())
    assert problem_as_data(problem_from_data(document)) == {
        **document,
        # A set in the data; the order of days in the file says nothing.
        "people": [
            {**person, "workdays": sorted(person["workdays"])} for person in document["people"]
        ],
    }


@settings(max_examples=25)
@given(problems())
def test_a_problem_written_and_read_is_the_same(document: dict[str, Any]):
    problem = problem_from_data(document)
    assert problem_from_json(json.dumps(problem_as_data(problem)).encode()) == problem


WRONG = [
    ("version", 2, "version: this reads version 1 only; write “version”: 1."),
    ("version", True, "version: this reads version 1 only; write “version”: 1."),
    (
        "people.0.zone",
        "Mars/Olympus",
        "people[0].zone: there is no time zone “Mars/Olympus”; write",
    ),
    ("demand.0.zone", "America", "demand[0].zone: there is no time zone “America”; write"),
    ("people.1.team", "T9", "people[1].team: there is no team T9."),
    ("people.1.id", "ana", "people[1].id: there is a person ana already; every id stands once."),
    ("people.0.sign_ups.0.window", "W9", "people[0].sign_ups[0].window: there is no window W9."),
    ("people.0.sign_ups.1.window", "W1", "people[0].sign_ups[1].window: there is a sign-up to W1"),
    ("people.0.sign_ups.0.choice", 4, "people[0].sign_ups[0].choice: this must be 0 to 3, not 4."),
    ("people.0.sign_ups.0.choice", True, "this must be a whole number, not true."),
    ("people.0.sign_ups.0.halves", [2], "people[0].sign_ups[0].halves[0]: this must be 0 to 1"),
    ("people.0.sign_ups", None, "people[0].sign_ups: this must be a list, not null."),
    ("people.0.rest_days", -1, "people[0].rest_days: this must be 0 to 36,500, not -1."),
    ("people.0.rest_days", 10**40, "this must be 0 to 36,500, not 10000000000000000000…."),
    ("people.0.rest_days", float("nan"), "this must be a whole number, not nan."),
    ("people.0.rest_days", 1.5, "people[0].rest_days: this must be a whole number, not 1.5."),
    ("people.0.hours", ["9", "17"], "people[0].hours[0]: write a time of day as 09:00, not “9”."),
    ("people.0.hours", ["09:00"], "people[0].hours: write two times, from and to"),
    ("people.0.hours", ["09:00", "24:00"], "people[0].hours[1]: there is no time of day 24:00."),
    ("people.0.workdays", [7], "people[0].workdays[0]: this must be 0 to 6, not 7."),
    ("people.0.id", "", "people[0].id: this name is empty"),
    ("people.0.id", 7, "people[0].id: this must be a text, not 7."),
    ("people.0.halves", 1, "people[0].halves: this must be true or false, not 1."),
    ("people.0", "ana", "people[0]: this must be an object, not “ana”."),
    ("windows.0.ends_on", "2025-01-06", "windows[0].ends_on: 2025-01-06 is not after the start"),
    ("windows.0.ends_on", "2026-02-30", "windows[0].ends_on: there is no day 2026-02-30."),
    ("windows.0.ends_on", "2052-02-03", "at most 400 are taken; is a year wrong?"),
    ("windows.0.starts_on", "0205-01-06", "the year 205 is not between 1975 and 2199."),
    ("windows.0.starts_on", "6.1.2025", "write a date as 2025-01-06, not “6.1.2025”."),
    ("windows.0.wanted", None, "windows[0].wanted: this must be a whole number, not null."),
    ("windows.0.coverage_goal", [1], "windows[0].coverage_goal: write two numbers"),
    ("windows.1.id", "W0", "windows[1].id: there is a window W0 already"),
    ("teams.0.cap", 0, "teams[0].cap: a team with a cap of 0 can spare nobody"),
    ("pins.0.person", "eva", "pins[0].person: there is no person eva."),
    ("pins.0.half", 2, "pins[0].half: this must be 0 to 1, not 2."),
    ("published.0.window", "W7", "published[0].window: there is no window W7."),
    ("windows", {}, "windows: this must be a list, not an object."),
]


@pytest.mark.parametrize(("path", "value", "says"), WRONG, ids=[str(i) for i in range(len(WRONG))])
def test_what_is_wrong_is_said_with_where_it_stands(path: str, value: Any, says: str):
    sentence = refused(changed(path, value))
    assert says in sentence
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The problem is not JSON: line 1, column 1: expecting value."),
        (b"\xff\xfe", "The problem is not UTF-8 (byte 1); save it as UTF-8."),
        (b"[" * 100_000, "The problem is nested too deeply to be one."),
        (b"[1, NaN]", "The problem holds NaN, which is no number in JSON; write a whole number."),
        (b"1" * 10_000, "The problem holds a number of more than 4,000 digits."),
        (b"[]", "The problem: this must be an object, not a list."),
        (b"{}", "version: this reads version 1 only"),
    ],
)
def test_what_is_no_problem_at_all(content: bytes, says: str):
    with pytest.raises(Invalid, match=r"The problem|version") as refusal:
        problem_from_json(content)
    assert says in refusal.value.message


def test_a_hundred_megabytes_are_refused():
    with pytest.raises(Invalid, match="larger than 48 MB"):
        problem_from_json(bytes(MAX_BYTES + 1))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "window", "zone", "halves", "cap"]), inner)
    ),
    max_leaves=6,
)


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [way, *(place for key, inner in entries for place in _places(inner, (*way, key)))]


@settings(max_examples=150)
@given(st.sampled_from(_places(SMALL)[1:]), ANYTHING)
def test_anything_anywhere_is_read_or_refused_in_a_sentence(way: tuple[Any, ...], value: Any):
    document = changed(".".join(map(str, way)), value)
    try:
        problem = problem_from_data(document)
    except Invalid as refusal:
        said = refusal.message
    else:
        said = "."
        assert problem_from_data(problem_as_data(problem)) == problem
    assert said.endswith((".", "?"))
    assert len(said) < 400


def test_a_plan_is_written_with_what_is_proven():
    plan = Plan(
        seats=(Seat("W0", "ana"), Seat("W1", "bo", 1)),
        levels=(Level("least", 0, 0, 0.1), Level("wanted", 3, 1, 0.25)),
        seconds=0.35,
    )
    document = plan_as_data(plan, {"seats": [], "not_chosen": [], "unfilled": []})
    assert document["seats"][1] == {"person": "bo", "window": "W1", "half": 1}
    assert [each["proven"] for each in document["levels"]] == [True, False]
    assert list(document) == ["seats", "levels", "seconds", "cancelled", "why"]
    assert plan_from_data(json.loads(json.dumps(document))) == plan
