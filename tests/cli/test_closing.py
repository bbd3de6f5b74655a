"""How an escalation ends, at the command line."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.cli.conftest import Run


@pytest.mark.req("R60", "R79", "R23", "R24")
def test_closed_with_its_class_and_what_was_learned(run: Run, story: Story):
    ref = story.owned(by="ana").ref
    run(
        *("escalation", "close", ref, "--outcome", "resolved", "--reason", "Fixed."),
        *("--class", "quick-fix", "--evidence", "A flag.", "--as", "ana"),
    )
    shown = run("escalation", "close", ref, "--agree", "--as", "sam")
    assert "quick_fix" in shown.out
    assert ["Agreed", "by", "sam"] in [row.split() for row in shown.out.splitlines()]
    made = run(
        *("escalation", "classify", ref, "--class", "defect", "--evidence", "A log."),
        *("--as", "ana", "--json"),
    ).json
    assert (made["class"], made["evidence"]) == ("defect", "A log.")
    learned = run(
        *("escalation", "learn", ref, "--text", "Look first.", "--audience", "ce,SE"),
        *("--doc-url", "https://docs.example/a", "--as", "ana", "--json"),
    ).json
    assert learned["audience"] == ["CE", "SE"]
    assert run("escalation", "learnings", "--audience", "CE", "--json").json["items"] == [learned]
    assert "Look first." in run("escalation", "learnings").out
    assert run("escalation", "learnings", "--audience", "TA").out.startswith("Nothing")
    run("escalation", "learnings", "--audience", "EE").refused("no audience")
    assert "Look first." in run("escalation", "show", ref).out


@pytest.mark.req("R60")
def test_a_duplicate_and_a_silence(run: Run, story: Story):
    first, second = story.owned(by="ana"), story.owned(by="ana")
    merged = ("escalation", "merge", second.ref, "--into", first.ref, "--as", "ana")
    assert second.ref in run(*merged).out
    assert run(*merged, "--json").json["into"] == first.ref
    assert run("escalation", "show", second.ref, "--json").json["merged_into"] == first.ref
    back = run("escalation", "merge", first.ref, "--into", second.ref, "--as", "ana")
    back.refused(f"merged into {first.ref}")
    story.ask_to_close(first)
    story.forward(days=12)
    assert "silence closed it" in run("escalation", "show", first.ref).out
    late = run("escalation", "merge", first.ref, "--into", "ESC-999", "--as", "ana", "--json")
    late.refused("ESC-999")
    assert late.json["refused"]["field"] == "into"


def test_another_severity(run: Run, story: Story):
    ref = story.owned(by="ana", severity=3).ref
    words = ("escalation", "regrade", ref, "--severity", "0", "--reason", "Worse.", "--as")
    assert run(*words, "sam", "--json").json["severity"] == 0
    run(*words[:4], "1", *words[5:], "kim").refused("may not")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("classify", "--class", "broken"), "is not a class"),
        (("learn", "--text", " ", "--audience", "SE"), "others should know"),
        (("learn", "--text", "x" * 100_000, "--audience", "SE"), "characters"),
        (("learn", "--text", "Look.", "--audience", "<b>"), "no audience"),
        (("learn", "--text", "Look.", "--audience", "SE", "--tool-url", "x y"), "web address"),
        (("merge", "--into", "nothing"), "survives"),
        (("close", "--outcome", "duplicate", "--reason", "Same."), "merge it instead"),
    ],
)
def test_bad_input_is_a_sentence(run: Run, story: Story, words: tuple[str, ...], part: str):
    issue = story.owned(by="ana")
    before = story.happened(issue)
    run("escalation", words[0], issue.ref, *words[1:], "--as", "ana").refused(part)
    assert story.happened(issue) == before


@pytest.mark.parametrize(
    "words",
    [
        ("close", "ESC-1", "--agree", "--class", "defect"),
        ("merge", "ESC-1"),
        ("learn", "ESC-1", "--text", "Look."),
        ("classify", "ESC-1"),
        ("regrade", "ESC-1", "--severity", "7", "--reason", "So."),
    ],
)
def test_wrong_usage_is_two(run: Run, words: tuple[str, ...]):
    assert run("escalation", *words, "--as", "ana").code == 2
