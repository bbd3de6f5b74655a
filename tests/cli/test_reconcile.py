"""`holdfast rotation reconcile`."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.cli.conftest import Run

ROW = "| Rotation | Engineers |\n|---|---|\n| 2026-02-16 to 2026-03-16 | @ana |\n"


@pytest.mark.req("R37")
def test_differences_are_said_and_settled(story: Story, run: Run):
    clean = run("rotation", "reconcile")
    assert (clean.code, "0 differences open" in clean.out) == (0, True)
    assert "No table was brought in" in clean.err
    run("rotation", "import", "-", stdin=ROW)
    found = run("rotation", "reconcile", "--json")
    assert (found.code, found.json["open"]) == (1, 1)
    said = run("rotation", "reconcile")
    assert said.code == 1
    assert "Kim Seo-yeon has a seat in" in said.out and "--take table|ours" in said.out
    key = found.json["windows"][0]["people"][1]["differences"][0]["key"]
    assert run("rotation", "reconcile", "--settle", key).code == 2
    run("rotation", "reconcile", "--settle", key, "--take", "ours", "--as", "kim").refused(
        "You may not"
    )
    done = run("rotation", "reconcile", "--settle", key, "--take", "table", "--as", "lea")
    assert (done.code, "withdrawn" in done.err) == (0, True)
    run("rotation", "reconcile", "--settle", key, "--take", "table").refused("not there any more")
