"""Calls for help at the command line."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.cli.conftest import Run


@pytest.mark.req("R4")
def test_tags_are_listed_and_dismissed(run: Run, story: Story):
    assert run("escalation", "tags").out == "No tags.\n"
    tag = story.calls().tag
    said = run("escalation", "tags").out
    assert "Sam Okafor" in said and "https://chat.example.com/1" in said
    dismiss = ("escalation", "tags", "--dismiss", str(tag.pk))
    assert run(*dismiss, "--reason", "No.").code == 2
    run(*dismiss, "--as", "kim").refused("Say why")
    done = run(*dismiss, "--reason", "Docs say so.", "--as", "kim", "--json").json
    assert (done["state"], done["answered_by"]) == ("dismissed", "kim")
    assert run("escalation", "tags", "--json").json == {"items": []}
