"""The same table in every form people keep or paste it: the result is the same (R6, R7, R12)."""

import pytest

from holdfast.rotation.rules.table import Kind, TableRefused

from .tables import REAL_PAGE, of_kind, read

PAGE = REAL_PAGE.read_text()
CLEAN = """\
# Team

Some | stray | pipes

| Team | Contact |
| ---- | ------- |
| Search | #search |

| Rotation | Engineers |
| --- | --- |
| 2022-08-10 to 2022-09-06 | [@a](https://github.com/A), [Bea Bee](https://github.com/bea) |
| 2022-09-07 to 2022-10-09 | ? |
| 2022-10-10 to 2022-11-07 | [Cem](https://github.com/cem) [EMEA], TBD |
## Glued heading | with a pipe
- text | under it

| Release | Date | Owner |
| --- | --- | --- |
| 4.1 | 2022-08-10 | x |
"""
A, B = "[@a](https://github.com/A)", "[Bea Bee](https://github.com/bea)"
C = "[Cem](https://github.com/cem)"
pytestmark = pytest.mark.req("R6")


def content(reading):
    return [(w.starts_on, w.ends_on, w.seats, w.wanted) for w in reading.windows]


EXPECTED = content(read(CLEAN))
FORMS = {
    "crlf": CLEAN.replace("\n", "\r\n"),
    "lone cr": CLEAN.replace("\n", "\r"),
    "utf-8 mark": b"\xef\xbb\xbf" + CLEAN.encode(),
    "utf-16": CLEAN.encode("utf-16"),
    "utf-16 without mark": CLEAN.encode("utf-16-le"),
    "nbsp": CLEAN.replace(" to ", "\u00a0to\u00a0"),
    "zero width": CLEAN.replace("2022-10-10", "\u200b2022-10-10").replace("@a", "@\u200ba"),
    "en dash": CLEAN.replace(" to ", " – "),
    "tight en dash": CLEAN.replace(" to ", "–"),
    "hyphens not to break": CLEAN.replace("2022-08-10", "2022\u201108\u201110"),
    "arrow": CLEAN.replace(" to ", " → "),
    "plain arrow": CLEAN.replace(" to ", " -> "),
    "until": CLEAN.replace(" to ", " until "),
    "short numbers": CLEAN.replace("-08-10", "-8-10").replace("-09-06", "-9-6"),
    "strokes": CLEAN.replace("2022-08-10 to 2022-09-06", "2022/08/10 - 2022/09/06"),
    "words": CLEAN.replace("2022-08-10 to 2022-09-06", "10 Aug 2022 to Sep 6th, 2022"),
    "one year": CLEAN.replace("2022-08-10 to 2022-09-06", "Aug 10 – Sept 6, 2022"),
    "weekdays": CLEAN.replace("2022-08-10 to", "Wed 2022-08-10 to Tue"),
    "strokes that are clear": CLEAN.replace("2022-10-10", "10/10/2022"),
    "dots": CLEAN.replace("2022-08-10 to 2022-09-06", "10.08.2022 - 6.9.2022"),
    "bold": CLEAN.replace("2022-08-10 to 2022-09-06", "**2022-08-10** to **2022-09-06**"),
    "quoted": CLEAN.replace("\n| 2022", "\n> | 2022"),
    "indented": CLEAN.replace("\n|", "\n    |"),
    "no outer pipes": CLEAN.replace("\n| ", "\n").replace(" |\n", "\n"),
    "no rule": CLEAN.replace("| Rotation | Engineers |\n| --- | --- |", "| Rotation | Engineers |"),
    "blank lines": CLEAN.replace("\n| 2022", "\n\n| 2022"),
    "two tables": CLEAN.replace(
        "| 2022-10-10", "\n## Planned\n\n| Rotation | Engineers |\n|-|-|\n| 2022-10-10"
    ),
    "in a fence": "```\n" + CLEAN[CLEAN.index("| Rotation") : CLEAN.index("## Glued")] + "```\n",
    "third columns": CLEAN.replace("| Engineers |\n| --- ", "| Notes | Engineers | Manager |\n|-|-")
    .replace("06 | ", "06 | swapped twice | ")
    .replace("09 | ", "09 | | ")
    .replace("07 | ", "07 | see [doc](https://x.y) | ")
    .replace(" |\n## Glued", " | [Max](https://github.com/max) |\n## Glued"),
    "comma": f'start,end,people\n2022-08-10,2022-09-06,"{A}, {B}"\n2022-09-07,2022-10-09,\n'
    f'2022-10-10,2022-11-07,"{C} [EMEA], TBD"\n',
    "semicolon": f"Von;From;To;EE\n;2022-08-10;2022-09-06;{A} ,{B}\n;2022-09-07;2022-10-09;?\n"
    f";2022-10-10;2022-11-07;{C} (EMEA), TBD\n",
    "one column of dates": f'"Rotation","Engineers"\r\n"2022-08-10 to 2022-09-06","{A} and {B}"\r\n'
    f'"2022-09-07 to 2022-10-09","n/a"\r\n"2022-10-10 to 2022-11-07","{C} - EMEA, ?"\r\n',
    "unquoted": f"rotation,engineers\n2022-08-10 to 2022-09-06,{A},{B}\n"
    f"2022-09-07 to 2022-10-09,TBD\n2022-10-10 to 2022-11-07,{C} [EMEA],TBD\n",
    "sheet": f"When\tEE 1\tEE 2\tNotes\n2022-08-10 to 2022-09-06\t{A}\t{B}\t\n"
    f"2022-09-07 to 2022-10-09\t?\n2022-10-10 to 2022-11-07\t{C} [EMEA]\tTBD\tx\n",
    "pasted rows": f"2022-08-10 to 2022-09-06\t{A} + {B}\n2022-09-07 to 2022-10-09\tTBA\n"
    f"2022-10-10 to 2022-11-07\t{C} [EMEA]<br>TBD\n",
    "pasted rows, two dates": f"2022-08-10\t2022-09-06\t{A} & {B}\n2022-09-07\t2022-10-09\t-\n"
    f"2022-10-10\t2022-11-07\t{C} [EMEA], tbd\n",
    "a cell over two lines": f'starts_on,ends_on,engineers\n2022-08-10,2022-09-06,"{A}\n{B}"\n'
    f'2022-09-07,2022-10-09,none\n2022-10-10,2022-11-07,"{C} [EMEA], TBD"\n',
    "region column": f'from,to,who,region\n2022-08-10,2022-09-06,"{A},{B}",\n'
    f'2022-09-07,2022-10-09,,\n2022-10-10,2022-11-07,"{C}, TBD",emea\n',
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_whatever_the_form(form):
    reading = read(FORMS[form])
    assert content(reading) == EXPECTED
    assert not of_kind(reading, Kind.UNPARSED_ROW)
    assert not of_kind(reading, Kind.UNCLOSED_ROW)


def test_line_numbers_are_those_of_the_file():
    assert [window.line for window in read(CLEAN).windows] == [11, 12, 13]
    assert [window.line for window in read(FORMS["crlf"]).windows] == [11, 12, 13]
    assert [window.line for window in read(FORMS["a cell over two lines"]).windows] == [2, 4, 5]


OLD = "| 2021-08-10 to 2021-09-06 | [Old](https://github.com/old) |"
HEAD = "| Rotation | Engineers |\n| --- | --- |\n"


@pytest.mark.parametrize(
    "hidden",
    [
        f"<!--\n{HEAD}{OLD}\n-->\n",
        f"<!-- last year:\n{HEAD}{OLD}\n{OLD} -->\n",
        f"text <!-- one --> and <!-- {OLD}\n\n{OLD}\n--> more\n",
        f"> <!--\n> {OLD}\n> -->\n",
        f"<!-- {OLD} -->\n",
        f"<!--\n```\n-->\n<!--\n{HEAD}{OLD}\n-->\n",
        "<!-->\n",
        "a -->\n",
    ],
)
def test_what_a_page_hides_in_comments_is_not_read_and_line_numbers_stay_true(hidden):
    reading = read(hidden + CLEAN)
    assert content(reading) == EXPECTED
    assert not of_kind(reading, Kind.UNPARSED_ROW)
    lines = hidden.count("\n")
    assert [window.line for window in reading.windows] == [11 + lines, 12 + lines, 13 + lines]


def test_rows_hidden_within_the_table_are_not_read():
    reading = read(CLEAN.replace("| 2022-09-07", f"<!--\n{OLD}\n-->\n| 2022-09-07", 1))
    assert content(reading) == EXPECTED
    assert [window.line for window in reading.windows] == [11, 15, 16]
    said = CLEAN.replace("2022-08-10 to", "2022-08-10 <!-- | was 2022-08-11 --> to", 1)
    assert content(read(said)) == EXPECTED


def test_a_page_whose_only_table_is_hidden_has_none():
    with pytest.raises(TableRefused, match="no rotation table"):
        read(f"# Page\n\n<!--\n{HEAD}{OLD}\n-->\nIn, 2022-08-10, for example\n")


def test_a_comment_that_is_never_closed_and_one_in_a_fence_hide_nothing():
    assert content(read("<!-- soon\n\n" + CLEAN)) == EXPECTED
    assert content(read("```\n<!--\n```\n\n" + CLEAN + "\n```\n-->\n```\n")) == EXPECTED


def test_a_table_in_a_fence_is_an_example_unless_it_is_the_only_one():
    fence = f"```\n{HEAD}{OLD}\n```\n"
    assert content(read(fence + CLEAN)) == EXPECTED
    assert content(read(CLEAN + fence)) == EXPECTED
    (window,) = read(fence).windows
    assert (window.seats[0].login, window.line) == ("old", 4)


@pytest.mark.req("R12")
def test_rows_without_their_pipes_are_read_and_told():
    text = CLEAN.replace("| 2022-09-07", "2022-09-07").replace("TBD |\n", "TBD   \n")
    reading = read(text)
    assert content(reading) == EXPECTED
    told = of_kind(reading, Kind.UNCLOSED_ROW)
    assert [(found.line, "starts without" in found.message) for found in told] == [
        (12, True),
        (13, False),
    ]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("03/04/2023 to 04/05/2023", "day first or month first"),
        ("10/08/22 to 06/09/22", "year of two digits"),
        ("early August", "holds no dates"),
        ("2022-08 to 2022-09", "holds no dates"),
        ("Aug 10 to Sep 6", "has no year"),
        ("2022-08-10, 2022-08-12, 2022-08-14", "3 dates"),
        ("~~2022-08-10 to 2022-09-06~~", "struck through"),
    ],
)
@pytest.mark.req("R7")
def test_dates_that_cannot_be_read_are_said_and_left_out(cell, says):
    reading = read(CLEAN.replace("2022-08-10 to 2022-09-06", cell))
    (finding,) = of_kind(reading, Kind.UNPARSED_ROW)
    assert (finding.line, len(reading.windows)) == (11, 2)
    assert says in finding.message
    assert "2022-08-10 to 2022-09-06" in finding.message, "it shows how to write them"


def test_another_table_with_dates_and_people_is_told():
    reading = read(PAGE + "\n| When | Who |\n|-|-|\n| 2023-07-01 to 2023-07-02 | [x](y) |\n")
    (finding,) = of_kind(reading, Kind.UNPARSED_ROW)
    assert "another table" in finding.message
    assert len(reading.windows) == 10


@pytest.mark.req("R20")
def test_scrambled_text_around_the_table_is_told():
    reading = read(PAGE + "\nWhen an SE is stuck theyâ€™ll ask.\n")
    (finding,) = of_kind(reading, Kind.MOJIBAKE)
    assert finding.line == 21
    assert '"theyâ€™ll" for "they\'ll"' in finding.message.replace("’", "'")
