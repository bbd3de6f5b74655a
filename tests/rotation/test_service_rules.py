"""Who served which half, and how evenly that is spread: the rules alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.rotation.rules.fairness import (
    Asked,
    Gate,
    gate,
    gini,
    months_after,
    next_due,
    short_of,
    spread,
)
from holdfast.rotation.rules.parts import half_of
from holdfast.rotation.rules.service import Sitting, credited_in, lines, sat

FIRST, UNTIL = date(2026, 3, 2), date(2026, 3, 30)  # 28 days: each half has 14
MIDDLE = date(2026, 3, 16)
ANA, BO, KIM, LEA = range(1, 5)


def sitting(person: int, first: int = 0, end: int = 28, *, seat: int = 0, order: int = 0):
    """From a day of the window until the day before another, counted from 0."""
    days = (FIRST + timedelta(days=first), FIRST + timedelta(days=end))
    return Sitting(seat or person * 100 + first, person, *days, order=order)


def who(*sittings: Sitting, window=(FIRST, UNTIL), **elsewhere) -> list[tuple[int, int]]:
    return sorted((each.half, each.person) for each in credited_in(window, sittings, **elsewhere))


@pytest.mark.req("R30", "R31")
@pytest.mark.parametrize(
    ("sittings", "credited"),
    [
        ([], []),
        ([sitting(ANA)], [(0, ANA), (1, ANA)]),
        ([sitting(ANA), sitting(BO, order=1)], [(0, ANA), (0, BO), (1, ANA), (1, BO)]),
        # Swapped in the middle: a half each.
        ([sitting(ANA, 0, 14), sitting(BO, 14, 28)], [(0, ANA), (1, BO)]),
        # After three days: nothing for three days.
        ([sitting(ANA, 0, 3), sitting(BO, 3, 28)], [(0, BO), (1, BO)]),
        # As many days of the first half: whoever sat first.
        ([sitting(ANA, 0, 7), sitting(BO, 7, 28)], [(0, ANA), (1, BO)]),
        ([sitting(BO, 0, 7), sitting(ANA, 7, 28)], [(0, BO), (1, ANA)]),
        # Two stretches of one person are theirs together.
        ([sitting(ANA, 0, 4), sitting(BO, 4, 8), sitting(ANA, 8, 28)], [(0, ANA), (1, ANA)]),
        # Three evenly: it is nobody's.
        ([sitting(ANA, 0, 5), sitting(BO, 5, 10), sitting(KIM, 10, 14)], []),
        # Most of the days, and still less than half of them.
        ([sitting(ANA, 0, 6)], []),
        # The whole seat beside one that was shared: lines of their own.
        (
            [sitting(ANA), sitting(BO, 0, 14, order=1), sitting(KIM, 14, 28, order=1)],
            [(0, ANA), (0, BO), (1, ANA), (1, KIM)],
        ),
        # Half of the days in each of two lines is one half, and the other line's is the other's.
        (
            [
                *(sitting(ANA, 0, 7), sitting(BO, 7, 14), sitting(KIM, 0, 7, order=1)),
                sitting(ANA, 7, 14, order=1, seat=9),
            ],
            [(0, ANA), (0, KIM)],
        ),
    ],
)
def test_each_half_of_each_seat_goes_to_who_sat_most_of_it(sittings, credited):
    assert who(*sittings) == credited


@pytest.mark.req("R11")
def test_days_in_two_windows_at_once_count_for_the_first():
    """A table whose rows overlap by more than a handover day."""
    ten = {ANA: [(FIRST - timedelta(days=20), FIRST + timedelta(days=10))]}
    assert who(sitting(ANA), elsewhere=ten) == [(1, ANA)]
    seven = {ANA: [(FIRST - timedelta(days=20), FIRST + timedelta(days=7))]}
    assert who(sitting(ANA), elsewhere=seven) == [(0, ANA), (1, ANA)]


def test_a_window_of_one_day_has_one_half():
    day = (FIRST, FIRST + timedelta(days=1))
    assert who(sitting(ANA, 0, 1), window=day) == [(1, ANA)]


def test_the_days_of_a_part_as_people_write_them():
    window = (FIRST, UNTIL)
    assert sat(None, window, []) == window
    assert sat((FIRST, MIDDLE), window, [FIRST, MIDDLE]) == (FIRST, MIDDLE)
    assert sat((FIRST, MIDDLE), window, [FIRST])[1] == MIDDLE + timedelta(days=1)
    assert sat((MIDDLE, UNTIL), window, [MIDDLE]) == (MIDDLE, UNTIL), "the handover day is not its"


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 27), st.integers(1, 28)), max_size=7).map(
        lambda rows: [(p, a, min(28, a + n)) for p, a, n in rows]
    )
)
def test_nothing_is_credited_twice_and_nothing_without_sitting_half_of_it(rows):
    taken: dict[int, set[int]] = {}
    sittings = []
    for number, (person, first, end) in enumerate(rows):  # nobody sits twice on a day
        if not taken.setdefault(person, set()) & set(range(first, end)):
            taken[person] |= set(range(first, end))
            sittings.append(sitting(person, first, end, seat=number + 1))
    found = credited_in((FIRST, UNTIL), sittings)
    keys = [(each.half, each.person) for each in found]
    assert len(set(keys)) == len(keys)
    for half, person in keys:
        days = set(range(14)) if half == 0 else set(range(14, 28))
        assert len(taken[person] & days) >= 7
    for half in (0, 1):
        assert sum(each.half == half for each in found) <= len(lines(sittings))
        assert all(
            (each.starts_on, each.until) == half_of(FIRST, UNTIL, half)
            for each in found
            if each.half == half
        )


# --- fairness --------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=25))
def test_gini_is_what_the_slow_definition_says(values):
    total = sum(values)
    if not total:
        assert gini(values) is None
        return
    count, mean = len(values), total / len(values)
    slow = sum(abs(a - b) for a, b in product(values, values)) / (2 * count**2 * mean)
    assert gini(values) == pytest.approx(slow)
    assert 0 <= gini(values) < 1


def test_gini_of_what_is_known_by_heart():
    assert gini([2, 2, 2]) == 0
    assert gini([0, 0, 0, 4]) == pytest.approx(0.75), "all of it with one of four is 1 - 1/4"
    assert gini([]) is None
    assert spread([]) is None
    assert spread([0, 2, 4]).difference == 4
    assert spread([1, 3]).deviation == 1


def test_when_the_next_turn_is_due():
    assert next_due(None, 18) is None
    assert next_due(date(2026, 3, 16), 18) == date(2027, 9, 16)
    assert months_after(date(2026, 8, 31), 18) == date(2028, 2, 29)
    assert months_after(date(2026, 1, 31), -2) == date(2025, 11, 30)


@pytest.mark.req("R32", "R33")
@pytest.mark.parametrize(("served", "seated", "waived"), list(product([False, True], repeat=3)))
def test_a_gate_blocks_only_who_had_the_opportunity(served, seated, waived):
    assert gate(served=served, seated=seated, waived=waived) is Gate.OPEN, "none by default"
    found = gate(served=served, seated=seated, waived=waived, wanted=True)
    assert found.may_block == (not served and not seated and not waived)


@pytest.mark.req("R33")
def test_short_of_opportunities_is_who_asked_and_got_none_of_them():
    spring = (date(2026, 3, 1), date(2026, 6, 30))
    march, may, july = (date(2026, month, 2) for month in (3, 5, 7))
    assert short_of([], spring) == []
    assert [each.window for each in short_of([Asked(1, march, got=False)], spring)] == [1]
    assert short_of([Asked(1, march, got=False), Asked(2, may, got=True)], spring) == []
    assert short_of([Asked(1, march, got=False), Asked(3, july, got=True)], spring)
    assert short_of([Asked(1, may, got=False, begun=False)], spring) == []
    asked = [Asked(1, march, got=False)]
    assert short_of(asked, spring, seated=[(date(2026, 2, 1), date(2026, 3, 2))]) == []
    assert short_of(asked, spring, seated=[(date(2026, 2, 1), date(2026, 3, 1))]) == asked
