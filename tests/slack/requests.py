"""Requests to the app as they are, for what goes wrong on the way in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.slack.inbound import Sent

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


class Requests:
    """The part of the workspace that sends what Slack, or somebody else, might send."""

    def deliver(self: Workspace) -> None:
        """Send the events that calls of the app have caused, and fail on what it did wrong."""
        self.inbound.deliver()

    def send_event(self: Workspace, event: Json, **how: Any) -> Sent:
        """This event, wrapped and signed, whatever is subscribed. `team=` names another team;
        `secret=` and `age=` spoil the signature. The answer is returned, not judged."""
        team = how.pop("team", None)
        body = json.dumps(self.inbound.wrap(event, team=team)).encode()
        return self.inbound.post(body, "application/json", f"event {event['type']}", **how)

    def limits_events(self: Workspace, minute: int | None = None) -> Sent:
        """Too many events: Slack says so instead of sending them, minute by minute."""
        said = {
            "token": "legacy-token",
            "type": "app_rate_limited",
            "team_id": self.team_id,
            "minute_rate_limited": minute or int(self.epoch()) // 60 * 60,
            "api_app_id": self.app_id,
        }
        body = json.dumps(said).encode()
        return self.inbound.post(body, "application/json", "app_rate_limited")

    @property
    def last(self: Workspace) -> Sent:
        """The last request that people caused, not the app's own doing."""
        return next(each for each in reversed(self.inbound.sent) if not each.echo)

    def repeat(self: Workspace, times: int = 1, *, reason: str = "http_timeout") -> list[Sent]:
        """The last request again, as Slack does when it heard no answer in time."""
        last = self.last
        return [self.inbound.again(last, number, reason) for number in range(1, times + 1)]

    def replay(self: Workspace, sent: Sent | None = None) -> Sent:
        """An earlier request byte for byte, signature and all, as an eavesdropper would."""
        last = sent or self.last
        return self.inbound.deliver_as_is(Sent(last.body, last.headers, last.what))

    def retry_unacknowledged(self: Workspace) -> list[Sent]:
        """Events the app did not take, once more."""
        again, self.inbound.unacknowledged = self.inbound.unacknowledged, []
        return [self.inbound.again(each, 1, "http_error") for each in again]

    @contextmanager
    def tolerating(self: Workspace) -> Iterator[None]:
        """Within, an answer of the app that is no success fails nothing."""
        self.inbound.tolerant = True
        try:
            yield
        finally:
            self.inbound.tolerant = False

    def url_verification(self: Workspace, challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY") -> Sent:
        """Slack's first request to a new address; the app must answer with the challenge."""
        body = {"token": "legacy-token", "challenge": challenge, "type": "url_verification"}
        sent = self.inbound.post(json.dumps(body).encode(), "application/json", "url_verification")
        if sent.ok and challenge.encode() not in sent.answer:
            raise AssertionError("the app did not answer with the challenge")
        return sent
