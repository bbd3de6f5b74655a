"""The fast figures agree with the slow ones, whatever happened and wherever the worker is."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from holdfast.escalation.queries import by_ref
from holdfast.insight.actions import following
from holdfast.insight.queries.flow import flow, rows
from holdfast.insight.queries.period import period
from holdfast.insight.rules.definitions import FLOW
from holdfast.insight.rules.figures import Share, Spread
from holdfast.kernel.refusal import Refusal
from tests.cast import Story
from tests.escalation.repertoire import repertoire, sweeps
from tests.insight.slow import slow

# The first two have every move of OFTEN between them; `make proofs` plays more.
PLAYS = int(os.environ.get("HOLDFAST_METRIC_PLAYS", "2"))
MOVES = 60
WHO = ("ana", "kim", "bo", "lea", "sam")
# What leads somewhere: drawn more often than the rest of the repertoire.
OFTEN = (
    *("accept", "update", "update", "pause", "resume", "offer_handover", "accept_handover"),
    *("corner", "free", "hand_out_piece", "bounce_piece", "ask_to_close", "answer_closure"),
    *("reopen", "merge", "regrade", "decline", "classify"),
)


# What follows on the same escalation, more often than not.
THEN = {
    "pause": "resume",
    "offer_handover": "accept_handover",
    "corner": "free",
    "hand_out_piece": "bounce_piece",
    "ask_to_close": "answer_closure",
}


def plain(value):
    if isinstance(value, Spread):
        return (value.count, *(v if v is None else round(v, 6) for v in (value.median, value.p90)))
    return (value.part, value.whole) if isinstance(value, Share) else value


def agrees(story: Story) -> None:
    first = story.now.date() - timedelta(days=20)
    for days in ((first, first + timedelta(days=11)), (first, first + timedelta(days=40))):
        asked = period(story.programme, *days)
        fast = flow(story.programme, asked, at=story.now)
        expected = slow(asked.since, asked.end, at=story.now)
        assert {name: plain(getattr(fast, name)) for name in FLOW} == expected
        for name, what in expected.items():
            opened = rows(story.programme, asked, name, at=story.now, limit=200)
            assert opened.next is None
            counted = what if isinstance(what, int) else 0
            if isinstance(what, dict):
                counted = sum(what.values())
            elif isinstance(what, tuple):
                counted = what[1] if len(what) == 2 else what[0]
            assert len(opened.items) == counted, name


def right(ref: str, name: str) -> str:
    """Who most probably may."""
    issue = by_ref(ref)
    if name in {"accept", "decline"}:
        return "ana"
    if name == "accept_handover":
        offer = issue.handovers.order_by("-pk").first()
        return offer.to.login if offer else "kim"
    return issue.raised_by.login if name == "answer_closure" else issue.answerable.login


def play(story: Story, dice: random.Random) -> set[str]:
    refs: list[str] = []
    done: set[str] = set()
    ref = name = ""
    for number in range(MOVES):
        story.now += timedelta(minutes=dice.choice([0, 7, 40, 200, 1500]))
        if len(refs) < 2 or dice.random() < 0.06:
            made = story.raised(by=dice.choice(WHO), exec_asked=dice.random() < 0.4)
            refs.append(made.ref)
        if name in THEN and dice.random() < 0.7:
            name = THEN[name]
        else:
            ref, name = dice.choice(refs), dice.choice(OFTEN)
        who = story.of(right(ref, name) if dice.random() < 0.8 else dice.choice(WHO))
        acts = repertoire(dice, ref, others=refs, who=who, names=list(WHO), now=story.now)
        name = name if dice.random() < 0.85 else dice.choice(sorted(acts))
        try:
            acts[name]()
            done.add(name)
        except Refusal:
            pass
        if dice.random() < 0.1:
            for sweep in sweeps(story.now).values():
                sweep()
        if dice.random() < 0.15:
            following.follow(clock=lambda: story.now)
        if number % 30 == 14:
            agrees(story)
    following.follow(clock=lambda: story.now)
    agrees(story)
    return done


@contextmanager
def staged() -> Iterator[None]:
    """As the stage of the state machines: a savepoint in which actions may begin transactions."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    with atomic:
        yield
        transaction.set_rollback(True)


@pytest.mark.req("R21", "R48", "R53", "R60", "R72")
def test_the_fast_way_agrees_with_the_slow_one(story: Story, monkeypatch):
    # Nobody else writes here; test_following.py asks what happens when somebody does.
    monkeypatch.setattr(following, "_all_ended_before", lambda _: True)
    monkeypatch.setattr(following, "EVENTS_AT_ONCE", 7)
    done: set[str] = set()
    for seed in range(PLAYS):
        with staged():
            play_with = Story(people=story.people)
            done |= play(play_with, random.Random(seed))
    assert set(OFTEN) <= done
