"""Each level's value on a plan small enough to count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.rotation.rules.planning.levels import hopefuls, measure
from holdfast.rotation.rules.planning.problem import LEVELS, Demand
from tests.rotation.planning.making import MONDAY, person, problem, seats, window

ALL = [person(name, "W0", halves=True) for name in ("ada", "ben", "cyd", "dee")]


@pytest.mark.parametrize(
    ("sitting", "least", "wanted", "over"),
    [
        ((), 4, 2, 0),
        (("ada W0",), 2, 2, 0),
        (("ada W0/0",), 3, 2, 0),
        (("ada W0", "ben W0"), 0, 2, 0),
        (("ada W0", "ben W0", "cyd W0/1"), 0, 1, 0),
        (("ada W0", "ben W0", "cyd W0", "dee W0/0"), 0, 0, 1),
    ],
)
def test_people_in_the_halves(sitting, least, wanted, over):
    given = problem(*ALL, windows=(window(least=2, wanted=3),))
    found = measure(given, seats(*sitting))
    assert (found["least"], found["wanted"], found["over"]) == (least, wanted, over)


def test_levels_come_in_order_and_changes_only_where_something_is_published():
    assert list(measure(problem(*ALL), ())) == [name for name in LEVELS if name != "changes"]
    published = problem(*ALL, published=seats("ada W0", "ben W0", "gone W0"))
    assert list(measure(published, ())) == list(LEVELS)
    assert measure(published, seats("ada W0", "cyd W0"))["changes"] == 3
    assert measure(published, seats("ada W0/0"))["changes"] == 4


def test_promotion_counts_only_who_could_have_had_a_seat_in_time():
    by = date(2025, 2, 3)  # the window ends on it, exclusive: in time
    ada = person("ada", "W0", promotion_by=by)
    early = person("early", "W0", promotion_by=by - timedelta(days=1))
    half = person("half", "W0", halves=True, promotion_by=by - timedelta(days=1))
    tired = person("tired", "W0", promotion_by=by, rest_days=1, last_served_until=MONDAY)
    unsigned = person("unsigned", promotion_by=by)
    given = problem(ada, early, half, tired, unsigned)
    assert hopefuls(given) == {
        "ada": frozenset(seats("ada W0")),
        "half": frozenset(seats("half W0/0")),
    }
    assert measure(given, ())["promotion"] == 2
    assert measure(given, seats("ada W0", "half W0/1"))["promotion"] == 1
    assert measure(given, seats("ada W0", "half W0/0"))["promotion"] == 0


def test_fairness_is_the_growth_of_the_squares():
    ada = person("ada", "W0", served_halves=3)
    ben = person("ben", "W0", halves=True)
    cyd = person("cyd", served_halves=4)
    given = problem(ada, ben, cyd)
    assert measure(given, ())["fairness"] == 0
    assert measure(given, seats("ada W0", "ben W0/1"))["fairness"] == (25 - 9) + 1


def test_preference_is_choice_by_halves():
    eager, lukewarm = person("eager", "W0", choice=3), person("luke", "W0", choice=1, halves=True)
    found = measure(problem(eager, lukewarm), seats("eager W0", "luke W0/0"))
    assert found["preference"] == -(3 * 2 + 1)


def test_coverage_is_what_is_missing_of_the_goal_and_spread_what_is_covered():
    """Two weeks a half, ten days of 32 quarter hours with weight 2: 640."""
    here = problem(
        *ALL,
        person("tz", "W0", zone="Europe/Berlin"),
        windows=(window(coverage_goal=(600, 1000)),),
        demand=(Demand("Europe/London", 2),),
    )
    assert measure(here, ())["coverage"] == 1600
    found = measure(here, seats("ada W0"))
    assert (found["coverage"], found["spread"]) == (360, -1280)
    berlin = measure(here, seats("tz W0"))  # an hour of eight less
    assert (berlin["coverage"], berlin["spread"]) == (40 + 440, -1120)
    assert measure(here, seats("tz W0", "ben W0/0"))["spread"] == -(640 + 560)
