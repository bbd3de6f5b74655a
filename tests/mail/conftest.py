from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction

from holdfast.journal import channels
from holdfast.journal.actions import record
from holdfast.journal.models import Delivery
from holdfast.kernel.actor import CLOCK
from holdfast.mail.channel import MailChannel
from holdfast.people.models import Person
from tests.journal.memory import Clock
from tests.mail.sink import Sink

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with Sink() as sink:
        settings.EMAIL_URL = sink.address
        yield sink


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailChannel]:
    """A mail channel of the test's own, so no connection is left from another."""
    channel = MailChannel()
    monkeypatch.setattr(channels, "_channels", {channel.name: channel})
    yield channel
    channel.rest()


@pytest.fixture
def nora(db) -> Person:
    return Person.objects.create(
        login="nora", name="Nora Lind", email="nora@example.com", zone="Europe/Berlin"
    )


@pytest.fixture
def tell(mail: MailChannel):
    """Record an event that these people hear of; their deliveries."""

    def tell(*people: Person, kind: str = "escalation.updated", **data) -> list[Delivery]:
        with transaction.atomic():
            event = record(
                kind,
                subject="ESC-42",
                by=CLOCK,
                at=AT,
                data=data,
                tell=[person.pk for person in people],
            )
        return list(Delivery.objects.filter(event=event).order_by("id"))

    return tell
