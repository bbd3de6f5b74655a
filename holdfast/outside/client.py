"""One configured server, and how it is asked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from holdfast.outside.errors import Denied, Gone, Limited, Refused, Unanswered, Unreached

MOST_BYTES = 32 * 1024 * 1024
_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
SLOWEST = 40.0  # seconds for a whole answer; a lease is longer
_LEAST_PAUSE, _MOST_PAUSE = timedelta(seconds=1), timedelta(hours=1)
_USUAL_PAUSE = timedelta(minutes=1)  # where it says “too many” and not until when
_TOO_MANY = 429
_BROKEN = 500
_SHORT = 300


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
    ) -> Answer:
        """Ask once. `path` stands behind the base address, or is an address there, as services give
        them for the next page. Raises Denied, Gone, Refused, Limited, Unreached or Unanswered."""
        url = self._address(path)
        try:
            request = self._open().build_request(
                method, url, json=json, params=params, headers={**self._headers, **(headers or {})}
            )
            status, content, said = self._answer(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreached(self.name, f"{self.name} cannot be reached: {_cause(error)}.") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unanswered(self.name, f"{self.name} gave no answer: {_cause(error)}.") from None
        self._complain(status, content, said, at=at)
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
        if path.startswith(f"{self.base_url}/"):
            return path
        if "://" in path:
            raise Refused(self.name, f"{self.name} sent us to another address; it is not followed.")
        return f"{self.base_url}/{path.lstrip('/')}"

    def _answer(self, request: httpx.Request) -> tuple[int, bytes, dict[str, str]]:
        until = time.monotonic() + SLOWEST
        response = self._open().send(request, stream=True)
        try:
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > MOST_BYTES or time.monotonic() > until:
                    raise Unanswered(self.name, f"{self.name} says more than we can take.")
            return response.status_code, bytes(content), dict(response.headers)
        finally:
            response.close()

    def _data(self, content: bytes) -> Any:
        if not content.strip():
            return None
        try:
            return httpx.Response(200, content=content).json()
        except ValueError:
            raise Unanswered(self.name, f"{self.name} answered with something else.") from None

    def _complain(
        self, status: int, content: bytes, said: Mapping[str, str], *, at: datetime
    ) -> None:
        if until := pause(status, said, at=at):
            raise Limited(self.name, until)
        words = content[:_SHORT].decode(errors="replace").strip()
        match status:
            case 401 | 403:
                raise Denied(self.name, f"{self.name} does not allow it ({status}): {words}")
            case 404 | 410:
                raise Gone(self.name, f"{self.name} does not know it ({status}).")
            case _ if status >= _BROKEN:
                raise Unanswered(self.name, f"{self.name} broke down ({status}).")
            case _ if not 200 <= status < 300:
                raise Refused(self.name, f"{self.name} refuses it ({status}): {words}")


def pause(status: int, said: Mapping[str, str], *, at: datetime) -> datetime | None:
    """Until when it wants nothing more, where it says so: Retry-After in seconds or as a date
    (RFC 9110), or GitHub's x-ratelimit-reset once nothing remains (docs.github.com, rate limits)."""
    named = {name.lower(): value for name, value in said.items()}
    after, until = named.get("retry-after", ""), None
    spent = named.get("x-ratelimit-remaining") == "0"
    if status != _TOO_MANY and not (status in {403, 503} and (after or spent)):
        return None
    if after.isascii() and after.isdigit():
        until = at + timedelta(seconds=min(int(after), 86_400))
    elif after:
        try:
            until = parsedate_to_datetime(after)
        except ValueError:
            until = None
    elif spent and named.get("x-ratelimit-reset", "").isdigit():
        until = datetime.fromtimestamp(int(named["x-ratelimit-reset"]), tz=at.tzinfo)
    if until is None or until.tzinfo is None:
        until = at + _USUAL_PAUSE
    return min(max(until, at + _LEAST_PAUSE), at + _MOST_PAUSE)


def _cause(error: Exception) -> str:
    return " ".join(str(error).split())[:_SHORT] or type(error).__name__
