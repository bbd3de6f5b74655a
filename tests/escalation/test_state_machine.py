"""People doing anything in any order, while time passes: the promises hold after every step.

Hypothesis writes the plays; a model that knows nothing of the code (model.py) says what must come
of each line.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from holdfast.escalation.models import ClosureRequest, Cornered, Escalation, Handover, Rung
from holdfast.people.actions import deactivate, reactivate
from tests.cast import Story
from tests.escalation.model import ENGINEERS, ROLES, Issue, Offer, Request
from tests.escalation.stage import Stage

people = st.sampled_from(sorted(ROLES))
# Shrinks to the person who most probably may.
engineers = st.sampled_from(["ana", "kim", "bo", "lea"])
which = st.integers(0, 30)


class Play(Stage):
    """Some escalations and everybody who may do something to them."""

    # --- people ---------------------------------------------------------------------------------

    @rule(by=people, severity=st.integers(0, 3))
    def raises(self, by: str, severity: int) -> None:
        if len(self.issues) >= 4:
            return
        expected = self.ask(by, lambda: ["escalation.raised"])
        issue = self.say(expected, lambda: self.story.raised(by=by, severity=severity))
        if issue:
            self.issues[issue.pk] = Issue(raiser=by, severity=severity)

    @rule(n=which, by=engineers | people)
    @precondition(lambda self: self.issues)
    def accepts(self, n: int, by: str) -> None:
        number = self.pick(n)
        expected = self.ask(by, lambda: self.issues[number].accept(by))
        self.say(expected, lambda: self.story.accept(self.issue(number), by=by))

    @rule(n=which, by=people)
    @precondition(lambda self: self.issues)
    def declines(self, n: int, by: str) -> None:
        number = self.pick(n)
        expected = self.ask(by, lambda: self.issues[number].decline(by))
        self.say(expected, lambda: self.story.decline(self.issue(number), by=by, reason="No."))

    @rule(n=which, by=people, again=st.booleans(), step=st.booleans())
    @precondition(lambda self: self.issues)
    def updates(self, n: int, by: str, again: bool, step: bool) -> None:
        self.writes(self.pick(n), by=by, again=again, step=step)

    def writes(self, number: int, *, by: str, again: bool = False, step: bool = False) -> None:
        self.said += not again
        text = f"News {self.said}."
        # The same words with another next step are news.
        step_text = {"next_step": f"Step {self.said}"} if step and not again else {}
        expected = self.ask(
            by,
            lambda: self.issues[number].update(
                by, text, step_text.get("next_step", ""), self.story.now
            ),
        )
        self.say(expected, lambda: self.story.update(self.issue(number), text, by=by, **step_text))

    @rule(n=which)
    @precondition(lambda self: any(each.state == "owned" for each in self.issues.values()))
    def writes_the_same_over_and_over(self, n: int) -> None:
        owned = sorted(pk for pk, each in self.issues.items() if each.state == "owned")
        number = owned[n % len(owned)]
        for _ in range(3):
            self.writes(number, by=self.issues[number].owner)

    @rule(n=which, by=engineers | people, to=engineers | people, note=st.sampled_from("ab"))
    @precondition(lambda self: any(each.state == "owned" for each in self.issues.values()))
    def offers(self, n: int, by: str, to: str, note: str) -> None:
        number = self.pick(n)
        model = self.issues[number]
        expected = self.ask(by, lambda: model.may_offer(by, to, note, self.here))
        offer = self.say(
            expected, lambda: self.story.offer(self.issue(number), to=to, by=by, note=note)
        )
        if expected:
            model.offers[offer.pk] = Offer(to, by, note, offer.expires_at)

    def offer(self, n: int) -> tuple[Issue, Offer, Handover]:
        found = [(issue, pk) for issue in self.issues.values() for pk in issue.offers]
        issue, pk = found[-1 - n % len(found)]  # shrinks to the latest
        return issue, issue.offers[pk], Handover.objects.get(pk=pk)

    @rule(n=which, by=st.none() | people)
    @precondition(lambda self: any(each.offers for each in self.issues.values()))
    def takes_over(self, n: int, by: str | None) -> None:
        issue, offer, record = self.offer(n)
        by = by or offer.to
        expected = self.ask(by, lambda: issue.take_over(offer, by, self.story.now))
        self.say(expected, lambda: self.story.take_over(record, by=by))

    @rule(n=which, by=st.none() | people)
    @precondition(lambda self: any(each.offers for each in self.issues.values()))
    def refuses_the_offer(self, n: int, by: str | None) -> None:
        issue, offer, record = self.offer(n)
        by = by or offer.to
        expected = self.ask(by, lambda: issue.refuse_offer(offer, by, self.story.now))
        self.say(expected, lambda: self.story.refuse_offer(record, by=by))

    @rule(n=which, by=people)
    @precondition(lambda self: any(each.offers for each in self.issues.values()))
    def withdraws(self, n: int, by: str) -> None:
        issue, offer, record = self.offer(n)
        expected = self.ask(by, lambda: issue.withdraw(offer, by))
        self.say(expected, lambda: self.story.withdraw(record, by=by))

    @rule(n=which, by=engineers | people, days=st.integers(1, 4))
    @precondition(lambda self: any(each.state == "owned" for each in self.issues.values()))
    def pauses(self, n: int, by: str, days: int) -> None:
        number = self.pick(n)
        model, day = self.issues[number], (self.story.now + timedelta(days=days)).date()
        at = self.resumes_at(model, day)
        expected = self.ask(by, lambda: at and model.pause(by, "Closed.", at))
        self.say(
            expected,
            lambda: self.story.pause(self.issue(number), day, by=by, reason="Closed."),
        )

    @rule(n=which, by=engineers | people)
    @precondition(lambda self: any(each.owner for each in self.issues.values()))
    def resumes(self, n: int, by: str) -> None:
        number = self.pick(n)
        model, before = self.issues[number], self.issue(number).pauses.exists()
        expected = self.ask(by, lambda: model.resume(by, before=before))
        self.say(expected, lambda: self.story.resume(self.issue(number), by=by))

    @rule(n=which, by=engineers | people, ask_of=st.sampled_from(["bo", "max", "rex"]))
    @precondition(lambda self: any(each.state == "owned" for each in self.issues.values()))
    def calls_for_help(self, n: int, by: str, ask_of: str) -> None:
        number = self.pick(n)
        model = self.issues[number]
        expected = self.ask(by, lambda: model.call(by, "Stuck.", ask_of))
        self.say(expected, lambda: self.story.corner(self.issue(number), by=by, ask_of=ask_of))
        if expected:
            model.asked = {ask_of}

    @rule(n=which, by=engineers | people)
    @precondition(lambda self: any(each.corner for each in self.issues.values()))
    def acknowledges(self, n: int, by: str) -> None:
        number = self.pick(n)
        expected = self.ask(by, lambda: self.issues[number].acknowledge(by))
        self.say(expected, lambda: self.story.acknowledge(self.issue(number), by=by))

    @rule(n=which, by=engineers | people)
    @precondition(lambda self: any(each.corner for each in self.issues.values()))
    def frees(self, n: int, by: str) -> None:
        number = self.pick(n)
        self.said += 1  # the same words again are a repeat, which another test looks at
        how = f"Way {self.said}."
        expected = self.ask(by, lambda: self.issues[number].free(by))
        self.say(expected, lambda: self.story.free(self.issue(number), by=by, how=how))

    @rule(n=which, by=engineers | people, outcome=st.sampled_from(["resolved", "withdrawn"]))
    @precondition(lambda self: self.issues)
    def asks_to_close(self, n: int, by: str, outcome: str) -> None:
        number = self.pick(n)
        model = self.issues[number]
        expected = self.ask(by, lambda: model.ask_to_close(by, outcome))
        request = self.say(
            expected, lambda: self.story.ask_to_close(self.issue(number), by=by, outcome=outcome)
        )
        if expected and request.pk not in model.requests:
            agreed = "escalation.closed" in expected
            model.requests[request.pk] = Request(
                by, outcome, agreed=agreed or None, answered_by=by if agreed else ""
            )

    @rule(n=which, by=people, agree=st.booleans())
    @precondition(lambda self: any(each.requests for each in self.issues.values()))
    def answers(self, n: int, by: str, agree: bool) -> None:
        found = [(issue, pk) for issue in self.issues.values() for pk in issue.requests]
        issue, pk = found[-1 - n % len(found)]
        expected = self.ask(by, lambda: issue.answer(issue.requests[pk], by, agree=agree))
        request = ClosureRequest.objects.get(pk=pk)
        self.say(
            expected,
            lambda: self.story.answer(
                request, agree=agree, by=by, note="" if agree else "Not yet."
            ),
        )

    @rule(n=which, by=people)
    @precondition(lambda self: any(each.ended for each in self.issues.values()))
    def reopens(self, n: int, by: str) -> None:
        number = self.pick(n)
        expected = self.ask(by, lambda: self.issues[number].reopen(by))
        self.say(expected, lambda: self.story.reopen(self.issue(number), by=by))

    @rule(n=which, m=which, by=engineers | people)
    @precondition(lambda self: len(self.issues) > 1)
    def merges(self, n: int, m: int, by: str) -> None:
        number, into = self.pick(n), self.pick(m)
        model, survivor = self.issues[number], self.issues[into]
        expected = self.ask(by, lambda: model.merge(by, survivor, into))
        self.say(expected, lambda: self.story.merge(self.issue(number), self.issue(into), by=by))

    @rule(n=which, by=people, severity=st.integers(0, 3))
    @precondition(lambda self: self.issues)
    def regrades(self, n: int, by: str, severity: int) -> None:
        number = self.pick(n)
        expected = self.ask(by, lambda: self.issues[number].regrade(by, severity))
        self.say(expected, lambda: self.story.regrade(self.issue(number), severity, by=by))

    @rule(n=which, by=engineers)
    @precondition(lambda self: self.issues)
    def learns(self, n: int, by: str) -> None:
        number = self.pick(n)
        self.said += 1
        text = f"Lesson {self.said}."
        expected = self.ask(by, lambda: ["learning.written"])
        self.say(expected, lambda: self.story.learn(self.issue(number), text, by=by))
        evidence = f"Evidence {self.said}."
        expected = self.ask(by, lambda: ["escalation.classified"])
        self.say(
            expected,
            lambda: self.story.classify(self.issue(number), "defect", by=by, evidence=evidence),
        )

    @rule(login=st.sampled_from(["ana", "kim", "sam", "lea"]))
    def leaves_or_comes_back(self, login: str) -> None:
        """What they own stays theirs; nobody but Ada may speak to this in the play."""
        by, at = self.story.ada, self.story.now
        if login in self.here:
            self.here.remove(login)
            self.say(
                ["person.deactivated"],
                lambda: deactivate(login=login, reason="Left.", by=by, at=at),
            )
        else:
            self.here.add(login)
            self.say(["person.reactivated"], lambda: reactivate(login=login, by=by, at=at))

    # --- time -----------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 5, 30, 80]))
    def time_passes(self, hours: int) -> None:
        self.story.now += timedelta(hours=hours)

    @rule()
    def the_worker_ticks(self) -> None:
        now = self.story.now
        late = Escalation.objects.filter(alarm_at__lte=now).order_by("alarm_at")
        rung = [
            "escalation.resumed"
            if self.issues[each.pk].wake(now)
            else f"escalation.{'update' if each.ownership_id else 'acceptance'}_overdue"
            for each in late
        ]
        expired = 0
        for issue in self.issues.values():
            if issue.offer and issue.offer.expires_at <= now:
                issue.offer.word = "expired"
                expired += 1
        asked = ClosureRequest.objects.filter(alarm_at__lte=now).order_by("alarm_at")
        again = [
            event for each in asked for event in self.issues[each.escalation_id].is_asked_again()
        ]
        climbed = Cornered.objects.filter(alarm_at__lte=now).count()
        self.say(
            rung + ["handover.expired"] * expired + again + ["cornered.climbed"] * climbed,
            self.story.tick,
        )
        for number, model in self.issues.items():
            rungs = Rung.objects.filter(cornered__escalation=number, cornered__alarm_at__gt=now)
            model.asked = set(rungs.values_list("person__login", flat=True))
        self.say([], self.story.tick)  # two tickers at once ring once


@pytest.mark.req("R41", "R48", "R54", "R58", "R59", "R60", "R91")
def test_whatever_people_do_in_whatever_order(story: Story):
    Stage.told = story
    assert {login for login in ROLES if login in ENGINEERS} == ENGINEERS
    run_state_machine_as_test(
        Play,
        settings=settings(
            max_examples=20,
            phases=[Phase.generate],  # to read a failing play, add Phase.shrink: it takes minutes
            stateful_step_count=40,
            deadline=None,
            derandomize=True,  # the same plays on every machine, so that a red build is no riddle
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
