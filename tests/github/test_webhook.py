"""What GitHub says comes in once, signed, in any order."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from holdfast.github import doctor
from holdfast.github.source import GithubSource
from holdfast.journal import inbox
from holdfast.journal.models import Incoming
from holdfast.tracker import actions
from holdfast.tracker.port import Pull, Standing, State
from tests.github.server import TOKEN, GitHub, Hook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock")]
WHERE = "acme/payments"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Standing]:
    said: list[Standing] = []
    monkeypatch.setattr(actions, "hear", lambda standing, **_: said.append(standing))
    return said


@pytest.fixture
def pulls(monkeypatch: pytest.MonkeyPatch) -> list[Pull]:
    said: list[Pull] = []
    monkeypatch.setattr(actions, "hear_pull", lambda *, pull, **_: said.append(pull), raising=False)
    return said


def work(now) -> None:
    inbox.work(GithubSource(), clock=lambda: now.now)


@pytest.mark.req("R80")
def test_what_happens_there_is_heard(hub: GitHub, now, client, heard: list[Standing]):
    hub.make(WHERE, "Theirs", "The password is swordfish.")
    now.now += timedelta(minutes=1)
    assert hub.move(WHERE, 1, "closed", by="ida").send(client).status_code == 200
    assert hub.move(WHERE, 1, "labeled").send(client).status_code == 200
    assert (
        hub.hook("ping", WHERE, "ben", zen="Keep it logically awesome.").send(client).status_code
        == 200
    )
    assert "swordfish" not in json.dumps(Incoming.objects.get().body)
    work(now)
    [said] = heard
    assert (said.key, said.state, said.words) == (f"{WHERE}#1", State.DONE, "completed")
    assert (said.login, said.title, said.changed_at) == ("ida", "Theirs", now.now)


def test_who_edits_a_closed_one_did_not_close_it(hub: GitHub, now, client, heard):
    hub.make(WHERE)
    hub.move(WHERE, 1, "closed", by="ida")
    hub.move(WHERE, 1, "edited", by="ben").send(client)
    work(now)
    assert [(each.state, each.login) for each in heard] == [(State.DONE, "")]


def test_a_deleted_one_is_dropped(hub: GitHub, now, client, heard):
    hub.make(WHERE)
    now.now += timedelta(hours=1)
    hub.delete(WHERE, 1).send(client)
    work(now)
    assert [(e.state, e.words, e.changed_at) for e in heard] == [
        (State.DROPPED, "deleted", now.now)
    ]


def test_redelivered_and_out_of_order(hub: GitHub, now, client, heard):
    hub.make(WHERE)
    first = hub.move(WHERE, 1, "closed")
    second = hub.move(WHERE, 1, "reopened")
    for hook in (second, first, second, first):
        assert hook.send(client).status_code == 200
    work(now)
    # Each once; the older one says so itself, and the context keeps the newest.
    assert [each.state for each in heard] == [State.OPEN, State.DONE]
    assert heard[0].changed_at > heard[1].changed_at


@pytest.mark.req("R88")
def test_a_pull_request_that_names_an_escalation(hub: GitHub, now, client, pulls: list[Pull]):
    hub.pull(
        WHERE, "Wait longer (ESC-7)", body="esc-8, not DESC-9, ESC-0", branch="ben/ESC-10-wait"
    )
    hub.pulled(WHERE, 1, "opened").send(client)
    work(now)
    assert (pulls[0].refs, pulls[0].state) == (("ESC-7", "ESC-8", "ESC-10"), "open")
    assert (pulls[0].number, pulls[0].author_login, pulls[0].approvals) == (1, "ben", ())
    assert pulls[0].url == f"https://github.com/{WHERE}/pull/1"
    now.now += timedelta(hours=1)
    hub.merge(WHERE, 1).send(client)
    work(now)
    assert (pulls[1].state, pulls[1].merged_at) == ("merged", now.now)
    assert pulls[1].updated_at >= now.now


@pytest.mark.req("R88")
def test_who_approves(hub: GitHub, now, client, pulls: list[Pull]):
    hub.pull(WHERE, "ESC-7")
    for _ in range(120):
        hub.review(WHERE, 1, "ben", "commented")
    hub.review(WHERE, 1, "ida", "approved")
    hub.review(WHERE, 1, "ida", "commented")
    hub.review(WHERE, 1, None, "approved")
    hub.review(WHERE, 1, "zoe", "approved")
    hub.review(WHERE, 1, "zoe", "changes_requested")
    hub.review(WHERE, 1, "ana", "approved").send(client)
    work(now)
    assert pulls[0].approvals == ("ana", "ida")
    hub.dismiss(WHERE, 1, "ana").send(client)
    work(now)
    assert pulls[1].approvals == ("ida",)


def test_most_pull_requests_are_not_kept(hub: GitHub, now, client, pulls):
    hub.pull(WHERE, "Tidy up")
    assert hub.pulled(WHERE, 1, "opened").send(client).status_code == 200
    assert not Incoming.objects.exists()
    # One that named an escalation until now is.
    hub.pulled(WHERE, 1, "edited", title={"from": "Tidy up ESC-7"}).send(client)
    work(now)
    assert pulls[0].refs == ()
    assert not hub.log  # its reviews are nobody's business


def test_reviews_wait_for_github(hub: GitHub, now, client, pulls, settings):
    hub.pull(WHERE, "ESC-7")
    hub.review(WHERE, 1, "ida", "approved").send(client)
    hub.slow_down(seconds=90)
    hub.fail(500, until=now.now + timedelta(hours=1))
    for _ in range(6):
        work(now)
        now.now += timedelta(minutes=10)
    assert not pulls
    now.now += timedelta(hours=1)
    work(now)
    assert pulls[0].approvals == ("ida",)
    settings.GITHUB_TOKEN = ""
    hub.review(WHERE, 1, "ana", "approved").send(client)
    work(now)
    assert "HOLDFAST_GITHUB_TOKEN" in Incoming.objects.get(done_at=None).note
    settings.GITHUB_TOKEN = TOKEN
    hub.tokens[TOKEN].pulls = False
    now.now += timedelta(hours=2)
    work(now)
    left = Incoming.objects.get(done_at=None)
    assert (left.wake_at, len(pulls)) == (None, 1)
    assert "cannot be read" in left.note


@pytest.mark.parametrize("signature", ["", "sha256=00", "é€", "nonsense"])
def test_unsigned(hub: GitHub, client, signature: str):
    hub.make(WHERE)
    hook = hub.move(WHERE, 1, "closed")
    answer = hook.send(client, **{"X-Hub-Signature-256": signature})
    assert (answer.status_code, b"Not signed" in answer.content) == (401, True)
    assert hook.send(client, secret="wrong").status_code == 401
    assert not Incoming.objects.exists()


def test_without_a_secret_nobody_is_heard(hub: GitHub, client, settings):
    settings.GITHUB_WEBHOOK_SECRET = ""
    hub.make(WHERE)
    assert hub.move(WHERE, 1, "closed").send(client, secret="x").status_code == 404


@pytest.mark.parametrize("event", ["issues", "pull_request", "pull_request_review"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b"payload=%7B%7D",
        b'{"action": "closed"}',
        b'{"action": "submitted", "pull_request": 1, "repository": {"full_name": "a/b"}}',
        b'{"action": "closed", "issue": 1, "repository": {"full_name": "a/b"}}',
    ],
    ids=range(8),
)
def test_nonsense_that_is_signed(hub: GitHub, client, event: str, content: bytes):
    assert Hook(event, "n", content).send(client).status_code in {200, 400}
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"number": "x"},
        {"number": None},
        {"state": "sunk"},
        {"updated_at": "yesterday"},
        {"updated_at": "2026-03-02T09:00:00"},
        {"updated_at": None},
    ],
)
def test_one_that_is_none(hub: GitHub, client, change: dict[str, Any]):
    hub.make(WHERE)
    hub.pull(WHERE, "ESC-7")
    hub.repositories[WHERE].issues[2]["state"] = "closed"
    for name, hook in {
        "issue": hub.move(WHERE, 1, "closed"),
        "pull_request": hub.pulled(WHERE, 2, "closed"),
    }.items():
        body = json.loads(hook.content)
        body[name] |= change
        answer = Hook(hook.event, "bent", json.dumps(body).encode()).send(client)
        assert answer.status_code == 400
    assert not Incoming.objects.exists()


def test_too_large_or_nameless(hub: GitHub, client):
    for size in (1_000_001, 12_000_000):
        assert Hook("issues", "l", b" " * size).send(client).status_code == 413
    assert Hook("issues", "", b"{}").send(client).status_code == 400
    assert client.get("/webhooks/github").status_code == 405


def test_the_doctor(settings, now):
    def says() -> dict[str, str]:
        return {about: kind for about, kind, _ in doctor.found()}

    settings.GITHUB_TOKEN = settings.GITHUB_WEBHOOK_SECRET = ""
    assert says() == {"GitHub": "note"}
    settings.GITHUB_TOKEN = "t"
    assert says() == {"GitHub": "ok", "GitHub webhook": "note"}
    settings.GITHUB_WEBHOOK_SECRET = "s"
    assert says() == {"GitHub": "ok"}
    Incoming.objects.create(
        source="github", key="k", kind="issues:closed", body={}, received_at=now.now
    )
    assert says() == {"GitHub": "ok", "GitHub webhook": "wrong"}
