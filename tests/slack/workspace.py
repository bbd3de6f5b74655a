"""The workspace: who and what is in it, and everything a story does with it.

It answers the Web API on 127.0.0.1 as Slack is documented to, and sends the app signed events,
interactions and commands. What the app does wrong (an argument Slack does not know, a block it
would refuse) is refused as Slack would and also kept as a complaint, which fails the test at the
next thing it does here, or at `close`.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from tests.slack import (  # noqa: F401
    canvases,
    chat,
    contract,
    conversations,
    groups,
    people,
    socket_mode,
    views,
)
from tests.slack import manifest as manifests
from tests.slack.api import Args, Call, Refused
from tests.slack.canvases import Canvas
from tests.slack.channels import Channel
from tests.slack.doing import Doing, Trigger
from tests.slack.faults import Faults
from tests.slack.groups import Group
from tests.slack.inbound import App, Inbound
from tests.slack.messages import Message
from tests.slack.people import User
from tests.slack.requests import Requests
from tests.slack.responses import Responses
from tests.slack.server import Server

Json = dict[str, Any]


class Workspace(Doing, Requests):
    """Use it as a context manager or `close` it."""

    team_id = "T0EXAMPLE"
    app_id = "A0HOLDFAST"
    bot_id = "B0HOLDFAST"
    bot_user_id = "U0HOLDFAST"
    bot_token = "xoxb-example-token"
    app_token = "xapp-example-token"
    socket_url = ""  # of Socket Mode, where it is switched on
    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"
    url = "https://example.slack.com/"

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self._clock = clock or (lambda: datetime.now(UTC))
        self._numbers = itertools.count(1)
        self._last = 0
        self.lock = threading.RLock()
        self.people: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.ims: dict[str, Channel] = {}  # user id -> their conversation with the app
        self.groups: dict[str, Group] = {}
        self.canvases: dict[str, Canvas] = {}
        self.notices: list[Message] = []  # "set the channel topic", which no person wrote
        self.unfurlable: dict[str, Message] = {}
        self.unfurl_domains: list[str] = []
        self.log: list[Call] = []
        self.responded: list[Json] = []  # posts to response URLs
        self.advice: list[str] = []
        self.complaints: list[str] = []
        self._triggers: dict[str, Trigger] = {}
        self.revoked = False
        self.unavailable = False
        self.groups_for_admins = False
        self.free_plan = False
        self.bots_read_threads = True
        self.manifest: Json | None = None
        self.manifest_events: set[str] | None = None
        self.manifest_scopes: set[str] | None = None
        self.scopes: set[str] = {
            *(scope for each in contract.METHODS.values() for scope in each["scopes"]),
            *(scope for each in contract.EVENTS.values() for scope in each),
            "chat:write.public",
            "chat:write.customize",
            "commands",
        }
        self.faults = Faults(self.epoch)
        self.responses = Responses(self)
        self.inbound = Inbound(self)
        self._server = Server(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.close(check=kind is None)

    def close(self, *, check: bool = True) -> None:
        self._server.stop()
        if check:
            self.check()

    # What stands where.

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def app(self) -> App:
        return self.inbound.app

    @app.setter
    def app(self, app: App) -> None:
        self.inbound.app = app

    # Time and names.

    def now(self) -> datetime:
        return self._clock()

    def epoch(self) -> float:
        return self._clock().timestamp()

    def next_ts(self) -> str:
        """A timestamp of its own, never before the last."""
        with self.lock:
            self._last = max(self._last + 1, int(self.epoch() * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        return f"{letter}{next(self._numbers):08d}"

    # What goes wrong in the app.

    def complain(self, *wrong: str) -> None:
        self.complaints += wrong

    def check(self) -> None:
        """Fail with what the app did wrong so far."""
        if self.complaints:
            said, self.complaints = self.complaints, []
            raise AssertionError("Slack would refuse this: " + "; ".join(said))

    def forgive(self) -> list[str]:
        """The complaints so far, for a test that meant them; they fail it no longer."""
        said, self.complaints = self.complaints, []
        return said

    # Furniture.

    def user(self, name: str, **what: Any) -> User:
        """The person of this name, made at the first asking."""
        for each in self.people.values():
            if each.name == name:
                return each
        user = User(self, self.new_id("U"), name, **{"email": f"{name}@example.com", **what})
        self.people[user.id] = user
        return user

    def channel(
        self,
        name: str,
        *,
        private: bool = False,
        members: Collection[User] = (),
        bot: bool = True,
        by: User | None = None,
    ) -> Channel:
        """The channel of this name. With `by`, that person makes it now: channel_created."""
        for each in self.channels.values():
            if each.name == name and each.kind in {"public", "private"}:
                return each
        kind = "private" if private else "public"
        made = Channel(self, self.new_id("C"), name, kind, [*members], bot and by is None)
        self.channels[made.id] = made
        if by:
            made.members += [] if by in made.members else [by]
            if not private:
                said = {"id": made.id, "name": name, "created": int(self.epoch()), "creator": by.id}
                event = {"type": "channel_created", "channel": said}
                self.inbound.emit({**event, "event_ts": self.next_ts()})
            if bot:
                made.invites_app(by)
        return made

    def im(self, user: User) -> Channel:
        with self.lock:
            if user.id not in self.ims:
                made = Channel(self, self.new_id("D"), user.name, "im", [user], bot=True)
                self.ims[user.id] = self.channels[made.id] = made
            return self.ims[user.id]

    def mpim(self, users: list[User]) -> tuple[Channel, bool]:
        for each in self.channels.values():
            if each.kind == "mpim" and set(each.members) == set(users):
                return each, True
        name = "mpdm-" + "--".join(each.name for each in users)
        made = Channel(self, self.new_id("G"), name, "mpim", users, bot=True)
        self.channels[made.id] = made
        return made, False

    def find(self, name: Any) -> Channel | None:
        """A conversation by its id; names are not looked up, as ids are what Slack advises."""
        return self.channels.get(name)

    def room(self, name: Any) -> str:
        """The conversation's id, also where a person's id stands for their direct messages."""
        user = self.people.get(name)
        return self.im(user).id if user and not user.deleted else str(name)

    def group(self, handle: str, members: Collection[User] = ()) -> Group:
        for each in self.groups.values():
            if each.handle == handle:
                return each
        return self.add_group(handle, name=handle, members=members)

    def add_group(
        self, handle: str, *, name: str, description: str = "", members: Collection[User] = ()
    ) -> Group:
        group = Group(self, self.new_id("S"), handle, name, description, [*members])
        group.updated = int(self.epoch())
        self.groups[group.id] = group
        return group

    # The app's installation.

    def install(self, manifest: Json) -> None:
        """Install the app of this manifest: its scopes, events, commands and shortcuts."""
        wrong = manifests.problems(manifest)
        if wrong:
            raise AssertionError("Slack would refuse this manifest: " + "; ".join(wrong))
        self.manifest = manifest
        self.manifest_scopes = manifests.scopes(manifest)
        self.scopes = set(self.manifest_scopes)
        events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
        self.manifest_events = set(events)
        self.unfurl_domains = list(manifest.get("features", {}).get("unfurl_domains", []))

    def shows(self, tab: str, *, unless_said: bool) -> bool:
        """Whether the app's "home" or "messages" tab is switched on."""
        if self.manifest is None:
            return True
        home = self.manifest.get("features", {}).get("app_home", {})
        return bool(home.get(f"{tab}_tab_enabled", unless_said))

    def need(self, method: str, enough: Sequence[str]) -> None:
        """Refuse a call without one of these scopes."""
        if not enough or set(enough) & self.scopes:
            return
        if self.manifest_scopes is not None and not set(enough) & self.manifest_scopes:
            self.complain(f"{method} needs {' or '.join(enough)}, which the manifest has not")
        raise Refused(
            "missing_scope", needed=",".join(enough), provided=",".join(sorted(self.scopes))
        )

    def revoke(self) -> None:
        """Somebody takes the app's token away."""
        event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot_user_id]}}
        self.inbound.emit({**event, "event_ts": self.next_ts()})
        self.revoked = True

    def uninstall(self) -> None:
        self.inbound.emit({"type": "app_uninstalled", "event_ts": self.next_ts()})
        self.revoked = True

    # What was called.

    def calls(self, method: str | None = None) -> list[Call]:
        return [each for each in self.log if method in {None, each.method}]

    @property
    def writes(self) -> list[Call]:
        """Calls that changed something."""
        return [each for each in self.log if each.ok and each.method not in contract.READS]

    # What goes wrong at Slack.

    def fails(
        self,
        method: str,
        error: str | int,
        *,
        retry_after: int | None = None,
        times: int | None = 1,
    ) -> None:
        """The next `times` calls (None: all) of this method ("*": any) are refused so.

        `error` is one of Slack's words, or an HTTP status.
        """
        self.faults.add(method, error, retry_after=retry_after, times=times)

    def cuts(self, method: str, *, times: int | None = 1) -> None:
        """The call is done and its answer lost: the line drops."""
        self.faults.cut(method, times)

    def heals(self, method: str = "*") -> None:
        self.faults.heal(method)

    def down(self, *, refused: bool = True) -> None:
        """Slack is away: connections are refused, or each answered with 503."""
        if refused:
            self._server.stop()
        else:
            self.unavailable = True

    def up(self) -> None:
        self.unavailable = False
        self._server.start()

    @property
    def limits(self) -> bool:
        return self.faults.limits is not None

    @limits.setter
    def limits(self, on: bool | str) -> None:
        """Rate limits by the workspace's clock (True) or by real time ("real")."""
        self.faults.limits = time.monotonic if on == "real" else self.epoch if on else None

    def page(
        self, found: Sequence[Any], args: Args, *, default: int, most: int
    ) -> tuple[list[Any], Json]:
        """A page of these and the cursor to the next."""
        limit = args.count("limit", default, most)
        try:
            start = int(str(args.get("cursor") or "after-0").removeprefix("after-"))
        except ValueError:
            raise Refused("invalid_cursor") from None
        end = start + limit
        cursor = f"after-{end}" if end < len(found) else ""
        return list(found[start:end]), {"response_metadata": {"next_cursor": cursor}}
