"""What is kept up in Slack for ever: looked at, and written only where it differs from what stands here.

Each is owed once for a room and never ends: it says when it must look again, and is due earlier when
something happens that can change what it shows. Such an event owes a small delivery of its own, a
stir: no action waits for the row of another, and none is lost while a look is under way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from django.db import IntegrityError, transaction

from holdfast.journal.actions import hasten, owe
from holdfast.journal.channels import Later, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.slack import client
from holdfast.slack.channel import NAME, Folds, owed, register
from holdfast.slack.models import Room

_NOT_KEPT = timedelta(days=1)
_BUSY = timedelta(seconds=2)
_UNDER_WAY = (Delivery.State.SENDING, Delivery.State.IN_DOUBT)


class Reconciler(Protocol):
    """`name` is that of its kind: its delivery's key is `slack:NAME:room:NUMBER`."""

    name: str

    def keeps(self, room: Room) -> bool:
        """Whether this room has one at all."""
        ...

    def stirs(self, kind: str) -> bool:
        """Whether an event of this kind can change what it shows. No query: asked for every event."""
        ...

    def look(self, room: Room, *, at: datetime) -> Later:
        """Look, write the difference if there is one, and say when to look again. Looks before it writes,
        so doing it twice is harmless. Slack's errors may be raised (errors.py)."""
        ...


@runtime_checkable
class Leaves(Protocol):
    """A reconciler whose traces are taken away where a room wants it no more."""

    def leave(self, room: Room, *, at: datetime) -> None:
        """Done again each day, so it does nothing where nothing is left."""
        ...


reconcilers: dict[str, Reconciler] = {}


def key_of(name: str, room_id: int) -> str:
    return f"{NAME}:{name}:{_recipient(room_id)}"


def keep(reconciler: Reconciler) -> None:
    """Register one."""
    reconcilers[reconciler.name] = reconciler
    register(_Kept(reconciler))


def begin(event: Event, room: Room, *, at: datetime) -> None:
    """Everything that is kept up in a room is due now; called in the transaction that chose it."""
    for reconciler in reconcilers.values():
        if reconciler.keeps(room):
            _due(reconciler.name, event, room.pk, at=at)
        else:  # what is not wanted any more is taken away
            hasten(key_of(reconciler.name, room.pk), at=at)


def mind(at: datetime) -> int:
    """Sweep: what is kept up and came to an end (given up, or new in this version) begins again."""
    if not client.is_on():
        return 0
    wanted = {
        key_of(each.name, room.pk): (each.name, room)
        for room in Room.objects.all()
        for each in reconcilers.values()
        if each.keeps(room)
    }
    alive = Delivery.objects.filter(key__in=wanted).exclude(state=Delivery.State.DEAD)
    ended = set(wanted) - set(alive.values_list("key", flat=True))
    begun = 0
    for name, room in (wanted[key] for key in sorted(ended)):
        chosen = Event.objects.filter(kind="room.chosen", subject=f"room-{room.pk}").last()
        if chosen:
            with transaction.atomic():
                begun += _due(name, chosen, room.pk, at=at)
    return begun


def _due(name: str, event: Event, room_id: int, *, at: datetime) -> bool:
    """False where it is being looked at this moment."""
    key = key_of(name, room_id)
    if hasten(key, at=at):
        return True
    if Delivery.objects.filter(key=key).exists():
        return False
    try:
        with transaction.atomic():
            owe(event, channel=NAME, recipient=_recipient(room_id), key=key, at=at)
    except IntegrityError:
        return False  # somebody else just did
    return True


def is_busy(key: str) -> bool:
    """Whether it is being looked at this moment, or a look was cut off."""
    return Delivery.objects.filter(key=key, state__in=_UNDER_WAY).exists()


def _recipient(room_id: int) -> str:
    return f"room:{room_id}"


def room_of(recipient: str) -> Room | None:
    """The room a delivery is for: the number behind the last colon."""
    number = int(recipient.rpartition(":")[2])
    return Room.objects.select_related("programme").filter(pk=number).first()


class _Kept:
    """A reconciler as a kind of what is owed."""

    folds = Folds.NOT
    lasting = True

    def __init__(self, reconciler: Reconciler) -> None:
        self.name = reconciler.name
        self._reconciler = reconciler

    def announce(
        self,
        event: Event,  # noqa: ARG002
        people: Sequence[int],  # noqa: ARG002
        *,
        at: datetime,  # noqa: ARG002
    ) -> list[Delivery]:
        """It is owed once, when the room is chosen; what happens stirs it."""
        return []

    def perform(
        self,
        delivery: Delivery,
        together: Sequence[Delivery],  # noqa: ARG002
        *,
        at: datetime,
    ) -> Outcome:
        room = room_of(delivery.recipient)
        if room is None or not self._reconciler.keeps(room):
            if room is not None and isinstance(self._reconciler, Leaves):
                self._reconciler.leave(room, at=at)
            return Later(at + _NOT_KEPT, "It is not kept up in this room.")
        return self._reconciler.look(room, at=at)

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """A look that was cut off is done again: it looks before it writes."""
        return False


class Stir:
    """Something happened that can change what is kept up: it is looked at now."""

    name = "stir"
    folds = Folds.LAST

    def announce(
        self,
        event: Event,
        people: Sequence[int],  # noqa: ARG002
        *,
        at: datetime,
    ) -> list[Delivery]:
        stirred = [each for each in reconcilers.values() if each.stirs(event.kind)]
        if not stirred:
            return []
        wanted = [
            f"{each.name}:{_recipient(room.pk)}"
            for room in Room.objects.order_by("pk")
            for each in stirred
            if each.keeps(room)
        ]
        return [owed(self.name, event, each, at=at) for each in wanted]

    def perform(
        self,
        delivery: Delivery,
        together: Sequence[Delivery],  # noqa: ARG002
        *,
        at: datetime,
    ) -> Outcome:
        # What has not begun yet begins with the room, or with the sweep.
        key = f"{NAME}:{delivery.recipient}"
        if not hasten(key, at=at) and is_busy(key):
            return Later(at + _BUSY, "It is being looked at; once more after that.")
        return Sent(message={})

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """Looking once more does no harm."""
        return False


register(Stir())
