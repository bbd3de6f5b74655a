"""What the programme's channel hears (R5): plans, open seats, handovers, who is on now. Not every event.

Each is a sentence or two with a link. What waited is said in one message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import DividerBlock, SectionBlock

from holdfast.journal.channels import Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.slack import messages
from holdfast.slack.channel import Folds, owed, register
from holdfast.slack.models import Room
from holdfast.slack.room.announcement_words import programme_of, says, words
from holdfast.slack.room.reconcilers import room_of
from holdfast.slack.text import shorten

_MOST = 2900  # of the 3000 characters of a section


class Announcement:
    name = "announcement"
    folds = Folds.JOIN

    def announce(
        self,
        event: Event,
        people: Sequence[int],  # noqa: ARG002
        *,
        at: datetime,
    ) -> list[Delivery]:
        """For the room of the event's programme."""
        if not says(event):
            return []
        rooms = Room.objects.exclude(channel_id="")
        numbers = list(rooms.values_list("pk", "programme"))
        if len(numbers) > 1:
            programme = programme_of(event)
            numbers = [pair for pair in numbers if pair[1] == programme]
        return [owed(self.name, event, f"channel:{number}", at=at) for number, _ in numbers]

    def perform(
        self, delivery: Delivery, together: Sequence[Delivery], *, at: datetime
    ) -> Outcome | None:
        room = room_of(delivery.recipient)
        if room is None or not room.channel_id:
            return Sent(message={}, note="The programme has no channel any more.")
        said = [text for each in together if (text := words(each.event, at=at))]
        if not said:
            return Sent(message={}, note="There is nothing to say of it any more.")
        blocks = [SectionBlock(text=_cut(text)) for text in said]
        return messages.post(
            delivery,
            channel_id=room.channel_id,
            text=shorten(" · ".join(text.splitlines()[0] for text in said), _MOST),
            blocks=[part for block in blocks for part in (DividerBlock(), block)][1:],
            at=at,
        )

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        room = room_of(delivery.recipient)
        if room is None or not room.channel_id:
            return None
        found = messages.find(delivery, channel_id=room.channel_id, at=at)
        return None if found is None else bool(found)


def _cut(text: str) -> str:
    """Whole lines only: a link that is cut is none."""
    lines = text.splitlines()
    while len("\n".join(lines)) > _MOST and len(lines) > 1:
        lines.pop()
    return shorten("\n".join(lines), _MOST)


register(Announcement())
