"""The hard rules, one plan at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.rotation.rules.planning.hard import broken, options
from holdfast.rotation.rules.planning.problem import Pin
from tests.rotation.planning.making import MONDAY, person, problem, seat, seats, window

DAY = timedelta(days=1)
YEAR = tuple(
    window(f"W{number}", MONDAY + 28 * number * DAY, MONDAY + 28 * (number + 1) * DAY)
    for number in range(6)
)


def rules(found) -> list[str]:
    return [each.rule for each in found]


def test_a_plan_that_keeps_every_rule():
    ada = person("ada", "W0", "W3", rest_days=56, most_halves=4)
    assert broken(problem(ada, windows=YEAR), seats("ada W0", "ada W3")) == ()


@pytest.mark.parametrize(
    ("asks", "taken", "rule"),
    [
        (("W0",), "ada W1", "H1"),
        (("W0/0",), "ada W0", "H1"),
        (("W0/0",), "ada W0/1", "H1"),
        (("W0",), "ada W9", "H1"),
        (("W0",), "eve W0", "H1"),
    ],
)
def test_only_what_was_signed_up_for(asks, taken, rule):
    ada = person("ada", *asks, halves=True)
    (found,) = broken(problem(ada, windows=YEAR), seats(taken))
    assert found.rule == rule
    assert found.seats == seats(taken)
    assert taken.split()[0] in found.sentence


def test_halves_only_where_they_are_allowed():
    assert rules(broken(problem(person("ada", "W0")), seats("ada W0/0"))) == ["H2"]
    assert not broken(problem(person("ada", "W0", halves=True)), seats("ada W0/0"))


@pytest.mark.parametrize(("rest", "found"), [(28, []), (29, ["H3"])])
def test_rest_is_counted_from_the_exclusive_end(rest, found):
    ada = person("ada", "W0", "W2", rest_days=rest)
    assert rules(broken(problem(ada, windows=YEAR), seats("ada W2", "ada W0"))) == found


@pytest.mark.parametrize(("rest", "found"), [(42, []), (43, ["H3"])])
def test_rest_between_halves_counts_their_own_days(rest, found):
    ada = person("ada", "W0", "W2", rest_days=rest, halves=True)
    assert rules(broken(problem(ada, windows=YEAR), seats("ada W0/0", "ada W2"))) == found


@pytest.mark.parametrize(("rest", "found"), [(0, []), (1, ["H3"])])
def test_two_halves_of_one_window_are_two_seats(rest, found):
    ada = person("ada", "W0", rest_days=rest, halves=True)
    assert rules(broken(problem(ada), seats("ada W0/0", "ada W0/1"))) == found


def test_overlapping_windows_break_the_rest_of_nobody_who_rests():
    overlapping = (window("W0"), window("W1", date(2025, 2, 2), date(2025, 3, 2)))
    ada = person("ada", "W0", "W1", rest_days=0)
    found = broken(problem(ada, windows=overlapping), seats("ada W0", "ada W1"))
    assert rules(found) == ["H3"]
    assert "no day between" in found[0].sentence


@pytest.mark.parametrize(
    ("until", "found"), [(date(2024, 12, 9), []), (date(2024, 12, 10), ["H3"])]
)
def test_rest_after_what_they_served_before(until, found):
    ada = person("ada", "W0", rest_days=28, last_served_until=until)
    given = problem(ada)
    assert rules(broken(given, seats("ada W0"))) == found
    assert bool(options(given)["ada"]) == (not found)


def test_most_halves():
    ada = person("ada", "W0", "W2/0", halves=True, most_halves=3)
    assert not broken(problem(ada, windows=YEAR), seats("ada W0", "ada W2/0"))
    ada = person("ada", "W0", "W2", most_halves=3)
    assert rules(broken(problem(ada, windows=YEAR), seats("ada W0", "ada W2"))) == ["H4"]


def test_a_team_spares_so_many_at_a_time_and_a_window_takes_so_many():
    three = [person(name, "W0", team="T", halves=True) for name in ("ada", "ben", "cyd")]
    given = problem(*three, windows=(window(most=2),), teams=(("T", 1),))
    found = broken(given, seats("ada W0", "ben W0/0"))
    assert rules(found) == ["H5"]  # in the first half only
    assert "ada and ben" in found[0].sentence
    assert "first half" in found[0].sentence
    assert not broken(given, seats("ada W0/0", "ben W0/1"))
    alone = problem(*three, windows=(window(most=2),))
    assert rules(broken(alone, seats("ada W0", "ben W0/0", "cyd W0/0"))) == ["H6"]


def test_pins():
    ada = person("ada", "W0", "W1", halves=True)
    given = problem(
        ada, windows=YEAR, pins=(Pin(seat("ada W0")), Pin(seat("ada W1/0"), seated=False))
    )
    assert not broken(given, seats("ada W0"))
    found = broken(given, seats("ada W1"))
    assert rules(found) == ["H3", "H7", "H7"][1:]
    assert not broken(given, seats("ada W0", "ada W1/1"))
    assert seat("ada W1/1") in options(given)["ada"]
    assert seat("ada W1") not in options(given)["ada"]


def test_a_first_timer_needs_somebody_experienced_beside_them_in_each_half():
    new = person("new", "W0", experienced=False)
    old = person("old", "W0", halves=True)
    given = problem(new, old, mentoring=True)
    assert not broken(given, seats("new W0", "old W0"))
    found = broken(given, seats("new W0", "old W0/0"))
    assert rules(found) == ["H8"]
    assert "second half" in found[0].sentence
    assert rules(broken(given, seats("new W0"))) == ["H8", "H8"]
    assert not broken(problem(new, old), seats("new W0"))


def test_a_first_timer_is_one_until_the_end_of_their_first_seat():
    new = person("new", "W0", "W2", halves=True, experienced=False)
    other = person("other", "W0", "W2", experienced=False)
    old = person("old", "W0")
    given = problem(new, other, old, windows=YEAR, mentoring=True)
    # In the second half of a whole seat still: two first-timers, one other.
    assert rules(broken(given, seats("new W0", "other W0", "old W0"))) == ["H8", "H8"]
    # After a first seat of one half they can stand beside somebody new.
    assert not broken(given, seats("new W0/0", "old W0", "new W2", "other W2"))
    # Two seats in a window: the first ended when the second begins.
    halves = problem(new, other, windows=YEAR, mentoring=True)
    assert rules(broken(halves, seats("new W0/0", "new W0/1"))) == ["H8"]


def test_nobody_sits_twice_in_a_half():
    ada = person("ada", "W0", halves=True)
    assert rules(broken(problem(ada), seats("ada W0", "ada W0/1"))) == ["twice"]
    assert rules(broken(problem(ada), seats("ada W0", "ada W0"))) == ["twice"]


def test_options_are_what_the_person_alone_allows():
    ada = person("ada", "W0", "W1/1", "W2/0", halves=True)
    ben = person("ben", "W0", "W1/1")
    found = options(problem(ada, ben, person("cyd"), windows=YEAR))
    assert found["ada"] == seats("ada W0", "ada W0/0", "ada W0/1", "ada W1/1", "ada W2/0")
    assert found["ben"] == seats("ben W0")
    assert found["cyd"] == ()
