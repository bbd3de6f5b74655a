from collections.abc import Iterator

import pytest
from django.db import transaction

from holdfast.journal import channels
from holdfast.journal.actions import record
from holdfast.journal.models import Delivery
from holdfast.kernel.actor import CLOCK
from tests.journal.memory import Clock, MemoryChannel


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryChannel]:
    """The only channel there is."""
    channel = MemoryChannel()
    monkeypatch.setattr(channels, "_channels", {channel.name: channel})
    return channel


@pytest.fixture
def owe(memory: MemoryChannel, clock: Clock):
    """Record an event that somebody must hear; the delivery owed."""

    def owe(person: int = 7) -> Delivery:
        with transaction.atomic():
            event = record("thing.happened", subject="ESC-1", by=CLOCK, at=clock(), tell=[person])
        return Delivery.objects.get(event=event)

    return owe
