"""What Linear says comes in once, signed, in any order."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from holdfast.journal import inbox
from holdfast.journal.models import Incoming
from holdfast.linear import doctor
from holdfast.linear.source import LinearSource
from holdfast.tracker import actions
from holdfast.tracker.port import Standing, State
from tests.linear.server import Hook, Linear, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock")]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Standing]:
    said: list[Standing] = []
    monkeypatch.setattr(actions, "hear", lambda standing, **_: said.append(standing))
    return said


def work(now) -> None:
    inbox.work(LinearSource(), clock=lambda: now.now)


@pytest.mark.req("R80")
def test_what_happens_there_is_heard(linear: Linear, now, client, heard: list[Standing]):
    linear.make("PAY", "Theirs")
    hook = linear.move("PAY-1", "In Review", by=User("Ben", "ben@acme.example"))
    assert hook.send(client).status_code == 200
    work(now)
    [standing] = heard
    assert (standing.key, standing.state, standing.words) == ("PAY-1", State.STARTED, "In Review")
    assert (standing.login, standing.email) == ("Ben", "ben@acme.example")
    assert (standing.title, standing.changed_at) == ("Theirs", linear.issue("PAY-1").updated)


def test_a_removed_one_is_dropped_when_it_was_removed(linear: Linear, now, client, heard):
    linear.make("PAY")
    now.now += timedelta(minutes=1)
    linear.trash("PAY-1").send(client)
    now.now += timedelta(minutes=1)
    linear.remove("PAY-1").send(client)
    work(now)
    assert [(each.state, each.words) for each in heard] == [(State.DROPPED, "Deleted")] * 2
    assert heard[1].changed_at == now.now


def test_a_moved_one_is_heard_under_its_old_keys_too(linear: Linear, now, client, heard):
    linear.make("PAY")
    linear.rename("PAY-1", "SEA-1")
    linear.move("SEA-1", "Done").send(client)
    work(now)
    assert [each.key for each in heard] == ["SEA-1", "PAY-1"]


def test_a_retry_is_known(linear: Linear, now, client, heard):
    linear.make("PAY")
    hook = linear.move("PAY-1", "Done")
    assert [hook.send(client).status_code for _ in range(3)] == [200] * 3
    work(now)
    assert len(heard) == 1
    assert Incoming.objects.count() == 1


def test_what_people_wrote_is_not_kept(linear: Linear, now, client):
    linear.make("PAY", description="Acme's password is swordfish.")
    linear.move("PAY-1", "Done").send(client)
    assert linear.comment("PAY-1", "swordfish").send(client).status_code == 200
    assert "swordfish" not in json.dumps(Incoming.objects.get().body)


def test_replayed(linear: Linear, now, client):
    linear.make("PAY")
    hook = linear.move("PAY-1", "Done")
    now.now += timedelta(minutes=6)
    answer = Hook("another", hook.content).send(client)
    assert (answer.status_code, answer.content) == (401, b"Said too long ago, or in the future.\n")
    assert not Incoming.objects.exists()


@pytest.mark.parametrize("signature", ["", "00", "\u00e9\u20ac", "nonsense"])
def test_unsigned(linear: Linear, client, signature: str):
    linear.make("PAY")
    hook = linear.move("PAY-1", "Done")
    answer = hook.send(client, **{"Linear-Signature": signature})
    assert (answer.status_code, b"Not signed" in answer.content) == (401, True)
    assert hook.send(client, secret="wrong").status_code == 401
    assert not Incoming.objects.exists()


def test_without_a_secret_nobody_is_heard(linear: Linear, client, settings):
    settings.LINEAR_WEBHOOK_SECRET = ""
    linear.make("PAY")
    assert linear.move("PAY-1", "Done").send(client, secret="x").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 3000,
        b"{}",
        b'{"webhookTimestamp": true, "type": "Issue", "action": "update"}',
        b'{"webhookTimestamp": 99999999999999999999, "type": "Issue", "action": "update"}',
    ],
)
def test_nonsense_that_is_signed(linear: Linear, client, content: bytes):
    assert Hook("n", content).send(client).status_code in {400, 401}
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"state": None},
        {"state": "Done"},
        {"state": {"name": "Done"}},
        {"updatedAt": "yesterday"},
        {"updatedAt": None},
        {"identifier": ...},
    ],
)
def test_an_issue_that_is_none(linear: Linear, client, change: dict[str, Any]):
    linear.make("PAY")
    body = json.loads(linear.move("PAY-1", "Done").content)
    body["data"] |= change
    body["data"] = {name: value for name, value in body["data"].items() if value is not ...}
    assert Hook("bent", json.dumps(body).encode()).send(client).status_code == 400
    assert not Incoming.objects.exists()


def test_too_large(linear: Linear, client):
    assert Hook("l", b" " * 1_000_001).send(client).status_code == 413
    assert client.get("/webhooks/linear").status_code == 405


def test_the_doctor(settings, db):
    def says() -> dict[str, str]:
        return {about: kind for about, kind, _ in doctor.found()}

    settings.LINEAR_TOKEN = settings.LINEAR_WEBHOOK_SECRET = ""
    assert says() == {"Linear": "note"}
    settings.LINEAR_TOKEN = "t"
    assert says() == {"Linear": "ok", "Linear webhook": "note"}
    settings.LINEAR_WEBHOOK_SECRET = "s"
    assert says() == {"Linear": "ok"}
