"""The share of a team's scope, worked out by hand (R35)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.rotation.rules.relief import (
    Worker,
    in_words,
    relief_days,
    rings_on,
    seat_days,
    share,
)

FIRST, END = date(2026, 4, 6), date(2026, 5, 4)  # four whole weeks, Monday to Sunday
WEEK = frozenset(range(5))


def team_of(number: int) -> list[Worker]:
    return [Worker(each, WEEK) for each in range(1, number + 1)]


def worked(team: list[Worker], allocation: int = 100, engineer: Worker | None = None):
    return share(engineer or team[0], team, days=(FIRST, END), allocation=allocation)


@pytest.mark.req("R35")
def test_one_of_five_for_four_weeks():
    found = worked(team_of(5))
    assert (found.ee_days, found.capacity_days, found.percent) == (20, 100, Decimal("20.0"))
    assert found.relief_days == 20
    assert dict(found.members) == dict.fromkeys(range(1, 6), 20)


@pytest.mark.req("R35")
def test_half_of_their_time():
    found = worked(team_of(5), 50)
    assert (found.percent, found.relief_days) == (Decimal("10.0"), 10)
    assert found.ee_days == 20, "the days are theirs; the allocation is counted once"


def test_part_time_and_away():
    away = frozenset(
        {date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 10)}
    )  # Friday is free anyway
    ana = Worker(1, frozenset(range(4)), away)
    found = worked([ana, *team_of(5)[1:]])
    assert (found.ee_days, found.capacity_days, found.percent) == (14, 94, Decimal("14.9"))


def test_somebody_elses_absence_makes_the_share_larger():
    team = team_of(2)
    gone = Worker(2, WEEK, frozenset(FIRST + timedelta(days=day) for day in range(28)))
    assert worked(team).percent == Decimal("50.0")
    assert worked([team[0], gone]).percent == Decimal("100.0")


def test_two_of_one_team_count_against_the_same_days():
    team = team_of(5)
    both = [worked(team, engineer=each).percent for each in team[:2]]
    assert both == [Decimal("20.0")] * 2


def test_weekend_workers_count_their_own_days():
    ana, bo = Worker(1, WEEK), Worker(2, frozenset({5, 6}))
    found = worked([ana, bo])
    assert (found.capacity_days, found.percent) == (28, Decimal("71.4"))


def test_a_team_of_one_no_team_and_nobody_at_work():
    (alone,) = team_of(1)
    assert worked([alone]).percent == Decimal("100.0")
    nowhere = worked([], engineer=alone)
    assert (nowhere.percent, nowhere.capacity_days, nowhere.relief_days) == (None, 0, 20)
    away = Worker(1, WEEK, frozenset(FIRST + timedelta(days=day) for day in range(28)))
    assert worked([away]).percent is None


def test_who_is_lent_counts_though_the_directory_has_moved_them():
    team = team_of(5)
    found = share(Worker(9, WEEK), team, days=(FIRST, END), allocation=100)
    assert found.capacity_days == 120


@given(
    st.lists(st.sets(st.integers(0, 6), min_size=1), min_size=1, max_size=6),
    st.integers(1, 100),
    st.integers(0, 40),
)
@settings(max_examples=30)
def test_the_formula_holds_and_shares_never_pass_the_whole(weeks, allocation, length):
    team = [Worker(number, frozenset(days)) for number, days in enumerate(weeks)]
    days = (FIRST, FIRST + timedelta(days=length))
    shares = [share(each, team, days=days, allocation=allocation) for each in team]
    capacity = shares[0].capacity_days
    assert {each.capacity_days for each in shares} == {capacity}
    assert sum(each.ee_days for each in shares) == capacity
    for each in shares:
        if capacity == 0:
            assert each.percent is None
        else:
            exact = Fraction(each.ee_days * allocation, capacity)
            assert abs(Fraction(each.percent) - exact) <= Fraction(1, 20)
            assert 0 <= each.percent <= allocation


def test_a_day_handed_over_counts_once():
    window, starts = (FIRST, END), {END}
    middle = date(2026, 4, 20)
    assert seat_days(window, None, starts) == (FIRST, END)
    assert seat_days(window, None, set()) == (FIRST, END + timedelta(days=1))
    first, second = (FIRST, middle), (middle, END)
    assert seat_days(window, first, starts) == (FIRST, middle)
    assert seat_days(window, second, starts) == (middle, END)
    assert seat_days(window, second, set()) == (middle, END + timedelta(days=1))


def test_when_it_rings():
    days = rings_on(FIRST, END, every=7)
    assert days[0] == date(2026, 3, 30) and days[1] == FIRST
    assert days[-1] == date(2026, 4, 27), "not when the seat is over"
    assert len(days) == 5


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "20 days of the seat at 50 %, which is 10. Search has 60 working days in that time: "),
        ({}, "20 x 50 % / 60 = 16.7 % of its scope."),
        ({"team": ""}, "No home team is known"),
        ({"percent": None, "capacity_days": 0}, "Nobody in Search works"),
        ({"members": 1}, "Ana is the whole team"),
        ({"ee_days": 1}, "works 1 day of"),
    ],
)
def test_the_formula_in_words(given: dict, says: str):
    facts = {"engineer": "Ana", "team": "Search", "members": 3, "ee_days": 20, "allocation": 50}
    facts |= {"capacity_days": 60, "percent": Decimal("16.7"), **given}
    assert says in in_words(**facts)


def test_days_of_relief_are_rounded_to_tenths():
    assert relief_days(7, 33) == Decimal("2.3")
    assert relief_days(0, 100) == 0
