"""What the worker does besides sending: sweeps, wake-ups that do not pile up, signs of life."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from holdfast.journal import chores, sweeps, tasks
from holdfast.journal.engines import engine
from holdfast.journal.models import Heartbeat
from holdfast.journal.worker import Worker, tick
from tests.journal.memory import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


def jobs() -> int:
    table = (
        "procrastinate_jobs"
        if connection.vendor == "postgresql"
        else "django_tasks_database_dbtaskresult"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.fixture
def wake_up_backend(settings):
    """The backend of this engine, whatever the settings name."""
    if connection.vendor == "sqlite":
        settings.TASKS = {"default": {"BACKEND": "holdfast.journal.engines.database.WakeUpBackend"}}


def test_wake_ups_do_not_pile_up(owe, wake_up_backend):
    for person in range(3):
        owe(person)
    assert jobs() == 1


def test_a_second_wake_up_inside_a_transaction_breaks_nothing(wake_up_backend):
    with transaction.atomic():
        tasks.deliver_due.enqueue()
        tasks.deliver_due.enqueue()
    assert jobs() == 1


def test_a_wake_up_that_waits_costs_one_query(owe, wake_up_backend):
    owe()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tasks.deliver_due.enqueue()
    assert len(queries) == 1


def test_the_job_wakes_the_senders_of_its_process(monkeypatch):
    monkeypatch.setattr(tasks, "_sleepers", [])
    bell = threading.Event()
    tasks.wake_me(bell)
    tasks.deliver_due.func()
    assert bell.is_set()


def test_one_bad_sweep_does_not_stop_the_others(monkeypatch, caplog):
    monkeypatch.setattr(sweeps, "_sweeps", {})
    seen = []

    def bad(at):
        raise ZeroDivisionError

    sweeps.register("bad", bad)
    sweeps.register("good", lambda at: seen.append(at) or 3)
    assert tick(at=MONDAY) == {"good": 3}
    assert seen == [MONDAY]
    assert "A sweep failed" in caplog.text


def test_a_tick_leaves_a_sign_of_life_and_prunes(monkeypatch, memory, clock):
    monkeypatch.setattr(sweeps, "_sweeps", {"good": lambda at: 2})
    Heartbeat.objects.create(worker="long gone", beat_at=MONDAY.replace(year=2025))
    worker = Worker(clock=clock, tick_every=1)
    worker._tick()
    clock.passes(seconds=2)
    worker._tick()
    (beat,) = Heartbeat.objects.all()
    assert (beat.worker, beat.beat_at) == (worker.name, MONDAY)
    clock.passes(seconds=10)
    worker._tick()
    beat.refresh_from_db()
    assert (beat.beat_at, beat.did["good"]) == (clock.at, 6)


def test_jobs_are_forgotten_but_not_those_that_wait(owe, clock, wake_up_backend):
    owe()
    clock.passes(days=400)
    assert engine().prune(clock()) == 0
    assert jobs() == 1


def test_a_chore_has_a_thread_of_its_own_and_is_told_to_stop(monkeypatch, clock):
    monkeypatch.setattr(chores, "_chores", {})
    asked = []

    def long(*, clock, go_on):
        asked.append(go_on())
        worker.stopping.set()
        asked.append(go_on())
        return 2

    chores.register("long", long)
    worker = Worker(clock=clock, tick_every=0.01)
    thread = threading.Thread(target=worker._work_on, args=("long", threading.Event()))
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
    assert asked == [True, False]
    assert worker._done == {"long": 2}
