"""What is decided about Slack: where a programme lives there, and what becomes of its group."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.people.models import Programme
from holdfast.people.rules.permission import require
from holdfast.slack.models import Group, Room
from holdfast.slack.room import reconcilers
from holdfast.slack.room.group_people import names_of


def choose_room(
    *,
    programme: Programme,
    group_id: str,
    group_handle: str,
    channel_id: str,
    channel_name: str,
    joins: str = "",
    keeps_topic: bool = True,
    keeps_bookmark: bool = True,
    keeps_canvas: bool = False,
    by: Actor,
    at: datetime,
) -> Room:
    """The programme's group and channel, and what is kept up there; everything kept up is due at once.

    Choosing the same again changes nothing but looks again. With another group, what was known of the
    old one is forgotten; nobody is taken out of that.
    """
    require(by, "room.choose")
    given = {
        "group_id": group_id.strip(),
        "group_handle": group_handle.strip().lstrip("@"),
        "channel_id": channel_id.strip(),
        "channel_name": channel_name.strip().lstrip("#"),
        "joins": joins.strip(),
        "keeps_topic": keeps_topic,
        "keeps_bookmark": keeps_bookmark,
        "keeps_canvas": keeps_canvas,
    }
    with transaction.atomic(durable=True):
        Programme.objects.select_for_update().get(pk=programme.pk)  # one choice at a time
        old = Room.objects.filter(programme=programme).first()
        if old and repeated(by):
            return old
        if old and old.group_id != given["group_id"]:
            Group.objects.filter(room=old).delete()
        room, _ = Room.objects.update_or_create(
            programme=programme, defaults={**given, "by_id": by.person_id, "at": at}
        )
        event = record(
            "room.chosen",
            subject=f"room-{room.pk}",
            by=by,
            at=at,
            data={"programme": programme.name, **given},
        )
        reconcilers.begin(event, room, at=at)
    return room


def adopt_group(*, room_id: int, by: Actor, at: datetime) -> Group:
    """The group stays as somebody made it in Slack, until who is on changes. Raises Conflict where no
    change waits for a decision."""
    require(by, "group.settle")
    with transaction.atomic(durable=True):
        group = _take(room_id)
        if repeated(by):
            return group
        if group.held is not None and group.drift is None:
            return group
        _must_wait(group)
        group.held = group.drift
        group.drift = group.drift_at = None
        group.save(update_fields=["held", "drift", "drift_at"])
        _record("group.adopted", group, names_of(group.held or []), by=by, at=at)
    return group


def restore_group(*, room_id: int, by: Actor, at: datetime) -> Group:
    """The group is written again with who is on now, whatever is in it. Raises Conflict where no change
    waits for a decision, and none was adopted."""
    require(by, "group.settle")
    with transaction.atomic(durable=True):
        group = _take(room_id)
        if repeated(by):
            return group
        if group.held is None:
            _must_wait(group)
        meant = group.written or []
        group.written = group.held = group.drift = group.drift_at = None
        group.save(update_fields=["written", "held", "drift", "drift_at"])
        _record("group.restored", group, names_of(meant), by=by, at=at)
    return group


def _take(room_id: int) -> Group:
    group = Group.objects.select_for_update().filter(room=room_id).first()
    if group is None:
        raise NotFound("Holdfast keeps no Slack group there; choose one on /setup/slack.")
    return group


def _must_wait(group: Group) -> None:
    if group.drift is None:
        raise Conflict(
            "No change by hand waits for a decision in the Slack group any more; somebody decided, or it "
            "holds who is on again."
        )


def _record(kind: str, group: Group, people: list[str], *, by: Actor, at: datetime) -> None:
    record(
        kind,
        subject=f"room-{group.room_id}",
        by=by,
        at=at,
        data={"handle": group.room.group_handle, "names": ", ".join(people)},
    )
