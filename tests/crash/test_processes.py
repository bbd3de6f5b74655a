"""`up`: one process tree, one Ctrl-C, no orphan, whatever is killed."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import psutil
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
UP = "import sys; from holdfast.site.processes import up; sys.exit(up(port={port}, {more}))"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def until(condition: Callable[[], object], seconds: float = 40) -> object:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


class Up:
    def __init__(self, environment: dict[str, str], more: str = "") -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-c", UP.format(port=self.port, more=more)],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.seen: dict[int, psutil.Process] = {}

    def _read(self) -> None:
        assert self.process.stderr
        self.said += list(self.process.stderr)

    def tree(self) -> dict[str, list[psutil.Process]]:
        """The living descendants by what they are: web (several) and worker."""
        found: dict[str, list[psutil.Process]] = {"web": [], "worker": []}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line = child.cmdline()
            except psutil.Error:
                continue  # it has just ended
            self.seen[child.pid] = child
            for name, processes in found.items():
                if name in line:
                    processes.append(child)
        return found

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def all_gone(self) -> bool:
        return not any(
            child.is_running() and child.status() != psutil.STATUS_ZOMBIE
            for child in self.seen.values()
        )

    def close(self) -> None:
        for process in (psutil.Process(self.process.pid), *self.seen.values()):
            try:
                if self.process.returncode is None or process.pid != self.process.pid:
                    process.kill()
            except psutil.NoSuchProcess:
                pass
        self.process.wait(10)
        self.reader.join(10)
        assert self.process.stderr
        self.process.stderr.close()


@pytest.fixture
def up(installation) -> Iterator[Up]:
    up = Up(installation)
    yield up
    if up.process.poll() is None:
        up.close()
    else:
        up.reader.join(10)
        up.process.stderr.close()


def test_it_serves_restarts_what_died_and_ends_at_once(up, installation):
    until(lambda: up.get("/healthz")[0])
    until(lambda: up.tree()["worker"] and len(up.tree()["web"]) >= 3)

    second = subprocess.run(
        [sys.executable, "-c", UP.format(port=up.port, more="")],
        env=installation,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {up.port} on 127.0.0.1 cannot be used")
    assert second.stderr.count("\n") == 1

    if up.get("/readyz")[0] != 404:
        until(lambda: up.get("/readyz")[0] == 200)
        assert json.loads(up.get("/readyz")[1]) == {"ready": True, "problems": {}}

    (worker,) = up.tree()["worker"]
    worker.kill()
    until(lambda: [p for p in up.tree()["worker"] if p.pid != worker.pid])
    master = min(up.tree()["web"], key=lambda process: process.create_time())
    master.kill()
    until(lambda: all(p.pid != master.pid for p in up.tree()["web"]) and len(up.tree()["web"]) >= 3)
    until(lambda: up.get("/healthz")[0])

    up.tree()
    started = time.monotonic()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(15) == 0
    assert time.monotonic() - started < 10
    until(up.all_gone, 5)
    assert "".join(up.said).count("Holdfast is ready at http://127.0.0.1:") == 1


def test_children_end_when_the_parent_is_killed(up):
    until(lambda: up.get("/healthz")[0])
    until(lambda: up.tree()["worker"] and len(up.tree()["web"]) >= 3)
    up.process.kill()
    up.process.wait(5)
    until(up.all_gone, 12)
