"""Socket Mode's other end, for one process: it hands out its address, sends one envelope, hears the answer."""

from __future__ import annotations

import base64
import hashlib
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455
_TEXT, _CLOSE = 1, 8


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.link.tokens.add(self.headers.get("Authorization", ""))
        port = self.server.server_address[1]
        body = json.dumps({"ok": True, "url": f"ws://127.0.0.1:{port}/link"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        key = f"{self.headers['Sec-WebSocket-Key']}{_MAGIC}".encode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        accept = base64.b64encode(hashlib.sha1(key).digest()).decode()
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.close_connection = True
        for said in ({"type": "hello"}, self.server.link.envelope):
            self._send(json.dumps(said).encode())
        while (heard := self._hear()) is not None:
            self.server.link.answers.put(json.loads(heard))

    def _send(self, text: bytes) -> None:
        size = len(text)
        length = bytes([size]) if size < 126 else bytes([126]) + size.to_bytes(2, "big")
        self.wfile.write(bytes([0x80 | _TEXT]) + length + text)
        self.wfile.flush()

    def _hear(self) -> bytes | None:
        """The next text; None when the line is closed."""
        while head := self.rfile.read(2):
            size = head[1] & 0x7F
            if size == 126:
                size = int.from_bytes(self.rfile.read(2), "big")
            mask = self.rfile.read(4) if head[1] & 0x80 else bytes(4)
            said = bytes(each ^ mask[i % 4] for i, each in enumerate(self.rfile.read(size)))
            if head[0] & 0x0F == _TEXT:
                return said
            if head[0] & 0x0F == _CLOSE:
                return None
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    link: Link


class Link:
    """`answers` are what came back; `tokens` those that asked for the address."""

    def __init__(self, envelope: dict[str, Any]) -> None:
        self.envelope = envelope
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.tokens: set[str] = set()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.link = self

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
