"""What comes in is written once, worked on once, and lost by no crash."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import OperationalError, connections, transaction
from django.test import RequestFactory

from holdfast.journal import inbox
from holdfast.journal.models import Event, Incoming
from holdfast.journal.queries import dead_incoming
from holdfast.journal.rules import ATTEMPTS
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Conflict
from holdfast.site import health
from tests.journal.memory import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Memory:
    """A source that remembers what it did; `answers` are what it says to each in turn."""

    name: str = "memory"
    lease: timedelta = timedelta(minutes=2)
    answers: list = field(default_factory=list)
    did: list[str] = field(default_factory=list)

    def handle(self, incoming: Incoming, *, at):
        self.did.append(incoming.key)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def source() -> Memory:
    return Memory()


def tell(key: str = "Ev1", at=MONDAY, **body) -> bool:
    return inbox.receive("memory", key=key, kind="event:thing", body=body, at=at)


def only() -> Incoming:
    return Incoming.objects.get()


def test_a_repeat_is_known_while_it_waits_and_after_it_is_done(source, clock):
    assert tell()
    assert not tell()
    assert inbox.work(source, clock=clock) == 1
    assert not tell(at=clock())
    assert inbox.work(source, clock=clock) == 0
    assert (source.did, only().note, only().lease) == (["Ev1"], "", "")
    assert only().done_at == clock()


def test_the_same_name_from_another_source_is_something_else():
    assert tell()
    assert inbox.receive("other", key="Ev1", kind="event:thing", body={}, at=MONDAY)


def test_what_is_rolled_back_never_came_in_and_may_come_again(source, clock):
    def undone():
        with transaction.atomic():
            assert tell()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert not Incoming.objects.exists()
    assert tell()


def test_a_repeat_breaks_no_transaction_around_it():
    tell()
    with transaction.atomic():
        assert not tell()
        assert tell("Ev2")
    assert Incoming.objects.count() == 2


def test_the_oldest_is_worked_on_first(source, clock):
    tell("second", at=MONDAY + timedelta(seconds=1))
    tell("first")
    tell("third", at=MONDAY + timedelta(seconds=1))
    clock.passes(seconds=2)
    inbox.work(source, clock=clock)
    assert source.did == ["first", "second", "third"]


def test_what_a_killed_worker_held_is_done_when_its_lease_runs_out(source, clock):
    tell()
    dying = Memory(answers=[OperationalError("the server closed the connection")])
    with pytest.raises(OperationalError):
        inbox.work(dying, clock=clock)
    assert inbox.work(source, clock=clock) == 0
    clock.passes(seconds=121)
    assert inbox.work(source, clock=clock) == 1
    assert only().done_at


def test_who_outlives_the_lease_notes_nothing(clock):
    class Slow(Memory):
        def handle(self, incoming, *, at):
            if not self.did:
                self.did.append("slow")
                clock.passes(minutes=3)
                inbox.work(Memory(), clock=clock)  # somebody else does it meanwhile
                return inbox.Never("too late to say so")
            return super().handle(incoming, at=at)

    tell()
    inbox.work(Slow(), clock=clock)
    assert (only().note, bool(only().done_at)) == ("", True)


def test_two_workers_do_each_once(clock):
    for number in range(30):
        tell(f"Ev{number}")
    sources = [Memory(), Memory()]
    start = threading.Barrier(2)
    wrong: list[BaseException] = []

    def run(source):
        start.wait()
        try:
            inbox.work(source, clock=clock)
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[each]) for each in sources]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong
    did = sorted(key for each in sources for key in each.did)
    assert did == sorted(f"Ev{number}" for number in range(30))
    assert not Incoming.objects.filter(done_at__isnull=True).exists()


def test_later_is_no_failure_however_often(source, clock):
    tell()
    for _ in range(ATTEMPTS + 2):
        source.answers = [inbox.Later(clock() + timedelta(minutes=1), "Slack limits it.")]
        assert inbox.work(source, clock=clock) == 1
        assert (only().attempts, only().note) == (0, "Slack limits it.")
        clock.passes(minutes=1)
    inbox.work(source, clock=clock)
    assert (only().note, bool(only().done_at)) == ("", True)


@pytest.mark.usefixtures("memory")
def test_what_always_fails_is_dead_after_its_attempts_seen_and_can_be_put_back(
    source, clock, caplog
):
    tell()
    for number in range(1, ATTEMPTS + 1):
        assert not dead_incoming()
        source.answers = [ValueError("no such channel")]
        assert inbox.work(source, clock=clock) == 1
        assert only().attempts == number
        clock.passes(hours=8)
    assert inbox.work(source, clock=clock) == 0
    [dead] = dead_incoming()
    assert dead.note == "Given up after 12 attempts. ValueError: no such channel"
    assert "What came in is dead." in caplog.text
    assert 'holdfast_incoming{state="dead"} 1.0' in metrics()

    inbox.revive(dead, by=CLOCK, at=clock())
    assert Event.objects.get(kind="incoming.revived").data["note"].startswith("Given up")
    with pytest.raises(Conflict):
        inbox.revive(dead, by=CLOCK, at=clock())
    assert inbox.work(source, clock=clock) == 1
    assert not dead_incoming()
    with pytest.raises(Conflict):
        inbox.revive(dead, by=CLOCK, at=clock())


def test_what_nothing_can_be_done_with_is_dead_at_once(source, clock):
    tell()
    source.answers = [inbox.Never("Nobody works on “event:thing” any more.")]
    inbox.work(source, clock=clock)
    [dead] = dead_incoming()
    assert dead.note.startswith("Nobody works on")


def test_one_that_fails_holds_up_no_other(source, clock):
    tell("bad")
    tell("good")
    source.answers = [ValueError("no")]
    inbox.work(source, clock=clock)
    assert source.did == ["bad", "good"]
    assert Incoming.objects.get(key="good").done_at


def test_only_what_was_done_long_ago_is_forgotten(source, clock):
    tell("done")
    inbox.work(source, clock=clock)
    tell("dead", at=clock())
    source.answers = [inbox.Never("no")]
    inbox.work(source, clock=clock)
    tell("waits", at=clock() + timedelta(days=30))
    assert inbox.forget(clock() + timedelta(days=7)) == 0
    assert inbox.forget(clock() + timedelta(days=7, seconds=1)) == 1
    assert {each.key for each in Incoming.objects.all()} == {"dead", "waits"}


@pytest.mark.parametrize("length", [180, 181, 200, 201, 255, 1000])
def test_names_of_any_length_are_told_apart(length):
    start = "command:" + "7" * (length - 9)
    assert tell(start + "a")
    assert tell(start + "b")
    assert not tell(start + "a")
    for each in Incoming.objects.all():
        assert len(each.key) <= 180
        assert inbox.fitting(each.key) == each.key


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"text": "a\x00b"}, {"text": "ab"}),
        ({"a\x00": [{"b": ["\x00", 1, None, True]}]}, {"a": [{"b": ["", 1, None, True]}]}),
        (json.loads('{"text": "\\ud83d"}'), {"text": ""}),
        (json.loads('{"n": [NaN, Infinity, 1.5]}'), {"n": [None, None, 1.5]}),
        ({"text": "🦊 \\u0000 is six letters"}, {"text": "🦊 \\u0000 is six letters"}),
    ],
)
def test_what_no_database_keeps_is_left_out_and_the_rest_stays(given, kept):
    assert tell(**given)
    assert only().body == kept


def test_a_name_with_nul_is_a_name():
    assert tell("Ev\x001")
    assert not tell("Ev1")


def metrics() -> str:
    request = RequestFactory().get("/metrics")
    return health.metrics(request).content.decode()


def test_metrics_tell_what_waits_and_for_how_long(source, clock, monkeypatch):
    monkeypatch.setattr(health, "now", lambda: MONDAY + timedelta(seconds=90))
    tell()
    said = metrics()
    assert 'holdfast_incoming{state="waiting"} 1.0' in said
    assert 'holdfast_incoming{state="dead"} 0.0' in said
    assert "holdfast_incoming_oldest_due_seconds 90.0" in said
    inbox.work(source, clock=clock)
    said = metrics()
    assert 'holdfast_incoming{state="waiting"} 0.0' in said
    assert "holdfast_incoming_oldest_due_seconds 0.0" in said
