"""Channels and conversations, and the methods that read and change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack import blocks as kit
from tests.slack.messages import Message

if TYPE_CHECKING:
    from tests.slack.canvases import Canvas
    from tests.slack.people import User
    from tests.slack.workspace import Workspace

Json = dict[str, Any]
_TYPE = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
_EVENT = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


@dataclass
class Bookmark:
    id: str
    title: str
    link: str
    emoji: str = ""


@dataclass(eq=False)
class Channel:
    """A conversation of any kind: "public", "private", "im" (with the app) or "mpim"."""

    space: Workspace = field(repr=False)
    id: str
    name: str
    kind: str = "public"
    members: list[User] = field(default_factory=list, repr=False)
    bot: bool = False  # whether the app is a member
    topic: str = ""
    bookmarks: list[Bookmark] = field(default_factory=list)
    canvas: Canvas | None = None
    archived: bool = False
    messages_and_replies: list[Message] = field(default_factory=list, repr=False)

    @property
    def messages(self) -> list[Message]:
        """What stands in the channel itself: no replies in threads, unless broadcast."""
        return [
            each for each in self.messages_and_replies if each.thread_ts is None or each.broadcast
        ]

    @property
    def posts(self) -> list[Message]:
        """What the app posted here, in threads or not."""
        return [each for each in self.messages_and_replies if each.by_app]

    def message(self, ts: str | None) -> Message | None:
        return next((each for each in self.messages_and_replies if each.ts == ts), None)

    def named(self) -> Json:
        """The channel as interactions name it: private ones are not named."""
        name = {"private": "privategroup", "im": "directmessage"}.get(self.kind, self.name)
        return {"id": self.id, "name": name}

    def as_json(self) -> Json:
        said: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_org_shared": False,
            "context_team_id": self.space.team_id,
        }
        if self.kind == "im":
            return said | {"user": self.members[0].id, "is_open": True}
        return said | {
            "name": self.name,
            "name_normalized": self.name,
            "is_member": self.bot,
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
            "num_members": len(self.members) + self.bot,
            "properties": (
                {"canvas": {"file_id": self.canvas.id, "is_empty": not self.canvas.text}}
                if self.canvas
                else {}
            ),
        }

    # What people do.

    def says(
        self,
        by: User,
        text: str,
        *,
        thread: Message | None = None,
        blocks: list[Json] | None = None,
        subtype: str | None = None,
    ) -> Message:
        """A person writes here; the app hears it where it is a member and subscribes."""
        if self.archived:
            raise AssertionError(f"{self.name} is archived")
        if by not in self.members:
            raise AssertionError(f"{by.name} is not in {self.name}")
        parent = (thread.thread_ts or thread.ts) if thread else None
        said = Message(
            self.space,
            self,
            self.space.next_ts(),
            text,
            blocks=kit.named(blocks or []),
            thread_ts=parent,
            author=by,
            subtype=subtype,
            broadcast=subtype == "thread_broadcast",
        )
        self.messages_and_replies.append(said)
        self.emit(said.as_json())
        if self.bot and f"<@{self.space.bot_user_id}>" in text and self.kind != "im":
            mention = {**said.as_json(), "type": "app_mention", "channel": self.id}
            self.space.inbound.emit({**mention, "event_ts": said.ts})
        self.space.links_shared(said)
        return said

    def emit(self, event: Json) -> None:
        """A message event: only where the app is a member."""
        if self.bot:
            kind = _TYPE[self.kind]
            event = {**event, "channel": self.id, "channel_type": kind}
            event.setdefault("event_ts", event["ts"])
            self.space.inbound.emit(event, _EVENT[self.kind])

    def remove(self, message: Message) -> None:
        before = message.as_json()
        message.gone = True
        self.messages_and_replies.remove(message)
        self.emit(
            {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "deleted_ts": message.ts,
                "previous_message": before,
                "ts": self.space.next_ts(),
            }
        )

    def joins(self, user: User, *, inviter: User | None = None) -> None:
        if user not in self.members:
            self.members.append(user)
            self._joined(user.id, inviter)

    def leaves(self, user: User) -> None:
        self.members.remove(user)
        if self.bot:
            self._left(user.id)

    def invites_app(self, by: User) -> None:
        """`/invite @app`."""
        if not self.bot:
            self.bot = True
            self._joined(self.space.bot_user_id, by)

    def app_joins(self) -> None:
        if not self.bot:
            self.bot = True
            self._joined(self.space.bot_user_id, None)

    def removes_app(self) -> None:
        """Somebody takes the app out of the channel."""
        self.bot = False
        kind = "channel_left" if self.kind == "public" else "group_left"
        self._lifecycle(kind, {"actor_id": "", "channel": self.id})

    def archive(self) -> None:
        self.archived = True
        self._channel_event("archive", {"user": ""})

    def unarchive(self) -> None:
        self.archived = False
        self._channel_event("unarchive", {"user": ""})

    def delete(self) -> None:
        self.space.channels.pop(self.id, None)
        self._channel_event("deleted", {"actor_id": ""})

    def rename(self, name: str) -> None:
        self.name = name
        said = {"id": self.id, "name": name, "created": 1_700_000_000}
        self._channel_event("rename", {"channel": said})

    def _joined(self, user: str, inviter: User | None) -> None:
        if self.bot:
            more = {"inviter": inviter.id} if inviter else {}
            self._membership("member_joined_channel", user, more)

    def _left(self, user: str) -> None:
        self._membership("member_left_channel", user, {})

    def _membership(self, kind: str, user: str, more: Json) -> None:
        letter = "C" if self.kind == "public" else "G"
        more = {"user": user, "channel_type": letter, "team": self.space.team_id, **more}
        self._lifecycle(kind, {"channel": self.id, **more})

    def _channel_event(self, what: str, more: Json) -> None:
        # Of a private channel only members hear.
        if self.kind == "public" or self.bot:
            start = "channel" if self.kind == "public" else "group"
            self._lifecycle(f"{start}_{what}", {"channel": self.id, **more})

    def _lifecycle(self, kind: str, more: Json) -> None:
        self.space.inbound.emit({"type": kind, **more, "event_ts": self.space.next_ts()})
