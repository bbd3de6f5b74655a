"""A channel that remembers what it was asked to send, and answers as it is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from holdfast.journal.channels import Outcome, Sent
from holdfast.journal.models import Delivery, Event

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class KilledError(BaseException):
    """Stands for SIGKILL: nothing after it runs, so nothing is noted. The real one: tests/crash."""


class MemoryChannel:
    name = "memory"
    lease = timedelta(seconds=60)
    yields = timedelta(0)

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.answers: list[Outcome | BaseException] = []  # what the next sends meet; then Sent
        self.did_arrive: bool | Exception | None = None
        self.asked = 0
        self.rests = 0

    def announce(self, event: Event, people: Iterable[int], *, at: datetime) -> list[Delivery]:
        return [
            Delivery(
                event=event,
                channel=self.name,
                recipient=str(person),
                key=f"{self.name}:{event.pk}:{person}",
                wake_at=at,
                created_at=at,
            )
            for person in people
        ]

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        self.sent.append(delivery.key)
        answer = self.answers.pop(0) if self.answers else Sent(message={"to": delivery.recipient})
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        self.asked += 1
        if isinstance(self.did_arrive, Exception):
            raise self.did_arrive
        return self.did_arrive

    def rest(self) -> None:
        self.rests += 1


class Clock:
    """Time that moves when the test says so."""

    def __init__(self) -> None:
        self.at = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **amount: Any) -> datetime:
        self.at += timedelta(**amount)
        return self.at
