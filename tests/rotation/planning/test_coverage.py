"""Coverage by hand: quarter hours counted on fingers, around changes of the clocks."""

from __future__ import annotations

from datetime import date, time

import numpy as np
import pytest

from holdfast.rotation.rules.planning.coverage import (
    EPOCH,
    Coverage,
    Duty,
    duty,
    shifts,
    wanted,
    within,
)
from holdfast.rotation.rules.planning.problem import Demand
from tests.rotation.planning.making import person, problem, window

WEEKDAYS = frozenset(range(5))
WINTER = date(2025, 1, 6)


def covered(
    *seated: Duty, demand: tuple[Demand, ...], starts=WINTER, ends=date(2025, 1, 20)
) -> int:
    """Over the first half: a week."""
    ground = Coverage(problem(windows=(window(starts=starts, ends=ends),), demand=demand))
    return ground.covered("W0", 0, seated)


def office(zone: str, hours=(9, 17), workdays=WEEKDAYS) -> Duty:
    return Duty(zone, time(hours[0]), time(hours[1]), frozenset(workdays))


def test_a_week_is_five_days_of_eight_hours_of_four_quarters_with_their_weight():
    demand = (Demand("Europe/London", 3),)
    assert wanted(demand, WINTER, date(2025, 1, 13)).weights.sum() == 5 * 8 * 4 * 3
    assert covered(office("Europe/London"), demand=demand) == 5 * 8 * 4 * 3
    assert covered(demand=demand) == 0


def test_weekends_and_other_workdays_count_for_what_customers_want_only():
    demand = (Demand("Europe/London", 1),)
    assert covered(office("Europe/London", workdays=(6, 0, 1, 2, 3)), demand=demand) == 4 * 32
    assert covered(office("Europe/London", workdays=(5, 6)), demand=demand) == 0


def test_what_two_serve_counts_once_and_what_two_zones_want_counts_twice():
    berlin, london = office("Europe/Berlin"), office("Europe/London")
    demand = (Demand("Europe/London", 1),)
    assert covered(berlin, demand=demand) == 5 * 7 * 4
    assert covered(berlin, berlin, demand=demand) == 5 * 7 * 4
    assert covered(berlin, london, demand=demand) == 5 * 8 * 4
    both = (Demand("Europe/London", 1), Demand("Europe/Berlin", 10))
    assert covered(berlin, demand=both) == 5 * 4 * (7 * 1 + 8 * 10)


def test_half_hour_offsets():
    """09:00 to 17:00 in Kolkata is 03:30 to 11:30 in London, in winter."""
    demand = (Demand("Europe/London", 1),)
    assert covered(office("Asia/Kolkata"), demand=demand) == 5 * 10
    assert covered(office("Asia/Kathmandu"), demand=demand) == 5 * 9  # +05:45


@pytest.mark.parametrize(
    ("first", "shared"),
    [
        # New York changes on 9 March 2025, London on the 30th: 5 hours apart, then 4, then 5.
        (date(2025, 3, 3), 5 * 3 * 4),
        (date(2025, 3, 10), 5 * 4 * 4),
        (date(2025, 3, 24), 5 * 4 * 4),
        (date(2025, 3, 31), 5 * 3 * 4),
    ],
)
def test_daylight_saving_in_the_north(first: date, shared: int):
    found = covered(
        office("America/New_York"),
        demand=(Demand("Europe/London", 1),),
        starts=first,
        ends=date.fromordinal(first.toordinal() + 14),
    )
    assert found == shared


@pytest.mark.parametrize(
    ("first", "shared"),
    [
        # London until 17:00 by its clocks; Sydney starts at 06:00 by its own, summer and winter.
        (date(2025, 1, 6), 0),  # 11 hours apart: 06:00 is 19:00 in London
        (date(2025, 3, 31), 0),  # 10 apart: 20:00
        (date(2025, 4, 7), 0),  # 9 apart: 21:00
    ],
)
def test_sydney_never_meets_london_from_six_in_the_morning(first: date, shared: int):
    ends = date.fromordinal(first.toordinal() + 14)
    demand = (Demand("Europe/London", 1),)
    assert (
        covered(office("Australia/Sydney", (6, 14)), demand=demand, starts=first, ends=ends)
        == shared
    )


@pytest.mark.parametrize(
    ("first", "hours"),
    [
        # London's morning from 09:00 is Sydney's evening: 20:00 in January (+11), 18:00 in July (+9).
        (date(2025, 1, 6), 0),  # serves until 20:00
        (date(2025, 3, 31), 1),  # London has changed: 19:00 to 20:00
        (date(2025, 4, 7), 2),  # Sydney too: 18:00 to 20:00
        (date(2025, 10, 6), 1),  # Sydney back to summer on 5 October
        (date(2025, 10, 27), 0),  # London back to winter on the 26th
    ],
)
def test_daylight_saving_in_the_south(first: date, hours: int):
    ends = date.fromordinal(first.toordinal() + 14)
    demand = (Demand("Europe/London", 1),)
    found = covered(office("Australia/Sydney", (12, 20)), demand=demand, starts=first, ends=ends)
    assert found == 5 * 4 * hours


def test_a_half_with_a_change_of_clocks_inside_counts_each_day_by_its_own_clocks():
    """Friday 28 March to Tuesday 1 April 2025: two days an hour apart from the rest."""
    demand = (Demand("Europe/London", 1),)
    found = covered(
        *(Duty("UTC", time(9), time(17), WEEKDAYS),),
        demand=demand,
        starts=date(2025, 3, 27),
        ends=date(2025, 4, 8),  # the first half: 27 March to 2 April, Thursday to Tuesday
    )
    assert found == 2 * 32 + 2 * 28  # Thursday and Friday whole; Monday and Tuesday 10:00 to 17:00


def test_local_days_of_the_far_east_and_west_belong_to_the_half():
    """Auckland's Monday begins on Sunday of UTC, Honolulu's Friday ends on Saturday of UTC."""
    for zone in ("Pacific/Auckland", "Pacific/Honolulu", "Pacific/Kiritimati"):
        assert covered(office(zone), demand=(Demand(zone, 1),)) == 5 * 32


def test_a_night_shift_counts_as_the_day_it_starts_on():
    """22:00 to 06:00 in Los Angeles is 06:00 to 14:00 of the next day in London."""
    night = office("America/Los_Angeles", (22, 6))
    demand = (Demand("Europe/London", 1),)
    # Monday's to Thursday's shifts serve Tuesday to Friday; Sunday before is not of the half,
    # Friday's serves a Saturday.
    assert covered(night, demand=demand) == 4 * 5 * 4
    sunday = office("America/Los_Angeles", (22, 6), (6, 0, 1, 2, 3))
    assert covered(sunday, demand=demand) == 4 * 5 * 4
    # The shift that starts on the half's last day, a Thursday, is served out: Auckland's Friday
    # from 06:00 to 10:00 is Thursday from 09:00 to 13:00 in Los Angeles.
    thursday = covered(
        office("Pacific/Auckland", (22, 10), (3,)),
        demand=(Demand("America/Los_Angeles", 1),),
        ends=date(2025, 1, 14),
    )
    assert thursday == 4 * 4


def test_the_hour_that_is_skipped_is_served_by_nobody_and_the_repeated_one_twice():
    span = (date(2025, 3, 30), date(2025, 3, 31))
    every = frozenset(range(7))
    ground = wanted((Demand("UTC", 1),), *span)
    assert len(ground.starts) == 0  # a Sunday

    def served(first: date) -> int:
        day = (first - EPOCH).days
        starts = np.arange(-96, 192, dtype=np.int64) * 900 + day * 86400
        local = starts + shifts("Europe/London", starts)
        following = date.fromordinal(first.toordinal() + 1)
        return int(within(local, time(0), time(4), every, (first, following)).sum())

    assert served(date(2025, 3, 29)) == 16
    assert served(date(2025, 3, 30)) == 12
    assert served(date(2025, 10, 26)) == 20


def test_people_of_equal_hours_share_a_duty():
    one, other = person("ada", "W0"), person("ben", "W0")
    assert duty(one) == duty(other)
    assert duty(person("cyd", hours=(8, 16))) != duty(one)
