"""A configured server is asked, and its answers mean what we make of them."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from holdfast.journal.channels import Later, Never, Unknown
from holdfast.outside import client as module
from holdfast.outside.client import Service, pause
from holdfast.outside.errors import (
    ASKING,
    Denied,
    Gone,
    Limited,
    Refused,
    Unanswered,
    Unreached,
    outcome,
)
from tests.outside.stand_in import Asked, Reply, StandIn

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


class Plain(StandIn):
    """Answers what it is told to."""

    said = Reply(200, {"all": "well"})

    def reply(self, asked: Asked) -> Reply:
        return self.said


@pytest.fixture
def server() -> Iterator[Plain]:
    fake = Plain(clock=lambda: AT)
    try:
        yield fake
    finally:
        fake.close()


@pytest.fixture
def service(server: Plain) -> Iterator[Service]:
    made = Service("It", f"{server.url}/base/", headers={"Authorization": "Bearer secret-token"})
    try:
        yield made
    finally:
        made.close()


def test_it_is_asked(server: Plain, service: Service):
    server.said = Reply(201, {"a": 1}, {"X-More": "yes"})
    answer = service.ask(
        "POST", "/things", at=AT, json={"b": 2}, params={"q": "x y"}, headers={"X-Own": "z"}
    )
    assert (answer.status, answer.data, answer.headers["x-more"]) == (201, {"a": 1}, "yes")
    [asked] = server.log
    assert (asked.method, asked.path, asked.query, asked.body) == (
        "POST",
        "/base/things",
        {"q": "x y"},
        {"b": 2},
    )
    assert asked.headers["authorization"] == "Bearer secret-token"
    assert (asked.headers["user-agent"], asked.headers["x-own"]) == ("Holdfast", "z")


def test_an_answer_without_content(server: Plain, service: Service):
    server.said = Reply(204)
    assert service.ask("DELETE", "x", at=AT).data is None


def test_the_next_page_may_be_an_address_there(server: Plain, service: Service):
    service.ask("GET", f"{server.url}/base/next?page=2", at=AT)
    service.ask("GET", f"{server.url}/base", at=AT)
    service.ask("GET", "", at=AT)
    service.ask("GET", "search?q=https://elsewhere.example", at=AT)
    paths = ["/base/next", "/base", "/base", "/base/search"]
    assert [each.path for each in server.log] == paths


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/base/next",
        "http://127.0.0.1:1/base/next",
        "{url}.elsewhere.example/base/next",
        "{url}@elsewhere.example/",
        "{url}/basement/next",
        "{url}/other",
    ],
)
def test_another_address_is_not_asked(server: Plain, service: Service, path: str):
    with pytest.raises(Refused, match="another address"):
        service.ask("GET", path.format(url=server.url), at=AT)
    assert not server.log


def test_what_looks_like_another_host_stays_here(server: Plain, service: Service):
    service.ask("GET", "//elsewhere.example/x", at=AT)
    assert server.log[0].path == "/base/elsewhere.example/x"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(server: Plain, service: Service, status: int):
    server.said = Reply(status, b"", {"Location": f"{server.url}/base/other"})
    with pytest.raises(Refused, match=f"another address \\({status}\\)"):
        service.ask("GET", "x", at=AT)
    assert len(server.log) == 1


@pytest.mark.parametrize(
    ("status", "trouble", "then"),
    [
        (400, Refused, Never),
        (401, Denied, Later),
        (403, Denied, Later),
        (404, Gone, Never),
        (410, Gone, Never),
        (409, Refused, Never),
        (422, Refused, Never),
        (429, Limited, Later),
        (500, Unanswered, Unknown),
        (502, Unanswered, Unknown),
        (503, Unanswered, Unknown),
        (504, Unanswered, Unknown),
    ],
)
def test_what_a_status_means(
    server: Plain, service: Service, status: int, trouble: type[Exception], then: type
):
    server.said = Reply(status, {"message": "Why\nnot"})
    with pytest.raises(trouble) as raised:
        service.ask("POST", "x", at=AT)
    assert "\n" not in str(raised.value)
    assert "secret-token" not in str(raised.value)
    assert isinstance(raised.value, ASKING)
    assert isinstance(outcome(raised.value, at=AT), then)


def test_what_may_be_harmful_twice_is_in_doubt(server: Plain, service: Service):
    """A proxy may say 503 of what had arrived behind it, however long it wants us to wait."""
    server.said = Reply(503, b"", {"Retry-After": "30"})
    for method in ("POST", "PATCH"):
        with pytest.raises(Unanswered):
            service.ask(method, "x", at=AT)
    for method in ("GET", "PUT", "DELETE"):
        with pytest.raises(Limited) as limited:
            service.ask(method, "x", at=AT)
        assert limited.value.until == AT + timedelta(seconds=30)


def test_who_reads_the_reasons_gets_them(server: Plain, service: Service):
    server.said = Reply(400, {"errors": {"a": "b"}})
    assert service.ask("POST", "x", at=AT, also={400}).data == {"errors": {"a": "b"}}
    server.said = Reply(400, b"<html>")
    assert service.ask("POST", "x", at=AT, also={400}).data is None
    server.said = Reply(401, b"")
    with pytest.raises(Denied):
        service.ask("POST", "x", at=AT, also={400})


@pytest.mark.parametrize("content", [b"<html>Sign in</html>", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json(server: Plain, service: Service, content: bytes):
    server.said = Reply(200, content)
    with pytest.raises(Unanswered, match="something else"):
        service.ask("GET", "x", at=AT)


def test_an_answer_that_is_too_large(
    server: Plain, service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    server.said = Reply(200, b'"' + b"x" * 1000 + b'"')
    with pytest.raises(Unanswered, match="more than we can take"):
        service.ask("GET", "x", at=AT)
    packed = gzip.compress(b" " * 1_000_000)
    assert len(packed) < 2000
    server.said = Reply(200, packed, {"Content-Encoding": "gzip"})
    with pytest.raises(Unanswered, match="more than we can take"):
        service.ask("GET", "x", at=AT)
    server.said = Reply(200, b"no gzip", {"Content-Encoding": "gzip"})
    with pytest.raises(Unanswered):
        service.ask("GET", "x", at=AT)
    server.said = Reply(200, {"it": "goes on"})
    assert service.ask("GET", "x", at=AT).data == {"it": "goes on"}


@pytest.mark.parametrize("where", ["head", "body"])
def test_an_answer_that_drips(monkeypatch: pytest.MonkeyPatch, where: str):
    """Each piece comes in time, all of it never does."""
    monkeypatch.setattr(module, "SLOWEST", 0.2)
    enough = threading.Event()

    class Dripping(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            if where == "body":
                self.send_response(200)
                self.end_headers()
            else:
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
            try:
                while not enough.wait(0.03):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            except OSError:
                pass  # it heard enough

    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    service = Service("It", f"http://127.0.0.1:{server.server_address[1]}", headers={})
    try:
        began = module.time.monotonic()
        with pytest.raises(Unanswered):
            service.ask("GET", "x", at=AT)
        assert module.time.monotonic() - began < 2
    finally:
        enough.set()
        service.close()
        server.shutdown()
        server.server_close()


def test_a_connection_that_breaks(server: Plain, service: Service):
    server.cut()
    with pytest.raises(Unanswered):
        service.ask("POST", "x", at=AT)
    assert service.ask("POST", "x", at=AT).status == 200


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9", "http://no-such-host.invalid", "http://[", "ftp://127.0.0.1", "http://"],
)
def test_what_never_got_there_can_be_asked_again(url: str):
    service = Service("It", url, headers={})
    with pytest.raises(Unreached, match=r"^It cannot be reached"):
        service.ask("POST", "x", at=AT)
    service.close()


@pytest.mark.parametrize("token", ["xyz\nbreak", "h\u00e9l\u20ac", "zzz\x00"])
def test_a_token_that_cannot_be_sent_is_not_told(server: Plain, token: str):
    service = Service("It", server.url, headers={"Authorization": f"Bearer {token}"})
    with pytest.raises(Denied, match="look for spaces") as denied:
        service.ask("GET", "x", at=AT)
    assert token[:3] not in str(denied.value)
    service.close()


def test_nothing_is_taken_from_the_environment(
    server: Plain, service: Service, monkeypatch: pytest.MonkeyPatch
):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert service.ask("GET", "x", at=AT).status == 200


def test_it_can_be_closed_and_asked_again(server: Plain, service: Service):
    service.ask("GET", "x", at=AT)
    service.close()
    service.close()
    assert service.ask("GET", "x", at=AT).status == 200


HOUR = 3600


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [
        (429, {"Retry-After": "90"}, 90),
        (429, {"retry-after": " 90 "}, 90),
        (429, {"Retry-After": "0"}, 1),
        (429, {"Retry-After": "-5"}, 60),
        (429, {"Retry-After": "1.5"}, 60),
        (429, {"Retry-After": "99999999"}, HOUR),
        (429, {"Retry-After": "9" * 5000}, 60),
        (429, {"Retry-After": "\u0663"}, 60),
        (429, {"Retry-After": "\u00b2"}, 60),
        (429, {"Retry-After": "Tue, 03 Mar 2026 15:10:00 GMT"}, 600),
        (429, {"Retry-After": "Tue, 03 Mar 2026 14:00:00 GMT"}, 1),
        (429, {"Retry-After": "Tue, 03 Mar 2099 14:00:00 GMT"}, HOUR),
        (429, {"Retry-After": "Tue, 03 Mar 2026 15:10:00 -0000"}, 60),
        (429, {"Retry-After": "Tue, 99 Mar 2026 15:10:00 GMT"}, 60),
        (429, {"Retry-After": "soon"}, 60),
        (429, {}, 60),
        (503, {"Retry-After": "5"}, 5),
        (403, {"Retry-After": "5"}, 5),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{in 300}"}, 300),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{in 300}"}, 300),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{in -300}"}, 1),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "\u00b2"}, 60),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 15}, 60),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 400}, 60),
        (429, {"X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "{in 300}"}, 60),
        (403, {"X-RateLimit-Remaining": "7"}, None),
        (403, {}, None),
        (503, {}, None),
        (500, {"Retry-After": "5"}, None),
        (200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{in 300}"}, None),
        (404, {"Retry-After": "5"}, None),
        (401, {"X-RateLimit-Remaining": "0"}, None),
    ],
)
def test_until_when_it_wants_nothing(status: int, said: dict[str, str], seconds: int | None):
    given = {
        name: str(int(AT.timestamp()) + int(value[4:-1])) if value.startswith("{in") else value
        for name, value in said.items()
    }
    expected = None if seconds is None else AT + timedelta(seconds=seconds)
    assert pause(status, given, at=AT) == expected
