"""Relief at the command line."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.cli.conftest import Run
from tests.rotation.reliefs import Reliefs


@pytest.mark.req("R35")
def test_from_the_list_to_the_end(run: Run, story: Story):
    assert run("rotation", "relief", "list").out.strip() == "There are none."
    seat = story.programme.windows.get().seats.get(person__login="ana")
    relief = ("rotation", "relief")
    run(*relief, "ask", seat.pk, "--as", "ana").refused("may not")
    made = run(*relief, "ask", seat.pk, "--as", "lea", "--json").json
    number = made["id"]
    out = run(*relief, "list").out
    assert "ana" in out and "33.3 %" in out and "has begun" in out
    run(*relief, "acknowledge", number, "--as", "kim").refused("Max Vogel, who answers")
    done = run(
        *(*relief, "acknowledge", number, "--drop", "Docs", "--drop", "Hints", "--as", "max"),
        "--json",
    ).json
    assert [each["text"] for each in done["dropped"]] == ["Docs", "Hints"]
    said = run(*relief, "drop", number, "The rota", "--as", "max").out
    assert "The rota" in said and "21" not in said.split("Answers")[0]
    item = done["dropped"][0]["id"]
    assert run(*relief, "done", item, "--as", "ana").code == 2
    run(*relief, "done", item, "--dropped", "--as", "ana").refused("how many working days")
    said = run(*relief, "done", item, "--dropped", "--days", "2,5", "--as", "ana").out
    assert "Docs (dropped, 2.5 days)" in said and "2.5 given" in said
    said = run(*relief, "done", done["dropped"][1]["id"], "--anyway", "--as", "max").out
    assert "Hints (done all the same)" in said
    assert run(*relief, "list", "--state", "told", "--json").json == {"items": []}
    run(*relief, "list", "--state", "odd").refused("not a state")
    run(*relief, "list", "--team", "Nobodies").refused("no team")
    run(*relief, "drop", 99999, "x").refused("no relief 99999")


def test_the_operator_acknowledges(run: Run, story: Story):
    made = Reliefs(story).made()
    done = run("rotation", "relief", "acknowledge", made.pk, "--json").json
    assert done["acknowledged"] == {**done["acknowledged"], "by": None, "via": "cli"}
