"""A thread of Slack, and what it is to us: its escalation, its card, whose programme it is in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries.tag import of_thread
from holdfast.people.models import Programme
from holdfast.people.queries import default_programme
from holdfast.slack import permalink
from holdfast.slack.calls import Call
from holdfast.slack.models import Card, Room
from holdfast.slack.workspace import current


@dataclass(frozen=True, slots=True)
class Thread:
    """By its channel and the ts of its first message."""

    channel_id: str
    ts: str

    @property
    def url(self) -> str:
        """The address that the tag and the escalation of it keep; empty before Slack was ever asked
        who we are there."""
        workspace = current()
        return permalink.write(workspace.url, self.channel_id, self.ts) if workspace else ""


def thread_at(address: str) -> Thread | None:
    """The thread of an address; None for what is none of this workspace."""
    workspace = current() if "/archives/" in address else None
    place = permalink.read(address, workspace_url=workspace.url) if workspace else None
    return Thread(place.channel_id, place.thread_ts) if place else None


def thread_of(message: dict[str, Any], channel_id: str) -> Thread:
    return Thread(channel_id, str(message.get("thread_ts") or message.get("ts") or ""))


def card_in(thread: Thread) -> Card | None:
    """The card that lives in a thread, or is its first message."""
    here = Q(thread_ts=thread.ts) | Q(thread_ts="", ts=thread.ts)
    found = Card.objects.filter(here, channel_id=thread.channel_id, released_at__isnull=True)
    return found.select_related("escalation__ownership__person", "escalation__raised_by").first()


def escalation_in(thread: Thread, programme: Programme) -> Escalation | None:
    """The escalation of a thread, open or ended; also one that was raised elsewhere and lives here."""
    card = card_in(thread)
    return card.escalation if card else of_thread(programme, thread.url)


def programme_of(channel_id: str = "") -> Programme:
    """The programme whose own channel this is, else the first one that lives in Slack."""
    rooms = list(Room.objects.select_related("programme").order_by("pk"))
    here = next((each for each in rooms if channel_id and each.channel_id == channel_id), None)
    room = here or next(iter(rooms), None)
    return room.programme if room else default_programme()


def inside(call: Call, thread: Thread) -> Call:
    """The call as if it had been made in the thread, so that the word about it is said there."""
    where = {"channel": {"id": thread.channel_id}, "message": {"thread_ts": thread.ts}}
    kept = {name: value for name, value in call.payload.items() if name != "event"}
    return replace(
        call, payload={**kept, "user": {"id": call.user_id}, **where} if thread.ts else call.payload
    )
