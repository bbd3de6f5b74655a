"""Whatever is signed and sent, at each of the four doors: one clear sentence, never a fault of ours."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode

import pytest
from django.test import Client

from holdfast.journal.models import Incoming
from holdfast.kernel import clock
from holdfast.outside.heard import moment_in, object_in

SECRET = "they-know-it"
DOORS = ("github", "zendesk", "jira", "linear")
LIST = {"a": []}


@pytest.fixture(autouse=True)
def doors(settings, db):
    for name in DOORS:
        setattr(settings, f"{name.upper()}_WEBHOOK_SECRET", SECRET)
    settings.ZENDESK_URL = "https://acme.zendesk.com"


def sent(door: str, content: bytes, *, kind: str = "application/json", **more):
    now = clock.now().isoformat()
    digest = hmac.new(SECRET.encode(), content, hashlib.sha256)
    zendesk = hmac.new(SECRET.encode(), now.encode() + content, hashlib.sha256).digest()
    headers = {
        "X-Hub-Signature-256": f"sha256={digest.hexdigest()}",
        "X-GitHub-Event": "issues",
        "X-GitHub-Delivery": "d1",
        "X-Hub-Signature": f"sha256={digest.hexdigest()}",
        "Linear-Signature": digest.hexdigest(),
        "X-Zendesk-Webhook-Signature": b64encode(zendesk).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": now,
    }
    return Client().post(f"/webhooks/{door}", content, content_type=kind, headers=headers, **more)


def bodies() -> list[dict]:
    """One of each kind that is read, and everything in it bent."""
    now, deep = int(clock.now().timestamp() * 1000), json.loads("[" * 400 + "]" * 400)
    jira = {
        "timestamp": now,
        "webhookEvent": "jira:issue_updated",
        "issue": {
            "key": "PAY-1",
            "fields": {"status": {}, "updated": "0001-01-01T00:00:00+14:00", "resolution": {}},
        },
    }
    linear = {
        "webhookTimestamp": now,
        "type": "Issue",
        "action": "update",
        "createdAt": "2026-03-10T09:00:00Z",
        "data": {
            "identifier": "PAY-1",
            "state": {"type": "done"},
            "updatedAt": "9999-12-31T23:59:59-14:00",
        },
    }
    others = [{"action": bad, "type": bad, "id": bad} for bad in (LIST, [], 1, None, "closed\0")]
    whole = [jira, linear, {"action": "closed", "id": 7}]
    bent = [each | {name: bad} for each in whole for name in each for bad in (LIST, [], None, 1e9)]
    return [*others, *bent, *whole, *({**each, "more": deep, "nul": "\0"} for each in whole)]


@pytest.mark.parametrize("door", DOORS)
def test_signed_nonsense(door: str):
    for body in bodies():
        answer = sent(door, json.dumps(body).encode())
        assert answer.status_code in {200, 400, 401}, body
        assert answer.content.count(b"\n") == 1, "one sentence"
    for content in (
        b"[]",
        b"3",
        b"\xff",
        b"[" * 90_000,
        b'{"a":' * 90_000,
        b'{"a": ' + b"9" * 5000,
    ):
        assert sent(door, content).status_code == 400
    assert Incoming.objects.filter(body__has_key="more").count() == 0, "too deep to be kept"


@pytest.mark.parametrize("door", DOORS)
def test_too_large_and_of_another_kind(door: str):
    large = b" " * 6_000_000
    assert sent(door, large).status_code == 413
    assert sent(door, b"{}", CONTENT_LENGTH=str(10**30)).status_code == 413
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""):
        assert sent(door, b"payload=%7B%7D", kind=kind).status_code == 400
    assert not Incoming.objects.exists()


def test_how_deep():
    assert object_in(b'{"a":' * 49 + b"1" + b"}" * 49)
    with pytest.raises(ValueError, match="too deep"):
        object_in(b'{"a":' * 51 + b"1" + b"}" * 51)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026"])
def test_no_moment(text: str):
    with pytest.raises(ValueError):
        moment_in(text)
