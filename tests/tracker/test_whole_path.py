"""A piece goes to Jira and to Linear and comes back finished, over the network, through every part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from holdfast.jira.source import JiraSource
from holdfast.journal import inbox
from holdfast.journal.ledger import deliver_due
from holdfast.journal.models import Delivery, Event
from holdfast.kernel import clock
from holdfast.linear.source import LinearSource
from holdfast.outside.signed import REPLAY_WINDOW
from holdfast.tracker.actions import file_piece, set_place
from holdfast.tracker.models import Filing
from tests.cast import Story, another_team
from tests.jira import server as jira
from tests.linear import server as linear

SOURCES = {"jira": JiraSource, "linear": LinearSource}


class Path:
    """Ana's piece is owed to Billing's project; the worker and the stand-in share the story's clock."""

    def __init__(self, story: Story, there, name: str) -> None:
        self.story, self.there, self.name, self.source = story, there, name, SOURCES[name]()
        another_team()
        self.now = {"by": story.lea, "at": story.now}
        set_place(team="Billing", tracker=name, where="PAY", **self.now)
        piece = story.piece(story.owned())
        self.made = file_piece(piece_id=piece.pk, by=story.ana, at=story.now)

    def send(self, **later: float) -> Filing:
        self.story.now += timedelta(**later)
        deliver_due("tracker", clock=lambda: self.story.now)
        self.made.refresh_from_db()
        return self.made

    def moved(self, state: str, login: str):
        """What the stand-in says once somebody moved the issue there."""
        self.story.now += timedelta(minutes=1)
        module = {"jira": jira, "linear": linear}[self.name]
        return self.there.move("PAY-1", state, by=module.User(login, f"{login}@example.com"))

    def hear(self, client, *hooks) -> None:
        for each in hooks:
            assert each.send(client).status_code == 200
        inbox.work(self.source, clock=lambda: self.story.now)
        self.made.refresh_from_db()
        self.made.piece.refresh_from_db()


@pytest.fixture(params=SOURCES)
def path(request, story: Story, settings, monkeypatch) -> Iterator[Path]:
    monkeypatch.setattr(clock, "now", lambda: story.now)
    if request.param == "jira":
        there = jira.Jira(clock=lambda: story.now, cloud=True)
        there.project("PAY")
        settings.JIRA_URL, settings.JIRA_TOKEN = there.url, there.token
        settings.JIRA_WEBHOOK_SECRET = jira.SECRET
    else:
        there = linear.Linear(clock=lambda: story.now)
        there.team("PAY")
        settings.LINEAR_API_URL, settings.LINEAR_TOKEN = there.api_url, linear.TOKEN
        settings.LINEAR_WEBHOOK_SECRET = linear.SECRET
    try:
        yield Path(story, there, request.param)
    finally:
        there.close()


@pytest.mark.req("R30")
def test_filed_moved_and_finished_by_who_closed_it(path: Path, client):
    made = path.send()
    assert (made.key, made.piece.issue_url) == ("PAY-1", made.url)
    (issue,) = path.there.issues
    started, done = path.moved("In Progress", "ida"), path.moved("Done", "ben")
    # The later one comes first, and both come twice.
    path.hear(client, done, started, done, started)
    assert (made.key, made.state, made.piece.is_open) == ("PAY-1", "done", False)
    assert made.piece.ending.by.login == "ben"
    assert made.piece.ending.note == "Closed as PAY-1."
    assert made.changed_at == issue.updated
    assert Event.objects.filter(kind="piece.done").count() == 1
    # Opened there again it says so once; the piece stays as Ben left it until somebody decides.
    path.hear(client, path.moved("In Progress", "ida"))
    assert (made.state, path.story.told("filing.moved")) == ("started", {"ana"})


def test_who_is_not_known_finishes_nothing_and_ana_is_told(path: Path, client):
    path.send()
    path.hear(client, path.moved("Done", "nobody"))
    assert (path.made.state, path.made.piece.is_open) == ("done", True)
    assert path.story.told("filing.moved") == {"ana"}
    path.story.now += REPLAY_WINDOW * 30
    late = path.there.hooks[-1].send(client)
    assert (late.status_code, late.content) == (401, b"Said too long ago, or in the future.\n")


def test_an_hour_of_500_and_a_revoked_token_lose_and_double_nothing(path: Path, settings):
    path.there.fail(500, until=path.story.now + timedelta(hours=1))
    for _ in range(5):
        assert path.send(minutes=10).key == ""
    given = {"jira": "JIRA_TOKEN", "linear": "LINEAR_TOKEN"}[path.name]
    right = getattr(settings, given)
    setattr(settings, given, "revoked@acme.example:x")
    deliver_due("tracker", clock=lambda: path.story.now)
    assert path.send(hours=3).key == ""
    owed = Delivery.objects.get(recipient=f"filing:{path.made.pk}")
    assert owed.state != "dead"
    setattr(settings, given, right)
    assert path.send(hours=13).key == "PAY-1"
    path.send(days=1)
    assert len(path.there.issues) == 1
    assert Event.objects.filter(kind="filing.filed").count() == 1
    assert not Event.objects.filter(kind="filing.refused").exists()
