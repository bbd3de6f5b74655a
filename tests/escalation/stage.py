"""The stage of test_state_machine.py: each play runs in a savepoint that is rolled back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from holdfast.escalation.models import ClosureRequest, Escalation, Handover, Ownership
from holdfast.journal.models import Event
from holdfast.kernel.refusal import Refusal
from holdfast.people.actions import reactivate
from tests import cast
from tests.cast import Story
from tests.escalation.model import ROLES, Events, Issue
from tests.escalation.snapshot import Snapshot, snapshot


class Stage(RuleBasedStateMachine):
    """Where a play is held: what is said, what must come of it, what must always hold."""

    told: ClassVar[Story]  # the cast; Hypothesis makes the machine itself, without arguments

    @initialize()
    def open_the_stage(self) -> None:
        self.atomic = transaction.atomic()
        # As Django's TestCase does: actions insist on being the outermost transaction otherwise.
        self.atomic._from_testcase = True
        self.atomic.__enter__()
        self.story = Story(now=cast.START, people=self.told.people)
        self.issues: dict[int, Issue] = {}
        self.here = set(ROLES)
        self.before: Snapshot = snapshot()
        self.said = 0

    def pick(self, number: int) -> int:
        return sorted(self.issues)[number % len(self.issues)]

    def issue(self, number: int) -> Escalation:
        return Escalation.objects.get(pk=number)

    def resumes_at(self, model: Issue, day: date) -> datetime | None:
        """When a pause until that day ends: Monday to Friday from nine, where its owner is. None
        where that day is not ahead there."""
        zone = ZoneInfo(cast._CAST[model.answerable][2])
        if day <= self.story.now.astimezone(zone).date():
            return None
        while day.weekday() > 4:
            day += timedelta(days=1)
        return datetime.combine(day, time(9), zone)

    def say(self, expected: Events, speak: Callable[[], Any], *, by: str | None = None) -> Any:
        """Say it; what comes of it must be what the model expects."""
        if by and by not in self.here:
            expected = None
        result, refusal = None, None
        try:
            result = speak()
        except Refusal as no:
            refusal = no
        after = snapshot()
        old, new = self.before["journal_event"], after["journal_event"]
        assert new[: len(old)] == old, "an event was changed or lost"
        kinds = [event.kind for event in Event.objects.order_by("id")[len(old) :]]
        if expected is None:
            assert refusal is not None, f"should have been refused, wrote {kinds}"
            assert str(refusal).strip()
            assert after == self.before, "a refusal changed something"
        else:
            assert refusal is None, f"refused: {refusal}"
            assert kinds == expected
            if not expected:
                assert after == self.before, "it said nothing happened, and something did"
        self.before = after
        return result

    def ask(self, by: str, change: Callable[[], Events]) -> Events:
        """The model's answer, unless the person is not here at all."""
        return change() if by in self.here else None

    # --- what must always hold ------------------------------------------------------------------

    @invariant()
    def promises_hold(self) -> None:
        if not getattr(self, "issues", None):
            return
        chains: dict[int, list[Ownership]] = {}
        for link in Ownership.objects.select_related("person", "handover__answer"):
            chains.setdefault(link.escalation_id, []).append(link)
        waiting = {
            kind: list(kind.objects.filter(alarm_at__isnull=False).values_list("escalation", "pk"))
            for kind in (Handover, ClosureRequest)
        }
        found = Escalation.objects.select_related("ownership__person", "raised_by", "next_step_by")
        for issue in found:
            model, chain = self.issues[issue.pk], chains.get(issue.pk, [])
            assert issue.state == model.state
            assert [link.person.login for link in chain] == model.owners
            assert [link.number for link in chain] == list(range(1, len(chain) + 1))
            assert issue.ownership == (chain[-1] if chain else None)
            assert issue.answerable.login == model.answerable
            for link in chain[1:]:
                assert link.handover.to_id == link.person_id == link.handover.answer.by_id
            if issue.is_open:
                assert issue.next_step
                assert issue.next_step_by
                assert issue.next_step_on
                assert issue.update_due_at <= issue.alarm_at
            pending = {
                kind: [pk for ref, pk in waiting[kind] if ref == issue.pk] for kind in waiting
            }
            assert pending[Handover] == [pk for pk, each in model.offers.items() if not each.word]
            assert pending[ClosureRequest] == [
                pk for pk, each in model.requests.items() if each.agreed is None
            ]
            assert issue.is_open or not any(pending.values()), "it ended and still waits for a word"
            assert bool(issue.pause_id) == bool(model.paused)
            assert bool(issue.cornered_id) == bool(model.corner)
            assert bool(issue.stagnates_since) == model.still

    def everything_can_be_closed(self) -> None:
        """From wherever the play ended, people who are here bring each escalation to its end."""
        if "lea" not in self.here:
            reactivate(login="lea", by=self.story.ada, at=self.story.now)
        for number, model in self.issues.items():
            if self.issue(number).state == "declined":
                self.story.reopen(self.issue(number), by="ada")
            request = ClosureRequest.objects.filter(
                escalation=number, alarm_at__isnull=False
            ).first()
            if request is None and self.issue(number).is_open:
                request = self.story.ask_to_close(self.issue(number), by="ada")
            if self.issue(number).is_open:
                self.story.answer(
                    request, agree=True, by="ada" if request.by.login == "lea" else "lea"
                )
            assert self.issue(number).state == "closed", model

    def teardown(self) -> None:
        if not hasattr(self, "atomic"):
            return
        try:
            self.everything_can_be_closed()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
