"""The first week, read by a program."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import Api, problem
from tests.cast import Story
from tests.cli.conftest import Run
from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


def done(listed: dict) -> set[str]:
    return {each["what"] for each in listed["items"] if each["done"]}


@pytest.mark.req("R65")
def test_the_list_ticks_itself_and_is_ticked(client_of: Callable[..., Api], story: Story, run: Run):
    ana = client_of("ana")
    before = client_of("lea").get("people/ana/first-week").json()
    assert before["starts_on"] == "2026-02-16"
    assert "Accept your first escalation" not in done(before)
    story.owned(by="ana")
    said = ana.put("first-week", {"what": "boundaries"}).json()
    assert {"Accept your first escalation", "Read what the programme takes on, and what not"} <= (
        done(said) - done(before)
    )
    problem(ana.put("first-week", {"what": "nonsense"}), 422, "invalid")
    at_terminal = run("people", "first-week", "ana", "--done", "directory", "--as", "ana", "--json")
    assert "Know the help directory" in done(at_terminal.json)
    assert run("people", "first-week", "ana", "--done", "directory").code == 2
