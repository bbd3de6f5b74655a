"""The story's programme with a Zendesk beside it, and the worker between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from holdfast.helpdesk import client, reading, standing
from holdfast.helpdesk.source import ZendeskSource
from holdfast.journal import inbox
from holdfast.journal.ledger import deliver_due
from holdfast.journal.models import Delivery, Incoming
from holdfast.kernel import clock
from holdfast.support.models import Issue
from tests.cast import Story
from tests.web.conftest import Site
from tests.zendesk.desk import SECRET, TOKEN, Desk, Hook
from tests.zendesk.server import serving

_ENOUGH = 400


@dataclass
class Helpdesk:
    """The desk, and what Holdfast does about it."""

    story: Story
    desk: Desk
    source: ZendeskSource

    def work(self, *, seconds: float = 60) -> None:
        """What came in is worked on and what is owed is done; time passes from one to the next."""
        until = self.story.now + timedelta(seconds=seconds)
        for _ in range(_ENOUGH):
            reading.mind(self.story.now)
            did = inbox.work(self.source, clock=self._now)
            did += deliver_due("zendesk", clock=self._now)
            if did:
                continue
            waits = self._next()
            if waits is None or waits > until:
                self.story.now = until
                return
            self.story.now = max(self.story.now, waits)
        raise AssertionError("The worker finds no end.")

    def send(self, hook: Hook, *, status: int = 200) -> str:
        said = Client().post(
            "/webhooks/zendesk",
            data=hook.body,
            content_type="application/json",
            headers=hook.headers,
        )
        assert said.status_code == status, said.content
        return said.content.decode()

    def issue(self, number: int) -> Issue:
        return Issue.objects.get(key=str(number))

    def _now(self) -> datetime:
        return self.story.now

    def _next(self) -> datetime | None:
        found = [
            rows.filter(wake_at__isnull=False)
            .order_by("wake_at")
            .values_list("wake_at", flat=True)
            .first()
            for rows in (Delivery.objects.filter(channel="zendesk"), Incoming.objects.all())
        ]
        return min((each for each in found if each), default=None)


@pytest.fixture
def helpdesk(story: Story, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Helpdesk]:
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: story.now)
    monkeypatch.setattr(standing, "_noted", [])
    with serving(Desk(lambda: story.now)) as desk:
        settings.ZENDESK_URL = desk.url
        settings.ZENDESK_TOKEN = TOKEN
        settings.ZENDESK_WEBHOOK_SECRET = SECRET
        try:
            yield Helpdesk(story, desk, ZendeskSource())
        finally:
            client.close()


@pytest.fixture
def desk(helpdesk: Helpdesk) -> Desk:
    return helpdesk.desk


@pytest.fixture
def at(story: Story) -> type[Site]:
    return Site
