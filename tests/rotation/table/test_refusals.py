"""Files that cannot be used are refused in one sentence that says what to do."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.rotation.rules.table import TableRefused

from .tables import HEADER, REAL_PAGE, read

PAGE = REAL_PAGE.read_bytes()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "Excel"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x81\x8d\x90 | 2022" * 9, "not UTF-8"),
        (b"\xff\xfea", "utf-16"),
        (b"x" * (5 * 1024 * 1024 + 1), "5.0 MB and the limit is 5 MB"),
        (b"| 2022-08-10 to 2022-09-06 | @a |\n" * 20_001, "20001 rows"),
        (b"# A page\n\nwith no table, 2022-08-10\n", "no rotation table"),
        (b"| Release | Date |\n| - | - |\n| 4.1 | 2022-08-10 |\n", "no rotation table"),
    ],
)
@pytest.mark.req("R6")
def test_refused_with_a_sentence(data, says):
    with pytest.raises(TableRefused) as refused:
        read(data)
    assert says in refused.value.message
    assert refused.value.message.endswith(".")
    assert "\n" not in refused.value.message


@pytest.mark.req("R20")
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("row", "byte"),
    [
        ("José Núñez".encode("cp1252"), "0xE9"),
        ("Łukasz".encode("iso-8859-2"), "0xA3"),
        ("Zoë, José, Søren".encode() + b", J\xf6rg", "0xF6"),
        ("李雷".encode()[:-1], "0xE9"),
    ],
)
def test_text_in_another_encoding_is_refused_and_never_guessed(row, byte, end, mark):
    data = f"start,end,who{end}2022-08-10,2022-09-06,Ann{end}2022-09-06,2022-10-04,".encode()
    with pytest.raises(TableRefused) as refused:
        read(mark + data + row + end.encode())
    assert refused.value.message == (
        f"The file is not UTF-8 text: line 3 has a byte ({byte}) that cannot be read; "
        'save it as UTF-8 (in Excel "CSV UTF-8") and import that.'
    )


def outcome(data: bytes) -> None:
    try:
        read(data)
    except TableRefused:
        pass


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda t: t.encode("utf-8", "ignore")))
def test_nothing_else_is_ever_raised(data):
    outcome(data)
    outcome(HEADER.encode() + data)


PIECES = st.sampled_from(
    [
        "|",
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "@",
        "~~",
        "`",
        "*",
        "\\",
        '"',
        "'",
        "-",
        "–",
        "?",
        "TBD",
        "to",
        "2022-08-10",
        "2023-02-30",
        "9999-12-31",
        "0000-00-00",
        "2022-??-??",
        "[a](https://github.com/a)",
        "@b",
        "Jan",
        "31/31/2022",
        "[EMEA]",
        "<br>",
        "and",
        "=",
        "\u200b",
        "\xa0",
        "\x00",
        "â€™",
        "é",
        "202",
        "--",
        "2022-12-31",
        "#",
        ">",
    ]
) | st.text(max_size=3)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_nor_on_rows_of_odd_pieces(pieces):
    row = "".join(pieces)
    outcome((HEADER + row).encode("utf-8", "ignore"))
    outcome((HEADER + f"| {row} | {row} |").encode("utf-8", "ignore"))
    outcome(f"start,end,who\n{row}\n".encode("utf-8", "ignore"))


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PAGE)), st.integers(0, 9), PIECES), max_size=12))
def test_nor_on_the_real_page_with_pieces_changed(changes):
    page = PAGE.decode()
    for at, length, piece in changes:
        page = page[:at] + piece + page[at + length :]
    outcome(page.encode("utf-8", "ignore"))


BIG = 5 * 1024 * 1024 - 100


@pytest.mark.parametrize(
    "unit",
    [
        "|",
        "[",
        "[a](",
        "`",
        "a, ",
        "2022-",
        "~~",
        "\\",
        "@",
        '"',
        "\t",
        "- | -\n",
        "â€™",
        "<",
        "<!--",
        "<!-- -->",
        "-->",
    ],
)
def test_five_megabytes_of_anything_take_seconds(unit):
    began = time.process_time()
    outcome(
        (HEADER + "| 2022-08-10 to 2022-09-06 | " + unit * (BIG // len(unit.encode()))).encode()
    )
    outcome((unit * (BIG // len(unit.encode()))).encode())
    assert time.process_time() - began < 10


def test_twenty_thousand_rows_take_seconds():
    rows = (
        f"| {1980 + n // 96}-{n // 8 % 12 + 1:02}-{n % 8 * 3 + 1:02} to "
        f"{1980 + n // 96}-{n // 8 % 12 + 1:02}-{n % 8 * 3 + 4:02} | @p{n} |\n"
        for n in range(20_000)
    )
    data = (HEADER + "".join(rows)).encode()
    began = time.process_time()
    read(data)
    assert time.process_time() - began < 10
