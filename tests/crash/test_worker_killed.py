"""Promise 4 with real processes: workers are killed at random moments, no mail is lost."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time

import pytest

from tests.mail.sink import Sink

# `make proofs` sends 2,000 with 12 kills.
MAILS = int(os.environ.get("HOLDFAST_CRASH_MAILS", "500"))
KILLS = max(3, MAILS * 12 // 2000)
WORKERS = 2
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


class Crew:
    """Workers that are killed now and then, and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.random = random.Random(42)
        self.workers = [self.start() for _ in range(WORKERS)]
        self.kills = 0

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.crash.scene", "work"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def kill_one(self) -> None:
        number = self.random.randrange(WORKERS)
        self.workers[number].kill()
        self.kills += 1

    def replace_the_dead(self) -> None:
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                assert worker.returncode == -9, "a worker ended by itself"
                worker.stdin.close()
                self.workers[number] = self.start()

    def stop(self) -> list[int]:
        for worker in self.workers:
            worker.terminate()
        codes = [worker.wait(15) for worker in self.workers]
        for worker in self.workers:
            worker.stdin.close()
        return codes


def scene(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.scene", *arguments],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_no_mail_is_lost_when_workers_are_killed(installation, capsys):
    with Sink() as sink:
        environment = {**installation, "HOLDFAST_EMAIL_URL": sink.address}
        scene(environment, "owe", str(MAILS))
        started = time.monotonic()
        crew = Crew(environment)
        # Half the kills strike when the server has the mail and the worker has no answer yet.
        moments = iter(sorted(crew.random.sample(range(20, MAILS - 200), KILLS)))
        due = [next(moments)]

        def on_mail(count: int) -> None:
            if due and count >= due[0]:
                due[:] = [moment for moment in [next(moments, None)] if moment]
                if crew.random.random() < 0.5:
                    time.sleep(crew.random.random() / 50)
                crew.kill_one()

        sink.on_mail = on_mail
        try:
            while time.monotonic() - started < 120:
                time.sleep(0.05)
                crew.replace_the_dead()
                if len(sink.names) == MAILS and not due:
                    ledger = json.loads(scene(environment, "tell"))
                    if ledger["states"] == {"sent": MAILS}:
                        break
        finally:
            codes = crew.stop()
        took = time.monotonic() - started
        ledger = json.loads(scene(environment, "tell"))
        arrived = sink.names
    twice = sum(count - 1 for count in arrived.values())
    with capsys.disabled():
        print(
            f"\n{MAILS} mails, {WORKERS} workers, {crew.kills} kills: {len(arrived)} arrived, "
            f"{twice} more than once, {ledger['resent']} counted as resent, {took:.0f} s"
        )
    assert crew.kills == KILLS
    assert ledger["states"] == {"sent": MAILS}
    assert set(arrived) == set(ledger["names"])
    assert twice <= ledger["resent"]
    assert codes == [0, 0]
