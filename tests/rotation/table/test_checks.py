"""What is said about rows that can be read: boundaries, lengths, staffing, service."""

from datetime import date

import pytest

from .tables import read, repairs, spans, table


def kinds(*rows: str, **expect):
    said = read(table(*rows), known_logins=frozenset("abcdefghij"), **expect).findings
    return [(found.line, found.kind.value) for found in said]


@pytest.mark.req("R8")
@pytest.mark.req("R9")
@pytest.mark.req("R10")
@pytest.mark.req("R11")
@pytest.mark.req("R13")
@pytest.mark.req("R16")
@pytest.mark.req("R19")
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["2022-01-01 to 2022-01-28 | @a @b", "2022-01-29 to 2022-02-25 | @c @d"],
            [],
            id="adjacent",
        ),
        pytest.param(
            ["2022-01-01 to 2022-01-29 | @a @b", "2022-01-29 to 2022-02-26 | @c @d"],
            [(4, "shared-day")],
            id="R9 handover day",
        ),
        pytest.param(
            ["2022-01-01 to 2022-01-31 | @a @b", "2022-01-29 to 2022-02-26 | @c @d"],
            [(4, "overlap")],
            id="R9 overlap",
        ),
        pytest.param(
            ["2022-01-01 to 2022-01-29 | @a @b", "2022-02-05 to 2022-03-05 | @c @d"],
            [(4, "gap")],
            id="R10 gap",
        ),
        pytest.param(["2022-01-01 to 2022-02-14 | @a @b"], [(3, "length")], id="R8 long"),
        pytest.param(["2022-01-01 to 2022-01-10 | @a @b"], [(3, "length")], id="R8 short"),
        pytest.param(["2022-01-01 to 2022-01-29 | @a"], [(3, "understaffed")], id="R13 one"),
        pytest.param(["2022-01-01 to 2022-01-29 | @a @b @c"], [(3, "overstaffed")], id="R13 three"),
        pytest.param(
            ["2022-01-01 to 2022-01-29 | @a @b", "2022-01-29 to 2022-02-26 | @b @c"],
            [(4, "shared-day"), (4, "consecutive-service")],
            id="R16 in a row",
        ),
        pytest.param(
            ["2022-01-01 to 2022-01-29 | @a @b", "2022-01-01 – 2022-01-29 | @b, @A"],
            [(4, "duplicate-row")],
            id="R11 duplicate",
        ),
        pytest.param(
            ["2022-01-01 to 2022-01-29 | @a @b", "2022-01-01 to 2022-01-29 | @a @c"],
            [(4, "conflicting-row")],
            id="R11 conflict",
        ),
        pytest.param(
            ["2022-01-01 to 2022-01-29 | @a @A @b"], [(3, "duplicate-row")], id="R11 twice in a row"
        ),
        pytest.param(
            ["2022-01-01 to 2022-01-29 | @a @z"], [(3, "unknown-person")], id="R19 stranger"
        ),
    ],
)
def test_each_defect_is_said_once_and_the_sound_rows_stay_silent(rows, expected):
    assert kinds(*rows) == expected


@pytest.mark.req("R8")
def test_length_does_not_count_the_handover_day_twice():
    rows = ["2022-01-01 to 2022-02-05 | @a @b", "2022-02-05 to 2022-03-05 | @c @d"]
    assert kinds(*rows) == [(4, "shared-day")], "35 days, and the handover day is the next one's"
    assert kinds(rows[0]) == [(3, "length")], "36 days when nobody takes over on the last one"


@pytest.mark.req("R11")
def test_of_conflicting_rows_the_first_is_imported_and_both_are_named():
    reading = read(table("2022-01-01 to 2022-01-29 | @a @b", "2022-01-01 to 2022-01-29 | @a @c"))
    assert spans(reading) == [(date(2022, 1, 1), date(2022, 1, 29))]
    assert {seat.login for seat in reading.windows[0].seats} == {"a", "b"}
    message = next(found.message for found in reading.findings if found.line == 4)
    assert "@a and @b at line 3" in message
    assert "@a and @c here" in message


@pytest.mark.req("R20")
def test_end_before_start_without_any_plausible_repair_is_left_out():
    reading = read(table("2022-03-17 to 1999-01-04 | @a @b"))
    assert not reading.windows
    assert [found.kind.value for found in reading.findings] == ["end-before-start"]
    assert not repairs(reading)
