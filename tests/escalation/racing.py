"""Real threads on a real database: what test_races.py runs, in this process or in one of its own.

    python -m tests.escalation.racing SECONDS      races on the SQLite file of HOLDFAST_DATA_DIR

Nothing here asserts; every function returns sentences about what went wrong, none where all is
well.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.escalation.examine import can_be_closed, examine, examine_all
from tests.escalation.repertoire import repertoire, sweeps

if TYPE_CHECKING:
    from tests.cast import Story

Act = Callable[[], Any]
_OFTEN = ("accept", "accept_handover", "accept_handover", "reopen", "reopen", "offer_handover")


@dataclass
class Result:
    """How each of some simultaneous attempts ended."""

    done: list[Any] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # anything but a refusal is a defect

    def attempt(self, act: Act) -> None:
        from holdfast.kernel.refusal import Refusal

        try:
            self.done.append(act())
        except Refusal as refusal:
            self.refused.append(refusal)
        except Exception as error:  # noqa: BLE001 - whatever else comes up is what we look for
            self.broken.append(f"{type(error).__name__}: {error}")


def at_once(acts: list[Act]) -> Result:
    """All of them at the same moment, a thread and a connection each."""
    from django.db import connections

    result, barrier = Result(), threading.Barrier(len(acts))

    def run(act: Act) -> None:
        try:
            barrier.wait(20)
            result.attempt(act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))
    return result


def everybody_accepts(story: Story, *, threads: int, rounds: int) -> list[str]:
    from holdfast.people.models import Person

    logins = [f"racer-{number}" for number in range(threads)]
    for login in logins:
        story.people[login] = Person.objects.create(
            login=login, name=login.title(), role="engineer", zone="UTC", password="!"
        )
    actors = {login: _actor(login) for login in logins}
    wrong: list[str] = []
    for _ in range(rounds):
        issue = story.raised()
        result = at_once([_accepting(issue.ref, actors[login], story.now) for login in logins])
        winners = [each.owner.login for each in result.done]
        wrong += result.broken
        if len(winners) != 1 or story.see(issue).owner.login != winners[0]:
            wrong.append(f"{issue.ref}: {winners} won, {story.see(issue).owner} owns it")
        wrong += [
            f"{issue.ref}: a loser heard “{each}”"
            for each in result.refused
            if each.facts.get("owner") not in winners
        ]
        if story.happened(issue).count("escalation.accepted") != 1:
            wrong.append(f"{issue.ref}: {story.happened(issue)}")
    return wrong


def _actor(login: str) -> Any:
    from holdfast.people.models import Person
    from holdfast.people.queries import actor

    return actor(Person.objects.get(login=login), via="test")


def _accepting(ref: str, by: Any, now: Any) -> Act:
    from holdfast.escalation.actions import accept

    return lambda: accept(ref=ref, by=by, at=now)


def everything_about_one_offer(story: Story, *, rounds: int) -> list[str]:
    """The successor accepts while it is withdrawn, expires, is offered anew and closed."""
    from holdfast.escalation import actions as do
    from holdfast.escalation.models import Handover

    wrong: list[str] = []
    by = {login: _actor(login) for login in ("ana", "bo", "sam", "lea")}
    for _ in range(rounds):
        issue = story.owned(by="ana")
        offer = story.offer(issue, to="bo")
        # The last moment for the successor is the first one for the sweep.
        now = offer.expires_at - timedelta(microseconds=1)
        result = at_once(
            [
                lambda i=offer.pk, at=now: do.accept_handover(handover_id=i, by=by["bo"], at=at),
                lambda i=offer.pk, at=now: do.withdraw_handover(handover_id=i, by=by["ana"], at=at),
                lambda at=offer.expires_at: do.expire_handovers(at),
                lambda r=issue.ref, at=now: do.offer_handover(
                    ref=r, to="kim", note="Now.", by=by["lea"], at=at
                ),
                lambda r=issue.ref, at=now: do.ask_to_close(
                    ref=r, outcome="withdrawn", reason="Moot.", by=by["sam"], at=at
                ),
            ]
        )
        wrong += result.broken
        words = Handover.objects.get(pk=offer.pk).answer.word
        owner = story.see(issue).owner.login
        if (words == "accepted") != (owner == "bo"):
            wrong.append(f"{issue.ref}: the offer was {words} and {owner} owns it")
        wrong += examine(issue.ref)
    return wrong


def each_into_the_other(story: Story, *, rounds: int) -> list[str]:
    """Two leads merge the same two at once, each the other way round: one survives."""
    from holdfast.escalation.actions import merge
    from holdfast.escalation.models import Merge

    wrong: list[str] = []
    by = {login: _actor(login) for login in ("lea", "ada")}
    for _ in range(rounds):
        pair = [story.owned(by="ana"), story.owned(by="kim")]
        refs = [each.ref for each in pair]
        result = at_once(
            [
                lambda at=story.now, r=refs: merge(ref=r[0], into=r[1], by=by["lea"], at=at),
                lambda at=story.now, r=refs: merge(ref=r[1], into=r[0], by=by["ada"], at=at),
                lambda at=story.now, r=refs: merge(ref=r[1], into=r[0], by=by["lea"], at=at),
            ]
        )
        wrong += result.broken
        made = Merge.objects.filter(escalation__in=pair)
        states = sorted(story.see(each).state for each in pair)
        if len(made) != 1 or states != ["closed", "owned"]:
            wrong.append(f"{refs}: {states} after {len(made)} merges")
        wrong += [
            f"{refs}: a loser heard “{each}”"
            for each in result.refused
            if "is merged into" not in str(each)
        ]
        if not result.refused:
            wrong.append(f"{refs}: nobody was refused")
        for ref in refs:
            wrong += examine(ref)
    return wrong


@dataclass
class Count:
    done: int = 0
    refused: int = 0
    broken: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def anything(story: Story, *, threads: int, seconds: float, seed: int) -> tuple[list[str], Count]:
    """Everybody does anything to a few escalations; every second of ours is hours of theirs."""
    issues = [story.raised() for _ in range(3)]
    by = {login: _actor(login) for login in ("sam", "ana", "kim", "bo", "lea", "ada")}
    total = Count()

    def play(number: int, until: float) -> Count:
        from django.db import connections

        dice, count = random.Random(seed * 1000 + number), Count()
        try:
            while time.monotonic() < until:
                issue, who = dice.choice(issues), by[dice.choice(sorted(by))]
                name, act = _something(
                    dice, issues, issue.ref, who=who, names=sorted(by), now=story.now
                )
                result = Result()
                result.attempt(act)
                count.done += len(result.done)
                count.refused += len(result.refused)
                count.broken += [f"{name}: {error}" for error in result.broken]
                count.kinds[name] += len(result.done)
        finally:
            connections.close_all()
        return count

    # One clock for all, as good clocks are: it stands while they play and moves in between.
    for hour in range(max(int(seconds), 1)):
        story.now += timedelta(hours=7)
        until = time.monotonic() + 1
        with ThreadPoolExecutor(threads) as pool:
            for count in pool.map(
                lambda n, end=until: play(n, end), range(hour * 100, hour * 100 + threads)
            ):
                total.done += count.done
                total.refused += count.refused
                total.broken += count.broken
                total.kinds += count.kinds
    wrong = [*total.broken, *examine_all()]
    for issue in issues:
        wrong += examine(issue.ref)
        wrong += can_be_closed(story, issue.ref)
    return wrong, total


def _something(
    dice: random.Random, issues: list[Any], ref: str, *, who: Any, names: list[str], now: Any
) -> tuple[str, Act]:
    others = [each.ref for each in issues]
    acts = {
        **repertoire(dice, ref, others=others, who=who, names=names, now=now),
        **sweeps(now),
    }
    # What opens the way to other things comes more often than what ends them.
    name = dice.choice([*acts, *_OFTEN])
    return name, acts[name]


def main() -> None:
    """On a SQLite file of its own: in memory, threads would share one connection's locks."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "holdfast.site.settings"
    from holdfast.site.processes import migrate

    migrate()
    from tests import cast

    seconds = float(sys.argv[1])
    story = cast.tell()
    wrong = everybody_accepts(story, threads=4, rounds=10)
    wrong += everything_about_one_offer(story, rounds=8)
    wrong += each_into_the_other(story, rounds=8)
    more, count = anything(story, threads=8, seconds=seconds, seed=7)
    found = {"wrong": wrong + more, "done": count.done, "refused": count.refused}
    print(json.dumps({**found, "kinds": dict(count.kinds)}))


if __name__ == "__main__":
    main()
