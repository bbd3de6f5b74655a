"""What must not happen whatever comes in: a clear word to who did it, and nothing is changed."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from holdfast.journal.models import Event, Incoming
from holdfast.slack.identity import person_of
from holdfast.slack.models import Workspace
from tests.web.conftest import Site

EVENT = {"type": "app_uninstalled", "event_ts": "1.1"}


@pytest.fixture(autouse=True)
def changes(slack):
    """How many facts there are; a story of bad input leaves them as they are."""
    slack.workspace.inbound.tolerant = True
    return Event.objects.count()


def nothing(changes: int) -> bool:
    return Event.objects.count() == changes and not Incoming.objects.exists()


def test_a_wrong_signature_and_an_old_one(slack, changes):
    assert slack.workspace.send_event(EVENT, secret="0" * 32).status == 401
    assert slack.workspace.send_event(EVENT, age=400).status == 401
    slack.work()
    assert nothing(changes)
    assert not Workspace.objects.get().trouble


def test_no_signature_at_all(slack, client, changes):
    said = client.post("/slack/events", data=json.dumps(EVENT), content_type="application/json")
    assert said.status_code == 401
    assert nothing(changes)


def test_what_is_not_even_text(slack, client, changes):
    said = client.post("/slack/events", data=b"\xff\xfe", content_type="application/json")
    assert said.status_code == 400
    assert nothing(changes)


def test_a_body_that_comes_again_is_done_once(slack):
    sent = slack.workspace.send_event(EVENT)
    assert slack.workspace.replay(sent).status == 200
    assert [each.status for each in slack.workspace.repeat(2)] == [200, 200]
    assert Incoming.objects.count() == 1
    slack.work()
    assert Event.objects.filter(kind="slack.troubled").count() == 1
    assert slack.workspace.replay(sent).status == 200
    slack.work()
    assert Event.objects.filter(kind="slack.troubled").count() == 1


def test_an_event_of_another_workspace_is_dropped(slack, changes):
    assert slack.workspace.send_event(EVENT, team="T0STRANGER").status == 200
    slack.work()
    assert nothing(changes)


def test_a_command_and_a_view_of_another_workspace_are_told_so(slack, changes):
    slack.workspace.team_id = "T0STRANGER"
    said = form(slack, text="who")
    assert "another workspace" in said.json["text"]
    view = interaction(
        slack,
        "view_submission",
        view={"type": "modal", "id": "V1", "callback_id": "escalation.new"},
    )
    assert "another workspace" in json.dumps(view.json)
    assert nothing(changes)


def form(slack, *, text: str, by: str = "sam"):
    fields = {
        "command": "/holdfast",
        "text": text,
        "team_id": slack.workspace.team_id,
        "user_id": getattr(slack, by).id,
        "trigger_id": "1.2.3",
        "channel_id": slack.home.id,
    }
    kind = "application/x-www-form-urlencoded"
    return slack.workspace.inbound.post(urlencode(fields).encode(), kind, "command")


def interaction(slack, kind: str, **more: object):
    payload = {**slack.workspace.envelope(kind, slack.sam), **more}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return slack.workspace.inbound.post(body, "application/x-www-form-urlencoded", kind)


def test_somebody_without_an_account_links_it_and_does_it_again(slack):
    zoe = slack.workspace.user("zoe", email="zoe@private.example")
    payload = {
        **slack.workspace.envelope("block_actions", zoe),
        "trigger_id": slack.workspace.trigger(zoe),
        "response_url": slack.workspace.responses.make(zoe, slack.home, None),
        "channel": {"id": slack.home.id, "name": slack.home.name},
        "actions": [
            {"type": "button", "action_id": "nothing.known", "value": "x", "action_ts": "1.1"}
        ],
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    slack.workspace.inbound.post(body, "application/x-www-form-urlencoded", "click")
    assert person_of(zoe.id, at=slack.story.now) is None
    from holdfast.slack.identity import link_address

    address = link_address(zoe.id)
    Site("kim").post("/" + address.split("/", 3)[3])
    found = person_of(zoe.id, at=slack.story.now)
    assert found is not None and found.login == "kim"


def test_a_body_that_is_too_large(slack, changes):
    body = json.dumps({"type": "event_callback", "event": {"text": "x" * 1_000_000}}).encode()
    assert slack.workspace.inbound.post(body, "application/json", "large").status == 413
    assert nothing(changes)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{not json", "application/json"),
        (b"[]", "application/json"),
        (b'"words"', "application/json"),
        (b"null", "application/json"),
        (b"", "application/json"),
        (b"payload=%7Bnot", "application/x-www-form-urlencoded"),
        (b"payload=%5B1%5D", "application/x-www-form-urlencoded"),
        (b"payload=", "application/x-www-form-urlencoded"),
        (b'{"type": "event_callback"}', "application/json"),
        (b'{"type": "event_callback", "event": "words"}', "application/json"),
        (b'{"type": "event_callback", "event": {"type": ["x"]}}', "application/json"),
        (b'{"type": "block_actions", "actions": "x", "user": "y"}', "application/json"),
        (b'{"type": "view_submission", "view": []}', "application/json"),
    ],
)
def test_what_is_no_request_of_slacks(slack, changes, body: bytes, kind: str):
    """Signed all the same: an answer below 500, and nothing is written."""
    assert slack.workspace.inbound.post(body, kind, "odd").status < 500
    slack.work()
    assert nothing(changes)


@pytest.mark.parametrize("kind", ["workflow_step_edit", "dialog_submission", "something_new"])
def test_a_kind_of_interaction_nobody_knows(slack, changes, kind: str):
    assert interaction(slack, kind).status < 500
    assert nothing(changes)


def test_a_view_nobody_knows_is_answered_in_words(slack, changes):
    view = {
        "type": "modal",
        "id": "V9",
        "callback_id": "from.an.older.version",
        "state": {"values": {}},
    }
    said = interaction(slack, "view_submission", view=view)
    assert "older Holdfast" in json.dumps(said.json)
    assert nothing(changes)


def test_a_button_nobody_knows_is_answered_in_words(slack, changes):
    click = {"type": "button", "action_id": "from.an.older.version", "action_ts": "1.1"}
    trigger = slack.workspace.trigger(slack.sam)
    assert interaction(slack, "block_actions", actions=[click], trigger_id=trigger).status == 200
    assert "older Holdfast" in str(slack.sam.modal.view)
    assert nothing(changes)


@pytest.mark.parametrize("text", ["", "   ", "help", "frobnicate the thing", "\x00"])
def test_an_empty_or_unknown_command_is_help(slack, changes, text: str):
    said = form(slack, text=text)
    assert said.status == 200
    slack.work()
    assert Event.objects.exclude(kind="slack.linked").count() == changes
