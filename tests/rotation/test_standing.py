"""A table that was edited and comes in again, against the rotation that stands here."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.rotation.rules.standing import Comparison, Standing, compare
from holdfast.rotation.rules.table import Kind, SeatRow, WindowRow

FIRST = date(2026, 1, 5)


def row(number: int, *people: str, moved: int = 0, line: int = 0) -> WindowRow:
    """The number-th of windows of four weeks, moved by some days."""
    starts_on = FIRST + timedelta(days=28 * number + moved)
    return WindowRow(
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=28),
        line=line or number + 3,
        seats=tuple(SeatRow(login, login) for login in people),
        wanted=2,
    )


def stands(*rows: WindowRow, withdrawn: str = "") -> list[Standing]:
    return [
        Standing(
            window=100 + number,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            people=frozenset(seat.login for seat in each.seats) - {withdrawn},
            withdrawn=frozenset({withdrawn} - {""}),
        )
        for number, each in enumerate(rows)
    ]


def after(here: list[Standing], done: Comparison) -> list[Standing]:
    """What stands after an import: the model of what the action does."""
    found = {each.window: each for each in here}
    for change in done.changes:
        old = found.get(change.window or 0)
        window = change.window or max(found, default=99) + 1
        live = (old.people if old else frozenset()) - change.withdraw
        found[window] = Standing(
            window=window,
            starts_on=change.row.starts_on,
            ends_on=change.row.ends_on,
            people=live | {seat.login for seat in change.add},
            withdrawn=((old.withdrawn if old else frozenset()) | change.withdraw)
            - {seat.login for seat in change.add},
        )
    return list(found.values())


def test_what_stands_here_stays_and_what_is_new_comes_in():
    old = [row(0, "ana", "kim"), row(1, "bo")]
    done = compare([*old, row(2, "lea")], stands(*old))
    assert [(change.window, change.add) for change in done.changes if change.add] == [
        (None, row(2, "lea").seats)
    ]
    assert not done.findings


def test_a_name_added_to_a_row_fills_the_hole():
    done = compare([row(0, "ana", "kim")], stands(row(0, "ana")))
    (change,) = done.changes
    assert (change.window, [seat.login for seat in change.add], change.replaces) == (
        100,
        ["kim"],
        False,
    )
    assert not done.findings


@pytest.mark.parametrize("people", [("ana", "bo"), ("ana",), ()])
def test_other_people_in_the_same_days_wait_for_a_word(people: tuple[str, ...]):
    here = stands(row(0, "ana", "kim"))
    done = compare([row(0, *people)], here)
    assert not done.changes
    (finding,) = done.findings
    assert (finding.kind, finding.applied) == (Kind.CONFLICTING_ROW, False)
    assert "ana and kim" in finding.message
    done = compare([row(0, *people)], here, right={3})
    (change,) = done.changes
    assert change.withdraw == {"ana", "kim"} - set(people)
    assert done.findings[0].applied


@pytest.mark.parametrize("days", [-14, -1, 3, 27])
def test_a_row_whose_dates_were_edited_means_the_window_that_stands_here(days: int):
    here = stands(row(0, "ana"), row(5, "bo"))
    edited = [row(0, "ana", moved=days), row(5, "bo")]
    done = compare(edited, here)
    assert done.held == {3}
    assert done.findings[0].kind is Kind.OVERLAP
    done = compare(edited, here, right={3})
    assert [change.window for change in done.changes if change.replaces] == [100]
    assert not compare(edited, after(here, done)).findings


def test_every_window_of_a_table_can_move_at_once():
    here = stands(*(row(number, f"p{number}") for number in range(6)))
    edited = [row(number, f"p{number}", moved=7) for number in range(6)]
    assert len(compare(edited, here).held) == 6
    done = compare(edited, here, right="all")
    assert [change.window for change in done.changes] == [100, 101, 102, 103, 104, 105]
    assert {each.starts_on for each in after(here, done)} == {each.starts_on for each in edited}


def test_the_same_days_in_another_year_with_the_same_people_are_the_same_window():
    wrong = Standing(100, date(2022, 3, 7), date(2022, 4, 4), frozenset({"ana"}))
    right = WindowRow(date(2023, 3, 7), date(2023, 4, 4), 3, (SeatRow("ana", "ana"),), 2)
    done = compare([right], [wrong])
    assert done.held == {3}
    assert compare([right], [wrong], right={3}).changes[0].window == 100


def test_an_accepted_repair_corrects_the_row_that_came_in_as_written():
    here = stands(row(0, "ana"))
    meant = row(0, "ana", moved=7)
    done = compare([meant], here, repaired={3: (FIRST, FIRST + timedelta(days=28))})
    assert [(change.window, change.replaces) for change in done.changes] == [(100, True)]


def test_a_window_split_in_two_waits_for_the_row_that_changes_it():
    here = stands(row(0, "ana"))
    first = WindowRow(FIRST, FIRST + timedelta(days=14), 3, row(0, "ana").seats, 2)
    second = WindowRow(FIRST + timedelta(days=14), FIRST + timedelta(days=28), 4, (), 2)
    assert compare([first, second], here).held == {3, 4}
    done = compare([first, second], here, right={3})
    assert [change.window for change in done.changes] == [100, None]
    assert not done.held


def test_who_was_withdrawn_is_not_seated_again_by_the_old_table():
    here = stands(row(0, "ana", "kim"), withdrawn="kim")
    done = compare([row(0, "ana", "kim")], here)
    (finding,) = done.findings
    assert "the seat of kim was withdrawn here" in finding.message
    assert not done.held
    assert not [seat for change in done.changes for seat in change.add]
    done = compare([row(0, "ana", "kim")], here, right="all")
    assert [seat.login for change in done.changes for seat in change.add] == ["kim"]


PEOPLE = st.lists(st.sampled_from(["ana", "kim", "bo", "lea"]), unique=True, max_size=3)
ROWS = st.lists(
    st.tuples(st.integers(0, 6), PEOPLE, st.integers(-20, 20)),
    max_size=6,
    unique_by=lambda each: (each[0], each[2]),
)


def built(rows: list[tuple[int, list[str], int]]) -> list[WindowRow]:
    found = {
        (made.starts_on, made.ends_on): made
        for line, (number, people, moved) in enumerate(rows)
        for made in [row(number, *people, moved=moved, line=line + 1)]
    }
    return list(found.values())


@given(old=ROWS, new=ROWS)
def test_whatever_was_edited_a_second_import_of_the_same_changes_nothing(old, new):
    here = after([], compare(built(old), []))
    rows = built(new)
    for right in ((), "all"):
        done = compare(rows, here, right=right)
        assert len(after(here, done)) == len(here) + sum(
            change.window is None for change in done.changes
        )
        again = compare(rows, after(here, done), right=right)
        assert not [change for change in again.changes if change.add or change.replaces]
        # What is said again is what waits, or who was withdrawn.
        said = {each.line for each in again.findings if "withdrawn" not in each.message}
        assert said <= done.held


@given(old=ROWS, new=ROWS)
def test_every_row_is_taken_or_held_and_no_window_is_taken_twice(old, new):
    here = after([], compare(built(old), []))
    done = compare(built(new), here, right=())
    taken = [change.row.line for change in done.changes]
    assert sorted([*taken, *done.held]) == sorted(each.line for each in built(new))
    windows = [change.window for change in done.changes if change.window]
    assert len(windows) == len(set(windows))
    assert not [change for change in done.changes if change.withdraw]
