"""PostgreSQL cuts every connection again and again; the worker goes on, and no mail is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from tests.crash.test_worker_killed import scene
from tests.mail.sink import Sink

MAILS = 400
pytestmark = [pytest.mark.postgresql, pytest.mark.slow, pytest.mark.timeout(120)]


def test_a_worker_survives_a_database_that_goes_away(installation, capsys):
    import psycopg

    with Sink() as sink:
        environment = {**installation, "HOLDFAST_EMAIL_URL": sink.address}
        scene(environment, "owe", str(MAILS))
        with psycopg.connect(installation["HOLDFAST_DATABASE_URL"], autocommit=True) as own:
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.scene", "work"],
                env=environment,
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            deadline = time.monotonic() + 60
            cuts = 0
            while time.monotonic() < deadline and worker.poll() is None:
                if cuts < 6 and len(sink.names) > 50 * (cuts + 1):
                    own.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                    cuts += 1
                done = own.execute("SELECT count(*) FROM journal_delivery WHERE state = 'sent'")
                if done.fetchone()[0] == MAILS:
                    break
                time.sleep(0.05)
            assert worker.poll() is None, "the worker ended by itself"
            worker.terminate()
            assert worker.wait(15) == 0
            worker.stdin.close()
        ledger = json.loads(scene(environment, "tell"))
    twice = sum(count - 1 for count in sink.names.values())
    with capsys.disabled():
        print(f"\n{cuts} cuts: {len(sink.names)} arrived, {twice} twice, {ledger['resent']} resent")
    assert cuts == 6
    assert ledger["states"] == {"sent": MAILS}
    assert set(sink.names) == set(ledger["names"])
    assert twice <= ledger["resent"]
