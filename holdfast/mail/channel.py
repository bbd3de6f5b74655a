"""Mail as a channel of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from holdfast.journal.channels import Never, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.journal.queries import told_elsewhere
from holdfast.mail.post import Post
from holdfast.mail.render import render
from holdfast.people.models import Person
from holdfast.people.queries import names

NAME = "mail"


class MailChannel:
    """One mail per person and event.

    Whom it can reach is decided when it is sent, not when it is written: the action's transaction
    asks nothing, and what holds then counts. A mail that cannot go out (no server, no address, a
    deactivated person) is not lost: it is kept in the outbox with the reason.
    """

    name = NAME
    # Longer than the slowest send: post.py hands over within 40 s or not at all, then waits for
    # three answers of 20 s at most.
    lease = timedelta(seconds=120)
    # The floor: long enough for a direct message, soon enough for somebody who waits for help.
    yields = timedelta(minutes=10)

    def __init__(self) -> None:
        self.post = Post()

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:
        return [
            Delivery(
                event=event,
                channel=NAME,
                recipient=str(person),
                key=f"{NAME}:{event.pk}:{person}",
                wake_at=at,
                created_at=at,
            )
            for person in people
        ]

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        number = int(delivery.recipient)
        person = names([number]).get(number)
        if person is None:
            return Never("Nobody has this number.")
        letter = render(delivery.event, person, key=delivery.key)
        kept = _why_kept(person, delivery)
        if kept:
            return Sent(message=letter.as_record(), note=f"kept in the outbox: {kept}")
        return self.post.send(letter, at=at)

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """Mail cannot be asked; it goes again under the same Message-ID."""
        return None

    def rest(self) -> None:
        self.post.close()


def _why_kept(person: Person, delivery: Delivery) -> str:
    if person.deactivated_at:
        return "the person is deactivated"
    if not person.email:
        return "the person has no mail address"
    if not settings.EMAIL_URL:
        return "no mail server is set"
    if told_by := told_elsewhere(delivery):
        return f"they were told by {told_by}"
    return ""
