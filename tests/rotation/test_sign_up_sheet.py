"""The sign-up sheet, read and written without a database."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.rotation.rules import windows as window_rules
from holdfast.rotation.rules.reminding import announcement, may_ask
from holdfast.rotation.rules.sign_up_sheet import (
    SheetPerson,
    SheetWindow,
    find_window,
    read_sheet,
    write_sheet,
)
from holdfast.rotation.rules.sign_ups import (
    BOTH,
    FIRST,
    NO,
    SECOND,
    Said,
    choice,
    halves,
    read_cell,
)

START = datetime(2026, 3, 3, 15, tzinfo=UTC)
WINDOWS = [
    SheetWindow(1, date(2026, 3, 16), date(2026, 4, 13)),
    SheetWindow(2, date(2026, 4, 13), date(2026, 5, 11)),
    SheetWindow(3, date(2026, 12, 7), date(2027, 1, 4)),
    SheetWindow(4, date(2027, 3, 16), date(2027, 4, 13)),
    SheetWindow(5, date(2026, 4, 6), date(2026, 5, 4)),
    SheetWindow(6, date(2026, 6, 4), date(2026, 7, 2)),
]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2026-03-16", 1),
        ("Mon 16 March 2026", 1),
        ("3/16/2026", 1),
        ("16/3/26", 1),
        ("2026-03-16 to 2026-04-13", 1),
        ("16 Mar - 13 Apr 2026", 1),
        ("13 Apr", 2),
        ("April 13th", 2),
        ("13/4", 2),
        ("13.04.2026", 2),
        ("13 Apr – 11 May", 2),
        ("Dec 7 - Jan 4, 2027", 3),
        ("7.12.", 3),
        ("6.4.2026", 5),
    ],
)
def test_a_window_is_meant_by_its_first_day(text: str, number: int):
    assert find_window(text, WINDOWS).window == number


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("16 Mar", "2026-03-16 to 2026-04-13 or 2027-03-16"),
        ("4/6/2026", "can be 2026-04-06"),
        ("2026-03-17", "first day of no window"),
        ("2026-03-16 to 2026-05-11", "first day of no window"),
        ("W12", "first day of no window"),
        ("2026-02-30", "first day of no window"),
    ],
)
def test_what_could_be_two_or_none_is_asked(text: str, says: str):
    with pytest.raises(Invalid, match=says):
        find_window(text, WINDOWS)


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        ("Eager", Said(3)),
        ("e", Said(3)),
        ("W", Said(2)),
        ("yes", Said(2)),
        ("✓", Said(2)),
        ("✔️", Said(2)),
        ("if-needed", Said(1)),
        ("If needed, first half", Said(1, FIRST)),
        ("1st", Said(2, FIRST)),
        ("second half only", Said(2, SECOND)),
        ("w/2nd", Said(2, SECOND)),
        ("eager (first half)", Said(3, FIRST)),
        ("n", Said(0)),
        ("NO", Said(0)),
        ("no, first half", Said(0)),
        ("", None),
        (" - ", None),
        ("?", None),
    ],
)
def test_cells_in_peoples_words(cell: str, means: Said | None):
    assert read_cell(cell) == means


@pytest.mark.parametrize(
    "cell", ["perhaps", "maybe?", "x", "no (away)", "7", "third half", "eager no"]
)
def test_a_cell_that_could_mean_anything_means_nothing(cell: str):
    with pytest.raises(Invalid, match="is no answer"):
        read_cell(cell)


def test_words_alone():
    assert [choice(word) for word in ("no", "If Needed", "willing", "EAGER")] == [0, 1, 2, 3]
    assert halves("") == halves("Both") == BOTH and halves("2nd half") == SECOND
    for wrong in (choice, halves):
        with pytest.raises(Invalid):
            wrong("blue")


PEOPLE = [
    SheetPerson(1, "ana", "Ana Ruiz", "ana@example.com"),
    SheetPerson(2, "bo", "Bo Larsen"),
    SheetPerson(3, "bo-2", "Bo Larsen"),
    SheetPerson(4, "formula", "=1+1"),
]


def test_nothing_else_is_lost():
    text = (
        "\n"
        "who,2026-03-16,,2026-04-13,2026-03-16\n"
        ",eager,,no\n"
        "Bo Larsen,eager,,\n"
        "@ANA,eager,extra,maybe,no,beyond\n"
    )
    reading = read_sheet(text.lstrip("\n").encode(), windows=WINDOWS, people=PEOPLE)
    assert [(row.line, row.person, dict(row.said)) for row in reading.rows] == [
        (4, 1, {1: Said(3), 2: Said(1)})
    ]
    assert sorted((each.line, each.message[:24]) for each in reading.findings) == [
        (1, "“2026-03-16” is the wind"),
        (2, "The line names nobody; w"),
        (3, "“Bo Larsen” can be bo or"),
        (4, "“beyond” stands below no"),
        (4, "“extra” stands below no "),
    ]


def test_a_file_that_is_no_sheet_is_refused_whole():
    for content, says in (
        (b"", "is empty"),
        (b"who,what\nana,yes\n", "No column of the sheet"),
        ("who,2026-03-16\nana,\xff".encode("latin-1"), "not UTF-8"),
        (b"who," + b"2026-03-16," * 300, "more than 200 columns"),
    ):
        with pytest.raises(Invalid, match=says):
            read_sheet(content, windows=WINDOWS, people=PEOPLE)
    with pytest.raises(Invalid, match="none yet"):
        read_sheet(b"who,2026-03-16\nana,yes\n", windows=[], people=PEOPLE)


WORDS = st.builds(Said, st.integers(1, 3), st.sampled_from([BOTH, FIRST, SECOND])) | st.just(
    Said(NO)
)


@settings(max_examples=30)
@given(
    st.dictionaries(st.tuples(st.sampled_from([1, 2, 3, 4]), st.integers(1, 6)), WORDS),
    st.sampled_from([",", "\t"]),
)
def test_what_goes_out_comes_in_to_the_same(said: dict[tuple[int, int], Said], mark: str):
    text = write_sheet(WINDOWS, PEOPLE, said)
    assert "\n=1+1" not in text and ",=1+1" not in text
    if mark == "\t" and not any('"' in line for line in text.splitlines()):
        text = text.replace(",", "\t")
    reading = read_sheet(text.encode(), windows=WINDOWS, people=PEOPLE)
    assert reading.findings == []
    back = {(row.person, window): word for row in reading.rows for window, word in row.said.items()}
    assert back == said


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str):
    for read in (read_cell, lambda text: find_window(text, WINDOWS)):
        with contextlib.suppress(Invalid):
            read(text)


# --- the other rules without a database ----------------------------------------------------------


def test_windows_follow_on():
    first = date(2026, 3, 16)
    spans = window_rules.following(first, count=3, length=28)
    assert spans[0] == (first, first + timedelta(days=28)) and spans[1][0] == spans[0][1]
    window_rules.lie_right(spans[1], [spans[0], spans[2]])
    with pytest.raises(Conflict):
        window_rules.lie_right((spans[0][1] - timedelta(days=1), spans[2][0]), spans)
    for days in (21, 28, 35):
        span = (first, first + timedelta(days=days))
        window_rules.explained(span, "", target=28, tolerance=7)
    for days in (19, 36):
        span = (first, first + timedelta(days=days))
        window_rules.explained(span, "A launch.", target=28, tolerance=7)
        with pytest.raises(Invalid):
            window_rules.explained(span, "", target=28, tolerance=7)
    assert window_rules.most_of(None, wanted=6, usual=4) == 6
    assert window_rules.most_of(2, wanted=2, usual=4) == 2
    assert window_rules.least_of(None, wanted=1, usual=2) == 1
    assert window_rules.least_of(0, wanted=1, usual=2) == 0


def test_when_something_is_said():
    start, weeks = date(2026, 5, 11), (8, 4, 2)
    ahead = [
        announcement(start, weeks, today=start - timedelta(days=days))
        for days in (57, 56, 29, 28, 15, 14, 1, 0)
    ]
    assert ahead == [None, 8, 8, 4, 4, 2, 2, None]
    assert may_ask(None, None, at=START, every_days=7)
    assert not may_ask(1, START, at=START + timedelta(days=6), every_days=7)
    assert may_ask(2, START, at=START + timedelta(days=7), every_days=7)
    assert not may_ask(3, START, at=START + timedelta(days=70), every_days=7)
