"""Wrong years and other slips in dates are found by the rows around them, and honest rows are
left alone (R20)."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from holdfast.rotation.rules.table import Kind

from .tables import Span, dated, monthly, of_kind, read, repairs, sane_tables, spans, table

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


JANUARY, JUNE = date(2023, 1, 2), date(2023, 6, 5)
CADENCES = [(28, 0), (27, 1), (30, 0), (14, 0), (28, 9)]


def around(border: date, before: int, after: int, cadence: tuple[int, int]) -> list[Span]:
    """Rotations of which this many end by the border and this many begin from it on."""
    length, pause = cadence
    first = border - timedelta(days=(length + pause) * before)
    starts = [first + timedelta(days=(length + pause) * n) for n in range(before + after)]
    return [(start, start + timedelta(days=length)) for start in starts]


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


SLIPS = [
    (row, slip)
    for row in range(11)
    for slip in [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1), (2, 2), (-2, -2)]
]


@pytest.mark.parametrize(("row", "slip"), SLIPS)
def test_one_row_with_a_wrong_year_anywhere(row, slip):
    assert spans(read(written(YEAR_2022, {row: slip}))) == YEAR_2022


@pytest.mark.parametrize("cadence", CADENCES)
@pytest.mark.parametrize("years", [2, 1, -1, -2])
@pytest.mark.parametrize("row", [0, 6])
def test_a_row_at_an_end_that_stands_years_away_from_the_others(row, years, cadence):
    rows = around(date(2023, 9, 4), 4, 3, cadence)
    data = written(rows, {row: (years, years)})
    kind = Kind.GAP if (row == 0) == (years < 0) else Kind.OVERLAP
    assert [(found.line, found.kind) for found in repairs(read(data, accept=()))] == [
        (row + 3, kind)
    ]
    assert spans(read(data)) == rows


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


def sides_tell(rows, first: int, count: int, years: int) -> bool:
    """Does a block of rows with a wrong year look different from the rest with a wrong year?

    At an end of the table it does not by its dates: three rows a year too high before five right
    ones are the same file as three right ones before five a year too low. Later rows that fall
    back are the wrong ones, and otherwise few against many: one row against four.
    """
    rest = len(rows) - count
    if 0 < first < len(rows) - count:
        return True
    # Moved before the first row to the day, it may as well stand in the wrong place.
    if 363 <= abs((rows[0][0] - rows[-1][1]).days) <= 368 or len(rows) < 2 * count + 3:
        return False
    if first and years < 0:
        return True
    # Last year's number from January on is the usual slip: those bytes mean that.
    border = rows[count][0]
    january = border.month <= 2 or rows[count - 1][1].year < border.year
    return rest >= 4 * count and not (years > 0 and not first and january)


@settings(max_examples=300, deadline=None)
@given(rows=sane_tables(least=6), data=st.data())
def test_wrong_years_in_up_to_five_rows_in_a_row_are_repaired_where_the_sides_tell(rows, data):
    count = data.draw(st.integers(1, min(5, (len(rows) - 1) // 2)))
    first = data.draw(st.integers(0, len(rows) - count))
    years = data.draw(st.sampled_from([1, -1]))
    slips = [(years, 0), (0, years), (years, years)]
    if data.draw(st.booleans()):
        wrong = dict.fromkeys(range(first, first + count), data.draw(st.sampled_from(slips)))
    else:
        wrong = {row: data.draw(st.sampled_from(slips)) for row in range(first, first + count)}
    assume(sides_tell(rows, first, count, years))
    assert spans(read(written(rows, wrong))) == rows


def last_years_number(good: int, bad: int, border: date, cadence: tuple[int, int], good_after=0):
    """The repairs of rows typed with last year's number after right ones, and what was meant."""
    rows = around(border, good, bad + good_after, cadence)
    wrong = dict.fromkeys(range(good, good + bad), (-1, -1))
    reading = read(written(rows, wrong), accept=())
    return rows, {f.line - 3: (f.repair.starts_on, f.repair.ends_on) for f in repairs(reading)}


@pytest.mark.parametrize("cadence", CADENCES)
@pytest.mark.parametrize("good", range(1, 7))
def test_from_january_on_last_years_number_is_the_wrong_one(good, cadence):
    for bad in range(1, 9):
        rows, repaired = last_years_number(good, bad, JANUARY, cadence)
        # Two rows with a pause may stand newest first; a year of rows tiles in that order too.
        if len(rows) > 2 and not 363 <= (rows[-1][1] - rows[0][0]).days <= 366:
            assert repaired == dict(list(enumerate(rows))[good:]), f"{good} right, {bad} wrong"


@pytest.mark.parametrize("cadence", CADENCES)
@pytest.mark.parametrize("good", range(1, 7))
def test_at_other_times_right_rows_are_left_alone_unless_four_times_as_many_say_no(good, cadence):
    for bad in range(1, 9):
        rows, repaired = last_years_number(good, bad, JUNE, cadence)
        if bad < 4 * good:
            assert repaired in ({}, dict(list(enumerate(rows))[good:])), f"{good}, {bad}"
    rows, repaired = last_years_number(3, 5, JUNE, cadence)
    assert sorted(repaired) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize("border", [JANUARY, JUNE])
@pytest.mark.parametrize("cadence", CADENCES)
def test_between_right_rows_every_block_is_found(border, cadence):
    for good in range(1, 7):
        for bad in range(1, 9):
            rows, repaired = last_years_number(good, bad, border, cadence, good_after=good)
            assert repaired == dict(list(enumerate(rows))[good : good + bad])


def test_where_either_side_may_be_wrong_it_says_so_and_proposes_nothing():
    rows = around(JUNE, 2, 5, (28, 0))
    reading = read(written(rows, dict.fromkeys(range(2, 7), (-1, -1))))
    assert not repairs(reading)
    assert len(reading.windows) == 7, "imported as written"
    (finding,) = of_kind(reading, Kind.OVERLAP)
    assert finding.line == 5
    assert finding.message == (
        "Sun 2022-06-05 to Sun 2022-07-03 falls back behind line 4 (Mon 2023-05-08 to Mon "
        "2023-06-05): the year is wrong on one side of these two lines and the table does not tell "
        "on which, so nothing is proposed and both are imported as written; correct the years."
    )


@pytest.mark.parametrize(("good", "bad"), [(1, 3), (2, 3), (3, 5), (4, 2), (5, 8)])
def test_a_jump_ahead_by_a_year_between_two_parts_is_a_pause_unless_one_is_small(good, bad):
    rows = around(JUNE, good, bad, (30, 0))
    reading = read(written(rows, dict.fromkeys(range(good, good + bad), (1, 1))))
    assert not repairs(reading)
    assert len(of_kind(reading, Kind.GAP)) == 1


def test_repairs_of_neighbours_never_contradict_each_other():
    """The one's end would have run into the other's start by six weeks."""
    odd = ["2024-01-01 to 2024-02-30 | @a", "2024-13-01 to 2024-02-26 | @b"]
    for rows in (odd, ["2023-12-04 to 2024-01-01 | @z", *odd, "2024-02-26 to 2024-03-25 | @c"]):
        reading = read(table(*rows), accept=())
        lines = [row.split(" |")[0] for row in rows]
        told = of_kind(reading, Kind.UNPARSED_ROW)
        assert [lines[finding.line - 3] for finding in told] == [
            "2024-01-01 to 2024-02-30",
            "2024-13-01 to 2024-02-26",
        ]
        meant = [finding.repair for finding in told if finding.repair]
        assert all(21 <= (repair.ends_on - repair.starts_on).days <= 35 for repair in meant)
        both = spans(read(table(*rows)))
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(both))


@settings(max_examples=200, deadline=None)
@given(rows=sane_tables(least=3, most=8), data=st.data())
def test_a_proposal_has_a_usual_length_and_runs_into_no_other_row(rows, data):
    days = st.sampled_from(["2024-02-30", "2023-13-01", "2022-06-31", "?", "2022-00-10"])
    lines = [f"{a} to {b} | @p{n}" for n, (a, b) in enumerate(rows)]
    for at in data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1, max_size=3)):
        start, end = rows[at]
        odd = f"{start:%Y-%m}-{data.draw(st.sampled_from(['30', '31', '00', '3']))}"
        pair = data.draw(st.sampled_from([(start, odd), (odd, end), (start, data.draw(days))]))
        lines[at] = f"{pair[0]} to {pair[1]} | @p{at}"
    reading = read(table(*lines))
    changed = {(f.repair.starts_on, f.repair.ends_on) for f in repairs(reading)}
    for before, after in itertools.pairwise(sorted(spans(reading))):
        if before in changed or after in changed:
            assert before[1] <= after[0] or (before not in changed and after not in changed)


def test_a_whole_year_between_two_halves_is_a_pause():
    """Which half would be wrong? Nobody can tell, so nothing is proposed."""
    rows = monthly(date(2022, 1, 1), 8)
    later = [(a + timedelta(days=365), b + timedelta(days=365)) for a, b in monthly(rows[-1][1], 8)]
    reading = read(dated([*rows, *later]))
    assert not repairs(reading)
    assert len(of_kind(reading, Kind.GAP)) == 1
