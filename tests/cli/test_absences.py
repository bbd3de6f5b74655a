"""`holdfast people absence`, and when somebody was spoken to."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.cli.conftest import Run


@pytest.mark.req("R91")
def test_days_away_are_added_listed_and_removed(story: Story, run: Run):
    added = run("people", "absence", "ana", "--from", "2036-03-09", "--to", "2036-03-20", "--json")
    assert added.code == 0
    (known,) = added.json["absences"]
    assert (known["starts_on"], known["ends_on"]) == ("2036-03-09", "2036-03-20")
    assert "Sun 2036-03-09" in run("people", "absence", "ana").out
    assert run("people", "absence", "ana", "--from", "2036-03-09").code == 2
    turned = run("people", "absence", "ana", "--from", "2036-03-20", "--to", "2036-03-09")
    assert (turned.code, "swap the two days" in turned.err) == (1, True)
    gone = run("people", "absence", "ana", "--remove", known["id"], "--json")
    assert gone.json == {"login": "ana", "absences": []}


@pytest.mark.req("R46")
def test_somebody_was_spoken_to_earlier(story: Story, run: Run):
    issue = story.owned()
    run("escalation", "involve", issue.ref, "--login", "rex", "--as", "ana")
    said = ("escalation", "spoke", issue.ref, "--login", "rex", "--as", "ana", "--when")
    done = run(*said, "2026-03-03T15:00Z", "--json")
    assert done.code == 0
    assert story.see(issue).participants.get().spoken_at.isoformat() == "2026-03-03T15:00:00+00:00"
    assert run(*said, "2026-03-03T15:00").code == 1
