"""Response URLs: an answer to an interaction, five times within half an hour."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack import blocks as kit
from tests.slack.messages import Card, Ephemeral, Message

if TYPE_CHECKING:
    from tests.slack.channels import Channel
    from tests.slack.people import User
    from tests.slack.workspace import Workspace

Json = dict[str, Any]
_KEYS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "metadata",
}


@dataclass
class _Url:
    user: User
    channel: Channel
    origin: Card | None
    until: float
    left: int = 5


@dataclass
class Responses:
    space: Workspace
    _urls: dict[str, _Url] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def make(self, user: User, channel: Channel, origin: Card | None) -> str:
        path = f"/actions/{self.space.team_id}/{next(self._numbers)}"
        self._urls[path] = _Url(user, channel, origin, self.space.epoch() + 1800)
        return f"http://127.0.0.1:{self.space.port}{path}"

    def take(self, path: str, said: Json) -> tuple[int, str]:
        """A post to a response URL: the status and Slack's word for it."""
        space = self.space
        with space.lock:
            space.responded.append(said)
            url = self._urls.get(path)
            if url is None or space.epoch() > url.until:
                return 404, '{"ok":false,"error":"expired_url"}'
            if url.left == 0:
                return 404, '{"ok":false,"error":"used_url"}'
            url.left -= 1
            if wrong := self._wrong(said):
                space.complain(*wrong)
                return 400, '{"ok":false,"error":"invalid_payload"}'
            return 200, self._do(url, said)

    def _wrong(self, said: Json) -> list[str]:
        wrong = [f"a response has no {each}" for each in sorted(set(said) - _KEYS)]
        wrong += kit.problems(said.get("blocks") or [], most=50, where="message")
        for each in said.get("attachments") or []:
            wrong += kit.problems(each.get("blocks") or [], most=50, where="message")
        if not (said.get("delete_original") or said.get("text") or said.get("blocks")):
            wrong += [] if said.get("attachments") else ["a response without text or blocks"]
        return wrong

    def _do(self, url: _Url, said: Json) -> str:
        origin = url.origin
        ours = isinstance(origin, Ephemeral) or (isinstance(origin, Message) and origin.by_app)
        if origin and ours and said.get("delete_original"):
            if isinstance(origin, Message):
                origin.channel.remove(origin)
            origin.gone = True
        elif origin and ours and said.get("replace_original"):
            before = origin.as_json() if isinstance(origin, Message) else {}
            origin.text, origin.blocks = said.get("text", ""), kit.named(said.get("blocks") or [])
            origin.attachments = said.get("attachments") or []
            if isinstance(origin, Message):
                origin.changed(before)
        elif not said.get("delete_original"):
            self.show(url.user, url.channel, said)
        return "ok"

    def show(self, user: User, channel: Channel, said: Json) -> Card:
        """An answer to a command or interaction: to one person, or to all in the channel."""
        space = self.space
        blocks = kit.named(said.get("blocks") or [])
        text, thread = said.get("text", ""), said.get("thread_ts")
        shown: Card
        if said.get("response_type") == "in_channel":
            message = Message(space, channel, space.next_ts(), text, blocks, thread_ts=thread)
            message.attachments = said.get("attachments") or []
            channel.messages_and_replies.append(message)
            channel.emit(message.as_json())
            shown = message
        else:
            shown = Ephemeral(
                space, channel, space.next_ts(), text, blocks, thread_ts=thread, to=user
            )
            shown.attachments = said.get("attachments") or []
            user.ephemerals.append(shown)
        return shown
