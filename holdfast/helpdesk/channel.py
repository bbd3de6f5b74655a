"""Zendesk as a channel of the journal: its tickets are read, and what happens is said on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from holdfast.helpdesk import client, comments, reading
from holdfast.journal.channels import Outcome
from holdfast.journal.models import Delivery, Event
from holdfast.outside.client import SLOWEST


class ZendeskChannel:
    name = reading.CHANNEL
    # A page may ask for the names of all its organizations and groups, and keeps a thousand tickets.
    lease = timedelta(seconds=12 * SLOWEST + 120)
    yields = timedelta(0)

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:  # noqa: ARG002
        """For the ticket an escalation came from; people are told elsewhere."""
        return comments.owed(event, at=at) if client.is_on() else []

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        if delivery.key == reading.KEY:
            return reading.look(at=at)
        return comments.write(delivery, at=at)

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        """A page that is read again changes nothing; a comment is looked for."""
        if delivery.key == reading.KEY or not client.is_on():
            return False
        return comments.arrived(delivery, at=at)

    def rest(self) -> None:
        client.close()
