"""What the stand-in sends must suit Slack's own framework."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.slack import Workspace
from tests.slack.the_fake.pieces import button, field, modal, refusal, section


def test_bolt_understands_what_is_sent(slack: Workspace, bolt: App, client: WebClient):
    sam, kim = slack.user("sam"), slack.user("kim")
    acme = slack.channel("cust-acme", members=[sam, kim])
    seen: list[Any] = []

    @bolt.event("message")
    def noticed(event: dict[str, Any], say: Any) -> None:
        seen.append(event.get("subtype") or event["text"])
        if not event.get("subtype"):
            say(text="Who?", thread_ts=event["ts"], blocks=[button("Accept")])

    @bolt.action("accept")
    def accept(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        who = body["user"]["username"]
        respond(text=f"{who} has it", replace_original=True)

    @bolt.command("/holdfast")
    def command(ack: Any, body: dict[str, Any]) -> None:
        ack(f"You said {body['text']}")

    @bolt.shortcut("escalation_new")
    def begin(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(
            trigger_id=body["trigger_id"],
            view=modal(field("Why now?", "why"), callback_id="raise"),
        )

    @bolt.view("raise")
    def raised(ack: Any, view: dict[str, Any]) -> None:
        said = view["state"]["values"]["why"]["x"]["value"]
        ack() if said == "Money" else ack(response_action="errors", errors={"why": "Say money."})

    ask = acme.says(sam, "Imports fail <!subteam^S1|@ee>")
    card = ask.thread[0]
    old = card.button("Accept")
    old.click(by=kim)
    assert card.text == "kim has it"
    ask.edit("Imports fail again")
    ask.delete()
    assert seen == ["Imports fail <!subteam^S1|@ee>", "message_changed", "message_deleted"]
    shown = slack.command("/holdfast who is on", by=sam, channel=acme)
    assert shown
    assert shown.text == "You said who is on"

    other = slack.channel("far", bot=False, members=[sam]).says(sam, "Help")
    other.shortcut("escalation_new", by=sam)
    assert sam.modal
    assert (sam.modal.title, sam.modal.labels) == ("Raise", ["Why now?"])
    assert sam.modal.submit() == {"why": "Please complete this required field."}
    assert sam.modal.fill("Why now?", "Fun").submit() == {"why": "Say money."}
    assert sam.modal.fill("why", "Money").submit() == {}
    assert sam.modal is None
    old.click(by=sam)  # a click on an old card still arrives


def test_an_event_without_a_handler_is_an_error(slack: Workspace, bolt: App):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    with pytest.raises(AssertionError, match="404 to event message"):
        acme.says(sam, "Hello")
    with slack.tolerating():
        acme.says(sam, "Hello")
    assert len(slack.inbound.unacknowledged) == 2


def test_bad_signatures_and_replays(slack: Workspace, bolt: App):
    runs: list[str] = []

    @bolt.event("app_home_opened")
    def opened(body: dict[str, Any]) -> None:
        runs.append(body["event_id"])

    event = {"type": "app_home_opened", "user": slack.user("sam").id, "tab": "home"}
    assert slack.send_event(event, secret="another").status == 401
    assert slack.send_event(event, age=400).status == 401
    assert runs == []
    assert slack.send_event(event).status == 200
    assert [each.status for each in slack.repeat(2)] == [200, 200]
    assert slack.inbound.sent[-1].headers["X-Slack-Retry-Num"] == "2"
    assert slack.replay().status == 200
    assert len(set(runs)) == 1
    assert len(runs) == 4
    assert slack.url_verification().json == {"challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY"}


def test_events_come_only_where_the_app_listens(slack: Workspace, heard: list[Any]):
    sam = slack.user("sam")
    here = slack.channel("here", members=[sam])
    there = slack.channel("there", members=[sam], bot=False)
    secret = slack.channel("secret", members=[sam], private=True)
    there.says(sam, "x")
    assert heard == []
    slack.install(
        {
            "oauth_config": {"scopes": {"bot": ["channels:history"]}},
            "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
        }
    )
    secret.says(sam, "x")
    assert heard == []
    here.says(sam, "x")
    assert len(heard) == 1


def test_a_manifest_decides_what_there_is(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    small: dict[str, Any] = {
        "features": {"slash_commands": [{"command": "/holdfast", "description": "Who is on"}]},
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
    }
    slack.install(small)
    slack.command("/holdfast who", by=sam)
    with pytest.raises(AssertionError, match="no command /other"):
        slack.command("/other", by=sam)
    with pytest.raises(AssertionError, match="no global shortcut"):
        slack.shortcut("escalation_new", by=sam)
    view = {"type": "home", "blocks": [section("x")]}
    assert refusal(client.views_publish, user_id=sam.id, view=view) == "not_enabled"
    slack.forgive()
    client.chat_postMessage(channel=sam.id, text="x", blocks=[button("Go")])
    with pytest.raises(AssertionError, match="interactivity"):
        sam.dms[0].button("Go").click(by=sam)
    events = {"event_subscriptions": {"bot_events": ["message.im"]}}
    with pytest.raises(AssertionError, match=r"event message\.im needs im:history"):
        slack.install(small | {"settings": events})
    with pytest.raises(AssertionError, match="no event subteam_emptied"):
        slack.install({"settings": {"event_subscriptions": {"bot_events": ["subteam_emptied"]}}})
    names = [{"name": "x" * 25, "callback_id": "x", "type": "global", "description": "x"}]
    with pytest.raises(AssertionError, match="24 characters"):
        slack.install({"features": {"shortcuts": names}})
