"""A calendar server with a memory: what it was asked, and what it answers."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def ics(*events: str, head: str = "") -> bytes:
    """A calendar file of these events, each the lines between BEGIN and END."""
    said = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//tests//\n{head}{said}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def all_day(uid: str, first: str, after: str = "", more: str = "") -> str:
    end = f"DTEND;VALUE=DATE:{after}\n" if after else ""
    return f"UID:{uid}\nSUMMARY:Away\nDTSTART;VALUE=DATE:{first}\n{end}{more}"


class CalendarServer:
    """`content` is its calendar; `behave` makes it something else."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.content = ics()
        self.behave = "well"
        self.to = ""
        self.asked: list[dict[str, str]] = []


@contextmanager
def calendar_server(host: str = "127.0.0.1") -> Iterator[CalendarServer]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            fake.asked.append(
                {"path": self.path, **{k.lower(): v for k, v in self.headers.items()}}
            )
            etag = f'"{hashlib.sha256(fake.content).hexdigest()[:8]}"'
            match fake.behave:
                case "missing":
                    self._answer(404, b"No.")
                case "broken":
                    self._answer(500, b"Oh.")
                case "slow":
                    time.sleep(0.4)
                    self._answer(200, fake.content)
                case "drip":
                    for piece in b"HTTP/1.0 200 OK\r\nA: bcdefghijklmnopqrstuvwxyz":
                        self.wfile.write(bytes([piece]))
                        self.wfile.flush()
                        time.sleep(0.05)
                case "redirect":
                    self._answer(302, b"", location=fake.to)
                case "page":
                    self._answer(200, b"<!DOCTYPE html><html><body>Sign in</body></html>")
                case "huge":
                    self._answer(200, b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000)
                case "packed":
                    self._answer(200, b"\x1f\x8b", **{"content-encoding": "gzip"})
                case _ if self.headers.get("If-None-Match") == etag:
                    self._answer(304, b"")
                case _:
                    self._answer(200, fake.content, etag=etag)

        def _answer(self, status: int, body: bytes, **headers: str) -> None:
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it heard enough

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    fake = CalendarServer(f"http://{host}:{server.server_address[1]}/secret/me.ics")
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
