"""Choosing where a programme lives in Slack."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.people.models import Programme
from holdfast.people.rules.permission import require
from holdfast.slack.models import Room


def choose_room(
    *,
    programme: Programme,
    group_id: str,
    group_handle: str,
    channel_id: str,
    channel_name: str,
    joins: str,
    keeps_topic: bool,
    keeps_bookmark: bool,
    keeps_canvas: bool,
    by: Actor,
    at: datetime,
) -> Room:
    """The group that holds who is on, the channel for announcements, and what is kept up there.

    The ids are Slack's. Raises NotAllowed.
    """
    require(by, "slack.set_up")
    with transaction.atomic(durable=True):
        if repeated(by):
            return Room.objects.get(programme=programme)
        chosen = {
            "group_id": group_id,
            "group_handle": group_handle,
            "channel_id": channel_id,
            "channel_name": channel_name,
            "joins": joins,
            "keeps_topic": keeps_topic,
            "keeps_bookmark": keeps_bookmark,
            "keeps_canvas": keeps_canvas,
        }
        room, _ = Room.objects.update_or_create(
            programme=programme, defaults={**chosen, "by_id": by.person_id, "at": at}
        )
        record("slack.room_chosen", subject=f"programme-{programme.pk}", by=by, at=at, data=chosen)
    return room
