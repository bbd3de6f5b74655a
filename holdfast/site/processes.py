"""One process tree: `up` migrates, then keeps a web server and a worker running until told to stop.

The children are `python -m holdfast.site.processes web|worker|slack`; `slack` only where Slack is listened
to by Socket Mode. Each watches a pipe from its parent
(standard input): when the parent is gone, however it went, the pipe closes and the child ends. The
parent opens the listening socket itself, so a web server that is restarted loses no connection and
a port in use is noticed before anything starts.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn
from urllib.error import HTTPError

from holdfast.site.secret import private_file

MIGRATING = 7_426_201  # the number of PostgreSQL's advisory lock: any, but always this one
PATIENCE = 8.0  # seconds from SIGTERM to SIGKILL; Ctrl-C ends everything within ten
_LONGEST_PAUSE = 30.0  # seconds between restarts of a child that keeps dying
_STEADY = 60.0  # a child that lived this long starts afresh without a pause
_READY_WITHIN = 60.0

logger = logging.getLogger(__name__)


def up(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    web: bool = True,
    worker: bool = True,
    open_browser: bool = False,
) -> int:
    """Migrate, serve, work; returns the exit code when Ctrl-C or SIGTERM ended it."""
    listener: socket.socket | None = None
    try:
        listener = _listen(host, port) if web else None
        migrate()
    except Unready as reason:
        if listener:
            listener.close()
        _say(str(reason))
        return 1
    tree = Tree()
    if listener:
        descriptor = listener.fileno()
        tree.add("web", str(descriptor), descriptors=(descriptor,))
        address = _address(host, listener.getsockname()[1])
        threading.Thread(target=_announce, args=(tree, address, open_browser), daemon=True).start()
    if worker:
        tree.add("worker")
        if _listens_to_slack():
            tree.add("slack")
        if not web:
            _say("Holdfast works in the background. Ctrl-C ends it.")
    return tree.keep(listener)


class Unready(Exception):
    """Why nothing was started, in a sentence for the person at the terminal."""


def migrate() -> None:
    """Bring the database up to date. Hosts that start together take turns."""
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.site.settings")
    if not apps.ready:
        django.setup()
    try:
        # WhiteNoise warns about a folder it may collect files into when there is none.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        with _turn():
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
    except (DatabaseError, OSError) as error:
        said = str(error).strip() or type(error).__name__
        raise Unready(
            f"The database cannot be prepared: {said} Check HOLDFAST_DATABASE_URL and try again."
        ) from error
    finally:
        connections.close_all()


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        # Held by the session: closing the connection, or dying, lets go of it.
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
        return
    name = str(connection.settings_dict["NAME"])
    private_file(Path(name))
    with Path(f"{name}.migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except socket.gaierror:
        raise Unready(f"“{host}” is no address of this machine; try --host 127.0.0.1.") from None
    except OSError as error:
        raise Unready(
            f"Port {port} on {host} cannot be used ({os.strerror(error.errno or 0).lower()}); "
            f"end what uses it, or choose another with --port."
        ) from None


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _announce(tree: Tree, address: str, open_browser: bool) -> None:
    # The name localhost is always allowed, whatever address was bound.
    request = urllib.request.Request(f"{address}/healthz", headers={"Host": "localhost"})  # noqa: S310
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline and not tree.stopping.is_set():
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                break
        except HTTPError:
            break  # it answers, whatever it says
        except (OSError, HTTPException):
            time.sleep(0.1)
    else:
        return
    _say(f"Holdfast is ready at {address}  (Ctrl-C ends it)")
    if open_browser:
        webbrowser.open(address)


# --- the parent ----------------------------------------------------------------------------------


@dataclass
class Child:
    """One process that must run: started, watched, restarted."""

    name: str
    arguments: tuple[str, ...]
    descriptors: tuple[int, ...]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        # Its own session: Ctrl-C reaches the parent alone, which ends the children in order.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "holdfast.site.processes", self.name, *self.arguments],
            stdin=subprocess.PIPE,
            pass_fds=self.descriptors,
            start_new_session=True,
        )
        self.started = time.monotonic()

    def watch(self) -> None:
        """Start it when it is due; note a death and when to try again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.release()
        self.deaths = 1 if now - self.started > _STEADY else self.deaths + 1
        pause = 0.0 if self.deaths == 1 else min(2.0 ** (self.deaths - 2), _LONGEST_PAUSE)
        self.start_at = now + pause
        logger.warning(
            "A process ended and is started again.",
            extra={"child": self.name, "exit": code, "in_seconds": pause},
        )

    def release(self) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.close()
        self.process = None


@dataclass
class Tree:
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def add(self, name: str, *arguments: str, descriptors: tuple[int, ...] = ()) -> None:
        self.children.append(Child(name, arguments, descriptors))

    def keep(self, listener: socket.socket | None) -> int:
        """Run the children until SIGINT, SIGTERM or SIGHUP; then end them all."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._stop) for number in numbers}
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    child.watch()
                self.stopping.wait(0.2)
        finally:
            if listener:
                listener.close()
            self.end()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.stopping.set()

    def end(self) -> None:
        running = [child for child in self.children if child.process]
        for child in running:
            assert child.process
            child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in running:
            assert child.process
            try:
                child.process.wait(max(deadline - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                # A send under way goes into doubt and is resolved at the next start.
                child.process.kill()
                child.process.wait()
            child.release()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


# --- the children --------------------------------------------------------------------------------


def end_with_parent() -> None:
    """End this process when its parent, which holds the other end of standard input, is gone."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def serve(descriptor: int) -> NoReturn:
    """gunicorn on a listening socket that the parent opened. Its settings are here, in code."""
    from django.conf import settings
    from django.db import connections
    from django.urls import get_resolver
    from gunicorn.app.base import BaseApplication

    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    # SQLite has one writer at a time; on PostgreSQL a process per core.
    workers = 2 if sqlite else max(2, min(os.cpu_count() or 2, 8))

    def pre_fork(_master: Any, _worker: Any) -> None:  # gunicorn counts the parameters
        # In the parent: a connection shared by two processes would be closed under one of them.
        connections.close_all()

    chosen: dict[str, Any] = {
        "bind": f"fd://{descriptor}",
        "worker_class": "gthread",
        "workers": _number("HOLDFAST_WEB_WORKERS", workers),
        "threads": _number("HOLDFAST_WEB_THREADS", 4),
        "preload_app": True,  # the workers share the memory of the loaded application
        "pre_fork": pre_fork,
        "accesslog": None,
        "loglevel": "warning",
        "timeout": 60,
        "graceful_timeout": 5,
        "keepalive": 5,
        "control_socket_disable": True,
        "proc_name": "holdfast-web",
    }

    class Application(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Callable[..., Any]:
            from holdfast.site.wsgi import application

            # Every address and what it imports, once for all workers instead of in each one's first
            # request; frozen, so that no collection walks over it or copies its pages.
            _ = get_resolver().url_patterns
            gc.collect()
            gc.freeze()
            return application

    Application().run()
    raise SystemExit(0)


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if not value:
        return default
    if not value.isdecimal() or not int(value):
        raise SystemExit(f"{name} must be a whole number from 1; it is “{value}”.")
    return int(value)


def work() -> NoReturn:
    import django

    django.setup()
    from holdfast.journal.worker import run  # late: its models need Django to be set up

    raise SystemExit(run())


def _listens_to_slack() -> bool:
    """With the worker, so that `--web-only` hosts hold no connection; Slack takes up to ten of them."""
    from django.conf import settings

    return bool(settings.SLACK_BOT_TOKEN and settings.SLACK_APP_TOKEN)


def listen() -> NoReturn:
    import django

    django.setup()
    from holdfast.slack.setup.socket import run  # late: its models need Django to be set up

    raise SystemExit(run())


def main(arguments: list[str]) -> NoReturn:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.site.settings")
    end_with_parent()
    match arguments:
        case ["web", descriptor]:
            serve(int(descriptor))
        case ["worker"]:
            work()
        case ["slack"]:
            listen()
    raise SystemExit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
