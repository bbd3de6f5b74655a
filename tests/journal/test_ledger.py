"""The ledger's contract, the same on both engines: nothing lost, nothing doubled uncounted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from holdfast.journal import ledger
from holdfast.journal.actions import record, revive
from holdfast.journal.channels import Later, Never, Sent, Unknown
from holdfast.journal.models import Delivery, Event
from holdfast.journal.rules import ATTEMPTS, FIRST_GAP, LONGEST_GAP, retry_at
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Conflict
from tests.journal.memory import MONDAY, KilledError

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


def test_what_is_owed_is_sent_once_and_noted(owe, memory, clock):
    owed = owe()
    assert ledger.deliver_due("memory", clock=clock) == 1
    owed.refresh_from_db()
    assert (owed.state, owed.sent_at, owed.message) == (State.SENT, MONDAY, {"to": "7"})
    assert (owed.wake_at, owed.lease, owed.attempts, owed.resent) == (None, "", 1, 0)
    assert ledger.deliver_all(clock=clock) == 0
    assert memory.sent == [owed.key]
    assert memory.rests == 2


def test_a_rollback_leaves_nothing(memory, clock):
    def cause() -> None:
        with transaction.atomic():
            record("thing.happened", subject="ESC-1", by=CLOCK, at=MONDAY, tell=[7, 8])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cause()
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()
    assert ledger.deliver_all(clock=clock) == 0


def test_an_event_without_its_cause_is_refused(memory):
    with pytest.raises(RuntimeError):
        record("thing.happened", subject="ESC-1", by=CLOCK, at=MONDAY)


def test_a_timer_that_ticks_twice_owes_once(memory, clock):
    def tick() -> None:
        with transaction.atomic():
            record("update.due", subject="ESC-1", by=CLOCK, at=MONDAY, tell=[7], key="due:ESC-1")

    tick()
    with pytest.raises(DatabaseError):
        tick()
    assert ledger.deliver_all(clock=clock) == 1


def test_two_workers_that_saw_the_same_delivery_send_it_once(owe, memory, clock):
    owed = owe()
    (seen,) = ledger._due("memory", at=clock())
    first = ledger.claim(seen[0], State(seen[1]), channel=memory, at=clock())
    second = ledger.claim(seen[0], State(seen[1]), channel=memory, at=clock())
    assert first
    assert second is None
    ledger.carry_out(first, channel=memory, clock=clock)
    assert memory.sent == [owed.key]


def test_who_meets_a_live_lease_waits(owe, memory, clock):
    owed = owe()
    memory.answers = [KilledError()]
    with pytest.raises(KilledError):
        ledger.deliver_due("memory", clock=clock)
    clock.passes(seconds=59)
    assert ledger.deliver_due("memory", clock=clock) == 0
    assert memory.sent == [owed.key]
    assert memory.asked == 0


@pytest.mark.parametrize("answer", [(True, 1, 0), (False, 2, 0), (None, 2, 1)])
def test_a_send_that_was_killed_is_resolved_by_asking(owe, memory, clock, answer):
    arrived, sends, resent = answer
    owed = owe()
    memory.answers = [KilledError()]
    memory.did_arrive = arrived
    with pytest.raises(KilledError):
        ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert owed.state == State.SENDING
    clock.passes(seconds=61)
    assert ledger.deliver_due("memory", clock=clock) == 1
    owed.refresh_from_db()
    assert owed.state == State.SENT
    assert (len(memory.sent), owed.resent, memory.asked) == (sends, resent, 1)


def test_an_answer_that_got_lost_is_a_doubt(owe, memory, clock):
    owed = owe()
    memory.answers = [Unknown("the line broke")]
    memory.did_arrive = True
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert (owed.state, owed.note) == (State.IN_DOUBT, "the line broke")
    clock.at = owed.wake_at
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert owed.state == State.SENT
    assert memory.sent == [owed.key]


def test_a_doubt_that_cannot_be_asked_about_stays_one(owe, memory, clock):
    owed = owe()
    memory.answers = [KilledError()]
    with pytest.raises(KilledError):
        ledger.deliver_due("memory", clock=clock)
    memory.did_arrive = ConnectionError("unreachable")
    clock.passes(seconds=61)
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert owed.state == State.IN_DOUBT
    assert "unreachable" in owed.note
    memory.did_arrive = False
    clock.at = owed.wake_at
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert (owed.state, len(memory.sent)) == (State.SENT, 2)


def test_a_message_that_kills_its_sender_is_given_up(owe, memory, clock):
    owed = owe()
    for _ in range(ATTEMPTS):
        memory.answers = [KilledError()]
        with pytest.raises(KilledError):
            ledger.deliver_due("memory", clock=clock)
        clock.passes(seconds=61)
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert (owed.state, owed.attempts, owed.resent) == (State.DEAD, ATTEMPTS, ATTEMPTS - 1)


def test_a_sender_later_than_its_lease_does_not_overwrite(owe, memory, clock):
    owe()
    (seen,) = ledger._due("memory", at=clock())
    slow = ledger.claim(seen[0], State(seen[1]), channel=memory, at=clock())
    assert slow
    clock.passes(seconds=61)
    ledger.deliver_due("memory", clock=clock)
    memory.answers = [Never("too late to say")]
    ledger.carry_out(slow, channel=memory, clock=clock)
    assert Delivery.objects.get().state == State.SENT


def test_failures_are_retried_with_growing_gaps_until_it_is_dead_then_put_back(owe, memory, clock):
    owed = owe()
    memory.answers = [ConnectionError(f"down {n}") for n in range(ATTEMPTS)]
    gaps = []
    for _ in range(ATTEMPTS - 1):
        assert ledger.deliver_due("memory", clock=clock) == 1
        owed.refresh_from_db()
        assert owed.state == State.RETRY
        gaps.append(owed.wake_at - clock.at)
        clock.at = owed.wake_at - timedelta(seconds=1)
        assert ledger.deliver_due("memory", clock=clock) == 0
        clock.passes(seconds=1)
    assert gaps[0] < gaps[1] < gaps[5]
    assert sum(gaps, timedelta()) > timedelta(hours=14)
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert (owed.state, owed.wake_at) == (State.DEAD, None)
    assert "down 11" in owed.note

    clock.passes(days=1)
    event = revive(owed, by=CLOCK, at=clock())
    assert (event.kind, owed.state, owed.attempts) == ("delivery.revived", State.PENDING, 0)
    with pytest.raises(Conflict):
        revive(owed, by=CLOCK, at=clock())
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert owed.state == State.SENT


def test_never_is_dead_at_once(owe, memory, clock):
    owed = owe()
    memory.answers = [Never("no such channel")]
    ledger.deliver_due("memory", clock=clock)
    owed.refresh_from_db()
    assert (owed.state, owed.note) == (State.DEAD, "no such channel")


def test_later_is_obeyed_and_is_no_failure(owe, memory, clock):
    owed = owe()
    for _ in range(ATTEMPTS + 3):
        memory.answers = [Later(at=clock.at + timedelta(minutes=5), note="rate limit")]
        ledger.deliver_due("memory", clock=clock)
        owed.refresh_from_db()
        assert (owed.state, owed.attempts) == (State.RETRY, 0)
        clock.passes(minutes=4)
        assert ledger.deliver_due("memory", clock=clock) == 0
        clock.passes(minutes=1)
    assert ledger.deliver_due("memory", clock=clock) == 1
    owed.refresh_from_db()
    assert owed.state == State.SENT


def test_what_is_due_later_waits_and_one_failure_stops_nobody_else(owe, memory, clock):
    first, second = owe(7), owe(8)
    memory.answers = [RuntimeError("broken template")]
    assert ledger.deliver_due("memory", clock=clock) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.RETRY, State.SENT)


def test_a_worker_that_must_stop_finishes_the_current_send_only(owe, memory, clock):
    for person in range(5):
        owe(person)
    asked = iter([True, True, False])
    assert ledger.deliver_due("memory", clock=clock, go_on=lambda: next(asked, False)) == 1
    assert len(memory.sent) == 1
    assert ledger.deliver_due("memory", clock=clock) == 4


def test_more_than_one_batch(owe, memory, clock, monkeypatch):
    monkeypatch.setattr(ledger, "_AT_ONCE", 3)
    for person in range(10):
        owe(person)
    assert ledger.deliver_due("memory", clock=clock) == 10
    assert Delivery.objects.filter(state=State.SENT).count() == 10


def test_the_database_refuses_a_done_delivery_that_would_wake(owe, memory):
    owed = owe()
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.filter(pk=owed.pk).update(state=State.SENT)


def test_gaps_are_the_same_for_the_same_delivery_and_bounded():
    assert retry_at("a", attempts=3, at=MONDAY) == retry_at("a", attempts=3, at=MONDAY)
    assert retry_at("a", attempts=3, at=MONDAY) != retry_at("b", attempts=3, at=MONDAY)
    for attempts in range(1, ATTEMPTS):
        gap = retry_at("a", attempts=attempts, at=MONDAY) - MONDAY
        assert FIRST_GAP <= gap <= LONGEST_GAP * 1.2
    assert retry_at("a", attempts=ATTEMPTS, at=MONDAY) is None
    assert Sent(message={}).note == ""
