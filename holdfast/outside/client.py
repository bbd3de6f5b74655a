"""One configured server, and how it is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from json import loads
from typing import Any

import httpx

from holdfast.outside.errors import Denied, Gone, Limited, Refused, Unanswered, Unreached

MOST_BYTES = 32 * 1024 * 1024
_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
SLOWEST = 40.0  # seconds for a whole answer; a lease is longer
_LEAST_PAUSE, _MOST_PAUSE = timedelta(seconds=1), timedelta(hours=1)
_USUAL_PAUSE = timedelta(minutes=1)  # where it says “too many” and not until when
_TOO_MANY = 429
_REDIRECTS = range(300, 400)
_BAD = 400
_DENIED = {401, 403}
_MISSING = {404, 410}
_UNAVAILABLE = 503
_BROKEN = 500
_SHORT = 300
# What may be asked twice without being done twice (RFC 9110, 9.2.2).
_IDEMPOTENT = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}
_DIGITS = 12  # of a number of seconds; what is longer is no such number


@dataclass(frozen=True, slots=True)
class Answer:
    """What it said: `data` is the JSON, None where there is none."""

    status: int
    data: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Service:
    """A server that the operator configured, by its base address; asked only there.

    `headers` carry the token. Kept open between calls; `close` lets go of it.
    """

    def __init__(self, name: str, base_url: str, *, headers: Mapping[str, str]) -> None:
        self.name = name
        self.base_url = base_url.rstrip("/")
        self._headers = {"User-Agent": "Holdfast", "Accept": "application/json", **headers}
        self._client: httpx.Client | None = None

    def ask(
        self,
        method: str,
        path: str,
        *,
        at: datetime,
        json: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        also: Collection[int] = (),
    ) -> Answer:
        """Ask once. `path` stands behind the base address, or is an address there, as services give
        them for the next page. An answer with a status in `also` is given back as it is, for who
        reads the reasons in it. Raises Denied, Gone, Refused, Limited, Unreached or Unanswered."""
        url = self._address(path)
        try:
            request = self._open().build_request(
                method, url, json=json, params=params, headers={**self._headers, **(headers or {})}
            )
            status, content, said = self._answer(request)
        except _NEVER_SENT as error:
            raise Unreached(self.name, f"{self.name} cannot be reached: {_cause(error)}.") from None
        except (httpx.LocalProtocolError, UnicodeError):
            # Its own words repeat the header, with the token in it.
            raise Denied(
                self.name,
                f"What is configured for {self.name} cannot be sent: look for spaces, line breaks or "
                "unusual characters in its token.",
            ) from None
        except httpx.HTTPError as error:
            raise Unanswered(self.name, f"{self.name} gave no answer: {_cause(error)}.") from None
        if status in also:
            return Answer(status, self._data(content, strict=False), said)
        self._complain(method, status, content, said, at=at)
        return Answer(status, self._data(content), said)

    def close(self) -> None:
        client, self._client = self._client, None
        if client:
            client.close()

    def _open(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(trust_env=False, timeout=_TIMEOUT, follow_redirects=False)
        return self._client

    def _address(self, path: str) -> str:
        if path == self.base_url or path.startswith((f"{self.base_url}/", f"{self.base_url}?")):
            return path
        if not path:
            return self.base_url
        if "://" in path.partition("?")[0]:
            raise Refused(self.name, f"{self.name} sent us to another address; it is not followed.")
        return f"{self.base_url}/{path.lstrip('/')}"

    def _answer(self, request: httpx.Request) -> tuple[int, bytes, dict[str, str]]:
        """In a thread of its own: the client's timeouts are for each piece that arrives, and a server
        that lets us wait for piece after piece is left behind."""
        client, until = self._open(), time.monotonic() + SLOWEST
        heard: list[tuple[int, bytes, dict[str, str]] | Exception] = []

        def listen() -> None:
            try:
                heard.append(self._listen(client, request, until))
            except Exception as error:  # noqa: BLE001  # thrown below, where somebody waits for it
                heard.append(error)

        asking = threading.Thread(target=listen, name=f"asking {self.name}", daemon=True)
        asking.start()
        asking.join(SLOWEST)
        if not heard:
            self._client = None  # its connection is still waiting; the next question gets another
            raise Unanswered(self.name, f"{self.name} takes too long to answer.")
        if isinstance(heard[0], Exception):
            raise heard[0]
        return heard[0]

    def _listen(
        self, client: httpx.Client, request: httpx.Request, until: float
    ) -> tuple[int, bytes, dict[str, str]]:
        response = client.send(request, stream=True)
        try:
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > MOST_BYTES or time.monotonic() > until:
                    raise Unanswered(self.name, f"{self.name} says more than we can take.")
            return response.status_code, bytes(content), dict(response.headers)
        finally:
            response.close()

    def _data(self, content: bytes, *, strict: bool = True) -> Any:
        if not content.strip():
            return None
        try:
            return loads(content)
        except (ValueError, RecursionError):
            if not strict:
                return None
            raise Unanswered(self.name, f"{self.name} answered with something else.") from None

    def _complain(
        self, method: str, status: int, content: bytes, said: Mapping[str, str], *, at: datetime
    ) -> None:
        # A proxy may say 503 of what had arrived behind it, so what is not harmless twice is in doubt.
        doubtful = status == _UNAVAILABLE and method.upper() not in _IDEMPOTENT
        if not doubtful and (until := pause(status, said, at=at)):
            raise Limited(self.name, until)
        words = " ".join(content[:_SHORT].decode(errors="replace").split())
        if status in _DENIED:
            raise Denied(self.name, f"{self.name} does not allow it ({status}): {words}")
        if status in _MISSING:
            raise Gone(self.name, f"{self.name} does not know it ({status}).")
        if status in _REDIRECTS:
            raise Refused(
                self.name,
                f"{self.name} sends us to another address ({status}), which is not followed: "
                "what we ask for moved, or its configured address is not the final one.",
            )
        if status >= _BROKEN:
            raise Unanswered(self.name, f"{self.name} broke down ({status}).")
        if status >= _BAD:
            raise Refused(self.name, f"{self.name} refuses it ({status}): {words}")


# What is thrown before anything was said.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def pause(status: int, said: Mapping[str, str], *, at: datetime) -> datetime | None:
    """Until when it wants nothing more, where it says so: Retry-After in seconds or as a date
    (RFC 9110), or GitHub's x-ratelimit-reset once nothing remains (docs.github.com, rate limits)."""
    named = {name.lower(): value.strip() for name, value in said.items()}
    after, until = named.get("retry-after", ""), None
    spent = named.get("x-ratelimit-remaining") == "0"
    if status != _TOO_MANY and not (status in {403, _UNAVAILABLE} and (after or spent)):
        return None
    if (seconds := whole(after)) is not None:
        until = at + timedelta(seconds=min(seconds, 86_400))
    elif after:
        until = _date(after)
    elif spent and (reset := whole(named.get("x-ratelimit-reset", ""))) is not None:
        until = moment(reset, at=at)
    if until is None:
        until = at + _USUAL_PAUSE
    return within_reason(until, at=at)


def whole(text: str) -> int | None:
    """A number of seconds or milliseconds in a header; None where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS + 3 else None


def moment(seconds: float, *, at: datetime) -> datetime | None:
    """A moment given in seconds since 1970; None where no calendar has it."""
    try:
        return datetime.fromtimestamp(seconds, tz=at.tzinfo)
    except (ValueError, OverflowError, OSError):
        return None


def within_reason(until: datetime, *, at: datetime) -> datetime:
    """Nobody waits less than a second, or more than an hour before asking again."""
    return min(max(until, at + _LEAST_PAUSE), at + _MOST_PAUSE)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else None


def _cause(error: Exception) -> str:
    return " ".join(str(error).split())[:_SHORT] or type(error).__name__
