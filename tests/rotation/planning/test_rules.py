"""The rules of the planner against the independent checker: on any seats, allowed or not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.rotation.rules.planning.hard import broken
from holdfast.rotation.rules.planning.levels import measure
from holdfast.rotation.rules.planning.problem import Seat
from holdfast.rotation.rules.planning.reading import problem_as_data, problem_from_data
from tests.rotation.planning import checker
from tests.rotation.planning.generated import problems, seats
from tests.rotation.planning.many import many

Json = dict[str, Any]


@settings(max_examples=many(24))
@given(st.data())
def test_rules_and_levels_are_the_checkers_on_any_seats(data: st.DataObject):
    document = data.draw(problems())
    chosen = data.draw(seats(document, 8))
    problem = problem_from_data(document)
    taken = [Seat(each["window"], each["person"], each["half"]) for each in chosen]
    ours = {each.rule for each in broken(problem, taken)}
    theirs = checker.broken_rules(document, chosen)
    # With seats that overlap, which is the first is anybody's guess; and who sits twice in a half has
    # worse to mend than the rest between the halves.
    spoilt = ({"twice"} & theirs and {"H3", "H8"}) or ({"H3"} & theirs and {"H8"})
    ours, theirs = ours - spoilt, theirs - spoilt
    assert ours == theirs
    assert measure(problem, taken) == checker.values(document, chosen)


ZONED = [
    # Spring forward within the half in the person's zone and not yet in the customer's.
    ("America/New_York", "Europe/London", "2025-03-03", "2025-03-31"),
    # South: autumn there while it is spring here; half-hour saving on Lord Howe.
    ("Australia/Lord_Howe", "Australia/Adelaide", "2025-03-24", "2025-04-21"),
    ("Asia/Kathmandu", "Asia/Kolkata", "2025-06-02", "2025-07-01"),
    # The date line, and clocks that change at midnight.
    ("Pacific/Kiritimati", "Pacific/Apia", "2025-06-02", "2025-06-30"),
    ("America/Santiago", "America/Los_Angeles", "2025-08-25", "2025-09-22"),
]


@pytest.mark.parametrize("hours", [["09:00", "17:00"], ["22:00", "06:00"], ["00:00", "03:30"]])
@pytest.mark.parametrize(("here", "there", "starts_on", "ends_on"), ZONED)
def test_coverage_across_changes_of_the_clocks(
    here: str, there: str, starts_on: str, ends_on: str, hours: list[str]
):
    document = {
        "version": 1,
        "windows": [{"id": "W", "starts_on": starts_on, "ends_on": ends_on, "wanted": 1}],
        "demand": [{"zone": there, "weight": 3}, {"zone": here, "weight": 2}],
        "teams": [{"id": "T", "cap": 1}],
        "people": [{"id": "E", "team": "T", "zone": here, "hours": hours, "halves": True}],
    }
    problem = problem_from_data(document)
    whole = problem_as_data(problem)
    for half in (None, 0, 1):
        chosen = [{"person": "E", "window": "W", "half": half}]
        assert measure(problem, [Seat("W", "E", half)]) == checker.values(whole, chosen)


@pytest.mark.parametrize(("starts_on", "served"), [("2025-04-24", 4), ("2025-10-30", 10)])
def test_an_hour_that_the_clocks_skip_is_nobodys_and_one_they_repeat_counts_twice(
    starts_on: str, served: int
):
    """Cairo changes its clocks at midnight after a Thursday, in the middle of this shift."""
    window = {
        "id": "W",
        "starts_on": starts_on,
        "ends_on": f"{starts_on[:-2]}{int(starts_on[-2:]) + 1}",
        "wanted": 1,
    }
    cairo = {"zone": "Africa/Cairo", "hours": ["23:30", "01:30"], "workdays": [3]}
    document = {
        "version": 1,
        "windows": [window],
        "demand": [{"zone": "America/Los_Angeles", "weight": 1}],
        "teams": [{"id": "T", "cap": 1}],
        "people": [{"id": "E", "team": "T", **cairo}],
    }
    problem = problem_from_data(document)
    assert measure(problem, [Seat("W", "E")])["spread"] == -served
    chosen = [{"person": "E", "window": "W", "half": None}]
    assert checker.values(problem_as_data(problem), chosen)["spread"] == -served
