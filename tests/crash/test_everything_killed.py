"""Promises 1, 3 and 4 with real processes: web and worker are killed at random while people work.

Mixed actions come in through the API, one in a hundred with a kill: 600 in every run of the tests,
5,000 with `make proofs`. No fact without the mails it owes, none of them lost, none under two names,
and each request that was answered done once.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest

from tests.crash.client import Client, Memory
from tests.crash.test_worker_killed import scene
from tests.mail.sink import Sink

ACTIONS = int(os.environ.get("HOLDFAST_CRASH_ACTIONS", "600"))
KILLS = ACTIONS // 100
CLIENTS = 4
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


class Installation:
    """A web server and a worker that are started again whenever they are found dead."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.killed = {"web": 0, "a process of web": 0, "worker": 0}
        self.dice = random.Random(11)

    def start_the_dead(self) -> None:
        for name in ("web", "worker"):
            process = self.processes.get(name)
            if process is None or process.poll() is not None:
                if process and process.stdin:
                    process.stdin.close()
                self.processes[name] = self._start(name)

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        descriptor = self.listener.fileno()
        command = {
            "web": ["holdfast.site.processes", "web", str(descriptor)],
            "worker": ["tests.crash.scene", "work"],
        }[name]
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,) if name == "web" else (),
        )

    def kill_something(self) -> None:
        """Mostly a process that answers requests, or the worker; now and then the whole web."""
        what = self.dice.choices(list(self.killed), weights=[1, 5, 4])[0]
        if what == "a process of web":
            children = psutil.Process(self.processes["web"].pid).children()
            if children:
                self.dice.choice(children).kill()
                self.killed[what] += 1
            return
        if self.processes[what].poll() is None:
            self.processes[what].kill()
            self.killed[what] += 1

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(20)
            if process.stdin:
                process.stdin.close()
        self.listener.close()


@contextmanager
def installed(environment: dict[str, str]) -> Iterator[Installation]:
    found = Installation(environment)
    found.start_the_dead()
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if httpx.get(f"{found.address}/healthz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield found
    finally:
        found.stop()


def people_work(installation: Installation, token: str, memory: Memory) -> None:
    """The actions, while the kills fall evenly among them."""

    def work(number: int) -> None:
        client = Client(installation.address, token, memory, seed=number)
        for _ in range(ACTIONS // CLIENTS):
            client.act()
        client.http.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    every = ACTIONS / (KILLS + 1)
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.02)
        installation.start_the_dead()
        done = memory.ended.total()
        if sum(installation.killed.values()) < KILLS and done > every * (
            sum(installation.killed.values()) + 1
        ):
            installation.kill_something()


def test_nothing_is_lost_or_doubled_when_everything_is_killed(installation, capsys):
    with Sink() as sink:
        environment = {**installation, "HOLDFAST_EMAIL_URL": sink.address}
        token = scene(environment, "open")
        memory, started = Memory(), time.monotonic()
        with installed(environment) as running:
            people_work(running, token, memory)
            worked = time.monotonic() - started
            while time.monotonic() - started < worked + 90:
                running.start_the_dead()
                ledger = json.loads(scene(environment, "tell"))
                if set(ledger["states"]) <= {"sent"}:
                    break
                time.sleep(0.5)
        sent = time.monotonic() - started
        ledger = json.loads(scene(environment, "tell"))
        found = json.loads(scene(environment, "audit"))
        arrived = sink.names
    twice = sum(count - 1 for count in arrived.values())
    kills = ", ".join(f"{count} {name}" for name, count in running.killed.items())
    with capsys.disabled():
        print(
            f"\n{memory.ended.total()} actions in {worked:.0f} s {dict(memory.ended)}, "
            f"everything sent after {sent:.0f} s {ledger['states']}, "
            f"{memory.repeats} sent again; killed: {kills}; {sum(found['kinds'].values())} events, "
            f"{found['owed']} mails owed, {len(arrived)} arrived, {twice} more than once, "
            f"{ledger['resent']} counted as resent"
        )
    assert not memory.lost
    assert memory.ended.total() == ACTIONS
    assert sum(running.killed.values()) == KILLS
    assert not [status for status in memory.ended if status >= 500], memory.ended
    assert found["wrong"] == []
    # What was answered as done is on record, once (keys are unique in the database).
    done = {key.rpartition(":")[2] for key in found["keys"]}
    assert set(memory.made) <= done
    assert ledger["states"] == {"sent": found["owed"]}
    assert set(arrived) == set(ledger["names"])
    assert twice <= ledger["resent"]
