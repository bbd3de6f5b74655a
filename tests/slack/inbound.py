"""What Slack sends to the app: signed events, interactions and commands, and their repeats."""

from __future__ import annotations

import itertools
import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from tests.slack import contract
from tests.slack.server import serving

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

Json = dict[str, Any]
_ROUNDS = 20
App = Callable[[bytes, dict[str, str]], tuple[int, Mapping[str, str], bytes]]


def django(body: bytes, headers: dict[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    """The app as Django's test client reaches it."""
    from django.test import Client

    rest = {name: value for name, value in headers.items() if name != "Content-Type"}
    said = Client().post(
        "/slack/events", data=body, content_type=headers["Content-Type"], headers=rest
    )
    return said.status_code, said.headers, said.content


def over_http(url: str) -> App:
    """The app as it runs in a process of its own, for trials of the whole."""

    def post(body: bytes, headers: dict[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        said = httpx.post(url, content=body, headers=headers, timeout=30)
        return said.status_code, said.headers, said.content

    return post


@dataclass
class Sent:
    """A request to the app and its answer; `took` is seconds of real time."""

    body: bytes
    headers: dict[str, str]
    what: str
    status: int = 0
    answer: bytes = b""
    took: float = 0.0
    echo: bool = False  # an event that a call of the app caused

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        return json.loads(self.answer) if self.answer else {}


@dataclass
class Inbound:
    space: Workspace
    app: App = django
    sent: list[Sent] = field(default_factory=list)
    waiting: deque[tuple[Json, bool, int]] = field(default_factory=deque)
    unacknowledged: list[Sent] = field(default_factory=list)
    tolerant: bool = False

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._round = 0  # how often an answer to an answer was answered

    # Requests.

    def post(
        self,
        body: bytes,
        kind: str,
        what: str,
        *,
        secret: str | None = None,
        age: float = 0,
        retry: tuple[int, str] | None = None,
    ) -> Sent:
        """Send, signed; another `secret` or an `age` in seconds makes the signature bad."""
        stamp = str(int(time.time() - age))
        signed = SignatureVerifier(secret or self.space.signing_secret).generate_signature(
            timestamp=stamp, body=body
        )
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": str(signed),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return self.deliver_as_is(Sent(body, headers, what))

    def deliver_as_is(self, sent: Sent) -> Sent:
        began = time.perf_counter()
        status, _, answer = self.app(sent.body, dict(sent.headers))
        sent.status, sent.answer = status, answer
        sent.took = time.perf_counter() - began
        self.sent.append(sent)
        return sent

    def expect_ok(self, sent: Sent) -> Sent:
        """An answer that is no success shows the person an error, or makes Slack try again."""
        if not sent.ok:
            self.unacknowledged.append(sent)
            if not self.tolerant:
                raise AssertionError(
                    f"the app answered {sent.status} to {sent.what}: {sent.answer[:300]!r}"
                )
        return sent

    def again(self, sent: Sent, number: int, reason: str) -> Sent:
        retry = (number, reason)
        return self.post(sent.body, sent.headers["Content-Type"], sent.what, retry=retry)

    # Events.

    def wrap(self, event: Json, *, team: str | None = None) -> Json:
        space = self.space
        team = team or space.team_id
        return {
            "token": "legacy-token",
            "team_id": team,
            "api_app_id": space.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{next(self._numbers):08d}",
            "event_time": int(space.epoch()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": space.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-ctx",
        }

    def subscribed(self, name: str) -> bool:
        if name == "app_rate_limited":
            return True
        if self.space.manifest_events is not None and name not in self.space.manifest_events:
            return False
        needed = contract.EVENTS.get(name, [])
        return not needed or bool(set(needed) & self.space.scopes)

    def emit(self, event: Json, name: str | None = None) -> None:
        """Tell the app of this, if it subscribes; at once, or after the call that caused it."""
        if self.subscribed(name or event["type"]) and not self.space.revoked:
            self.waiting.append((self.wrap(event), serving(), self._round + 1))
        self.deliver()

    def deliver(self) -> None:
        """Send what waits. Within a call of the API nothing is sent: the caller still waits."""
        if serving():
            return
        while self.waiting:
            try:
                envelope, echo, self._round = self.waiting.popleft()
            except IndexError:
                break  # another thread took it
            if self._round > _ROUNDS:
                raise AssertionError("the app answers its own messages, without end")
            try:
                self.event(envelope, echo)
            finally:
                self._round = 0
        self.space.check()

    def event(self, envelope: Json, echo: bool = False) -> Sent:
        body = json.dumps(envelope).encode()
        sent = self.post(body, "application/json", f"event {envelope['event']['type']}")
        sent.echo = echo
        return self.expect_ok(sent)

    # Interactions and commands.

    def payload(self, payload: Json) -> Sent:
        settings = (self.space.manifest or {}).get("settings", {})
        if self.space.manifest and not settings.get("interactivity", {}).get("is_enabled"):
            raise AssertionError("the manifest does not switch interactivity on")
        self.deliver()  # what happened before is told before
        body = urlencode({"payload": json.dumps(payload)}).encode()
        sent = self.post(body, "application/x-www-form-urlencoded", payload["type"])
        self.expect_ok(sent)
        self.deliver()
        return sent

    def form(self, fields: Json) -> Sent:
        self.deliver()
        sent = self.post(
            urlencode(fields).encode(),
            "application/x-www-form-urlencoded",
            f"command {fields['command']}",
        )
        return self.expect_ok(sent)
