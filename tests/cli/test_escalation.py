"""One escalation, start to end, at the command line."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.cli.conftest import Run

RAISE = (
    *("escalation", "raise", "--title", "Search is down for Acme"),
    *("--stakes", "Acme renews on Friday.", "--why-now", "The queue is two weeks long."),
    *("--severity", "1", "--as", "sam"),
)


@pytest.mark.req("R40", "R41", "R48", "R58", "R60")
def test_from_raise_to_closed_and_back(run: Run, story: Story):
    issue = run(*RAISE, "--customer", "Acme", "--json").json
    ref = issue["ref"]
    assert (issue["state"], issue["answerable"]) == ("raised", "sam")
    assert run("escalation", "accept", ref, "--as", "ana", "--json").json["owner"] == "ana"

    lost = run("escalation", "accept", ref, "--as", "kim", "--json")
    lost.refused("Ana Ruiz owns")
    assert lost.json["refused"]["owner"] == "ana"
    assert lost.json["refused"]["kind"] == "conflict"

    written = run(
        *("escalation", "update", ref, "--text", "Found it.", "--next-step", "Rebuild"),
        *("--next-update-at", "2026-03-03T18:00Z", "--as", "@ana", "--json"),
    ).json
    assert written["next_update_due_at"] == "2026-03-03T18:00:00+00:00"

    offered = run("escalation", "handover", ref, "--to", "kim", "--note", "All.", "--as", "ana")
    assert "Offered" in offered.out
    assert "Ana Ruiz (ana)" in offered.out
    taken = run("escalation", "handover", ref, "--accept", "--as", "kim", "--json").json
    assert (taken["state"], taken["to"]) == ("accepted", "kim")

    asked = run(
        *("escalation", "close", ref, "--outcome", "resolved", "--reason", "Fixed."),
        *("--as", "kim", "--json"),
    )
    assert asked.json["answer"] is None
    run("escalation", "close", ref, "--refuse", "--as", "sam").refused("missing")
    closed = run("escalation", "close", ref, "--agree", "--as", "sam", "--json").json
    assert closed["answer"]["agree"] is True
    run("escalation", "update", ref, "--text", "More.", "--as", "kim").refused("reopen")
    again = run("escalation", "reopen", ref, "--reason", "Back.", "--as", "sam", "--json").json
    assert (again["state"], again["owner"]) == ("owned", "kim")
    shown = run("escalation", "show", ref)
    assert shown.code == 0
    assert "Tue 2026-03-03" in shown.out


def test_an_offer_is_declined_and_withdrawn(run: Run, story: Story):
    ref = run(*RAISE, "--json").json["ref"]
    run("escalation", "handover", ref, "--accept", "--as", "kim").refused("not offered")
    run("escalation", "accept", ref, "--as", "ana")
    offer = ("escalation", "handover", ref, "--to", "kim", "--note", "All.", "--as", "ana")
    run(*offer)
    run("escalation", "handover", ref, "--decline", "--as", "kim").refused("why not")
    no = run("escalation", "handover", ref, "--decline", "--reason", "Away.", "--as", "kim")
    assert no.code == 0
    run(*offer)
    back = run("escalation", "handover", ref, "--withdraw", "--as", "ana", "--json").json
    assert back["state"] == "withdrawn"
    run("escalation", "handover", ref, "--accept", "--as", "kim").refused("withdrawn")
    run(*offer[:4], "ana", *offer[5:]).refused("already")


def test_declining(run: Run, story: Story):
    ref = run(*RAISE, "--json").json["ref"]
    done = run(
        *("escalation", "decline", ref, "--reason", "A question.", "--alternative", "Ask support."),
        *("--as", "ana"),
    )
    assert "Ask support." in done.out


def test_lists(run: Run, story: Story):
    for _ in range(3):
        run(*RAISE)
    page = run("escalation", "list", "--limit", "2", "--as", "rex", "--json").json
    assert len(page["items"]) == 2
    rest = run("escalation", "list", "--after", page["next"], "--json").json
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert "There are more" in run("escalation", "list", "--limit", "1").out
    assert run("escalation", "list", "--state", "closed").out.startswith("No escalations")
    run("escalation", "list", "--state", "lost").refused("not a state")


@pytest.mark.parametrize(
    "words",
    [
        ("escalation", "raise"),
        (*RAISE[:-2],),
        (*RAISE[:9], "5", "--as", "sam"),
        ("escalation", "handover", "ESC-1", "--as", "ana"),
        ("escalation", "handover", "ESC-1", "--to", "kim", "--accept", "--as", "ana"),
        ("escalation", "handover", "ESC-1", "--accept", "--decline", "--as", "ana"),
        ("escalation", "handover", "ESC-1", "--withdraw", "--accept", "--as", "ana"),
        ("escalation", "close", "ESC-1", "--as", "ana"),
        ("escalation", "close", "ESC-1", "--agree", "--refuse", "--as", "ana"),
        ("escalation", "close", "ESC-1", "--outcome", "resolved", "--agree", "--as", "ana"),
        ("escalation", "nonsense"),
        ("nonsense",),
        ("up", "--web-only", "--worker-only"),
        ("up", "--port", "http"),
        ("token", "create", "--as", "sam", "--scope", "all"),
        ("people", "change", "sam"),
    ],
)
def test_wrong_usage_is_two(run: Run, words: tuple[str, ...]):
    done = run(*words)
    assert done.code == 2
    assert done.out == ""
    assert "Usage:" in done.err


def test_flags_that_exclude_each_other_are_named(run: Run):
    both = run("escalation", "close", "ESC-1", "--refuse", "--agree", "--note", "x", "--as", "ana")
    assert both.code == 2
    assert "--agree and --refuse exclude each other" in both.err


def test_refusals_are_one(run: Run, story: Story):
    run(*RAISE[:-1], "nobody").refused("Nobody here has the login")
    run(*RAISE[:3], " ", *RAISE[4:]).refused("title")
    run(*RAISE[:3], "x" * 200_000, *RAISE[4:]).refused("200,000")
    run(*RAISE, "--origin-url", "javascript:1").refused("not a web address")
    run("escalation", "show", "ESC-99").refused("There is no escalation")
    ref = run(*RAISE, "--json").json["ref"]
    run("escalation", "accept", ref, "--as", "rex").refused("engineer")
    run("escalation", "accept", ref, "--as", "ana")
    update = ("escalation", "update", ref, "--text", "News.", "--as", "ana")
    run(*update, "--next-update-at", "2026-03-03T18:00").refused("no zone")
    run(*update, "--next-update-at", "2026-03-01T18:00Z").refused("past")
    run(*update, "--next-step", "Wait.", "--next-step-on", "2026-03-01").refused("past")
    run(*update, "--next-step-on", "soon").refused("not a day")
