"""Recording facts, and with them what they owe to the outside; putting dead letters back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from holdfast.journal.channels import channels
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.store import insert, insert_all

logger = logging.getLogger(__name__)


def record(
    kind: str,
    *,
    subject: str,
    by: Actor,
    at: datetime,
    data: dict[str, Any] | None = None,
    tell: Iterable[int] = (),
    tell_actor: bool = False,
    key: str | None = None,
) -> Event:
    """Write the event that ends an action, and a delivery for each person who must know.

    `tell` are numbers of people; the actor is left out, nobody is told what they just did, unless
    the message brings them something to do (`tell_actor`). `key` makes a timer's event unique; a
    request's own key comes with the actor.

    Raises IntegrityError when the key was used before: the whole action is then undone, which is
    what makes a repeat harmless.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of its cause.")
    request = by.request
    event = insert(
        Event(
            at=at,
            kind=kind,
            subject=subject,
            by=by.person_id,
            via=by.via,
            data=data or {},
            key=request.key if request else key,
            digest=request.digest if request else "",
        )
    )
    people = sorted(set(tell) if tell_actor else set(tell) - {by.person_id})
    if owed := _owed(event, people, at=at):
        insert_all(owed)
        transaction.on_commit(wake)
    return event


def _owed(event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:
    """What every channel owes for an event; a floor waits for those who are told by another."""
    by_channel = {each: each.announce(event, people, at=at) for each in channels()}
    owed = [delivery for deliveries in by_channel.values() for delivery in deliveries]
    for channel, deliveries in by_channel.items():
        if channel.yields and len(owed) > len(deliveries):
            others = {each.recipient for each in owed if each.channel != channel.name}
            for delivery in deliveries:
                if delivery.recipient in others:
                    delivery.wake_at = at + channel.yields
    return owed


def owe(event: Event, *, channel: str, recipient: str, key: str, at: datetime) -> Delivery:
    """Something a channel owes because of an event and that is no message to those it tells: a
    calendar to be read. Written in the event's transaction, woken like the others."""
    owed = insert(
        Delivery(
            event=event, channel=channel, recipient=recipient, key=key, wake_at=at, created_at=at
        )
    )
    transaction.on_commit(wake)
    return owed


def hasten(key: str, *, at: datetime) -> bool:
    """What is owed under a key and waits for later is due at that instant, a dead one too; what is due
    before stays so. False where it is being carried out this moment, or is done."""
    waits = [Delivery.State.PENDING, Delivery.State.RETRY, Delivery.State.DEAD]
    rows = Delivery.objects.filter(key=key, state__in=waits)
    found = rows.exclude(wake_at__lte=at).update(
        state=Delivery.State.PENDING, wake_at=at, attempts=0
    )
    transaction.on_commit(wake)
    return bool(found) or rows.exists()


def revive(delivery: Delivery, *, by: Actor, at: datetime) -> Event:
    """Put a dead letter back: it is sent as if it had just been written.

    Who may do this is asked by the surface; the journal stands below roles. Raises Conflict when it
    is not dead (any more), so two people who press the button put it back once.
    """
    with transaction.atomic():
        put_back = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DEAD).update(
            state=Delivery.State.PENDING, wake_at=at, attempts=0, lease=""
        )
        if not put_back:
            raise Conflict("This message is not dead; it may have been put back already.")
        event = record(
            "delivery.revived",
            subject=f"delivery-{delivery.pk}",
            by=by,
            at=at,
            data={"key": delivery.key, "note": delivery.note},
        )
        transaction.on_commit(wake)
    delivery.refresh_from_db()
    return event


def repeated(by: Actor) -> Event | None:
    """The event this very request wrote before, if it did: the action then returns what it made.

    Raises Conflict when the key was used for a different request.
    """
    if by.request is None:
        return None
    event = Event.objects.filter(key=by.request.key).first()
    if event and event.digest != by.request.digest:
        raise Conflict("This Idempotency-Key was used for another request; use a new one.")
    return event


def wake() -> None:
    """Tell the workers, once a transaction is through, that something is owed."""
    # Only a wake-up: if it is lost, the worker's next tick finds the delivery all the same.
    from holdfast.journal.tasks import deliver_due

    try:
        deliver_due.enqueue()
    except DatabaseError:
        logger.warning("The worker was not woken; its next tick sees to it.", exc_info=True)
