"""What a workspace sends: mostly messages that call nobody, some that do, homes, clicks, repeats."""

from __future__ import annotations

import itertools
import json
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from tests.slack import blocks as kit
from tests.slack.workspace import Workspace

_THREADS = 16
# Of a hundred. What a company's Slack is like nobody published; messages outnumber all else.
_MIX = {"message": 71, "mention": 4, "home": 8, "click": 12, "repeat": 5}
_WORDS = "The import of Acme takes longer than it did last week, and nobody has touched it."


@dataclass
class Told:
    what: str
    due: float  # seconds since the start
    late: float  # that much later it was sent: the bench's own fault
    took: float
    status: int


@dataclass
class Traffic:
    """Due times are fixed beforehand: who answers slowly gets no fewer events."""

    space: Workspace
    url: str
    channels: list[str]
    seconds: int
    rate: int
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(7)
        kinds = [name for name, share in _MIX.items() for _ in range(share)]
        self.plan = [self.dice.choice(kinds) for _ in range(self.seconds * self.rate)]
        self._next = iter(enumerate(self.plan))
        self._lock = threading.Lock()
        self._events: list[bytes] = []
        self.http = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=None))
        self.space.app = self._post
        self.space.inbound.tolerant = True

    def _post(self, body: bytes, headers: dict[str, str]):
        said = self.http.post(self.url, content=body, headers=headers)
        return said.status_code, said.headers, said.content

    def run(self) -> None:
        over = threading.Event()
        echo = threading.Thread(target=self._echo, args=[over])
        echo.start()
        self.start = time.monotonic()
        threads = [threading.Thread(target=self._send) for _ in range(_THREADS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        over.set()
        echo.join()

    def _echo(self, over: threading.Event) -> None:
        """Slack tells the app of its own messages as well."""
        while not over.wait(0.05):
            self.space.inbound.deliver()

    def _send(self) -> None:
        dice = random.Random(threading.get_ident())
        while True:
            with self._lock:
                number, what = next(self._next, (0, ""))
            if not what:
                return
            due = number / self.rate
            body, kind, retry = self._request(what, dice)
            time.sleep(max(self.start + due - time.monotonic(), 0))
            late = time.monotonic() - self.start - due
            sent = self.space.inbound.post(body, kind, what, retry=retry)
            self.told.append(Told(what, due, late, sent.took, sent.status))

    def _request(self, what: str, dice: random.Random):
        as_json = "application/json"
        match what:
            case "repeat" if self._events:
                retry = (dice.randrange(1, 4), "http_timeout") if dice.random() < 0.7 else None
                return dice.choice(self._events[-200:]), as_json, retry
            case "click" if click := self._click(dice):
                body = urlencode({"payload": json.dumps(click)}).encode()
                return body, "application/x-www-form-urlencoded", None
        with self.space.lock:
            event = self._event(what, dice)
            body = json.dumps(self.space.inbound.wrap(event)).encode()
        self._events.append(body)
        return body, as_json, None

    def _event(self, what: str, dice: random.Random) -> dict:
        space = self.space
        user = dice.choice([*space.people.values()])
        if what == "home":
            return {
                "type": "app_home_opened",
                "user": user.id,
                "channel": space.im(user).id,
                "tab": "home",
                "event_ts": space.next_ts(),
            }
        channel = space.channels[dice.choice(self.channels)]
        group = space.group("escalation-engineers")
        text = f"{group.mention} {_WORDS}" if what == "mention" else _WORDS
        from tests.slack.messages import Message

        said = Message(space, channel, space.next_ts(), text, author=user)
        channel.messages_and_replies.append(said)
        return {
            **said.as_json(),
            "channel": channel.id,
            "channel_type": "channel",
            "event_ts": said.ts,
        }

    def _click(self, dice: random.Random) -> dict | None:
        """A button under something the app wrote, pressed by somebody who sees it."""
        with self.space.lock:
            posts = [
                each
                for channel in self.space.channels.values()
                for each in channel.posts[-5:]
                if any(True for _ in _buttons(each.blocks))
            ]
            if not posts:
                return None
            message = dice.choice(posts)
            block, element = dice.choice([*_buttons(message.blocks)])
            user = dice.choice(message.channel.members)
            action = {
                "type": "button",
                "action_id": element["action_id"],
                "block_id": block["block_id"],
                "value": element.get("value", ""),
                "action_ts": self.space.next_ts(),
            }
            return {
                **self.space.envelope("block_actions", user),
                "trigger_id": self.space.trigger(user, message),
                **message.surroundings(user),
                "actions": [action],
            }


def _buttons(blocks: list[dict]):
    pairs = ((block, each) for block in blocks for each in kit.elements([block]))
    return itertools.islice(
        (pair for pair in pairs if pair[1]["type"] == "button" and not pair[1].get("url")), 20
    )
