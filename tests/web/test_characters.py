"""Characters that no keyboard types: they are dropped from a text and lead nowhere in an address."""

from __future__ import annotations

import pytest

from holdfast.people.models import Person
from tests.cast import Story

NUL = "\x00"


def test_in_a_text_they_are_dropped(story: Story, at):
    issue = story.owned(by="ana")
    at("ana").post(f"/escalations/{issue.ref}/updates", text=f"Found{NUL} it.")
    assert "Found it." in at("sam").get(f"/escalations/{issue.ref}")
    page = at("lea").post(
        "/people/new", login=f"i{NUL}da", name=f"Ida{NUL} Holm", role="engineer", team=f"Co{NUL}re"
    )
    assert "Ida Holm" in page
    assert Person.objects.get(login="ida").team.name == "Core"
    page = at("lea").post("/people/import", status=200, content=f"login,name\njo,J{NUL}o\n")
    assert "1 added" in page


@pytest.mark.parametrize("name", ["title", "customer", "severity"])
def test_what_is_then_missing_is_said_in_our_words(story: Story, at, name: str):
    typed = {"title": "Down", "stakes": "All.", "why_now": "Now.", "severity": "1"}
    if name == "customer":
        at("sam").post("/escalations/new", **typed, customer=NUL)
        return
    page = at("sam").post("/escalations/new", status=422, **{**typed, name: NUL})
    assert page.alerts
    assert "ull char" not in page.text


def test_at_the_door(at):
    for given in ({"login": NUL, "password": "x"}, {"login": "ana", "password": NUL}):
        page = at().post("/sign-in", status=422, **given)
        assert "ull char" not in page.text
        assert "cannot be typed" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/people?q=%00",
        "/people?after=%00",
        "/escalations?state=%00",
        "/escalations?after=%00",
        "/outbox?state=%00",
        "/rotation?all=%00",
    ],
)
def test_in_a_query_they_find_nothing_or_are_dropped(story: Story, at, address: str):
    assert at("lea").client.get(address).status_code in {200, 404, 422}


@pytest.mark.parametrize("address", ["/people/an%00a", "/escalations/ESC-1%00", "/people/%00"])
def test_in_an_address_there_is_nothing(story: Story, at, address: str):
    story.raised()
    at("lea").get(address, status=404)


def test_nor_behind_a_form(story: Story, at):
    for act in ("absences", "deactivation", "reactivation", "password"):
        at("ada").post(
            f"/people/an%00a/{act}", status=404, reason="left", password="correct horse battery"
        )
    assert Person.objects.get(login="ana").is_active
