"""What is owed to Jira and Linear, through the real ledger: one issue whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from holdfast.jira.tracker import JiraTracker
from holdfast.journal import channels, ledger
from holdfast.journal.actions import record
from holdfast.journal.channels import Outcome, Sent
from holdfast.journal.models import Delivery
from holdfast.kernel.actor import CLOCK
from holdfast.linear.tracker import LinearTracker
from holdfast.outside.errors import ASKING, outcome
from holdfast.tracker.port import Draft, Tracker
from tests.cast import START
from tests.jira.server import Jira
from tests.linear.server import TOKEN, Linear

pytestmark = pytest.mark.django_db
State = Delivery.State
DRAFT = Draft("PAY", "Read the index", "What holdfast-filing-1 says", "holdfast-filing-1")
CREATE = {"jira": "POST /rest/api/2/issue", "linear": "File"}


class Killed(BaseException):
    """The worker was killed."""


class Filer:
    """A channel that files one draft, and can die once the issue is there."""

    name, lease, yields = "filer", timedelta(seconds=300), timedelta(0)

    def __init__(self, tracker: Tracker, fake: Any) -> None:
        self.tracker, self.fake, self.now, self.dies = tracker, fake, START, False

    def announce(self, event: Any, people: Any, *, at: datetime) -> list[Delivery]:
        row = {
            "event": event,
            "channel": self.name,
            "recipient": "1",
            "wake_at": at,
            "created_at": at,
        }
        return [Delivery(**row, key="filer:1")]

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        try:
            filed = self.tracker.file(DRAFT, at=at)
        except ASKING as error:
            return outcome(error, at=at)
        if self.dies:
            self.dies = False
            raise Killed
        return Sent(message={"key": filed.key})

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        return self.tracker.find("PAY", DRAFT.marker, at=at) is not None

    def rest(self) -> None:
        self.tracker.rest()

    def work(self, *, hours: float) -> Delivery:
        """Everything that is due until then, as time passes."""
        until = self.now + timedelta(hours=hours)
        while True:
            ledger.deliver_due(self.name, clock=lambda: self.now)
            owed = Delivery.objects.get()
            if owed.wake_at is None or owed.wake_at > until:
                return owed
            self.now = max(self.now, owed.wake_at)


@pytest.fixture(params=["jira", "linear"])
def filer(request, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Filer]:
    if request.param == "jira":
        fake: Any = Jira(clock=lambda: made.now)
        fake.project("PAY")
        settings.JIRA_URL, settings.JIRA_TOKEN = fake.url, fake.token
        made = Filer(JiraTracker(), fake)
    else:
        fake = Linear(clock=lambda: made.now)
        fake.team("PAY")
        settings.LINEAR_API_URL, settings.LINEAR_TOKEN = fake.api_url, TOKEN
        made = Filer(LinearTracker(), fake)
    monkeypatch.setattr(channels, "_channels", {made.name: made})
    with transaction.atomic():
        record("thing.happened", subject="ESC-1", by=CLOCK, at=START, tell=[7])
    try:
        yield made
    finally:
        fake.close()


@pytest.mark.req("R80")
def test_it_is_filed(filer: Filer):
    owed = filer.work(hours=0)
    assert (owed.state, owed.message) == (State.SENT, {"key": "PAY-1"})


def test_a_worker_killed_between_the_issue_and_its_note(filer: Filer):
    filer.dies = True
    with pytest.raises(Killed):
        filer.work(hours=0)
    assert filer.work(hours=1).state == State.SENT
    assert len(filer.fake.issues) == 1


def test_an_answer_that_is_lost(filer: Filer):
    filer.fake.cut(CREATE[filer.tracker.name])
    assert filer.work(hours=0).state == State.IN_DOUBT
    assert filer.work(hours=2).state == State.SENT
    assert len(filer.fake.issues) == 1


def test_an_hour_of_500(filer: Filer):
    """From before the first question, to every question."""
    filer.fake.fail(500, until=START + timedelta(hours=1))
    filer.work(hours=1)
    assert not filer.fake.issues
    assert filer.work(hours=12).state == State.SENT
    assert len(filer.fake.issues) == 1
    assert len(filer.fake.log) < 150  # a doubt is asked about twice a minute


def test_a_limit_is_kept(filer: Filer):
    until = START + timedelta(minutes=30)
    if filer.tracker.name == "linear":
        filer.fake.limit(until)
    else:
        filer.fake.fail(429, until=until, headers={"Retry-After": "1800"})
    owed = filer.work(hours=0.4)
    assert (owed.state, owed.wake_at, owed.attempts) == (State.RETRY, until, 0)
    assert len(filer.fake.log) == 1
    assert filer.work(hours=1).state == State.SENT


def test_a_token_that_is_refused_waits_for_another(filer: Filer, settings):
    good = settings.JIRA_TOKEN, settings.LINEAR_TOKEN
    settings.JIRA_TOKEN = settings.LINEAR_TOKEN = "wrong"
    assert filer.work(hours=3).state == State.RETRY
    settings.JIRA_TOKEN, settings.LINEAR_TOKEN = good
    assert filer.work(hours=2).state == State.SENT
