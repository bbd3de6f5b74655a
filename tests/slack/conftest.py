"""The story's people in a Slack that remembers, and the app in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from holdfast.journal import inbox
from holdfast.journal.channels import channel
from holdfast.journal.ledger import deliver_all
from holdfast.journal.models import Delivery, Incoming
from holdfast.kernel import clock
from holdfast.slack import app
from holdfast.slack.channel import NAME
from holdfast.slack.models import Room
from holdfast.slack.setup.manifest import manifest
from holdfast.slack.source import SlackSource
from holdfast.slack.workspace import look
from tests.cast import Story
from tests.slack.channels import Channel
from tests.slack.people import User
from tests.slack.workspace import Workspace

_ENOUGH = 400


@dataclass
class Office:
    """The workspace with everybody of the story in it, and the worker that answers.

    `slack.sam` is Sam's Slack user; `slack.home` the programme's channel, `slack.group` its group.
    """

    story: Story
    workspace: Workspace
    home: Channel
    group: object

    def __getattr__(self, name: str) -> User:
        if name in self.story.people:
            return self.workspace.user(name)
        raise AttributeError(name)

    def channel(self, name: str = "cust-acme", **given: object) -> Channel:
        """A customer's channel with everybody in it; without the app with bot=False."""
        everybody = [self.workspace.user(login) for login in self.story.people]
        return self.workspace.channel(name, **{"members": everybody, **given})

    def work(self, *, seconds: float = 60) -> None:
        """What came in is worked on and what is owed is sent, in Slack's pace; time passes with it."""
        until = self.story.now + timedelta(seconds=seconds)
        source = SlackSource()
        for _ in range(_ENOUGH):
            self.workspace.inbound.deliver()
            did = inbox.work(source, clock=self._now) + deliver_all(clock=self._now)
            self.workspace.inbound.deliver()
            if did:
                continue
            waits = self._next()
            if waits is None or waits > until:
                return
            self.story.now = max(self.story.now, waits)
        raise AssertionError("The worker finds no end.")

    def _now(self):
        return self.story.now

    def _next(self):
        found = [
            rows.filter(wake_at__isnull=False)
            .order_by("wake_at")
            .values_list("wake_at", flat=True)
            .first()
            for rows in (Delivery.objects.filter(channel="slack"), Incoming.objects.all())
        ]
        return min((each for each in found if each), default=None)


@pytest.fixture
def slack(story: Story, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Slack is set up, everybody has an account with their mail address, nobody has used it yet."""
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: story.now)
    monkeypatch.setattr(app, "_noted", [])
    monkeypatch.setattr(channel(NAME), "_down_until", None)
    workspace = Workspace(clock=lambda: story.now)
    workspace.install(manifest())
    settings.SLACK_BOT_TOKEN = workspace.bot_token
    settings.SLACK_SIGNING_SECRET = workspace.signing_secret
    settings.SLACK_API_URL = workspace.api_url
    assert django_settings.SLACK_BOT_TOKEN
    everybody = [
        workspace.user(login, email=person.email, tz=person.zone)
        for login, person in story.people.items()
    ]
    home = workspace.channel("escalation-engineering", members=everybody)
    group = workspace.group("escalation-engineers", members=[workspace.user("ana")])
    look(at=story.now)
    Room.objects.create(
        programme=story.programme,
        group_id=group.id,
        group_handle=group.handle,
        channel_id=home.id,
        channel_name=home.name,
        at=story.now,
    )
    workspace.log.clear()
    try:
        yield Office(story, workspace, home, group)
    finally:
        # What the test itself says went wrong comes first.
        workspace.close(check=False)
    workspace.check()
