"""What an iCalendar file says of days away."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.kernel.refusal import Invalid
from holdfast.people.rules.absence_calendar import (
    AHEAD_DAYS,
    WorkingDay,
    calendar_address,
    calendar_words,
    read_calendar,
)
from tests.calendar.server import all_day, ics

BERLIN = WorkingDay("Europe/Berlin", time(9), time(17))
TODAY = date(2026, 3, 3)


def read(*events: str, words: str = "", day: WorkingDay = BERLIN, head: str = ""):
    return read_calendar(
        ics(*events, head=head),
        day=day,
        words=words,
        since=TODAY,
        until=TODAY + timedelta(days=AHEAD_DAYS),
    )


def days(*events: str, **given) -> list[tuple[str, str]]:
    return [
        (f"{each.starts_on:%m-%d}", f"{each.ends_on:%m-%d}") for each in read(*events, **given).away
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260313", [("03-10", "03-12")]),
        ("DTSTART;VALUE=DATE:20260310", [("03-10", "03-10")]),
        ("DTSTART;VALUE=DATE:20260310\nDURATION:P2D", [("03-10", "03-11")]),
        ("DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260310", [("03-10", "03-10")]),
        # Running already, over, too far ahead.
        ("DTSTART;VALUE=DATE:20260227\nDTEND;VALUE=DATE:20260305", [("02-27", "03-04")]),
        ("DTSTART;VALUE=DATE:20260227\nDTEND;VALUE=DATE:20260303", []),
        ("DTSTART;VALUE=DATE:20290101", []),
        # Timed: what covers 09:00-17:00 in Berlin.
        ("DTSTART:20260310T080000Z\nDTEND:20260312T160000Z", [("03-10", "03-12")]),
        ("DTSTART:20260310T080100Z\nDTEND:20260312T155900Z", [("03-11", "03-11")]),
        ("DTSTART:20260310T090000\nDURATION:PT8H", [("03-10", "03-10")]),
        ("DTSTART:20260310T120000Z\nDTEND:20260310T130000Z", []),
        (
            "DTSTART;TZID=Europe/Berlin:20260310T000000\nDTEND;TZID=Europe/Berlin:20260312T000000",
            [("03-10", "03-11")],
        ),
        # Over the night the clocks change.
        ("DTSTART:20260328T080000Z\nDTEND:20260329T150000Z", [("03-28", "03-29")]),
        # What does not count.
        ("DTSTART;VALUE=DATE:20260310\nSTATUS:CANCELLED", []),
        ("DTSTART;VALUE=DATE:20260310\nTRANSP:TRANSPARENT", []),
        ("DTSTART;VALUE=DATE:20260310\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART;VALUE=DATE:20260310\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", [("03-10", "03-10")]),
        # Repeating, with an exception.
        (
            "DTSTART;VALUE=DATE:20260306\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20260313",
            [("03-06", "03-06"), ("03-20", "03-20")],
        ),
        (
            "DTSTART;VALUE=DATE:20260306\nRDATE;VALUE=DATE:20260401",
            [("03-06", "03-06"), ("04-01", "04-01")],
        ),
    ],
)
def test_days_of_an_event(lines: str, expected: list[tuple[str, str]]):
    assert days(f"UID:a\nSUMMARY:Away\n{lines}") == expected


def test_one_of_a_series_can_be_moved():
    series = all_day("a", "20260306", more="RRULE:FREQ=WEEKLY;COUNT=2")
    moved = all_day("a", "20260316", more="RECURRENCE-ID;VALUE=DATE:20260313")
    assert days(series, moved) == [("03-06", "03-06"), ("03-16", "03-16")]


def test_hours_over_midnight_are_covered_whole():
    night = WorkingDay("Europe/Berlin", time(22), time(6))
    event = "UID:a\nDTSTART:20260310T220000\nDTEND:{}"
    assert days(event.format("20260311T060000"), day=night) == [("03-10", "03-10")]
    assert days(event.format("20260311T050000"), day=night) == []


def test_only_events_with_one_of_the_words():
    laptop, pto = "SUMMARY:New laptop\n", "SUMMARY:PTO: Lisbon\nTRANSP:TRANSPARENT\n"
    sorted_away = "SUMMARY:x\nCATEGORIES:Work,Vacation\n"
    events = [
        f"UID:{n}\n{said}DTSTART;VALUE=DATE:2026031{n}"
        for n, said in enumerate((laptop, pto, sorted_away))
    ]
    assert days(*events, words="pto, vacation") == [("03-11", "03-11"), ("03-12", "03-12")]
    assert days(*events) == [("03-10", "03-10"), ("03-12", "03-12")]


def test_a_broken_event_costs_no_other():
    reading = read(
        "UID:a\nDTSTART;VALUE=DATE:yesterday",
        "UID:b\nSUMMARY:no dates",
        all_day("c", "20260320", "20260310"),
        all_day("d", "20200101", "20290101"),
        all_day("e", "20260310", more="RRULE:FREQ=SECONDLY"),
        all_day("f", "20260310", more="RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        all_day("g", "19010310", more="RRULE:FREQ=DAILY"),
        all_day("h", "20260310"),
    )
    assert [each.uid for each in reading.away] == ["h"]
    assert reading.left_out == (
        "3 events left out: its dates cannot be read.",
        "3 events left out: it repeats in a way no absence does.",
        "1 event left out: it is longer than two years.",
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html><html>", "web page"),
        (b"hello", "not an iCal file"),
        (b"", "not an iCal file"),
        (b"\x00\xff" * 100, "not an iCal file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "damaged"),
        (ics(all_day("a", "20260310"))[:-20], "damaged"),
        (b"BEGIN:VCALENDAR" + b"x" * 3_000_000, "larger than 2 MB"),
        (ics(*["UID:a"] * 5001), "more than 5,000 events"),
        (
            ics(
                all_day("a", "20260301", more="RRULE:FREQ=DAILY"),
                *[all_day(f"b{n}", "20260301", more="RRULE:FREQ=WEEKLY") for n in range(10)],
            ),
            "absences; more than 1,000",
        ),
    ],
)
def test_what_is_no_calendar_of_a_person(content: bytes, says: str):
    with pytest.raises(Invalid, match=says):
        read_calendar(content, day=BERLIN, since=TODAY, until=TODAY + timedelta(days=AHEAD_DAYS))


def test_addresses_and_words_as_people_give_them():
    assert calendar_address(" webcal://example.com/a.ics ") == "https://example.com/a.ics"
    assert calendar_address("http://example.com/a") == "http://example.com/a"
    assert calendar_words(" PTO,, vacation , PTO ") == "PTO, vacation"


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 40), st.text(max_size=30)), max_size=8)
)
def test_what_a_library_writes_is_read_back(spans: list[tuple[int, int, str]]):
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    for number, (start, length, title) in enumerate(spans):
        event = icalendar.Event()
        event.add("uid", f"{number}@example.com")
        event.add("summary", title)
        event.add("dtstart", TODAY + timedelta(days=start))
        event.add("dtend", TODAY + timedelta(days=start + length))
        calendar.add_component(event)
    away = read_calendar(
        calendar.to_ical(), day=BERLIN, since=TODAY, until=TODAY + timedelta(days=AHEAD_DAYS)
    ).away
    assert sorted(each.span for each in away) == sorted(
        (TODAY + timedelta(days=start), TODAY + timedelta(days=start + length - 1))
        for start, length, _ in spans
    )


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_calendar_or_a_sentence(noise: bytes):
    whole = ics(all_day("a", "20260310")).replace(b"SUMMARY:Away", b"SUMMARY:" + noise)
    said = ""
    try:
        read_calendar(whole, day=BERLIN, since=TODAY, until=TODAY + timedelta(days=30))
    except Invalid as refused:
        said = refused.message
    assert said == "" or said.endswith(".")


def test_the_working_day_of_somebody():
    assert BERLIN.on(date(2026, 3, 10))[0] == datetime.fromisoformat("2026-03-10T09:00+01:00")
