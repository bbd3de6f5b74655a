"""Reading the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from holdfast.journal.models import Delivery, Event, Incoming
from holdfast.kernel.refusal import NotFound
from holdfast.store import Statement, slot

LATEST = 200  # events a page shows; the API has them all


def timeline(subject: str) -> QuerySet[Event]:
    """What happened to a subject, oldest first."""
    return Event.objects.filter(subject=subject).order_by("id")


_latest = Statement(
    lambda: Event.objects.filter(subject=slot.text("subject")).order_by("-id")[:LATEST]
)


def latest(subject: str) -> list[Event]:
    """The newest events of a subject, newest first; as many as a page shows."""
    return _latest.all(subject=subject)


def by_key(key: str) -> Event | None:
    """The event a request or a timer wrote under its own name, if it did."""
    return Event.objects.filter(key=key).first()


def used(keys: Iterable[str]) -> set[str]:
    """Of these keys those an event was written under: what timers have said already."""
    found = Event.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    return {key for key in found if key}


@dataclass(frozen=True, slots=True)
class Page:
    """Deliveries, newest first; `next` is the `after` of the following page, None on the last."""

    items: list[Delivery]
    next: int | None


def deliveries(
    channel: str,
    *,
    recipient: str | None = None,
    dead: bool = False,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """What a channel owes, sent or kept, each with its event: one recipient's, or everybody's.

    `message` holds what was sent, as it was sent or kept; `note` says how that went. `dead` are
    those nobody will take: somebody must look, mend and put them back.
    """
    found = Delivery.objects.filter(channel=channel).select_related("event").order_by("-id")
    if recipient is not None:
        found = found.filter(recipient=recipient)
    if dead:
        found = found.filter(state=Delivery.State.DEAD)
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: limit + 1])
    return Page(items=rows[:limit], next=rows[limit - 1].pk if len(rows) > limit else None)


def told_elsewhere(delivery: Delivery) -> str:
    """The channel that has told its recipient of the same event; empty where none has.

    What was folded into another message (`message` says `with` which) was told when that one was.
    """
    same = Delivery.objects.filter(event=delivery.event_id, recipient=delivery.recipient)
    sent = same.exclude(channel=delivery.channel).filter(state=Delivery.State.SENT)
    for channel, message in sent.values_list("channel", "message"):
        if _was_said(message):
            return channel
    return ""


def _was_said(message: dict[str, Any] | None) -> bool:
    while key := (message or {}).get("with"):
        other = Delivery.objects.filter(key=key, state=Delivery.State.SENT)
        found = other.values_list("message").first()
        if found is None:
            return False
        (message,) = found
    return True


def dead_incoming(limit: int = 100) -> list[Incoming]:
    """What came in and nobody could do anything with, newest first."""
    dead = Incoming.objects.filter(wake_at__isnull=True, done_at__isnull=True)
    return list(dead.order_by("-id")[:limit])


def incoming(number: int) -> Incoming:
    """Raises NotFound with a sentence."""
    found = Incoming.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(f"Nothing that came in has the number {number}; what is done is forgotten.")
    return found


def delivery(channel: str, number: int) -> Delivery:
    """Raises NotFound with a sentence."""
    found = Delivery.objects.filter(pk=number, channel=channel).first()
    if found is None:
        raise NotFound(f"There is no {channel} {number} in the outbox.")
    return found


def dead_letters() -> dict[str, int]:
    """How many deliveries nobody will take, by channel; channels without any are left out."""
    dead = Delivery.objects.filter(state=Delivery.State.DEAD).order_by("channel")
    return dict(dead.values_list("channel").annotate(Count("pk")))
