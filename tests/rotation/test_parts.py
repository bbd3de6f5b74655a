"""Parts of a window: who is on in which half, and how many seats lack (R9, R28)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from holdfast.rotation.rules.duty import Part, SeatOn, WindowOn, on_at
from holdfast.rotation.rules.parts import filled, half_of, until

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 30)
HALF = date(2026, 3, 16)


def test_a_shared_boundary_day_belongs_to_the_window_that_starts_on_it():
    assert until((FIRST, LAST), {LAST}) == LAST
    assert until((FIRST, LAST), {date(2026, 3, 31)}) == date(2026, 3, 31)
    assert half_of(FIRST, LAST, 0) == (FIRST, HALF)
    assert half_of(FIRST, date(2026, 3, 31), 1) == (date(2026, 3, 16), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("parts", "on_the_leanest_day"),
    [
        ([], 0),
        ([None, None], 2),
        ([(FIRST, HALF)], 0),
        ([(FIRST, HALF), (HALF, LAST)], 1),
        ([None, (HALF, LAST)], 1),
        ([(FIRST, date(2026, 3, 10)), (HALF, LAST)], 0),
    ],
)
def test_a_window_has_as_many_as_its_leanest_day(parts, on_the_leanest_day):
    assert filled((FIRST, LAST), parts) == on_the_leanest_day


@pytest.mark.req("R28")
@pytest.mark.parametrize(
    ("day", "on"),
    [
        (date(2026, 3, 9), {1: (Part.ON, True), 2: (Part.ON, True)}),
        (HALF, {1: (Part.OUTGOING, False), 2: (Part.ON, True), 3: (Part.INCOMING, True)}),
        (date(2026, 3, 20), {2: (Part.ON, True), 3: (Part.ON, True)}),
    ],
)
def test_halves_hand_over_in_the_middle(day, on):
    window = WindowOn(
        1,
        FIRST,
        LAST,
        wanted=2,
        seats=(
            SeatOn(1, 1, confirmed=True, part=(FIRST, HALF)),
            SeatOn(2, 2, confirmed=True),
            SeatOn(3, 3, confirmed=True, part=(HALF, LAST)),
        ),
    )
    noon = datetime.combine(day, datetime.min.time().replace(hour=12), UTC)
    duties = on_at([window], noon, zone="UTC", handover_hour=9)
    assert {duty.person: (duty.part, duty.has_duty) for duty in duties} == on
    assert window.holes == 0
