"""Who stands in a row: links, handles, plain names, regions and holes."""

import pytest

from holdfast.rotation.rules.table import Kind, SeatRow

from .tables import of_kind, read, table

A, B = SeatRow("a", "Ann", None), SeatRow("b", "Ben", None)
ANN, BEN = "[Ann](https://github.com/a)", "[Ben](https://github.com/B)"


def seats(cell: str):
    return read(table(f"2022-08-10 to 2022-09-06 | {cell}")).windows[0].seats


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "between",
    [
        ", ",
        " ,",
        ",",
        "",
        " ",
        " and ",
        "and",
        " & ",
        "&amp;",
        " + ",
        "<br>",
        "<br />",
        "; ",
        " / ",
        ", and ",
        ", , ",
    ],
)
def test_people_are_split_on_links(between):
    assert seats(f"{ANN}{between}{BEN}") == (A, B)


@pytest.mark.req("R14")
@pytest.mark.parametrize(
    ("cell", "login", "name"),
    [
        ("@Strum355", "strum355", "@Strum355"),
        ("https://github.com/Strum355", "strum355", "@Strum355"),
        ("<https://github.com/Strum355/>", "strum355", "@Strum355"),
        ("github.com/Strum355?tab=overview", "strum355", "@Strum355"),
        ("[Noah](https://www.github.com/Strum355/)", "strum355", "Noah"),
        ('[Noah](http://github.com/Strum355 "profile")', "strum355", "Noah"),
        ("**[Noah](https://github.com/strum355)**", "strum355", "Noah"),
        ("Noah S (@Strum355)", "strum355", "Noah S"),
        ("Noah S <https://github.com/Strum355>", "strum355", "Noah S"),
        ("[@strum355](/team/noah)", "strum355", "@strum355"),
        (r"[a\|b \[x\]](https://github.com/strum355)", "strum355", "a|b [x]"),
        ("[?](https://github.com/strum355)", "strum355", "@strum355"),
        ("[Noah](https://github.com/strum355) (lead)", "strum355", "Noah"),
    ],
)
def test_identity_is_the_login_and_the_label_is_display_only(cell, login, name):
    assert seats(cell) == (SeatRow(login, name, None),)


@pytest.mark.req("R15")
@pytest.mark.req("R19")
@pytest.mark.parametrize(
    ("cell", "login", "name"),
    [
        ("Thorsten Ball", "thorsten-ball", "Thorsten Ball"),
        ("José Núñez?", "jose-nunez", "José Núñez"),
        ("[Thorsten Ball](https://example.com/thorsten)", "thorsten-ball", "Thorsten Ball"),
        ("Ann Lee <ann.lee@example.com>", "ann-lee", "Ann Lee"),
        ("Анна Каренина", "анна-каренина", "Анна Каренина"),
    ],
)
def test_a_plain_name_is_a_person_whose_login_is_asked_for(cell, login, name):
    reading = read(table(f"2022-08-10 to 2022-09-06 | {cell}, {BEN}"), known_logins={"b"})
    assert reading.windows[0].seats == (SeatRow(login, name, None, guessed=True), B)
    (finding,) = of_kind(reading, Kind.UNKNOWN_PERSON)
    assert "without a GitHub login" in finding.message


@pytest.mark.req("R17")
@pytest.mark.parametrize(
    ("tag", "region"),
    [
        (" [AMER]", "AMER"),
        (" [emea]", "EMEA"),
        (" (APAC)", "APAC"),
        (" - EMEA", "EMEA"),
        (" – PST", "PST"),
        ("[CET]", "CET"),
        (" [lead]", None),
    ],
)
def test_regions_after_a_name(tag, region):
    assert [seat.region for seat in seats(f"{ANN}{tag}, {BEN}")] == [region, None]
    assert [seat.region for seat in seats(f"@a{tag}, {BEN}")] == [region, None]
    if region:
        assert seats(f"Ann Lee{tag}")[0] == SeatRow("ann-lee", "Ann Lee", region, guessed=True)


@pytest.mark.req("R10")
@pytest.mark.parametrize(
    "hole",
    [
        "?",
        "??",
        "TBD",
        "tba",
        "-",
        "–",
        "n/a",
        "N/A",
        "none",
        "open",
        "",
        "**TBD**",
        "[TBD](#)",
        "TBD?",
        "@TBD",
        "(open)",
        "TBD [EMEA]",
    ],
)
def test_nobody_is_never_a_person(hole):
    reading = read(table(f"2022-08-10 to 2022-09-06 | {hole}"))
    assert [(w.seats, w.wanted) for w in reading.windows] == [((), 2)]
    (finding,) = of_kind(reading, Kind.UNFILLED)
    assert "Wed 2022-08-10 to Tue 2022-09-06 has 2 open seats" in finding.message
    if hole:
        (window,) = read(table(f"2022-08-10 to 2022-09-06 | {ANN}, {hole}")).windows
        assert (window.seats, window.wanted) == ((A,), 2)


@pytest.mark.req("R10")
@pytest.mark.req("R14")
@pytest.mark.parametrize("login", ["x", "none", "na", "open", "pending", "unknown", "vacant"])
def test_behind_an_at_a_word_is_somebodys_login(login):
    assert seats(f"@{login}") == (SeatRow(login, f"@{login}", None),)
    assert seats(f"[@{login}](/team/{login})") == (SeatRow(login, f"@{login}", None),)
    assert seats(f"[{login.title()}](https://github.com/{login})") == (
        SeatRow(login, login.title(), None),
    )
    (window,) = read(table(f"2022-08-10 to 2022-09-06 | {ANN}, {login}")).windows
    assert (window.seats, window.wanted) == ((A,), 2), "without an @ it is nobody"


@pytest.mark.req("R10")
@pytest.mark.parametrize("hole", ["@tbd", "@TBA", "@tbc", "@?", "@??", "[@tbd](/team)", "@-"])
def test_behind_an_at_only_placeholders_are_nobody(hole):
    (window,) = read(table(f"2022-08-10 to 2022-09-06 | {ANN}, {hole}")).windows
    assert (window.seats, window.wanted) == ((A,), 2)
    assert not of_kind(read(table(f"2022-08-10 to 2022-09-06 | {hole}")), Kind.UNPARSED_ROW)


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[<script>alert(1)</script>](https://example.com)",
        "Ann <img src=x onerror=alert(1)>",
        "12345",
        "+1-555-0100",
        "Ann\x9bLee",
        "\U0001f389",
    ],
)
def test_text_that_cannot_be_a_name_is_told_and_is_nobody(text):
    reading = read(table(f"2022-08-10 to 2022-09-06 | {ANN}, {text}"), accept=())
    assert reading.windows[0].seats == (A,)
    (finding,) = of_kind(reading, Kind.UNPARSED_ROW)
    assert "names nobody" in finding.message
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in finding.message)


@pytest.mark.req("R14")
def test_a_link_that_shows_an_address_is_shown_as_its_handle_and_a_name_with_one_is_kept():
    own = "https://github.com/Strum355"
    assert seats(f"[{own}]({own})") == (SeatRow("strum355", "@strum355", None),)
    assert seats(f"[Noah://Strum]({own})") == (SeatRow("strum355", "Noah://Strum", None),)


@pytest.mark.req("R10")
def test_more_open_seats_than_usual_are_wanted_too():
    (window,) = read(table(f"2022-08-10 to 2022-09-06 | {ANN}, TBD, TBD")).windows
    assert window.wanted == 3


@pytest.mark.req("R10")
@pytest.mark.parametrize(
    "dates", ["2022-??-?? to 2022-??-??", "2022-??-??", "TBD", "?", "", "TBD to TBD"]
)
def test_dates_not_set_yet_are_an_unfilled_row(dates):
    reading = read(table(f"2022-08-10 to 2022-09-06 | {ANN}", f"{dates} | {BEN}"))
    (finding,) = of_kind(reading, Kind.UNFILLED)
    assert (finding.line, len(reading.windows)) == (4, 1)


@pytest.mark.req("R20")
def test_a_scrambled_name_is_repaired_only_when_accepted():
    data = table("2022-08-10 to 2022-09-06 | [JosÃ© NÃºÃ±ez](https://github.com/jose)")
    before, after = read(data, accept=()), read(data, accept={3})
    assert before.windows[0].seats[0].name == "JosÃ© NÃºÃ±ez"
    assert after.windows[0].seats[0].name == "José Núñez"
    (finding,) = of_kind(before, Kind.MOJIBAKE)
    assert '"José Núñez"' in finding.message
    assert finding.repair and finding.repair.starts_on == before.windows[0].starts_on
    assert of_kind(after, Kind.MOJIBAKE)[0].applied
