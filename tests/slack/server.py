"""The HTTP side: `/api/<method>` and the response URLs, on 127.0.0.1 in a thread."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from tests.slack import api

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

_here = threading.local()


def serving() -> bool:
    """Whether this thread is answering a call: nothing is sent to the app from within one."""
    return bool(getattr(_here, "serving", False))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    space: Workspace


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        _here.serving = True
        space = self.server.space
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if space.unavailable:
                self._answer(503, b"upstream connect error", {})
            elif parts.path.startswith("/api/"):
                self._call(space, parts.path.removeprefix("/api/"), parts.query, body)
            elif parts.path.startswith("/actions/"):
                status, text = space.responses.take(parts.path, json.loads(body or b"{}"))
                self._answer(status, text.encode(), {})
            else:
                self._answer(404, b"", {})
        except AssertionError as wrong:
            space.complain(str(wrong))
            self._answer(500, b"{}", {})
        except Exception as wrong:
            space.complain(f"the stand-in itself failed at {parts.path}: {wrong!r}")
            raise

    def _call(self, space: Workspace, name: str, query: str, body: bytes) -> None:
        args = self._args(name, query, body)
        reply = api.answer(space, name, args, self.headers.get("Authorization", ""))
        if reply.cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._answer(reply.status, json.dumps(reply.body).encode(), reply.headers)

    def _args(self, name: str, query: str, body: bytes) -> dict[str, Any]:
        args: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
        kind = self.headers.get("Content-Type", "")
        if "json" in kind:
            # A method that takes no JSON reads no argument from it.
            contract = api.contract.METHODS.get(name)
            if body and (contract is None or contract["json"]):
                args |= json.loads(body)
        elif body:
            args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        return args

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it hung up


class Server:
    """Stops and starts again on the same port: while stopped, connections are refused."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._server: _Server | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        if self._server:
            return
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.space = self._space
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
