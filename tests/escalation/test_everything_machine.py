"""Everything anybody can do, in any order, while time passes; the promises hold after every step.

test_state_machine.py knows exactly what must come of each word about ownership. Here everything
else joins in, and what is asked is what must hold whatever happens: a refusal changes nothing, a
fact is never lost, an owner becomes one only by their own acceptance, an escalation is closed only
by the word of those who may give it, what has ended waits for nothing, what is open has a clock,
and from wherever the play ends it can be closed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from holdfast.escalation.models import Escalation, Rung
from holdfast.escalation.queries import number_of
from holdfast.kernel.refusal import Refusal
from holdfast.people.actions import deactivate, reactivate
from tests import cast
from tests.cast import Story
from tests.escalation.examine import can_be_closed, examine, examine_all
from tests.escalation.model import LEADS, ROLES
from tests.escalation.repertoire import repertoire, sweeps
from tests.escalation.snapshot import Snapshot, snapshot

ACTS = sorted(repertoire(random.Random(1), "ESC-1", others=[], who=None, names=["ana"], now=cast.START))  # fmt: skip
PATHS = [
    ("update", "update", "update", "update"),
    ("classify", "learn", "record_fix", "regrade"),
    ("merge", "reopen"),
    ("name_support", "ask_to_close"),
    ("corner", "acknowledge_cornered", "free"),
    ("hand_out_piece", "take_piece", "bounce_piece", "resend_piece", "finish_piece"),
    ("hand_out_piece", "waive_piece", "reopen_piece", "amend_piece"),
    ("ask", "acknowledge_ask", "agree_ask", "finish_ask"),
    ("ask", "decline_ask"),
    ("ask", "withdraw_ask"),
    ("offer_handover", "accept_handover"),
    ("offer_handover", "decline_handover"),
    ("offer_handover", "withdraw_handover"),
    ("ask_to_close", "answer_closure", "reopen"),
    ("pause", "resume"),
    ("involve", "spoke", "leave"),
    ("link", "unlink"),
    ("at_capacity", "has_capacity"),
    ("decline", "reopen"),
    ("note_tag", "dismiss_tag"),
]
RECEIVING = {"accept", "accept_handover"}
CLOSING = {"ask_to_close", "answer_closure", "merge", "ask_again"}
people = st.sampled_from(sorted(ROLES))
engineers = st.sampled_from(["ana", "kim", "bo", "lea"])


class Everything(RuleBasedStateMachine):
    told: ClassVar[Story]
    done: ClassVar[set[str]] = set()

    @initialize()
    def open_the_stage(self) -> None:
        self.atomic = transaction.atomic()
        # As Django's TestCase does: actions insist on being the outermost transaction otherwise.
        self.atomic._from_testcase = True
        self.atomic.__enter__()
        self.story = Story(now=cast.START, people=self.told.people)
        self.refs: list[str] = []
        self.here = set(ROLES) | {"rex"}
        self.before: Snapshot = snapshot()
        self.stood: dict[str, tuple[str, str]] = {}
        # Two that are owned, and one that waits for somebody.
        for owner in ("ana", "kim", None):
            made = self.say("raise", "sam", self.story.raised)
            self.refs.append(made.ref)
            if owner:
                self.does(len(self.refs) - 1, owner, "accept", 0)

    def say(self, name: str, by: str, speak: Callable[[], Any]) -> Any:
        """Say it: it is done and on record, or refused and nothing has changed."""
        result, refusal = None, None
        try:
            result = speak()
        except Refusal as no:
            refusal = no
        after = snapshot()
        old, new = self.before["journal_event"], after["journal_event"]
        assert new[: len(old)] == old, "an event was changed or lost"
        if refusal:
            assert str(refusal).strip()
            assert after == self.before, f"{name} was refused and changed something"
        elif after != self.before:
            assert len(new) > len(old), f"{name} changed something and no event says so"
            self.done.add(name)
        changed, self.before = after != self.before, after
        if changed:
            self.look(name, by)
        return result

    def look(self, name: str, by: str) -> None:
        """What stands now against what stood before."""
        found = Escalation.objects.select_related("ownership__person", "raised_by", "closure")
        for each in found:
            owner = each.owner.login if each.owner else ""
            was_owner, was_state = self.stood.get(each.ref, ("", "raised"))
            if owner != was_owner:
                assert name in RECEIVING, f"{name} moved {each.ref} from {was_owner} to {owner}"
                assert owner == by, f"{by} made {owner} the owner of {each.ref}"
            if each.state == "closed" != was_state:
                assert name in CLOSING, f"{name} closed {each.ref}"
                if name in {"ask_to_close", "answer_closure"}:
                    supports = {each.support_engineer.login} if each.support_engineer else set()
                    assert by in {each.raised_by.login, *supports} | LEADS, f"{by} closed it"
            self.stood[each.ref] = (owner, each.state)
            assert examine(each.ref) == []
        assert examine_all() == []

    @rule(by=people, severity=st.integers(0, 3))
    def raises(self, by: str, severity: int) -> None:
        if len(self.refs) < 5 and by in self.here:
            made = self.say("raise", by, lambda: self.story.raised(by=by, severity=severity))
            self.refs.append(made.ref)

    @rule(n=st.integers(0, 30), by=engineers)
    @precondition(lambda self: self.refs)
    def accepts(self, n: int, by: str) -> None:
        """More often than the rest: most things can only be done to what is owned."""
        self.does(n, by, "accept", 0)

    @rule(n=st.integers(0, 30), by=engineers | people, name=st.sampled_from(ACTS), seed=st.integers(0, 99))  # fmt: skip
    @precondition(lambda self: self.refs)
    def does_something(self, n: int, by: str, name: str, seed: int) -> None:
        self.does(n, by, name, seed)

    @rule(n=st.integers(0, 30), name=st.sampled_from(ACTS), seed=st.integers(0, 99))
    @precondition(lambda self: self.refs)
    def the_right_person_does_something(self, n: int, name: str, seed: int) -> None:
        self.does(n, self.right_person(name, self.refs[n % len(self.refs)]), name, seed)

    @rule(n=st.integers(0, 30), seed=st.integers(0, 99), steps=st.sampled_from(PATHS))
    @precondition(lambda self: self.refs)
    def one_thing_leads_to_another(self, n: int, seed: int, steps: tuple[str, ...]) -> None:
        """Some things can only follow others; chance alone seldom gets there."""
        if steps[0] == "decline":
            n = len(self.refs)  # only what nobody owns is declined
            self.refs.append(self.say("raise", "lea", lambda: self.story.raised(by="lea")).ref)
        for name in steps:
            self.does(n, self.right_person(name, self.refs[n % len(self.refs)]), name, seed)

    def right_person(self, name: str, ref: str) -> str:
        """Who most probably may: whom it was offered to, who was asked, who raised it, who owns it."""
        issue = Escalation.objects.get(pk=number_of(ref))
        if name in {"accept_handover", "decline_handover"}:
            offer = issue.handovers.order_by("-pk").first()
            return offer.to.login if offer else "kim"
        if name == "answer_closure":
            return issue.raised_by.login
        if name == "acknowledge_cornered":
            rung = Rung.objects.filter(cornered__escalation=issue).order_by("-pk").first()
            return rung.person.login if rung else "lea"
        if name in {"accept", "decline"}:
            return "ana"
        return issue.answerable.login

    def does(self, n: int, by: str, name: str, seed: int) -> None:
        if by not in self.here:
            return
        acts = repertoire(
            random.Random(seed),
            self.refs[n % len(self.refs)],
            others=self.refs,
            who=self.story.of(by),
            names=sorted(ROLES),
            now=self.story.now,
        )
        self.say(name, by, acts[name])

    @rule(login=st.sampled_from(["ana", "kim", "sam", "max"]), dice=st.integers(0, 3))
    def leaves_or_comes_back(self, login: str, dice: int) -> None:
        if login in self.here and dice:
            return  # people come back sooner than they leave
        by, at = self.story.ada, self.story.now
        if login in self.here:
            self.here.remove(login)
            self.say("leaves", "ada", lambda: deactivate(login=login, reason="Left.", by=by, at=at))
        else:
            self.here.add(login)
            self.say("comes back", "ada", lambda: reactivate(login=login, by=by, at=at))

    @rule(hours=st.sampled_from([1, 5, 30, 80, 300]))
    def time_passes(self, hours: int) -> None:
        self.story.now += timedelta(hours=hours)

    @rule()
    def the_worker_ticks(self) -> None:
        for name, sweep in sweeps(self.story.now).items():
            self.say(name, "", sweep)
        ticked = snapshot()
        for sweep in sweeps(self.story.now).values():
            sweep()
        assert snapshot() == ticked, "two tickers at once ring once"

    def teardown(self) -> None:
        if not hasattr(self, "atomic"):
            return
        try:
            for login in {"sam", "lea"} - self.here:
                reactivate(login=login, by=self.story.ada, at=self.story.now)
            for ref in self.refs:
                assert can_be_closed(self.story, ref) == []
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


@pytest.mark.slow
@pytest.mark.sqlite  # what it asks is the same on both; what the engines differ in is raced
@pytest.mark.timeout(600)
@pytest.mark.req("R41", "R42", "R48", "R53", "R54", "R58", "R59", "R60", "R80", "R91")
def test_everything_in_any_order(story: Story):
    Everything.told = story
    run_state_machine_as_test(
        Everything,
        settings=settings(
            max_examples=6,
            phases=[Phase.generate],  # to read a failing play, add Phase.shrink: it takes minutes
            stateful_step_count=60,
            deadline=None,
            derandomize=True,  # the same plays on every machine, so that a red build is no riddle
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    for name in sorted(set(ACTS) - Everything.done - ELSEWHERE):
        lead_to(name)
    assert set(ACTS) - Everything.done - ELSEWHERE == set(), "an action was refused in every play"


# A pack is made days before its boundary: tests/stories/test_the_boundary.py. Two that may be merged meet
# rarely: tests/stories/test_duplicates.py.
ELSEWHERE = {"decide_item", "merge"}


def lead_to(name: str) -> None:
    """What chance did not get to in any play, in one of its own: the way there, until it is done."""
    play = Everything()
    steps = next((path for path in PATHS if name in path), (name,))
    try:
        play.open_the_stage()
        for seed in range(100):
            if name in Everything.done:
                break
            play.one_thing_leads_to_another(n=seed % 3, seed=seed, steps=steps)
    finally:
        play.teardown()
