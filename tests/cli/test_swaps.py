"""Swaps at the command line."""

from __future__ import annotations

import pytest

from holdfast.rotation.models import Seat, Volunteer
from tests.cast import Story
from tests.cli.conftest import Run
from tests.rotation import swapping as do

SWAP = ("rotation", "swap")


@pytest.fixture
def mine(story: Story) -> Seat:
    Volunteer.objects.create(person=story.people["ana"], rest_days=20)
    do.engineer("kit")
    do.served(story, "ana", "kit")
    return do.seat(story, do.window(story), "ana")


@pytest.mark.req("R29")
def test_offered_taken_and_given_back(run: Run, mine: Seat):
    could = run(*SWAP, "who", mine.pk)
    assert could.out.splitlines()[0].startswith("yes  kit")
    assert run(*SWAP, "list").out.strip() == "No seat is offered."
    made = run(*SWAP, "offer", mine.pk, "--half", "first", "--to", "kit", "--as", "ana")
    assert "Mon 2026-04-13 to Mon 2026-04-27" in made.out and "Waits for  kit" in made.out
    number = run(*SWAP, "list", "--of", "kit", "--json").json["items"][0]["id"]
    assert "all who could" not in run(*SWAP, "list").out
    run(*SWAP, "take", number, "--as", "bo").refused("offered to Kit")
    assert run(*SWAP, "take", number, "--as", "kit", "--json").json["state"] == "taken"
    back = run(*SWAP, "untake", number, "--as", "kit", "--json").json
    run(*SWAP, "withdraw", back["id"], "--reason", "No need.", "--as", "kit")
    ended = run(*SWAP, "list", "--state", "withdrawn").out
    assert "withdrawn" in ended and "ana" in ended


def test_arranged_and_declined(run: Run, mine: Seat):
    made = run(*SWAP, "offer", mine.pk, "--to", "kit", "--as", "max", "--json").json
    assert made["agreed"] == []
    assert "Waits for  kit" in run(*SWAP, "consent", made["id"], "--as", "ana").out
    run(*SWAP, "decline", made["id"], "--as", "kit").refused("Say why not")
    no = run(*SWAP, "decline", made["id"], "--reason", "A wedding.", "--as", "kit")
    assert "declined" in no.out and "A wedding." in no.out


def test_wrong_usage(run: Run, mine: Seat):
    assert run(*SWAP, "offer", mine.pk).code == 2
    assert run(*SWAP, "offer", mine.pk, "--half", "third", "--as", "ana").code == 2
    run(*SWAP, "offer", mine.pk, "--from", "soon", "--as", "ana").refused("not a day")
    run(*SWAP, "who", "999").refused("no seat 999")
