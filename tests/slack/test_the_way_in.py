"""What comes from Slack: checked, written down once, answered at once."""

from __future__ import annotations

import json

import pytest

from holdfast.journal.models import Incoming
from holdfast.slack.calls import register


def test_the_address_is_verified_as_slack_asks(slack):
    assert slack.workspace.url_verification().ok


@pytest.mark.req("R4")
def test_a_message_that_does_not_call_the_group_is_dropped_before_any_write(slack, caplog):
    with caplog.at_level("DEBUG"):
        slack.channel().says(slack.sam, "The secret of Acme is swordfish.")
    assert not Incoming.objects.exists()
    assert "swordfish" not in caplog.text


def test_an_event_nobody_knows_is_no_failure(slack):
    assert slack.workspace.send_event({"type": "emoji_changed"}).status == 200
    assert not Incoming.objects.exists()


def test_a_wrong_or_old_signature_is_refused_and_nothing_is_written(slack):
    body = json.dumps({"type": "event_callback", "event": {"type": "app_home_opened"}}).encode()
    inbound = slack.workspace.inbound
    inbound.tolerant = True
    assert inbound.post(body, "application/json", "x", secret="0" * 32).status == 401
    assert inbound.post(body, "application/json", "x", age=400).status == 401
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"null", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff", "application/json"),
        (b"payload={", "application/x-www-form-urlencoded"),
        (b"payload=[1]", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_slack_never_sends_is_refused_by_whoever_it_is_signed(
    slack, client, body, kind
):
    answer = client.post("/slack/events", data=body, content_type=kind)
    assert answer.status_code == 400
    if body != b"\xff":  # which cannot even be signed
        assert slack.workspace.inbound.post(body, kind, "x").status == 400
    assert not Incoming.objects.exists()


def test_what_is_signed_wrongly_is_not_written_into_the_log(slack, caplog, capfd):
    event = {"type": "message", "text": "The secret of Acme is swordfish."}
    with caplog.at_level("DEBUG"):
        slack.workspace.inbound.tolerant = True
        assert slack.workspace.send_event(event, secret="0" * 32).status == 401
    assert "swordfish" not in caplog.text + "".join(capfd.readouterr())


def test_what_no_database_keeps_is_no_failure(slack, monkeypatch):
    monkeypatch.setitem(register.works, "event:test_said", lambda _call: None)
    monkeypatch.setitem(register.wants, "event:test_said", lambda _event: True)
    event = {"type": "test_said", "user": "U\x00", "text": "a\x00b\ud83d"}
    assert slack.workspace.send_event(event).status == 200
    assert Incoming.objects.get().body["event"]["text"] == "ab"


def test_what_nobody_wants_asks_the_database_only_who_we_are(slack, django_assert_num_queries):
    slack.workspace.send_event({"type": "emoji_changed"})  # notes once a minute that it was signed
    with django_assert_num_queries(1):
        slack.workspace.send_event({"type": "emoji_changed"})
