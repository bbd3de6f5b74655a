"""What changed between two status docs: two docs in, changes out (R70)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from holdfast.escalation.rules.status_changes import Doc, Ended, Line, Still, changes

THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)


def line(ref: str = "ESC-1", **given: object) -> Line:
    facts = {
        "title": f"Title of {ref}",
        "severity": 1,
        "owner": "Ana",
        "next_step": "Read the index.",
        "next_step_on": date(2026, 3, 3),
        "paused": False,
        "raised_at": THEN - timedelta(days=3),
    }
    return Line(ref=ref, **{**facts, **given})


pytestmark = pytest.mark.req("R70")


def test_each_kind_of_change_is_named_once():
    old = line()
    new = replace(old, owner="Bo", severity=0, next_step_on=date(2026, 4, 2), paused=True)
    found = changes(Doc(THEN, [old]), Doc(NOW, [new]))
    assert [(each.was, each.now) for each in found.owner] == [("Ana", "Bo")]
    assert [(each.was, each.now) for each in found.severity] == [("sev1", "sev0")]
    (step,) = found.step
    assert (step.was, step.now) == ("Read the index. (2026-03-03)", "Read the index. (2026-04-02)")
    assert found.paused == [new] and found.resumed == []
    assert found.still == [Still("ESC-1", "Title of ESC-1", 31)]
    assert not (found.new or found.back or found.ended)
    assert changes(Doc(THEN, [new]), Doc(NOW, [old])).resumed == [old]


def test_new_open_again_ended_and_gone():
    raised, again = line("ESC-2", raised_at=THEN + timedelta(days=1)), line("ESC-3")
    ended = Ended("ESC-1", "Title of ESC-1", "resolved")
    short = Ended("ESC-9", "Came and went", "declined")
    back = Ended("ESC-3", "Title of ESC-3", "resolved")  # ended, and reopened since
    before = Doc(THEN, [line(), line("ESC-4")])
    found = changes(before, Doc(NOW, [raised, again], [ended, short, back]))
    assert (found.new, found.back) == ([raised], [again])
    assert found.ended == [ended, short, Ended("ESC-4", "Title of ESC-4", "")]
    assert found.still == []


def test_nobody_is_said_for_what_nobody_owns():
    found = changes(Doc(THEN, [line(owner="")]), Doc(NOW, [line()]))
    assert [(each.was, each.now) for each in found.owner] == [("nobody", "Ana")]


LINES = some.lists(
    some.builds(
        line,
        ref=some.sampled_from([f"ESC-{number}" for number in range(6)]),
        severity=some.integers(0, 3),
        owner=some.sampled_from(["", "Ana", "Bo"]),
        paused=some.booleans(),
        raised_at=some.sampled_from([THEN - timedelta(days=9), THEN + timedelta(days=9)]),
    ),
    max_size=6,
    unique_by=lambda each: each.ref,
)


@given(LINES, LINES)
def test_every_escalation_of_either_doc_is_accounted_for_once(then: list[Line], now: list[Line]):
    found = changes(Doc(THEN, then), Doc(NOW, now))
    places = [each.ref for each in (*found.new, *found.back, *found.ended, *found.still)]
    assert sorted(places) == sorted({each.ref for each in (*then, *now)})


@given(LINES)
def test_against_itself_nothing_changed(lines: list[Line]):
    found = changes(Doc(THEN, lines), Doc(NOW, lines))
    assert [each.ref for each in found.still] == [each.ref for each in lines]
    rest = (found.new, found.back, found.ended, found.owner, found.severity, found.step)
    assert not any((*rest, found.paused, found.resumed))
