"""The worker process: everything that happens without a visitor.

- the main thread runs the job engine; its only job wakes the senders
- one sender per channel, so a slow mail server delays nothing but mail; each also looks by itself
  every tick for what no wake-up told it
- one thread per chore, for work that takes minutes; it is woken and looks as a sender does
- the ticker runs the sweeps, prunes old jobs and writes the sign of life

Any number of workers may run: what they do is claimed row by row.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from holdfast.journal import tasks
from holdfast.journal.channels import channels
from holdfast.journal.chores import Chore, chores
from holdfast.journal.engines import engine
from holdfast.journal.ledger import Clock, deliver_due
from holdfast.journal.models import Heartbeat
from holdfast.journal.sweeps import sweeps
from holdfast.kernel import clock as process_clock

logger = logging.getLogger(__name__)

BEAT_EVERY = timedelta(seconds=10)  # /readyz calls a minute without a beat dead
PRUNE_EVERY = timedelta(minutes=5)
_FORGET_WORKERS_AFTER = timedelta(days=1)
_PAUSE_AFTER_ERROR = 1.0  # seconds
_LAST_SEND = 25.0  # seconds a send under way may take when the worker stops


def run(*, clock: Clock = process_clock.now) -> int:
    """Work until SIGTERM or SIGINT; the exit code. Call it in the process's main thread."""
    worker = Worker(clock=clock, tick_every=getattr(settings, "WORKER_TICK_SECONDS", 2.0))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.run()
    return 0


def tick(*, at: datetime) -> dict[str, int]:
    """Run every sweep once; how much each did. One that fails is logged and does not stop others."""
    did: dict[str, int] = {}
    for name, sweep in sweeps().items():
        try:
            did[name] = sweep(at)
        except Exception:
            logger.exception("A sweep failed; the next tick tries again.", extra={"sweep": name})
            close_old_connections()
    return did


class Worker:
    """The threads of one worker process. `tick_every` is in seconds of real time."""

    def __init__(self, *, clock: Clock, tick_every: float) -> None:
        self.clock = clock
        self.tick_every = tick_every
        self.stopping = threading.Event()
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}"
        self._sent: dict[str, int] = {channel.name: 0 for channel in channels()}
        self._chores = chores()
        self._done: dict[str, int] = dict.fromkeys(self._chores, 0)
        self._swept: dict[str, int] = {}
        self._beat_at: datetime | None = None
        self._pruned_at: datetime | None = None

    def run(self) -> None:
        bells = {name: threading.Event() for name in self._sent}
        calls = {name: threading.Event() for name in self._chores}
        for bell in (*bells.values(), *calls.values()):
            tasks.wake_me(bell)
        # Daemons: a send that hangs for ever must not keep the process.
        threads = [
            threading.Thread(target=self._tick_on, name="ticker", daemon=True),
            *(
                threading.Thread(target=self._send_on, args=pair, name=pair[0], daemon=True)
                for pair in bells.items()
            ),
            *(
                threading.Thread(target=self._work_on, args=pair, name=pair[0], daemon=True)
                for pair in calls.items()
            ),
        ]
        for thread in threads:
            thread.start()
        logger.info("The worker is running.", extra={"worker": self.name})
        self._repeat(lambda: engine().work(self.stopping), pause=threading.Event(), seconds=0)
        for bell in (*bells.values(), *calls.values()):
            bell.set()
        for thread in threads:
            thread.join(_LAST_SEND)
        with contextlib.suppress(DatabaseError):
            Heartbeat.objects.filter(worker=self.name).delete()
        connections.close_all()
        logger.info("The worker has stopped.", extra={"worker": self.name})

    def _tick_on(self) -> None:
        self._repeat(self._tick, pause=self.stopping, seconds=self.tick_every)

    def _send_on(self, name: str, bell: threading.Event) -> None:
        def send() -> None:
            bell.clear()
            self._sent[name] += deliver_due(
                name, clock=self.clock, go_on=lambda: not self.stopping.is_set()
            )

        self._repeat(send, pause=bell, seconds=self.tick_every)

    def _work_on(self, name: str, bell: threading.Event) -> None:
        chore: Chore = self._chores[name]

        def work() -> None:
            bell.clear()
            self._done[name] += chore(clock=self.clock, go_on=lambda: not self.stopping.is_set())

        self._repeat(work, pause=bell, seconds=self.tick_every)

    def _repeat(self, step: Callable[[], None], *, pause: threading.Event, seconds: float) -> None:
        """Do it until the worker stops, whatever happens to the database meanwhile."""
        try:
            while not self.stopping.is_set():
                close_old_connections()
                try:
                    step()
                except Exception:
                    logger.exception("The worker met an error and goes on.")
                    close_old_connections()
                    self.stopping.wait(_PAUSE_AFTER_ERROR)
                pause.wait(seconds)
        finally:
            connections.close_all()

    def _tick(self) -> None:
        at = self.clock()
        for name, count in tick(at=at).items():
            self._swept[name] = self._swept.get(name, 0) + count
        if self._pruned_at is None or at - self._pruned_at >= PRUNE_EVERY:
            engine().prune(at)
            Heartbeat.objects.filter(beat_at__lt=at - _FORGET_WORKERS_AFTER).delete()
            self._pruned_at = at
        if self._beat_at is None or at - self._beat_at >= BEAT_EVERY:
            sent = {f"{name} sent": number for name, number in self._sent.items()}
            did = {**self._swept, **sent, **self._done}
            Heartbeat.objects.update_or_create(
                worker=self.name, defaults={"beat_at": at, "did": did}
            )
            self._beat_at = at
