"""The living card: one message for each escalation, written again only where it shows something else.

It is looked for by its mark where a crash left open whether it was posted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import by_ref, number_of
from holdfast.journal.channels import Later, Never, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.slack import client, messages
from holdfast.slack.answers import as_json
from holdfast.slack.cards import places
from holdfast.slack.cards.face import face
from holdfast.slack.channel import NAME, Folds, owed, register
from holdfast.slack.errors import Gone, Outside
from holdfast.slack.models import Card, Reply

_A_MOMENT = timedelta(seconds=1)
# The message is not there, or not ours to change, any more: it is said again in the same place.
_NOT_THERE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class CardKind:
    name = "card"
    folds = Folds.LAST

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:  # noqa: ARG002
        """For everything that happens to an escalation with a card; it gets its place as it is raised."""
        if not event.subject.startswith(PREFIX) or event.kind == places.STRANDED:
            return []
        number = number_of(event.subject)
        if event.kind == "escalation.raised":
            known = places.settle(event.subject, at=at) is not None
        else:
            known = places.has_card(event)
        return [owed(self.name, event, f"card:{number}", at=at)] if known else []

    def perform(
        self,
        delivery: Delivery,
        together: Sequence[Delivery],  # noqa: ARG002
        *,
        at: datetime,
    ) -> Outcome | None:
        number = _number(delivery)
        card = places.card_of(number)
        if card is None:
            return Never("It has no card in Slack.")
        if _another_writes(delivery, at=at):
            return Later(at=at + _A_MOMENT, note="The card is being written.")
        if not card.ts:
            _look_for(card, delivery, at=at)
        escalation = by_ref(str(number))
        text, blocks = face(escalation, at=at)
        digest = hashlib.sha256(f"{text}\n{as_json(blocks)}".encode()).hexdigest()
        if card.ts and card.digest == digest and not card.trouble:
            return None
        try:
            sent = _write(card, delivery, text=text, blocks=blocks, at=at)
        except (Outside, Gone) as error:
            return places.unreached(card, escalation, error, because=delivery.key, at=at)
        Card.objects.filter(pk=card.pk).update(ts=card.ts, digest=digest, trouble="")
        return sent

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        """A card that is there is brought up to date, which can be done twice."""
        card = places.card_of(_number(delivery))
        if card is None or card.ts:
            return False
        found = messages.find(delivery, channel_id=card.channel_id, thread_ts=card.thread_ts, at=at)
        if found:
            Card.objects.filter(pk=card.pk).update(ts=found, digest="")
        return None if found is None else False


def _number(delivery: Delivery) -> int:
    return int(delivery.recipient.partition(":")[2])


def _others(delivery: Delivery, *states: str) -> list[Delivery]:
    found = Delivery.objects.filter(
        channel=NAME,
        recipient=delivery.recipient,
        key__startswith=f"{NAME}:{CardKind.name}:",
        state__in=states,
    )
    return list(found.exclude(pk=delivery.pk))


def _another_writes(delivery: Delivery, *, at: datetime) -> bool:
    """Does another worker write this card now? Two at once could leave the older one standing."""
    sending = _others(delivery, Delivery.State.SENDING)
    return any(each.wake_at and each.wake_at > at for each in sending)


def _look_for(card: Card, delivery: Delivery, *, at: datetime) -> None:
    """The message that becomes the card: one that was posted though its answer was lost, or our first
    answer in the thread."""
    for each in _others(delivery, Delivery.State.SENDING, Delivery.State.IN_DOUBT):
        where = {"channel_id": card.channel_id, "thread_ts": card.thread_ts}
        if found := messages.find(each, at=at, **where):
            card.ts, card.digest = found, ""
            Card.objects.filter(pk=card.pk).update(ts=found, digest="")
            return
    if not card.thread_ts:
        return
    reply = Reply.objects.filter(channel_id=card.channel_id, thread_ts=card.thread_ts).first()
    if reply and not Card.objects.filter(channel_id=card.channel_id, ts=reply.ts).exists():
        card.ts = reply.ts


def _write(
    card: Card, delivery: Delivery, *, text: str, blocks: list[Block], at: datetime
) -> Sent | None:
    """Change the message, or post it where there is none; `card.ts` is then its name."""
    if card.ts:
        try:
            client.ask(
                "chat_update",
                at=at,
                channel=card.channel_id,
                ts=card.ts,
                text=text,
                blocks=blocks,
            )
        except Gone as error:
            if error.code not in _NOT_THERE:
                raise
            card.ts = ""
            Card.objects.filter(pk=card.pk).update(ts="", digest="")
        else:
            return None
    sent = messages.post(
        delivery,
        channel_id=card.channel_id,
        thread_ts=card.thread_ts,
        text=text,
        blocks=blocks,
        at=at,
    )
    card.ts = str(sent.message["ts"])
    return sent


register(CardKind())
