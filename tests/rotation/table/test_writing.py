"""The clean table reads back to what was written (R6, R12)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.rotation.rules.table import SeatRow, WindowRow, write_table
from holdfast.rotation.rules.table.text import is_placeholder

from .tables import REAL_PAGE, read, sane_tables

pytestmark = pytest.mark.req("R6")
PAGE = REAL_PAGE.read_bytes()


def content(windows):
    return [replace(window, line=0) for window in windows]


@pytest.mark.parametrize("form", ["markdown", "csv"])
def test_the_real_table_comes_back(form):
    windows = read(PAGE).windows
    text = write_table(windows, format=form)
    again = read(text)
    assert content(again.windows) == content(windows)
    assert write_table(again.windows, format=form) == text


def test_it_is_written_as_the_handbook_has_it():
    rows = write_table(read(PAGE).windows, format="markdown").splitlines()
    page = PAGE.decode().splitlines()
    same = [line for line in page if line in rows]
    assert rows[0] in page
    assert len(same) >= 6, "rows without a defect and without capitals in a link are unchanged"
    assert rows[9].split("|")[2].strip() == "?"
    assert rows[5].split("|")[2].strip() == "[@jhchabran](https://github.com/jhchabran)"


def test_no_cell_of_a_csv_is_a_formula():
    seat = SeatRow("cmd", "=cmd|' /C calc'!A0", None, guessed=True)
    handle = SeatRow("a", "@a", None)
    day = date(2022, 8, 10)
    windows = [WindowRow(day, day + timedelta(days=28), 2, (seat, handle), 2)]
    for cell in write_table(windows, format="csv").splitlines()[1].split(","):
        assert cell.strip('"')[0] not in "=+-@\t\r"


NAMES = st.one_of(
    st.sampled_from(
        [
            "@handle",
            "Ann Lee",
            "a|b",
            "x]y[",
            "\\",
            "it's",
            "=1+1",
            "A, B",
            "José",
            "李雷",
            "TBD or not",
            "Tom and Ann",
            '"q"',
            "a*b*",
            "<br>",
            "~~x~~",
            "AT&T",
            "Al EMEA",
            "a://b",
            "see https://github.com/x",
            "n (at) <x>",
            "<!-- n -->",
            "None",
            "Na",
        ]
    ),
    # The characters that mean something in tables, links and handles.
    st.text(":/@|<>&()[]{}\\*`~,;+-_.'\"!?=#% aB1", max_size=12),
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=12),
).map(lambda name: " ".join(name.split()))


@st.composite
def windows(draw):
    rows = []
    for start, end in draw(sane_tables(least=0, most=5)):
        logins = draw(
            st.lists(
                st.from_regex(r"[a-z0-9]{2,6}(-[a-z0-9]{2,4})?", fullmatch=True).filter(
                    lambda login: not is_placeholder(login)
                ),
                max_size=3,
                unique=True,
            )
        )
        seats = tuple(
            SeatRow(
                login,
                draw(NAMES.filter(lambda name: not is_placeholder(name))),
                draw(st.sampled_from([None, "AMER", "EMEA", "PST"])),
            )
            for login in logins
        )
        rows.append(
            WindowRow(start, end, 0, seats, draw(st.integers(2, 4)) if len(seats) < 2 else 2)
        )
    return rows


@settings(max_examples=100, deadline=None)
@given(rows=windows(), form=st.sampled_from(["markdown", "csv"]))
def test_any_table_comes_back(rows, form):
    again = read(write_table(rows, format=form), accept=())
    assert content(again.windows) == rows


@settings(max_examples=100, deadline=None)
@given(
    cells=st.lists(
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20), min_size=1, max_size=4
    )
)
def test_whatever_was_read_is_written_so_that_it_reads_the_same(cells):
    rows = "".join(
        f"| 2022-{n + 1:02}-01 to 2022-{n + 1:02}-28 | {cell} |\n" for n, cell in enumerate(cells)
    )
    first = read(("| Rotation | Engineers |\n|-|-|\n" + rows).encode("utf-8", "ignore"), accept=())
    for form in ("markdown", "csv"):
        again = read(write_table(first.windows, format=form), accept=())
        assert content(again.windows) == content(first.windows)
