"""Deadlines in working time: known cases, properties, and a minute-by-minute count beside them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.kernel.working_time import HORIZON_DAYS, Allowance, WorkingHours, deadline

BERLIN = WorkingHours(zone="Europe/Berlin")


def utc(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.req("R48")
@pytest.mark.parametrize(
    ("start", "allowance", "hours", "expected"),
    [
        # Inside a day, over night, over a week-end.
        ("2026-03-03 11:00", Allowance(hours=2), BERLIN, "2026-03-03 13:00"),
        ("2026-03-03 16:00", Allowance(hours=2), BERLIN, "2026-03-04 10:00"),
        ("2026-03-06 16:30", Allowance(hours=1), BERLIN, "2026-03-09 09:30"),
        ("2026-03-07 12:00", Allowance(hours=8), BERLIN, "2026-03-09 17:00"),
        # A working day is the same point of a later one; from outside, that day's end.
        ("2026-03-03 11:00", Allowance(days=1), BERLIN, "2026-03-04 11:00"),
        ("2026-03-03 20:00", Allowance(days=1), BERLIN, "2026-03-04 17:00"),
        ("2026-03-03 08:00", Allowance(days=1), BERLIN, "2026-03-03 17:00"),
        ("2026-03-06 11:00", Allowance(days=5), BERLIN, "2026-03-13 11:00"),
    ],
)
def test_known_deadlines(start: str, allowance: Allowance, hours: WorkingHours, expected: str):
    found = deadline(utc(start, hours.zone), allowance, hours)
    assert found == utc(expected, hours.zone)
    assert found.tzinfo is UTC


def at(zone: str, starts: int, ends: int, **more: object) -> WorkingHours:
    return WorkingHours(zone=zone, starts=time(starts), ends=time(ends), **more)


NIGHTS = at("America/New_York", 22, 6)


@pytest.mark.req("R48")
@pytest.mark.parametrize(
    ("start", "hours_left", "hours", "expected_utc"),
    [
        # The hour that spring skips is not worked: 22:00-06:00 has seven hours (New York, 8 March).
        (
            "2026-03-07 22:00",
            7,
            at("America/New_York", 22, 6, workdays=frozenset(range(7))),
            "2026-03-08 10:00",
        ),
        # The hour that autumn repeats is worked: nine (1 November).
        (
            "2026-10-31 22:00",
            9,
            at("America/New_York", 22, 6, workdays=frozenset(range(7))),
            "2026-11-01 11:00",
        ),
        # The southern hemisphere the other way round: Sydney leaves summer time on 5 April 2026.
        (
            "2026-04-04 22:00",
            9,
            at("Australia/Sydney", 22, 6, workdays=frozenset(range(7))),
            "2026-04-04 20:00",
        ),
        (
            "2026-10-03 22:00",
            7,
            at("Australia/Sydney", 22, 6, workdays=frozenset(range(7))),
            "2026-10-03 19:00",
        ),
        # Half an hour of daylight saving (Lord Howe), and zones off by 30 and 45 minutes.
        (
            "2026-04-05 00:00",
            8,
            at("Australia/Lord_Howe", 0, 8, workdays=frozenset(range(7))),
            "2026-04-04 21:00",
        ),
        ("2026-03-03 16:00", 2, at("Asia/Kolkata", 9, 17), "2026-03-04 04:30"),
        ("2026-03-03 16:00", 2, at("Asia/Kathmandu", 9, 17), "2026-03-04 04:15"),
        # Office hours across the change keep their wall clock.
        ("2026-03-27 16:00", 2, BERLIN, "2026-03-30 08:00"),
        # A night shift belongs to the day on which it starts: Friday night runs into Saturday.
        ("2026-03-07 05:00", 1, NIGHTS, "2026-03-07 11:00"),
        ("2026-03-07 05:30", 1, NIGHTS, "2026-03-10 02:30"),
    ],
)
def test_hours_across_odd_clocks(
    start: str, hours_left: float, hours: WorkingHours, expected_utc: str
):
    assert deadline(utc(start, hours.zone), Allowance(hours=hours_left), hours) == utc(expected_utc)


@pytest.mark.req("R48")
def test_holidays_and_absences_do_not_count():
    easter = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    hours = WorkingHours(zone="Europe/Berlin", days_off=easter)
    start = utc("2026-04-02 16:00", "Europe/Berlin")
    assert deadline(start, Allowance(hours=2), hours) == utc("2026-04-07 10:00", "Europe/Berlin")
    assert deadline(start, Allowance(days=1), hours) == utc("2026-04-07 16:00", "Europe/Berlin")


@pytest.mark.req("R54")
@pytest.mark.parametrize("allowance", [Allowance(hours=3), Allowance(days=2)])
def test_who_never_works_still_gets_a_deadline(allowance: Allowance):
    """The plain wall clock, so that an alarm always rings."""
    start = utc("2026-03-03 11:00")
    away = frozenset(start.date() + timedelta(days=n) for n in range(-2, HORIZON_DAYS + 2))
    for hours in (
        WorkingHours(zone="UTC", workdays=frozenset()),
        WorkingHours(zone="UTC", days_off=away),
        WorkingHours(zone="UTC", starts=time(9), ends=time(9)),
    ):
        plain = start + timedelta(days=allowance.days, hours=allowance.hours)
        assert deadline(start, allowance, hours) == plain
        assert not hours.at_work(start)


# --- properties ---------------------------------------------------------------------------------

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
    "America/St_Johns",
    "UTC",
]
weeks = st.builds(
    WorkingHours,
    zone=st.sampled_from(ZONES),
    starts=st.times(max_value=time(23, 45)).map(lambda each: each.replace(second=0, microsecond=0)),
    ends=st.times(max_value=time(23, 45)).map(lambda each: each.replace(second=0, microsecond=0)),
    workdays=st.frozensets(st.integers(0, 6)),
    days_off=st.frozensets(st.dates(date(2026, 3, 1), date(2026, 4, 20)), max_size=6),
)
starts = st.datetimes(datetime(2026, 3, 1), datetime(2026, 4, 12)).map(
    lambda each: each.replace(second=0, microsecond=0, tzinfo=UTC)
)
hour_allowances = st.integers(1, 12 * 60).map(lambda minutes: Allowance(hours=minutes / 60))
allowances = hour_allowances | st.integers(1, 20).map(lambda days: Allowance(days=days))
quick = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def works(hours: WorkingHours, moment: datetime) -> bool:
    """Is this minute worked? Read off the wall clock, without any of the code under test."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    if hours.starts == hours.ends:
        return False

    def on(day: date) -> bool:
        return day.weekday() in hours.workdays and day not in hours.days_off

    def bound(day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, ZoneInfo(hours.zone)).astimezone(UTC)

    today, yesterday = local.date(), local.date() - timedelta(days=1)
    if hours.starts < hours.ends:
        return on(today) and bound(today, hours.starts) <= moment < bound(today, hours.ends)
    return (on(today) and moment >= bound(today, hours.starts)) or (
        on(yesterday) and moment < bound(today, hours.ends)
    )


@pytest.mark.req("R48")
@settings(quick, max_examples=60)
@given(starts, hour_allowances, weeks)
def test_counting_every_minute_gives_the_same(
    start: datetime, allowance: Allowance, hours: WorkingHours
):
    minute, left = start, round(allowance.hours * 60)
    for _ in range(12 * 24 * 60):
        if works(hours, minute):
            left -= 1
        minute += timedelta(minutes=1)
        if not left:
            break
    if left:
        return  # further than we count
    found = deadline(start, allowance, hours)
    assert abs(found - minute) < timedelta(seconds=1)


@pytest.mark.req("R48")
@quick
@given(starts, allowances, weeks)
def test_a_deadline_is_later_and_in_working_time_or_the_fallback(
    start: datetime, allowance: Allowance, hours: WorkingHours
):
    found = deadline(start, allowance, hours)
    assert found > start
    just_before = (found - timedelta(microseconds=1)).replace(microsecond=0)
    plain = start + timedelta(days=allowance.days, hours=allowance.hours)
    assert works(hours, just_before) or found == plain


@pytest.mark.req("R48")
@quick
@given(starts, allowances, weeks, st.integers(0, 20_000))
def test_starting_later_is_never_due_earlier(
    start: datetime, allowance: Allowance, hours: WorkingHours, minutes: int
):
    """A deadline that moved forward by waiting would let the clock be gamed."""
    if not hours.workdays or hours.starts == hours.ends:
        return  # the fallback is the wall clock
    later = start + timedelta(minutes=minutes)
    assert deadline(start, allowance, hours) <= deadline(later, allowance, hours)


@pytest.mark.req("R48")
@quick
@given(starts, weeks, st.integers(1, 30), st.integers(0, 30))
def test_more_time_is_never_due_earlier(start: datetime, hours: WorkingHours, some: int, more: int):
    for kind in ("hours", "days"):
        less, greater = Allowance(**{kind: some}), Allowance(**{kind: some + more})
        found = deadline(start, greater, hours)
        if found != start + timedelta(**{kind: some + more}):  # not the fallback
            assert deadline(start, less, hours) <= found
