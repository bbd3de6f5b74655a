"""What people type is kept as they meant it, and cannot play tricks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.kernel.refusal import Conflict, Invalid, Kind, NotAllowed, NotFound, Refusal
from holdfast.kernel.text import clean, line, optional, required, web_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("  a  ", "a"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a\tb"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("\ufeffa", "a"),
        ("e\u0301", "\u00e9"),  # composed
        ("abc\u202edef", "abcdef"),  # text that would read backwards
        ("\u2066a\u2069", "a"),
        ("👩\u200d💻 日本語 עברית", "👩\u200d💻 日本語 עברית"),  # joiners and scripts stay
    ],
)
def test_clean(typed: str | None, kept: str):
    assert clean(typed) == kept


@settings(max_examples=200, derandomize=True, database=None)
@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str):
    once = clean(text)
    assert clean(once) == once
    assert not any(ord(each) < 32 and each not in "\n\t" for each in once)


def test_a_line_is_one_line_of_at_most_200():
    assert line(" a\n b\t c ", field="title") == "a b c"
    with pytest.raises(Invalid, match="Title has 201 characters; keep it to 200") as refused:
        line("x" * 201, field="title")
    assert refused.value.field == "title"


def test_a_body_is_bounded_and_asked_for():
    assert len(required("x" * 20_000, field="text", ask="?")) == 20_000
    with pytest.raises(Invalid, match="keep it to 20,000"):
        required("x" * 20_001, field="text", ask="?")
    for nothing in (None, "", "  \n", "\u202e"):
        with pytest.raises(Invalid, match="Write something"):
            required(nothing, field="text", ask="Write something.")
    assert optional(None, field="note") == ""


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example/x",
        "/relative",
        "https://",
        "https://a b.example",
        "http://[::1",
        "ftp://a.example",
        "mailto:a@example.com",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_a_link_that_is_no_web_address_is_refused(bad: str):
    with pytest.raises(Invalid) as refused:
        web_address(bad, field="origin_url")
    assert refused.value.field == "origin_url"


@pytest.mark.req("R68")
def test_web_addresses_are_kept():
    for good in ("https://a.example/x?y=1#z", "http://[::1]:8000/", "HTTPS://A.example"):
        assert web_address(f" {good} ", field="origin_url") == good
    assert web_address("", field="origin_url") == ""


def test_each_refusal_has_a_kind_of_its_own():
    kinds = {
        Invalid: "invalid",
        NotAllowed: "not-allowed",
        NotFound: "not-found",
        Conflict: "conflict",
    }
    assert {kind.value for kind in Kind} == set(kinds.values())
    for kind, word in kinds.items():
        said = kind("Why.", field="x", owner="ana")
        assert isinstance(said, Refusal)
        assert (str(said), said.message, said.kind, said.field) == ("Why.", "Why.", word, "x")
        assert said.facts == {"owner": "ana"}
