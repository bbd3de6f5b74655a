"""The command as a process, on a PostgreSQL of which nothing is prepared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
COMMAND = [sys.executable, "-c", "from holdfast.cli import main; main()"]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    server = os.environ["HOLDFAST_TEST_POSTGRESQL"]
    name = f"cli_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    before, _, query = server.partition("?")
    address = f"{before.rpartition('/')[0]}/{name}?{query}"
    yield {**os.environ, "HOLDFAST_DATABASE_URL": address, "HOLDFAST_DATA_DIR": str(tmp_path)}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_two_first_commands_at_once(environment: dict[str, str]):
    def run(login: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, "people", "add", login],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(run, ("ana", "kim")):
            assert done.returncode == 0, done.stderr
    for words in (("backup", "x.tar"), ("restore", "x.tar")):
        done = subprocess.run(
            [*COMMAND, *words], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
    assert "no file" in done.stderr
