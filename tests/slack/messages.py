"""Messages, what only one person sees, and what can be clicked on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack import blocks as kit
from tests.slack.controls import Button, Menu, labels

if TYPE_CHECKING:
    from tests.slack.channels import Channel
    from tests.slack.people import User
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(eq=False)
class Card:
    """Anything with text and blocks that people read and click on."""

    space: Workspace = field(repr=False)
    channel: Channel = field(repr=False)
    ts: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list, repr=False)
    attachments: list[Json] = field(default_factory=list, repr=False)
    thread_ts: str | None = None
    values: Json = field(default_factory=dict, repr=False)  # what selects on it stand at
    gone: bool = False

    @property
    def all_blocks(self) -> list[Json]:
        return [*self.blocks, *(b for each in self.attachments for b in each.get("blocks") or [])]

    @property
    def shown(self) -> str:
        """What a person reads: the blocks' words, or the text where there are no blocks."""
        return kit.shown(self.all_blocks) or self.text

    @property
    def pings(self) -> set[str]:
        """Whom it calls: ids of people and groups, and "channel", "here" or "everyone"."""
        return kit.pings(self.all_blocks) | (set() if self.all_blocks else kit.called(self.text))

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, in order."""
        return labels(self.all_blocks)

    def button(self, words: str = "", **which: str) -> Button:
        """The button with these words (or this action_id), as it stands now.

        Of several alike, `beside=` names words in its block or the one above, `value=` its value.
        Kept in a variable it can be clicked later too: that is a click on an old card.
        """
        return Button.find(self, self.all_blocks, words, **which)

    def menu(self, words: str = "", **which: str) -> Menu:
        """The select, overflow or picker with this placeholder, label or action_id."""
        return Menu.find(self, self.all_blocks, words, **which)

    # What controls need to know of where they stand.

    def container(self) -> Json:
        raise NotImplementedError

    def surroundings(self, user: User) -> Json:
        """The parts of an interaction's payload that say where it happened."""
        raise NotImplementedError

    def must_see(self, user: User) -> None:
        raise NotImplementedError


@dataclass(eq=False)
class Message(Card):
    """A message in a channel. `author` None is the app."""

    author: User | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    pinned: bool = False
    unfurls: dict[str, Json] = field(default_factory=dict)
    broadcast: bool = False

    @property
    def thread(self) -> list[Message]:
        """Its replies, oldest first."""
        return [
            each
            for each in self.channel.messages_and_replies
            if each.thread_ts == self.ts and each is not self
        ]

    replies = thread

    @property
    def permalink(self) -> str:
        base = f"{self.space.url}archives/{self.channel.id}/p{self.ts.replace('.', '')}"
        return (
            f"{base}?thread_ts={self.thread_ts}&cid={self.channel.id}" if self.thread_ts else base
        )

    @property
    def by_app(self) -> bool:
        return self.author is None

    def as_json(self, *, metadata: bool = False) -> Json:
        space = self.space
        said: Json = {"type": "message", "ts": self.ts, "text": self.text, "team": space.team_id}
        if self.author:
            said |= {"user": self.author.id, "blocks": self.blocks or kit.rich(self.text)}
        else:
            said |= {"user": space.bot_user_id, "bot_id": space.bot_id, "app_id": space.app_id}
            said |= {"blocks": self.blocks} if self.blocks else {}
        if self.attachments:
            said["attachments"] = self.attachments
        if self.subtype:
            said["subtype"] = self.subtype
        if self.edited:
            said["edited"] = {"user": said["user"], "ts": self.ts}
        if self.thread_ts:
            said["thread_ts"] = self.thread_ts
            if parent := self.channel.message(self.thread_ts):
                said["parent_user_id"] = parent.author.id if parent.author else space.bot_user_id
        elif replies := self.thread:
            said |= {"thread_ts": self.ts, "reply_count": len(replies)}
            said["latest_reply"] = replies[-1].ts
        if self.reactions:
            said["reactions"] = [
                {"name": name, "users": who, "count": len(who)}
                for name, who in self.reactions.items()
            ]
        if metadata and self.metadata:
            said["metadata"] = self.metadata
        return said

    # What people do.

    def says(self, by: User, text: str, **more: Any) -> Message:
        """A reply in its thread."""
        return self.channel.says(by, text, thread=self, **more)

    def edit(self, text: str) -> None:
        before = self.as_json()
        self.text, self.blocks, self.edited = text, [], True
        self.changed(before)

    def delete(self) -> None:
        self.channel.remove(self)

    def changed(self, before: Json) -> None:
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": self.as_json(),
            "previous_message": before,
            "ts": self.space.next_ts(),
        }
        self.channel.emit(event)

    def shortcut(self, name: str, *, by: User) -> None:
        """A message shortcut: works wherever the person is, whether the app is there or not."""
        self.must_see(by)
        self.space.shortcut(name, by=by, message=self)

    # Where it stands.

    def container(self) -> Json:
        said = {
            "type": "message",
            "message_ts": self.ts,
            "channel_id": self.channel.id,
            "is_ephemeral": False,
        }
        return said | ({"thread_ts": self.thread_ts} if self.thread_ts else {})

    def surroundings(self, user: User) -> Json:
        return {
            "container": self.container(),
            "channel": self.channel.named(),
            "message": self.as_json(),  # nothing promises its metadata here
            "state": {"values": self.values},
            "response_url": self.space.responses.make(user, self.channel, self),
        }

    def must_see(self, user: User) -> None:
        if self.channel.kind != "public" and user not in self.channel.members:
            raise AssertionError(f"{user.name} is not in {self.channel.name} and sees no message")


@dataclass(eq=False)
class Ephemeral(Card):
    """What only `to` sees."""

    to: User | None = None

    def container(self) -> Json:
        return {
            "type": "message",
            "message_ts": self.ts,
            "channel_id": self.channel.id,
            "is_ephemeral": True,
        }

    def surroundings(self, user: User) -> Json:
        return {
            "container": self.container(),
            "channel": self.channel.named(),
            "state": {"values": self.values},
            "response_url": self.space.responses.make(user, self.channel, self),
        }

    def must_see(self, user: User) -> None:
        if user is not self.to:
            raise AssertionError(f"only {self.to and self.to.name} sees this")
