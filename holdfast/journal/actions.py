"""Recording facts, and with them what they owe to the outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from holdfast.journal.channels import channels
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import Actor


def record(
    kind: str,
    *,
    subject: str,
    by: Actor,
    at: datetime,
    data: dict[str, Any] | None = None,
    tell: Iterable[int] = (),
    key: str | None = None,
) -> Event:
    """Write the event that ends an action, and a delivery for each person who must know.

    `tell` are numbers of people; the actor is left out, nobody is told what they just did. `key`
    makes a timer's event unique; a request's own key comes with the actor.

    Raises IntegrityError when the key was used before: the whole action is then undone, which is
    what makes a repeat harmless.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of its cause.")
    request = by.request
    event = Event.objects.create(
        at=at,
        kind=kind,
        subject=subject,
        by=by.person_id,
        via=by.via,
        data=data or {},
        key=request.key if request else key,
        digest=request.digest if request else "",
    )
    people = sorted(set(tell) - {by.person_id})
    if people:
        owed = [
            delivery
            for channel in channels()
            for delivery in channel.announce(event, people, at=at)
        ]
        if owed:
            Delivery.objects.bulk_create(owed)
            transaction.on_commit(_wake)
    return event


def _wake() -> None:
    # Only a wake-up: if it is lost, the worker's next tick finds the delivery all the same.
    from holdfast.journal.tasks import deliver_due

    deliver_due.enqueue()
