"""Cornered, paused, stuck and at capacity at a terminal."""

from __future__ import annotations

import pytest

from tests.cast import START, Story
from tests.cli.conftest import Run


@pytest.mark.req("R53")
def test_cornered(story: Story, run: Run):
    ref = story.owned().ref
    words = ("escalation", "cornered", ref)
    made = run(*words, "--reason", "Stuck.", "--ask-of", "bo", "--as", "ana", "--json")
    assert (made.code, made.json["asked"][0]["login"]) == (0, "bo")
    run(*words, "--reason", "Other.", "--as", "ana").refused("Bo Larsen")
    run(*words, "--acknowledge", "--as", "lea").refused("Bo Larsen")
    assert run(*words, "--acknowledge", "--note", "On it.", "--as", "bo").code == 0
    shown = run("escalation", "show", ref).out
    assert "bo (has it)" in shown and "Stuck." in shown
    assert run(*words, "--free", "--note", "Found it.", "--as", "ana").code == 0
    assert "Cornered" not in run("escalation", "show", ref).out
    assert run(*words, "--as", "ana").code == 2
    assert run(*words, "--acknowledge", "--free", "--as", "ana").code == 2
    run(*words, "--reason", "x", "--by", "2026-03-04", "--as", "ana").refused("no zone")


@pytest.mark.req("R48")
def test_pause_and_resume(story: Story, run: Run):
    ref = story.owned().ref
    pause = ("escalation", "pause", ref, "--reason", "Closed.", "--as", "ana")
    assert "Paused" in run(*pause, "--until", "2026-03-13").out
    run(*pause, "--until", "13 March").refused("not a day")
    run(*pause, "--until", "2026-03-01").refused("not ahead")
    resumed = run("escalation", "resume", ref, "--as", "ana", "--json")
    assert (resumed.code, resumed.json["pause"]) == (0, None)


@pytest.mark.req("R54")
def test_list_of_what_is_stuck(story: Story, run: Run):
    story.corner(story.owned())
    story.owned()
    assert len(run("escalation", "list", "--state", "stuck", "--json").json["items"]) == 1


@pytest.mark.req("R45")
def test_capacity(story: Story, run: Run):
    words = ("people", "capacity", "ana", "--as", "ana")
    assert "until 2026-03-05" in run(*words, "--full", "--until", "2026-03-05").out
    assert "at capacity" in run("who").out
    run("people", "capacity", "ana", "--full", "--as", "kim").refused("Ana Ruiz or a lead")
    freed = run(*words, "--free", "--json")
    assert (freed.code, freed.json["at_capacity"]) == (0, False)
    assert run(*words).code == 2
    assert run(*words, "--free", "--reason", "x").code == 2
    assert story.now == START
