"""Wrong years and other slips in dates are found by the rows around them, and honest rows are
left alone (R20)."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from holdfast.rotation.rules.table import Kind

from .tables import dated, monthly, of_kind, read, repairs, sane_tables, spans, table

pytestmark = pytest.mark.req("R20")


def moved(day: date, years: int) -> str:
    """The day with another year, as text: 2023-02-29 is what somebody may type."""
    return f"{day.year + years:04}-{day.month:02}-{day.day:02}"


def written(rows, wrong: dict[int, tuple[int, int]]) -> bytes:
    """The table with these years added to the start and end of these rows."""
    return table(
        *(
            f"{moved(a, wrong.get(n, (0, 0))[0])} to {moved(b, wrong.get(n, (0, 0))[1])} | @p{n}"
            for n, (a, b) in enumerate(rows)
        )
    )


YEAR_2022 = [
    *monthly(date(2022, 8, 10), 5),
    *monthly(date(2023, 1, 7), 6),
]


def test_the_end_that_kept_the_old_year_over_new_year():
    reading = read(written(YEAR_2022, {4: (0, -1)}), accept=())
    (finding,) = repairs(reading)
    assert (finding.line, finding.kind, finding.applied) == (7, Kind.END_BEFORE_START, False)
    assert finding.repair.why == (
        "The rotation before ends Thu 2022-12-08 and the one after starts Sat 2023-01-07; "
        "with 2023 instead of 2022 in its end it lasts 30 days, like the others."
    )
    assert finding.message == (
        "Thu 2022-12-08 to Fri 2022-01-07 ends before it starts: not imported; "
        "accept Thu 2022-12-08 to Sat 2023-01-07, or correct the row."
    )
    assert spans(reading) == YEAR_2022[:4] + YEAR_2022[5:]
    assert spans(read(written(YEAR_2022, {4: (0, -1)}), accept={7})) == YEAR_2022


def test_a_rotation_of_397_days_is_held_back_until_its_repair_is_accepted():
    rows = [*monthly(date(2022, 10, 6), 3), (date(2023, 1, 4), date(2023, 2, 4))]
    rows += monthly(date(2023, 2, 4), 2)
    reading = read(written(rows, {3: (0, 1)}), accept=())
    (finding,) = repairs(reading)
    assert (finding.line, finding.kind) == (6, Kind.LENGTH)
    assert "would be 397 days" in finding.message
    assert 6 not in {window.line for window in reading.windows}
    assert not of_kind(reading, Kind.GAP), "the row waiting for a yes is no gap"
    assert spans(read(written(rows, {3: (0, 1)}))) == rows


def test_january_to_may_typed_with_last_years_number():
    wrong = {5: (-1, -1), 6: (-1, -1), 7: (-1, -1), 8: (-1, -1), 9: (-1, -1)}
    for rows in (YEAR_2022, YEAR_2022[:10]):
        reading = read(written(rows, wrong), accept=())
        assert [found.line for found in repairs(reading)] == [8, 9, 10, 11, 12]
        assert {found.kind for found in repairs(reading)} == {Kind.OVERLAP}
        assert spans(read(written(rows, wrong))) == rows


# A first or last row that is two years off in both dates could as well be a long pause.
SLIPS = [
    (row, slip)
    for row in range(11)
    for slip in [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1), (2, 2)]
    if not (row in (0, 10) and slip == (2, 2))
]


@pytest.mark.parametrize(("row", "slip"), SLIPS)
def test_one_row_with_a_wrong_year_anywhere(row, slip):
    assert spans(read(written(YEAR_2022, {row: slip}))) == YEAR_2022


def test_newest_first_is_read_the_other_way_round():
    rows = YEAR_2022[::-1]
    reading = read(written(rows, {6: (0, -1)}))
    assert [found.line for found in repairs(reading)] == [9]
    assert spans(reading) == YEAR_2022


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("2022-10-09 to 2022-09-09", Kind.END_BEFORE_START),
        ("2022-09-09 to 2022-12-09", Kind.OVERLAP),
        ("2022-09-09 to 3022-10-09", Kind.UNPARSED_ROW),
        ("2022-09-31 to 2022-10-09", Kind.UNPARSED_ROW),
        ("2022-09-09 to ?", Kind.OPEN_ENDED),
        ("2022-09-09 to ongoing", Kind.OPEN_ENDED),
        ("2022-09-09 –", Kind.OPEN_ENDED),
        ("until 2022-10-09", Kind.OPEN_ENDED),
    ],
)
def test_other_slips_are_repaired_from_the_rows_around(cell, kind):
    rows = monthly(date(2022, 7, 11), 6)
    lines = [f"{a} to {b} | @p{n}" for n, (a, b) in enumerate(rows)]
    lines[2] = f"{cell} | @p2"
    before = read(table(*lines), accept=())
    (finding,) = repairs(before)
    assert (finding.line, finding.kind) == (5, kind)
    if "-31" not in cell:
        assert spans(read(table(*lines))) == rows
    assert len(before.windows) == 5


def test_the_last_row_left_open_gets_the_usual_length():
    reading = read(table(*[f"{a} to {b} | @a" for a, b in YEAR_2022], "2023-07-06 to ? | @b"))
    (finding,) = of_kind(reading, Kind.OPEN_ENDED)
    assert finding.repair.ends_on == date(2023, 8, 5)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [
                *monthly(date(2022, 1, 1), 4),
                *monthly(date(2022, 5, 1), 1, length=45),
                *monthly(date(2022, 6, 15), 4),
            ],
            id="one long rotation",
        ),
        pytest.param([*monthly(date(2022, 1, 1), 4), *monthly(date(2022, 9, 1), 4)], id="a pause"),
        pytest.param(
            [
                span
                for pair in zip(
                    monthly(date(2022, 1, 1), 6), monthly(date(2022, 1, 16), 6), strict=True
                )
                for span in pair
            ],
            id="two staggered tracks",
        ),
        pytest.param([*monthly(date(2022, 1, 1), 5)][::-1], id="newest first"),
        pytest.param(
            [YEAR_2022[i] for i in (3, 0, 7, 1, 9, 5, 2, 10, 4, 8, 6)], id="in no order at all"
        ),
        pytest.param(
            [*YEAR_2022[:3], *YEAR_2022[4:], YEAR_2022[3]], id="one added late at the bottom"
        ),
        pytest.param(monthly(date(2022, 1, 1), 20, length=14), id="every two weeks"),
        pytest.param([(date(2022, 1, 1), date(2022, 5, 30))], id="one row alone"),
    ],
)
def test_unusual_but_honest_tables_are_left_alone(rows):
    assert not repairs(read(dated(rows)))
    assert sorted(spans(read(dated(rows)))) == sorted(rows)


@settings(max_examples=150, deadline=None)
@given(rows=sane_tables())
def test_sane_tables_get_no_repairs(rows):
    reading = read(dated(rows))
    assert spans(reading) == rows
    assert {finding.kind for finding in reading.findings} <= {
        Kind.SHARED_DAY,
        Kind.UNDERSTAFFED,
        Kind.UNKNOWN_PERSON,
    }


@settings(max_examples=300, deadline=None)
@given(rows=sane_tables(least=6), data=st.data())
def test_wrong_years_in_up_to_five_rows_in_a_row_are_always_repaired(rows, data):
    count = data.draw(st.integers(1, min(5, (len(rows) - 1) // 2)))
    first = data.draw(st.integers(0, len(rows) - count))
    years = data.draw(st.sampled_from([1, -1]))
    slips = [(years, 0), (0, years), (years, years)]
    if data.draw(st.booleans()):
        wrong = dict.fromkeys(range(first, first + count), data.draw(st.sampled_from(slips)))
    else:
        wrong = {row: data.draw(st.sampled_from(slips)) for row in range(first, first + count)}
    if first == 0 or first + count == len(rows):
        # Of two blocks of about the same size either may be the one that was moved.
        assume(len(rows) >= 2 * count + 3)
        # Moved before the first row to the day, it may as well stand in the wrong place.
        days = abs((rows[0][0] - rows[-1][1]).days)
        assume(not 363 <= days <= 368)
    assert spans(read(written(rows, wrong))) == rows


def test_a_whole_year_between_two_halves_is_a_pause():
    """Which half would be wrong? Nobody can tell, so nothing is proposed."""
    rows = monthly(date(2022, 1, 1), 8)
    later = [(a + timedelta(days=365), b + timedelta(days=365)) for a, b in monthly(rows[-1][1], 8)]
    reading = read(dated([*rows, *later]))
    assert not repairs(reading)
    assert len(of_kind(reading, Kind.GAP)) == 1
