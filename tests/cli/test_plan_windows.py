"""Planning at the command line."""

from __future__ import annotations

import json

import pytest

from holdfast.rotation.actions import solving
from holdfast.rotation.models import Plan
from tests.cast import Story
from tests.rotation.plan_story import Here, Planning, planning


@pytest.fixture
def plans(story: Story, monkeypatch: pytest.MonkeyPatch) -> Planning:
    # The process of its own has its own test; here it would cost a second each.
    monkeypatch.setattr(
        solving.carry_out, "__kwdefaults__", {**solving.carry_out.__kwdefaults__, "solver": Here}
    )
    made = planning(story, windows=2)
    made.engineers("eva", "udo")
    made.served("eva", "udo")
    made.signs_up("eva")
    made.signs_up("udo")
    return made


def test_from_proposing_to_publishing(plans: Planning, run):
    ran = run("plan", "windows", "--from", "2026-03-16", "--count", "3", "--json")
    assert ran.code == 0
    data = json.loads(ran.out)
    assert [len(window["seats"]) for window in data["windows"]] == [1, 1]
    assert data["windows"][0]["starts_on"] == "2026-03-16"
    assert all(level["proven"] for level in data["levels"])
    assert "Only 2 windows to come" in ran.err
    assert plans.sits() == [set(), set()]
    number = str(data["plan"])
    assert f"plan {number}  proposed" in run("plan", "show", number).out
    assert "proposed" in run("plan", "list").out
    assert "Published: 2 seats" in run("plan", "publish", number, "--as", "lea").out
    assert [len(each) for each in plans.sits()] == [1, 1]
    again = run("plan", "publish", number, "--as", "lea")
    assert (again.code, again.out) == (1, "")
    assert "published already" in again.err
    assert json.loads(run("plan", "list", "--json").out)["items"][0]["published_by"] == "lea"


def test_pins(plans: Planning, run):
    made = run("plan", "pin", "eva", "2026-03-16", "--out", "--reason", "On leave.", "--as", "lea")
    assert made.code == 0
    assert "eva out of the window" in made.out
    assert "On leave." in run("plan", "pins").out
    number = json.loads(run("plan", "pins", "--json").out)["items"][0]["id"]
    assert "counts no more" in run("plan", "unpin", str(number)).out
    assert "Nobody is pinned" in run("plan", "pins").out
    wrong = run("plan", "pin", "eva", "2026-03-17", "--reason", "x")
    assert (wrong.code, wrong.out) == (1, "")
    assert "No window starts on" in wrong.err


def test_what_cannot_be_planned_is_one_sentence(plans: Planning, run):
    for words, says in (
        (("--from", "2030-01-01"), "No window starts on Tue 1 Jan 2030 or later"),
        (("--from", "soon"), "is no day"),
        (("--count", "0"), "are a number from 1"),
        (("--as", "ana"), "You may not plan the rotation"),
    ):
        ran = run("plan", "windows", *words, "--json")
        assert ran.code == 1
        assert says in ran.err
        assert json.loads(ran.out)["windows"] == []
    assert not Plan.objects.exists()
