"""What comes from Slack: checked, written down once, answered at once."""

from __future__ import annotations

import json

import pytest

from holdfast.journal.models import Incoming


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
