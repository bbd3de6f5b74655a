"""What Jira says comes in once, signed, in any order."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from holdfast.jira import doctor
from holdfast.jira.source import JiraSource
from holdfast.journal import inbox
from holdfast.journal.models import Incoming
from holdfast.tracker import actions
from holdfast.tracker.port import Standing, State
from tests.jira.server import Hook, Jira, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock")]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Standing]:
    said: list[Standing] = []
    monkeypatch.setattr(actions, "hear", lambda standing, **_: said.append(standing))
    return said


def work(now) -> None:
    inbox.work(JiraSource(), clock=lambda: now.now)


@pytest.mark.req("R80")
def test_what_happens_there_is_heard(jira: Jira, now, client, heard: list[Standing]):
    jira.make("PAY", "Theirs")
    hook = jira.move("PAY-1", "In Review", by=User("5570:ben", "ben@acme.example"))
    assert hook.send(client).status_code == 200
    work(now)
    [standing] = heard
    assert (standing.key, standing.state, standing.words) == ("PAY-1", State.STARTED, "In Review")
    assert (standing.login, standing.email) == ("5570:ben", "ben@acme.example")
    assert (standing.title, standing.changed_at) == ("Theirs", jira.issue("PAY-1").updated)


def test_a_deleted_one_is_dropped_when_it_was_deleted(jira: Jira, now, client, heard):
    jira.make("PAY")
    now.now += timedelta(minutes=1)
    jira.delete("PAY-1").send(client)
    work(now)
    assert (heard[0].state, heard[0].words, heard[0].changed_at) == (
        State.DROPPED,
        "Deleted",
        now.now,
    )


def test_a_moved_one_is_heard_under_its_old_key_too(jira: Jira, now, client, heard):
    jira.project("SEA", "Search")
    jira.make("PAY")
    jira.rename("PAY-1", "SEA-1").send(client)
    work(now)
    assert [each.key for each in heard] == ["SEA-1", "PAY-1"]


def test_a_retry_is_known(jira: Jira, now, client, heard):
    jira.make("PAY")
    hook = jira.move("PAY-1", "Done")
    assert [hook.send(client).status_code for _ in range(3)] == [200] * 3
    work(now)
    assert len(heard) == 1
    # A Jira that names nothing is known by what it says.
    bare = Hook("", jira.move("PAY-1", "To Do").content)
    bare.send(client)
    bare.send(client)
    assert Incoming.objects.count() == 2


def test_what_people_wrote_is_not_kept(jira: Jira, now, client):
    jira.make("PAY", description="Acme's password is swordfish.")
    jira.comment("PAY-1", "swordfish").send(client)
    assert "swordfish" not in json.dumps(Incoming.objects.get().body)


def test_an_hour_late_is_only_late(jira: Jira, now, client):
    """Jira tries again for more than an hour, with the first one's time in it."""
    hook = jira.delete(jira.make("PAY").key)
    now.now += timedelta(minutes=75)
    assert hook.send(client).status_code == 200
    now.now += timedelta(hours=1)
    answer = Hook("again", hook.content).send(client)
    assert (answer.status_code, answer.content) == (401, b"Said too long ago, or in the future.\n")


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "sha256=00", "sha1=abc", "sha256=\u00e9\u20ac", "nonsense"]
)
def test_unsigned(jira: Jira, client, signature: str):
    hook = jira.delete(jira.make("PAY").key)
    answer = hook.send(client, **{"X-Hub-Signature": signature})
    assert (answer.status_code, b"Not signed" in answer.content) == (401, True)
    assert hook.send(client, secret="wrong").status_code == 401
    assert not Incoming.objects.exists()


def test_without_a_secret_nobody_is_heard(jira: Jira, client, settings):
    settings.JIRA_WEBHOOK_SECRET = ""
    assert jira.delete(jira.make("PAY").key).send(client, secret="x").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 3000,
        b"{}",
        b'{"timestamp": true, "webhookEvent": "jira:issue_updated"}',
        b'{"timestamp": 1e400}',
        b'{"timestamp": 99999999999999999999, "webhookEvent": "jira:issue_updated"}',
    ],
)
def test_nonsense_that_is_signed(jira: Jira, client, content: bytes):
    assert Hook("n", content).send(client).status_code in {400, 401}
    assert not Incoming.objects.exists()


def bent(hook: Hook, **change: Any) -> Hook:
    body = json.loads(hook.content)
    body["issue"]["fields"] |= change
    return Hook("bent", json.dumps(body).encode())


@pytest.mark.parametrize(
    "change",
    [
        {"status": None},
        {"status": "Done"},
        {"status": {"statusCategory": "done"}},
        {"updated": "yesterday"},
        {"updated": "2026-03-10T09:00:00"},
        {"updated": None},
        {"resolution": "Duplicate", "status": {"name": "x", "statusCategory": {"key": "done"}}},
    ],
)
def test_an_issue_that_is_none(jira: Jira, client, change: dict[str, Any]):
    hook = bent(jira.delete(jira.make("PAY").key), **change)
    assert hook.send(client).status_code == 400
    assert not Incoming.objects.exists()


def test_too_large_and_none_of_ours(jira: Jira, client):
    jira.make("PAY")
    assert Hook("l", b" " * 1_000_001).send(client).status_code == 413
    body = json.loads(jira.hooks[0].content) | {"webhookEvent": "sprint_started"}
    assert Hook("s", json.dumps(body).encode()).send(client).status_code == 200
    assert client.get("/webhooks/jira").status_code == 405
    assert not Incoming.objects.exists()


def test_the_doctor(settings, db):
    def says() -> dict[str, str]:
        return {about: kind for about, kind, _ in doctor.found()}

    settings.JIRA_URL = settings.JIRA_TOKEN = settings.JIRA_WEBHOOK_SECRET = ""
    assert says() == {"Jira": "note"}
    settings.JIRA_URL = "https://acme.atlassian.net"
    assert says() == {"Jira": "wrong", "Jira webhook": "note"}
    settings.JIRA_TOKEN = "no-mail"
    assert says()["Jira"] == "wrong"
    settings.JIRA_TOKEN, settings.JIRA_WEBHOOK_SECRET = "a@b:c", "s"
    assert says() == {"Jira": "ok"}
    settings.JIRA_URL = "http://jira.acme.example"
    assert says()["Jira"] == "wrong"
