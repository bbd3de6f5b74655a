"""Pieces and fixes at the command line."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("billing")
HAND_OUT = ("--team", "Billing", "--title", "Invoices stop", "--as", "ana")


def piece(ref: str, *words: object) -> tuple[str, ...]:
    return ("escalation", "piece", ref, *map(str, words))


@pytest.mark.req("R80", "R81")
def test_a_piece_from_handing_out_to_waived(run: Run, story: Story):
    issue = story.owned()
    made = run(*piece(issue.ref, *HAND_OUT, "--json"))
    number = made.json["id"]
    assert made.json["flags"] == ["no_evidence"]
    assert "flagged" in made.err
    move = piece(issue.ref, "--piece", number)
    run(*move, "--bounce", "--as", "ben").refused("Say why")
    assert run(*move, "--bounce", "--note", "How?", "--as", "ben", "--json").json["bounces"] == 1
    again = run(*move, "--send", "--evidence", "Run it twice.", "--as", "ana", "--json")
    assert (again.json["state"], again.err) == ("sent", "")
    run(*move, "--take", "--as", "ben")
    run(*move, "--take", "--as", "ida").refused("Ben Ahrens")
    url = "https://issues.example/7"
    run(*move, "--amend", "--issue-url", url, "--as", "ben")
    run(
        "escalation", "close", issue.ref, *("--outcome", "resolved", "--reason", "x"), "--as", "sam"
    ).refused("1 open piece")
    done = run(*move, "--done", "--note", "Deployed.", "--as", "ben", "--json").json
    assert (done["state"], done["issue_url"]) == ("done", url)
    run(*move, "--reopen", "--note", "Not for all.", "--as", "ana")
    shown = run(*move, "--waive", "--note", "Good enough.", "--as", "lea").out
    assert "1 piece: 1 waived" in shown
    assert f"{number}: Invoices stop (Billing, waived, 1 bounce)" in shown
    listed = run("escalation", "list", "--json").json["items"]
    assert listed[0]["pieces_progress"] == "1 piece: 1 waived"
    other = story.owned(title="Another one")
    run(*piece(other.ref, "--piece", number, "--take", "--as", "ben")).refused("is none of")
    run(*piece(issue.ref, "--piece", 99, "--take", "--as", "ben")).refused("no piece 99")


@pytest.mark.parametrize(
    "words",
    [
        ("--as", "ana"),
        ("--piece", "1", "--as", "ana"),
        ("--take", "--as", "ana"),
        ("--piece", "1", "--take", "--done", "--as", "ana"),
        ("--piece", "1", "--take", "--title", "x", "--as", "ana"),
        ("--piece", "1", "--take", "--team", "Search", "--as", "ana"),
        ("--piece", "1", "--amend", "--note", "x", "--as", "ana"),
        (*HAND_OUT, "--note", "x"),
    ],
)
def test_wrong_usage_is_two(run: Run, words: tuple[str, ...]):
    done = run(*piece("ESC-1", *words))
    assert (done.code, done.out) == (2, "")
    assert "Usage:" in done.err


@pytest.mark.req("R87", "R88")
def test_fixes(run: Run, story: Story):
    ref = story.owned().ref
    assert run("escalation", "fixes").out.strip() == "No fixes."
    fix = ("escalation", "fix", ref, "--by", "ana", "--why", "At night.", "--team", "Billing")
    run(*fix, "--as", "ana").refused("not of Billing")
    run(*fix, "--reviewer", "ben", "--as", "ana")
    said = run(*fix, "--exception", "Nobody there.", "--as", "ana").out
    assert "fixed by ana for Billing, exception: Nobody there." in said
    assert "reviewed by ben" in run("escalation", "fixes").out
    listed = run("escalation", "fixes", "--exceptions", "--json").json
    assert [each["exception"] for each in listed["items"]] == ["Nobody there."]
    assert "--after" in run("escalation", "fixes", "--limit", "1").out
