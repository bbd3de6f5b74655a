"""Whom to ask, in which order and why; and the brief's two halves. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from holdfast.escalation.rules.brief import Brief, Need, as_markdown
from holdfast.escalation.rules.suggest import KnownArea, folded, suggest

INDEX = KnownArea("Index", ("zoekt", "search results"), "Search", "bo", "Bo Larsen", "In #index.")
BILLING = KnownArea("Billing", ("invoice",), "Money")
CODE = KnownArea("Code", ("Índice",), "Code")


def groups(text: str, *areas: KnownArea, home: str = "Home") -> list[tuple[str, str]]:
    found = suggest(home_team=home, owner="Ana", words=[text], areas=areas)
    return [(each.group, each.team) for each in found]


@pytest.mark.req("R51", "R71")
def test_home_then_who_owns_it_then_anyone():
    assert groups("The zoekt host is down", BILLING, INDEX) == [
        ("home team", "Home"),
        ("owning team", "Search"),
        ("anyone", "Money"),
    ]


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("ZOEKT!", True),
        ("no search-results at all", True),
        ("index", True),
        ("search is down, results later", False),
        ("indexing", False),
        ("zoekts", False),
        ("", False),
    ],
)
def test_whole_words_in_any_case(text: str, matches: bool):
    assert (("owning team", "Search") in groups(text, INDEX)) is matches


def test_accents_do_not_matter():
    assert ("owning team", "Code") in groups("el indice no carga", CODE)
    assert folded("Ñandú, STRASSE straße") == " nandu strasse strasse "


def test_a_team_stands_once_with_all_its_reasons():
    found = suggest(
        home_team="Search", owner="Ana", words=["zoekt index"], areas=[INDEX, BILLING, CODE]
    )
    assert [each.team for each in found] == ["Search", "Money", "Code"]
    assert (found[0].group, found[0].person, found[0].note) == ("home team", "bo", "In #index.")
    assert "home team of Ana" in found[0].why
    assert "“Index”, “zoekt”" in found[0].why
    assert "ask Bo Larsen first" in found[0].why


def test_without_a_home_team():
    assert groups("x", BILLING, home="") == [("anyone", "Money")]
    assert groups("x", home="") == []


BRIEF = Brief(
    ref="ESC-1",
    title="Down",
    severity=1,
    state="owned",
    stakes="A renewal.",
    why_now="A long queue.",
    contact="Ana (ana)",
    url="https://example.com/escalations/ESC-1",
)


@pytest.mark.req("R43")
def test_what_the_customer_may_hear_stands_apart():
    text = as_markdown(BRIEF)
    internal, _, customer = text.partition("## May be said to the customer")
    assert "not for the customer" in internal
    assert "No attempt is recorded." in internal
    assert "What is needed" not in internal
    assert "speak to Ana (ana) before" in customer


def test_long_words_keep_it_a_page():
    from dataclasses import replace

    long = "word " * 4000
    need = Need(
        what=long, of="Search", due_at=datetime(2026, 3, 5, tzinfo=UTC), by="Ana", formal=True
    )
    text = as_markdown(
        replace(BRIEF, stakes=long, why_now=long, tried=long, customer_words=long, need=need)
    )
    assert len(text) < 9_000
    assert text.count("…") == 5
