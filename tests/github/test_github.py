"""A piece goes to a GitHub with a memory, and comes back done: through the edges, whatever breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.github.source import GithubSource
from holdfast.github.tracker import Github
from holdfast.journal import inbox
from holdfast.journal.ledger import deliver_due
from holdfast.journal.models import Incoming
from holdfast.tracker.actions import file_piece, set_place
from holdfast.tracker.models import Filing
from tests.cast import Story, another_team
from tests.github.server import GithubServer, signed


def send(story: Story) -> Filing:
    deliver_due("tracker", clock=lambda: story.now)
    return Filing.objects.get()


@pytest.fixture
def owed(story: Story, hub: GithubServer) -> Story:
    another_team()
    facts = {"team": "Billing", "tracker": "github", "where": "acme/payments"}
    set_place(by=story.lea, at=story.now, **facts)
    piece = story.piece(story.owned())
    file_piece(piece_id=piece.pk, by=story.ana, at=story.now)
    return story


def hear(story: Story) -> None:
    inbox.work(GithubSource(), clock=lambda: story.now)


def post(client, news: dict):
    return client.post("/webhooks/github", **news)


def close(hub: GithubServer, **given):
    facts = {"by": "ben", "at": "2026-03-03T16:00:00Z", "state": "closed", **given}
    facts = {"state_reason": "completed", **facts}
    return hub.hook("closed", hub.issues[0], **facts)


def test_filed_and_closed_there(owed, hub, client):
    made = send(owed)
    assert made.key == "acme/payments#1"
    assert hub.asked[-1]["x-github-api-version"] == "2022-11-28"
    news = close(hub)
    assert post(client, news).status_code == 200
    assert post(client, news).status_code == 200  # GitHub says it again
    assert Incoming.objects.count() == 1
    # Received by the process's own clock.
    Incoming.objects.update(wake_at=owed.now)
    hear(owed)
    made.piece.refresh_from_db()
    assert not made.piece.is_open


def test_out_of_order_the_newest_stands(owed, hub, client):
    made = send(owed)
    first = close(hub)
    moved = {"state": "open", "state_reason": "reopened"}
    later = hub.hook("reopened", hub.issues[0], by="ida", at="2026-03-03T17:00:00Z", **moved)
    for news in (later, first):
        post(client, news)
    Incoming.objects.update(wake_at=owed.now)
    hear(owed)
    made.refresh_from_db()
    assert made.state == "open"
    assert made.piece.is_open


def test_cut_after_the_deed_makes_no_second_issue(owed, hub):
    hub.cut = 1
    assert send(owed).key == ""
    owed.now += timedelta(hours=1)
    assert send(owed).key == "acme/payments#1"
    assert len(hub.issues) == 1


def test_an_hour_of_500(owed, hub):
    # It is looked at (private?) first, so each attempt asks once.
    hub.fail = [(500, {})] * 4
    send(owed)
    for _ in range(10):
        owed.now += timedelta(minutes=30)
        send(owed)
    assert len(hub.issues) == 1
    assert Filing.objects.get().key


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"Retry-After": "60"}),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1772550900"}),
        (429, {}),
        (401, {}),
    ],
)
def test_limits_and_rights_wait(owed, hub, status, headers):
    hub.fail = [(status, headers)]
    assert send(owed).key == ""
    owed.now += timedelta(hours=1, seconds=1)
    assert send(owed).key


def test_gone_and_become_public_are_told(owed, hub):
    hub.private["acme/payments"] = False
    assert send(owed).key == ""
    assert hub.issues == []
    assert owed.told("filing.refused") == {"ana", "lea"}


def test_what_it_may_not_see(owed, hub):
    del hub.private["acme/payments"]
    assert send(owed).key == ""
    assert owed.told("filing.refused") == {"ana", "lea"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("news", "status"),
    [
        (signed(b"{}", secret="wrong"), 401),
        (signed(b"not json"), 400),
        (signed(b"[" * 100_000), 400),
        (signed(b"[]"), 400),
        (signed(b"{}", delivery=""), 400),
        (signed(b'{"zen": "x"}', kind="ping"), 200),
        (signed(b'{"action": "labeled"}'), 200),
        (signed(b" " * 1_000_001), 413),
    ],
    ids=range(8),
)
def test_what_comes_in(hub, client, news, status):
    assert post(client, news).status_code == status
    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_unsigned_and_not_set_up(hub, client, settings):
    news = signed(b"{}")
    del news["headers"]["X-Hub-Signature-256"]
    assert post(client, news).status_code == 401
    settings.GITHUB_WEBHOOK_SECRET = ""
    assert post(client, news).status_code == 404


@pytest.mark.django_db
def test_a_signed_issue_that_is_none(hub, client, story):
    post(client, signed(b'{"action": "closed", "issue": 1, "repository": {"full_name": "a/b"}}'))
    Incoming.objects.update(wake_at=story.now)
    hear(story)
    assert "no issue" in Incoming.objects.get().note


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://github.com/Acme/payments/issues/12", "acme/payments#12"),
        ("https://github.com/acme/payments/pull/12", ""),
        ("https://github.com.evil.example/acme/payments/issues/12", ""),
        ("https://github.com/acme/payments/issues/0", ""),
        ("", ""),
    ],
)
def test_addresses(url, key, settings):
    settings.GITHUB_API_URL = "https://api.github.com"
    assert Github().key_of(url) == key
