"""The HTTP side of a stand-in for another program: on 127.0.0.1 in a thread, with faults on order.

A stand-in says in `reply` what it does; everything here is about answering, refusing and hanging up.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request; `about` tells faults and tests apart what it was for."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    about: str = ""


@dataclass
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """`times` None: until `until`, or for ever. `after`: the deed is done, the answer lost."""

    reply: Reply | None
    about: str
    times: int | None
    until: datetime | None
    after: bool


class StandIn:
    """Complaints are mistakes that the real one might forgive; `close` raises them."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.log: list[Asked] = []
        self.complaints: list[str] = []
        self._faults: list[Fault] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

        def serve(handler: BaseHTTPRequestHandler) -> None:
            stand_in._serve(handler)

        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            setattr(Handler, f"do_{method}", serve)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def reply(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def about(self, asked: Asked) -> str:
        """What faults call this request by."""
        return f"{asked.method} {asked.path}"

    def fail(
        self,
        status: int = 500,
        *,
        about: str = "",
        times: int | None = 1,
        until: datetime | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """The next requests whose name holds `about` are answered so, without being done."""
        reply = Reply(status, body, headers or {})
        self._faults.append(Fault(reply, about, times if until is None else None, until, False))

    def cut(self, about: str = "", *, times: int = 1) -> None:
        """What is asked is done, and the connection closed instead of an answer."""
        self._faults.append(Fault(None, about, times, None, True))

    def heal(self) -> None:
        self._faults.clear()

    def asked(self, about: str) -> list[Asked]:
        return [each for each in self.log if about in each.about]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        assert not self.complaints, self.complaints

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        asked = Asked(
            handler.command,
            parts.path,
            {name: values[0] for name, values in parse_qs(parts.query).items()},
            {name.lower(): value for name, value in handler.headers.items()},
            json.loads(raw) if raw else None,
        )
        asked.about = self.about(asked)
        self.log.append(asked)
        fault = self._next(asked.about)
        if fault and not fault.after and fault.reply:
            _answer(handler, fault.reply)
            return
        try:
            reply = self.reply(asked)
        except Exception as wrong:
            self.complaints.append(f"the stand-in failed at {asked.about}: {wrong!r}")
            raise
        if fault:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        _answer(handler, reply)

    def _next(self, about: str) -> Fault | None:
        now = self.clock()
        self._faults = [each for each in self._faults if each.until is None or now < each.until]
        for fault in self._faults:
            if fault.about not in about:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault
        return None


def _answer(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    content = b"" if reply.body is None else content
    try:
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it heard enough
