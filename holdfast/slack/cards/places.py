"""Where an escalation lives in Slack: the thread it was first asked in, else the programme's channel;
and what is done when that place cannot be reached any more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from holdfast.escalation.models import Escalation
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import by_ref, number_of
from holdfast.journal.actions import hasten, owe, record
from holdfast.journal.channels import Later, Never, Outcome
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import CLOCK
from holdfast.slack.calls import Call, Payload, on_event
from holdfast.slack.channel import NAME
from holdfast.slack.errors import OUTSIDE_PAUSE, Gone, Outside
from holdfast.slack.models import Card, Room
from holdfast.slack.threads import Thread, thread_at
from holdfast.slack.workspace import current

STRANDED = "card.stranded"
# A place that takes nothing ever again: the card goes to the programme's channel.
_LOST = frozenset(
    {"is_archived", "is_inactive", "thread_not_found", "restricted_action_thread_locked"}
)


def card_of(number: int) -> Card | None:
    return Card.objects.filter(escalation_id=number).first()


def has_card(event: Event) -> bool:
    """Whether the escalation of an event has one; asked once for each event, in its transaction."""
    kept = vars(event)
    if "has_card" not in kept:
        found = Card.objects.filter(escalation_id=number_of(event.subject))
        kept["has_card"] = found.exists()
    return bool(kept["has_card"])


def settle(ref: str, *, at: datetime) -> Card | None:
    """Inside the raise: where its card will be. None where Slack has no place for it.

    A thread whose escalation is still open keeps it; the new one goes to the programme's channel.
    """
    escalation = by_ref(ref)
    if thread := _thread(escalation.origin_url):
        card = _in_thread(escalation, thread, at=at)
        if card:
            return card
    channel_id = _home(escalation)
    if not channel_id:
        return None
    return Card.objects.create(escalation=escalation, channel_id=channel_id, at=at)


def _thread(address: str) -> Thread | None:
    """The thread an address points into, where that is one of a channel of this workspace."""
    thread = thread_at(address)
    # Nobody else reads what two people say to each other.
    return thread if thread and not thread.channel_id.startswith("D") else None


def _in_thread(escalation: Escalation, thread: Thread, *, at: datetime) -> Card | None:
    where = {"channel_id": thread.channel_id, "thread_ts": thread.ts}
    held = Card.objects.filter(**where, released_at__isnull=True).select_related("escalation")
    if before := held.first():
        if before.escalation.is_open:
            return None
        Card.objects.filter(pk=before.pk).update(released_at=at)
    try:
        with transaction.atomic():
            return Card.objects.create(escalation=escalation, at=at, **where)
    except IntegrityError:  # somebody raised another one there in this moment
        return None


def _home(escalation: Escalation) -> str:
    room = Room.objects.filter(programme=escalation.programme_id).first()
    return room.channel_id if room else ""


def unreached(
    card: Card, escalation: Escalation, error: Outside | Gone, *, because: str, at: datetime
) -> Outcome:
    """What becomes of what is owed where Slack does not let us write.

    Where we are not in the channel somebody is told, once, to invite us, and it waits. A place that is
    gone for good is left for the programme's channel. `because` names the cause for the journal.
    """
    if isinstance(error, Outside):
        words = (
            f"Holdfast is not in the channel where {escalation.ref} was asked, so its card cannot be "
            "kept up there. Write /invite @Holdfast in that channel."
        )
        _say_once(card, escalation, words, because=because, at=at)
        if not escalation.is_open:
            return Never(words)
        return Later(at=at + OUTSIDE_PAUSE, note=words)
    if error.code not in _LOST:
        raise error
    if moved := move(card, escalation, because=because, at=at):
        return Later(at=at, note=moved)
    words = (
        f"The place of {escalation.ref} in Slack takes nothing any more ({error.code}), and its "
        "programme has no other channel. Choose one on /setup/slack."
    )
    _say_once(card, escalation, words, because=because, at=at)
    return Never(words)


def move(card: Card, escalation: Escalation, *, because: str, at: datetime) -> str:
    """To the programme's channel, with a word to who is answerable. Returns what was said; empty
    where there is no such channel, or the card is in it already."""
    home = _home(escalation)
    if not home or (home == card.channel_id and not card.thread_ts):
        return ""
    words = (
        f"The place where {escalation.ref} was asked in Slack is gone. Its card is in the programme's "
        "channel from now on."
    )
    with transaction.atomic():
        moved = Card.objects.filter(pk=card.pk, channel_id=card.channel_id).update(
            channel_id=home, thread_ts="", ts="", digest="", trouble=""
        )
        if moved:
            _tell(escalation, words, because=f"{home}:{because}", at=at)
            refresh(escalation.ref, because=f"{home}:{because}", at=at)
    return words


def refresh(ref: str, *, because: str, at: datetime) -> None:
    """A card may not be as things stand: it is looked at again, once for each cause."""
    number = number_of(ref)
    event = Event.objects.filter(subject=f"{PREFIX}{number}").order_by("-id").first()
    if event is None or not Card.objects.filter(escalation_id=number).exists():
        return
    recipient = f"card:{number}"
    cause = hashlib.sha256(because.encode()).hexdigest()[:16]
    key = f"{NAME}:card:{event.pk}:{recipient}:{cause}"
    if not Delivery.objects.filter(key=key).exists():
        owe(event, channel=NAME, recipient=recipient, key=key, at=at)


def _say_once(
    card: Card, escalation: Escalation, words: str, *, because: str, at: datetime
) -> None:
    with transaction.atomic():
        if Card.objects.filter(pk=card.pk, trouble="").update(trouble=words):
            _tell(escalation, words, because=f"trouble:{card.channel_id}:{because}", at=at)


def _tell(escalation: Escalation, words: str, *, because: str, at: datetime) -> None:
    record(
        STRANDED,
        subject=escalation.ref,
        by=CLOCK,
        at=at,
        key=f"stranded:{because}"[:160],
        tell=[escalation.answerable.pk] if escalation.is_open else [],
        data={"people": {"owner": escalation.answerable.pk}, "reason": words},
    )


def waiting(cards: Iterable[Card]) -> list[str]:
    """The keys of what is owed in the places of these cards and did not get there yet."""
    owed_to = [f"{kind}:{each.escalation_id}" for each in cards for kind in ("card", "thread")]
    waits = (Delivery.State.PENDING, Delivery.State.RETRY, Delivery.State.DEAD)
    found = Delivery.objects.filter(channel=NAME, recipient__in=owed_to, state__in=waits)
    return list(found.order_by("pk").values_list("key", flat=True))


def _ours(event: Payload) -> bool:
    workspace = current()
    return bool(workspace and event.get("user") == workspace.bot_user_id)


@on_event("member_joined_channel", wants=_ours)
def _invited(call: Call) -> None:
    """We are in the channel now: what waited for that goes out."""
    for key in waiting(Card.objects.filter(channel_id=call.channel_id)):
        hasten(key, at=call.at)


def _deleted(call: Call) -> None:
    """The channel is gone, and with it the cards in it: those of what is open move."""
    there = Card.objects.filter(channel_id=call.channel_id).select_related("escalation")
    for card in there:
        escalation = by_ref(card.escalation.ref)
        if escalation.is_open and move(
            card, escalation, because=f"{call.key}:{card.pk}", at=call.at
        ):
            for key in waiting([card]):
                hasten(key, at=call.at)


on_event("channel_deleted")(_deleted)
on_event("group_deleted")(_deleted)
