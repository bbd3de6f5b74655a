"""What people do that is neither writing nor clicking: shortcuts, commands, and their triggers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.slack import blocks as kit
from tests.slack.api import Refused
from tests.slack.channels import Channel
from tests.slack.messages import Card, Message
from tests.slack.people import User

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass
class Trigger:
    user: User
    place: Any
    until: float
    spent: bool = False


class Doing:
    """The part of the workspace that starts interactions."""

    def envelope(self: Workspace, kind: str, user: User) -> Json:
        return {
            "type": kind,
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": self.team_id,
            },
            "api_app_id": self.app_id,
            "token": "legacy-token",
            "team": {"id": self.team_id, "domain": "example"},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def trigger(self: Workspace, user: User, place: Any = None) -> str:
        """A trigger_id: three seconds, once."""
        name = f"{next(self._numbers)}.{next(self._numbers)}.{next(self._numbers):x}"
        self._triggers[name] = Trigger(user, place, self.epoch() + 3)
        return name

    def spend(self: Workspace, name: str) -> tuple[User, Any]:
        trigger = self._triggers.get(name)
        if not trigger:
            raise Refused("invalid_trigger_id")
        if trigger.spent:
            raise Refused("exchanged_trigger_id")
        if self.epoch() > trigger.until:
            raise Refused("expired_trigger_id")
        trigger.spent = True
        return trigger.user, trigger.place

    def shortcut(self: Workspace, name: str, *, by: User, message: Message | None = None) -> None:
        """A shortcut by its callback_id or its name in the manifest."""
        callback = self._shortcut(name, "message" if message else "global")
        payload = {
            **self.envelope("message_action" if message else "shortcut", by),
            "callback_id": callback,
            "trigger_id": self.trigger(by),
            "action_ts": self.next_ts(),
        }
        if message:
            payload |= {
                "channel": message.channel.named(),
                "message_ts": message.ts,
                "message": message.as_json(),
                "response_url": self.responses.make(by, message.channel, message),
            }
        self.inbound.payload(payload)

    def _shortcut(self: Workspace, name: str, kind: str) -> str:
        if self.manifest is None:
            return name
        known = [
            each
            for each in self.manifest.get("features", {}).get("shortcuts", [])
            if each["type"] == kind
        ]
        for each in known:
            if name in {each["name"], each["callback_id"]}:
                return str(each["callback_id"])
        raise AssertionError(f"the manifest has no {kind} shortcut {name!r}")

    def command(
        self: Workspace, line: str, *, by: User, channel: Channel | None = None
    ) -> Card | None:
        """Type a slash command; what it shows, if anything."""
        command, _, text = line.partition(" ")
        if self.manifest is not None:
            known = self.manifest.get("features", {}).get("slash_commands", [])
            if command not in {each["command"] for each in known}:
                raise AssertionError(f"the manifest has no command {command}")
        place = channel or self.im(by)
        if by not in place.members:
            raise AssertionError(f"{by.name} is not in {place.name}")
        before = len(by.ephemerals)
        sent = self.inbound.form(
            {
                "token": "legacy-token",
                "team_id": self.team_id,
                "team_domain": "example",
                "channel_id": place.id,
                "channel_name": place.named()["name"],
                "user_id": by.id,
                "user_name": by.name,
                "command": command,
                "text": text.strip(),
                "api_app_id": self.app_id,
                "is_enterprise_install": "false",
                "response_url": self.responses.make(by, place, None),
                "trigger_id": self.trigger(by),
            }
        )
        said = sent.answer.decode() if sent.ok else ""
        shown: Card | None = None
        if said.startswith("{"):
            answer = json.loads(said)
            wrong = self.responses._wrong(answer) if answer else []
            self.complain(*wrong)
            shown = self.responses.show(by, place, answer) if answer and not wrong else None
        elif said:
            shown = self.responses.show(by, place, {"text": said})
        self.deliver()
        fresh = by.ephemerals[before:]
        return shown or (fresh[-1] if fresh else None)

    def suggestions(
        self: Workspace, place: Any, block: Json, element: Json, typed: str, by: User
    ) -> list[Json]:
        """What the app offers in an external select for what was typed."""
        if len(typed) < element.get("min_query_length", 3):
            raise AssertionError(f"Slack asks the app nothing for {typed!r}: too short")
        where = place.surroundings(by)
        where.pop("response_url", None)
        sent = self.inbound.payload(
            {
                **self.envelope("block_suggestion", by),
                **where,
                "action_id": element["action_id"],
                "block_id": block["block_id"],
                "value": typed,
            }
        )
        groups = sent.json.get("option_groups", [])
        found = [*sent.json.get("options", []), *(o for each in groups for o in each["options"])]
        wrong = kit.option_problems({"type": "static_select", "options": found}) if found else []
        self.complain(*wrong)
        return found

    def links_shared(self: Workspace, said: Message) -> None:
        urls = re.findall(r"https?://[^\s>|]+", said.text)
        links = [
            {"domain": domain, "url": url}
            for url in urls
            for domain in self.unfurl_domains
            if re.match(rf"https?://([^/]*\.)?{re.escape(domain)}(:\d+)?(/|$)", url)
        ]
        if not links:
            return
        name = self.new_id("Uf")
        self.unfurlable[name] = said
        thread = {"thread_ts": said.thread_ts} if said.thread_ts else {}
        self.inbound.emit(
            {
                "type": "link_shared",
                "user": said.author.id if said.author else self.bot_user_id,
                "channel": said.channel.id,
                "message_ts": said.ts,
                "is_bot_user_member": said.channel.bot,
                "unfurl_id": name,
                "source": "conversations_history",
                "links": links,
                "event_ts": said.ts,
                **thread,
            }
        )
