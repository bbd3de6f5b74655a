"""Sheet, table and seats side by side, asked by a program and at the command line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdfast.rotation.actions import upload_table
from tests.api.client import Api, problem
from tests.cast import Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


@pytest.mark.req("R37")
def test_what_each_source_says(client_of: Callable[..., Api], story: Story):
    lea, rex = client_of("lea"), client_of("rex", "read")
    assert rex.get("reconcile").json()["table"] is None
    upload_table(
        programme=story.programme,
        content=b"| Rotation | Engineers |\n|---|---|\n| 2026-02-16 to 2026-03-16 | @ana |\n",
        name="page.md",
        by=story.lea,
        at=story.now,
    )
    found = rex.get("reconcile").json()
    assert (found["open"], found["slack"], found["table"]["by"]) == (1, None, "Lea Marsh")
    (window,) = found["windows"]
    ana, kim = window["people"]
    assert (ana["login"], ana["table"]["words"], ana["differences"]) == ("ana", "Names them", [])
    assert (kim["seat"]["words"], kim["seat"]["by"]) == ("Confirmed", "Kim Seo-yeon")
    (difference,) = kim["differences"]
    assert [way["take"] for way in difference["ways"]] == ["table", "ours"]
    address = f"reconcile/{difference['key']}"
    problem(client_of("kim").put(address, {"take": "ours"}), 403, "not-allowed")
    problem(lea.put(address, {"take": "sheet"}), 422, "invalid", "take")
    problem(lea.put("reconcile/unknown", {"take": "ours"}), 409, "conflict")
    assert "Kept" in lea.put(address, {"take": "ours"}).json()["done"]
    found = rex.get("reconcile").json()
    assert found["open"] == 0
    settled = found["windows"][0]["people"][1]["differences"][0]["settled"]
    assert settled["by"] == "lea"
