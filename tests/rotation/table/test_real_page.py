"""The handbook's own table, with its defects as somebody left them."""

from datetime import date

import pytest

from holdfast.rotation.rules.table import Expectations, Kind, read_table

from .tables import REAL_PAGE, of_kind, read, repairs

PAGE = REAL_PAGE.read_bytes()
LOGINS = frozenset(
    [
        "keegancsmith",
        "bolajiolajide",
        "valerybugakov",
        "tbliu98",
        "mrnugget",
        "jhchabran",
        "burmudar",
        "camdencheek",
        "jtibshirani",
        "mucles",
        "abeatrix",
        "jdpleiness",
        "vdavid",
        "kopancek",
        "varsanojidan",
        "strum355",
        "gl-srgr",
    ]
)


@pytest.mark.req("R6")
@pytest.mark.req("R14")
def test_its_windows_and_people():
    reading = read(PAGE, accept=())
    assert [(w.starts_on, w.ends_on, w.line, len(w.seats)) for w in reading.windows] == [
        (date(2022, 8, 10), date(2022, 9, 6), 7, 2),
        (date(2022, 9, 7), date(2022, 10, 9), 8, 2),
        (date(2022, 10, 10), date(2022, 11, 7), 9, 2),
        (date(2022, 11, 8), date(2022, 12, 5), 10, 1),
        (date(2022, 12, 6), date(2023, 1, 3), 11, 1),
        (date(2023, 1, 3), date(2023, 2, 3), 12, 3),
        (date(2023, 2, 3), date(2023, 3, 3), 13, 3),
        (date(2023, 3, 3), date(2023, 4, 5), 14, 0),
        (date(2023, 4, 5), date(2023, 5, 5), 15, 3),
        (date(2023, 5, 5), date(2023, 6, 5), 17, 2),
    ]
    assert {seat.login for window in reading.windows for seat in window.seats} == LOGINS
    assert [seat.name for seat in reading.windows[2].seats] == ["@tbliu98", "Thorsten Ball"]
    assert {window.wanted for window in reading.windows} == {2}
    assert (reading.header_line, reading.form, reading.encoding) == (5, "markdown", "utf-8")


@pytest.mark.req("R8")
@pytest.mark.req("R9")
@pytest.mark.req("R10")
@pytest.mark.req("R11")
@pytest.mark.req("R12")
@pytest.mark.req("R13")
@pytest.mark.req("R16")
def test_its_findings_are_exactly_these():
    assert [(found.line, found.kind.value) for found in read(PAGE, accept=()).findings] == [
        (5, "unknown-person"),
        (8, "consecutive-service"),
        (10, "understaffed"),
        (11, "understaffed"),
        (12, "shared-day"),
        (12, "overstaffed"),
        (13, "shared-day"),
        (13, "overstaffed"),
        (13, "consecutive-service"),
        (14, "shared-day"),
        (14, "unfilled"),
        (15, "shared-day"),
        (15, "overstaffed"),
        (16, "duplicate-row"),
        (17, "unclosed-row"),
        (17, "shared-day"),
    ]


@pytest.mark.req("R20")
def test_it_needs_no_repair_and_accepting_all_changes_nothing():
    assert not repairs(read(PAGE))
    assert read(PAGE) == read(PAGE, accept=())


@pytest.mark.req("R19")
def test_with_a_people_directory_only_the_strangers_are_named():
    expect = Expectations(known_logins=LOGINS - {"mucles"})
    (finding,) = of_kind(read_table(PAGE, expect=expect), Kind.UNKNOWN_PERSON)
    assert finding.line == 12
    assert "Manuel Ucles (mucles)" in finding.message


@pytest.mark.req("R20")
@pytest.mark.parametrize(
    ("line", "was", "typed", "kind"),
    [
        (11, "2022-12-06 to 2023-01-03", "2022-12-06 to 2022-01-03", "end-before-start"),
        (12, "2023-01-03 to 2023-02-03", "2023-01-03 to 2024-02-03", "length"),
        (12, "2023-01-03 to 2023-02-03", "2022-01-03 to 2023-02-03", "length"),
        (12, "2023-01-03 to 2023-02-03", "2022-01-03 to 2022-02-03", "overlap"),
        (17, "2023-05-05 to 2023-06-05", "2022-05-05 to 2022-06-05", "overlap"),
        (17, "2023-05-05 to 2023-06-05", "2023-05-05 to 2022-06-05", "end-before-start"),
        (7, "2022-08-10 to 2022-09-06", "2021-08-10 to 2022-09-06", "length"),
        (7, "2022-08-10 to 2022-09-06", "2021-08-10 to 2021-09-06", "gap"),
    ],
)
def test_wrong_years_typed_into_it(line, was, typed, kind):
    page = PAGE.replace(was.encode(), typed.encode())
    (finding,) = repairs(read(page, accept=()))
    assert (finding.line, finding.kind.value) == (line, kind)
    assert read(page).windows == read(PAGE).windows


@pytest.mark.req("R20")
def test_all_rows_of_2023_typed_as_2022():
    page = PAGE.replace(b"2023-", b"2022-")
    lines = [found.line for found in repairs(read(page, accept=()))]
    assert lines == [11, 12, 13, 14, 15, 17]
    assert read(page).windows == read(PAGE).windows
