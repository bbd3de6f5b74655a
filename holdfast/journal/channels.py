"""Where edges that can reach people plug in. The journal knows that something is owed, not how.

An edge registers its channel when Django starts. `record` asks every channel, inside the
transaction of the fact, what it owes for an event; the worker later asks the same channel to send.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from holdfast.journal.models import Delivery, Event


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived. `message` is kept as the record of what was sent."""

    message: dict[str, Any]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again at that instant (a rate limit, a server that is down)."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Never:
    """The other side will not take it however often we ask; somebody must know."""

    note: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was handed over and the answer got lost: it may have arrived. `arrived()` is asked later."""

    note: str


Outcome = Sent | Later | Never | Unknown


class Channel(Protocol):
    """One way to the outside. The worker calls `perform`, `arrived` and `rest` in one thread."""

    name: str
    lease: timedelta  # how long one send may take: longer than its timeouts together
    # What it owes somebody waits this long where another channel owes them the same: a floor, which
    # tells only those whom nothing else has told.
    yields: timedelta

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:
        """The unsaved deliveries this channel owes for this event: to these people, who must know, and
        to places of its own that show what happened (then `people` may be empty). The recipient of
        what is for a person is their number. No network."""
        ...

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        """Send it now. An exception counts as a failed attempt and is retried with growing gaps."""
        ...

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        """Did an attempt that was cut off arrive after all? None: this channel cannot be asked."""
        ...

    def rest(self) -> None:
        """Nothing more is due for now: let go of connections."""
        ...


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    _channels[channel.name] = channel


def channels() -> list[Channel]:
    return list(_channels.values())


def channel(name: str) -> Channel:
    return _channels[name]
