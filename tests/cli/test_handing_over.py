"""Handing over at the command line: the note from the record, everything at once, links."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from holdfast.people.actions import add_absence, deactivate
from tests.cast import START, Story
from tests.cli.conftest import Run

HAND = ("escalation", "handover")


@pytest.mark.req("R58")
def test_the_note_is_shown_and_used(run: Run, story: Story):
    ref = story.owned(by="ana").ref
    shown = run(*HAND, ref, "--note-from-record", "--as", "ana")
    assert shown.out.startswith("Context\n")
    told = run(*HAND, ref, "--note-from-record", "--as", "ana", "--json").json
    assert told == {"escalation": ref, "note": shown.out.rstrip("\n")}
    offer = run(*HAND, ref, "--to", "kim", "--note-from-record", "--as", "ana", "--json").json
    assert offer["note"] == told["note"]
    again = run(*HAND, ref, "--to", "kim", "--as", "ana", "--json").json
    assert again["id"] == offer["id"], "left out, it is the same"


@pytest.mark.req("R58", "R91")
def test_everything_somebody_owns(run: Run, story: Story):
    first, second = story.owned(by="ana"), story.owned(by="ana", title="Login loops")
    story.offer(second, to="bo")
    done = run(*HAND, "--all", "--from", "ana", "--to", "kim", "--as", "lea")
    assert (done.code, done.err) == (1, "1 of 2 could not be offered.\n")
    assert f"{first.ref}  offered to Kim" in done.out
    assert f"{second.ref}  not offered: " in done.out
    done = run(*HAND, "--all", "--to", "kim", "--as", "ana", "--json")
    assert (done.code, done.json["offered"], done.json["refused"]) == (1, 1, 1)
    run(*HAND, first.ref, "--accept", "--as", "kim")
    done = run(*HAND, "--all", "--to", "bo", "--as", "kim", "--json")
    assert (done.code, done.json["offered"]) == (0, 1)
    assert "nothing to hand over" in run(*HAND, "--all", "--to", "kim", "--as", "bo").out


def test_a_successor_who_is_away(run: Run, story: Story):
    ref = story.owned(by="ana").ref
    span = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 9)}
    add_absence(login="kim", by=story.kim, at=story.now, **span)
    done = run(*HAND, ref, "--to", "kim", "--as", "ana")
    assert "kim is away until 2026-03-09" in done.err
    assert "kim is away until 2026-03-09" in done.out


@pytest.mark.req("R58")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("{ref}", "--to", "ana", "--as", "ana"), "owns it already"),
        (("{ref}", "--to", "bo", "--as", "ana"), "deactivated"),
        (("{ref}", "--to", "kim", "--as", "sam"), "Only Ana Ruiz"),
        (("{ref}", "--to", "kim", "--note", "", "--as", "ana"), "handover note"),
        (("{ref}", "--to", "kim", "--note", "x" * 90_000, "--as", "ana"), "90,000 characters"),
        (("{ref}", "--to", "<b>\u202e", "--as", "ana"), "Nobody here"),
        (("ESC-999", "--to", "kim", "--as", "ana"), "no escalation"),
        (("{raised}", "--to", "kim", "--as", "lea"), "Nobody owns"),
        (("--all", "--to", "kim", "--from", "ana", "--as", "bo2"), "login"),
        (("--all", "--to", "ana", "--from", "ana", "--as", "lea"), "owns it already"),
        (("--all", "--to", "kim", "--from", "ana", "--as", "kim"), "Only Ana Ruiz"),
        (("{ref}", "--accept", "--as", "kim"), "not offered"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, story: Story, words: tuple[str, ...], said: str):
    issue, raised = story.owned(by="ana"), story.raised(title="Another")
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    run(*HAND, *(word.format(ref=issue.ref, raised=raised.ref) for word in words)).refused(said)


@pytest.mark.req("R58")
@pytest.mark.parametrize("end", ["--withdraw", "--decline"])
def test_an_offer_that_is_over_is_not_accepted(run: Run, story: Story, end: str):
    ref = story.owned(by="ana").ref
    run(*HAND, ref, "--to", "kim", "--as", "ana")
    who = ("--as", "ana") if end == "--withdraw" else ("--reason", "No.", "--as", "kim")
    for _ in range(2):
        assert run(*HAND, ref, end, *who).code == 0, "twice is harmless"
    run(*HAND, ref, "--accept", "--as", "kim").refused("the owner can make a new one")


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "kim"),
        ("--all",),
        ("ESC-1", "--all", "--to", "kim"),
        ("ESC-1", "--to", "kim", "--from", "ana"),
        ("ESC-1", "--to", "kim", "--note", "x", "--note-from-record"),
        ("ESC-1", "--to", "kim", "--accept"),
        ("ESC-1",),
    ],
)
def test_wrong_usage(run: Run, story: Story, words: tuple[str, ...]):
    assert run(*HAND, *words, "--as", "ana").code == 2


@pytest.mark.req("R91")
def test_what_people_off_the_rotation_hold(run: Run, story: Story):
    story.owned(by="ana")
    story.owned(by="bo")
    listing = ("escalation", "list", "--state", "off-rotation")
    assert "bo (never on)" in run(*listing).out
    with time_machine.travel(START + timedelta(days=20), tick=False):
        assert "ana (off since 2026-03-16)" in run(*listing).out
        deactivate(login="ana", reason="Left.", by=story.lea, at=story.now)
        assert "ana (deactivated)" in run(*listing).out
        owners = [each["off_rotation"]["since"] for each in run(*listing, "--json").json["items"]]
    assert owners == [None, "2026-03-16"]


@pytest.mark.req("R91")
def test_who_owned_it_stands_on_its_card(run: Run, story: Story):
    issue = story.owned(by="ana")
    assert "Owned by" not in run("escalation", "show", issue.ref).out
    story.take_over(story.offer(issue, to="kim"), by="kim")
    shown = run("escalation", "show", issue.ref).out
    assert "ana from Tue 2026-03-03 15:00 UTC; kim from" in shown


@pytest.mark.req("R2")
def test_links(run: Run, story: Story):
    ref = story.owned(by="ana").ref
    link = ("escalation", "link", ref, "--as", "ana")
    assert run(*link).out == "No links.\n"
    made = run(*link, "--url", "https://inc.example/9", "--title", "Outage", "--json").json
    assert made["sort"] == "incident"
    assert run(*link).out == f"{made['id']}  incident  https://inc.example/9  Outage\n"
    run(*link, "--url", "nonsense").refused("web address")
    run(*link, "--url", "https://x.example/", "--sort", "x").refused("sort of link")
    run(*link, "--remove", "999").refused("no link 999")
    assert run(*link, "--url", "https://x.example/", "--remove", "1").code == 2
    for _ in range(2):
        assert "taken away" in run(*link, "--remove", made["id"]).out
    assert run(*link, "--json").json == {"items": []}
