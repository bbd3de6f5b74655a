"""Joining public channels whose names match a pattern (`Room.joins`), to notice calls there.

By choice: without patterns nothing is joined. What was joined is never left by itself. A new channel is
joined at once; every night all are looked through, for what was missed and for patterns that are new.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any

from django.db import transaction

from holdfast.journal import sweeps
from holdfast.journal.actions import owe, record
from holdfast.journal.channels import Later, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.period import instant, local_date
from holdfast.people.queries import policy_at
from holdfast.slack import client
from holdfast.slack.calls import Call, Payload, on_event
from holdfast.slack.channel import NAME, Folds, register
from holdfast.slack.errors import Gone, Outside
from holdfast.slack.models import Room

_PAGE = 900  # channels asked for at once; Slack gives fewer than 1,000
_MOST_PAGES = 30
_NIGHT = time(3)  # in the programme's zone


def matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


class Joining:
    """One delivery a programme, owed again each night for as long as it has patterns."""

    name = "joins"
    folds = Folds.NOT
    lasting = True

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:  # noqa: ARG002
        """No event is told by joining; what is owed is written by `owe_joins`."""
        return []

    def perform(
        self,
        delivery: Delivery,
        together: Sequence[Delivery],  # noqa: ARG002
        *,
        at: datetime,
    ) -> Outcome | None:
        room = Room.objects.select_related("programme").filter(pk=int(delivery.recipient)).first()
        if room is None:
            return Sent(message={}, note="The programme lives in Slack no more.")
        joined = _join_all(room.patterns, at=at) if room.patterns else 0
        return Later(at=_next_night(room, at), note=f"Joined {joined}.")

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """Done again: joining twice changes nothing."""
        return False


register(Joining())


def owe_joins(at: datetime) -> int:
    """The sweep: a room that has patterns and is not looked after yet. One query while there is none."""
    if not client.is_on():
        return 0
    rooms = [room for room in Room.objects.exclude(joins="") if room.patterns]
    if not rooms:
        return 0
    keys = {_key(room): room for room in rooms}
    known = set(Delivery.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in keys.keys() - known:
        room = keys[key]
        with transaction.atomic(durable=True):
            event = record(
                "slack.joins",
                subject=f"room-{room.pk}",
                by=CLOCK,
                at=at,
                key=f"slack-joins:{room.pk}",
                data={"patterns": room.joins},
            )
            owe(event, channel=NAME, recipient=str(room.pk), key=key, at=at)
    return len(keys) - len(known)


sweeps.register("channels to join", owe_joins)


def _key(room: Room) -> str:
    return f"{NAME}:{Joining.name}:{room.pk}"


def _join_all(patterns: Sequence[str], *, at: datetime) -> int:
    """Join what matches and we are not in; returns how many. Where Slack limits us, what is joined by
    then is passed over the next time."""
    joined, cursor = 0, ""
    for _ in range(_MOST_PAGES):
        where: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = client.ask(
            "conversations_list",
            at=at,
            types="public_channel",
            exclude_archived=True,
            limit=_PAGE,
            **where,
        )
        for channel in page.get("channels", []):
            if not channel.get("is_member") and matches(str(channel.get("name", "")), patterns):
                joined += _join(str(channel["id"]), at=at)
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    return joined


def _join(channel_id: str, *, at: datetime) -> int:
    try:
        client.ask("conversations_join", at=at, channel=channel_id)
    except (Gone, Outside):  # archived or deleted between the list and now
        return 0
    return 1


def _next_night(room: Room, at: datetime) -> datetime:
    zone = policy_at(room.programme, at).zone
    tomorrow = local_date(at, zone) + timedelta(days=1)
    return instant(tomorrow, _NIGHT, zone)


def _matches_a_room(event: Payload) -> bool:
    name = str((event.get("channel") or {}).get("name", ""))
    rooms = Room.objects.exclude(joins="")
    return bool(name) and any(matches(name, room.patterns) for room in rooms)


@on_event("channel_created", wants=_matches_a_room)
@on_event("channel_rename", wants=_matches_a_room)
def joined(call: Call) -> None:
    """A public channel that matches by its name now. Its pattern may be gone since it was said."""
    if _matches_a_room(call.event):
        _join(call.channel_id, at=call.at)
