"""Messages, their limits and what is on them."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.slack import Workspace
from tests.slack.the_fake.pieces import button, field, options, refusal, section


def test_a_thread_and_its_living_card(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    ask = acme.says(sam, "Imports fail")
    mark = {"event_type": "delivery", "event_payload": {"id": 7}}
    said = client.chat_postMessage(
        channel=acme.id,
        thread_ts=ask.ts,
        text="Who takes it?",
        blocks=[section("*Who takes it?*"), button("Accept"), button("Decline", "decline")],
        metadata=mark,
    )
    (card,) = ask.thread
    assert card.buttons == ["Accept", "Decline"]
    assert card.shown == "*Who takes it?*\nAccept\nDecline"
    client.chat_update(channel=acme.id, ts=said["ts"], text="Kim has it", blocks=[section("Kim")])
    assert (card.buttons, card.text) == ([], "Kim has it")
    assert card.metadata == mark
    assert acme.messages == [ask]
    link = client.chat_getPermalink(channel=acme.id, message_ts=card.ts)["permalink"]
    assert link == card.permalink
    replies = client.conversations_replies(channel=acme.id, ts=ask.ts, include_all_metadata=True)[
        "messages"
    ]
    assert [each.get("metadata") for each in replies] == [None, mark]
    history = client.conversations_history(channel=acme.id)["messages"]
    assert [each["ts"] for each in history] == [ask.ts]
    assert history[0]["reply_count"] == 1
    client.chat_delete(channel=acme.id, ts=card.ts)
    assert ask.thread == []


def test_only_own_messages_change(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    ask = acme.says(sam, "Imports fail")
    assert refusal(client.chat_update, channel=acme.id, ts=ask.ts, text="x") == (
        "cant_update_message"
    )
    assert refusal(client.chat_delete, channel=acme.id, ts=ask.ts) == "cant_delete_message"
    assert refusal(client.chat_update, channel=acme.id, ts="1.0", text="x") == "message_not_found"
    assert refusal(client.chat_postMessage, channel=acme.id, thread_ts="1.0", text="x") == (
        "thread_not_found"
    )


def test_where_it_may_post(slack: Workspace, client: WebClient):
    away = slack.channel("away", bot=False)
    secret = slack.channel("secret", private=True, bot=False)
    old = slack.channel("old")
    old.archive()
    gone = slack.channel("gone")
    gone.delete()
    client.chat_postMessage(channel=away.id, text="chat:write.public lets it")
    slack.scopes.remove("chat:write.public")
    post = client.chat_postMessage
    assert refusal(post, channel=away.id, text="x") == "not_in_channel"
    assert refusal(post, channel=secret.id, text="x") == "channel_not_found"
    assert refusal(post, channel=old.id, text="x") == "is_archived"
    assert refusal(post, channel=gone.id, text="x") == "channel_not_found"
    assert refusal(client.conversations_history, channel=away.id) == "not_in_channel"
    client.conversations_join(channel=away.id)
    post(channel=away.id, text="Here now")
    assert refusal(client.conversations_join, channel=secret.id) == "channel_not_found"


def test_what_one_person_sees(slack: Workspace, client: WebClient):
    sam, kim = slack.user("sam"), slack.user("kim")
    acme = slack.channel("cust-acme", members=[sam])
    client.chat_postEphemeral(channel=acme.id, user=sam.id, text="For you")
    assert [each.text for each in sam.seen] == ["For you"]
    assert kim.seen == []
    assert refusal(client.chat_postEphemeral, channel=acme.id, user=kim.id, text="x") == (
        "user_not_in_channel"
    )


def test_direct_messages(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    opened = client.conversations_open(users=[sam.id])["channel"]["id"]
    client.chat_postMessage(channel=opened, text="Psst")
    assert [each.text for each in sam.dms] == ["Psst"]
    sam.deactivated()
    assert refusal(client.conversations_open, users=[sam.id]) == "user_disabled"


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ([{"type": "sectoin"}], "no block of type"),
        ([section("x" * 3001)], "3000"),
        ([section("x")] * 51, "51 blocks"),
        ([{**button("Go"), "elements": button("Go")["elements"] * 26}], "26 elements"),
        ([button("x" * 76)], "75"),
        ([button("Go", value="v" * 2001)], "2000"),
        ([button("A"), button("B")], "block_id row-accept is there twice"),
        ([{**button("Go"), "elements": button("Go")["elements"] * 2}], "action_id accept"),
        ([{**button("Go"), "elements": []}], "elements"),
        ([section("")], "1 to 3000"),
        ([field("L" * 2001, "b")], "2000"),
        ([field("L", "b", type="static_select", options=options(*map(str, range(101))))], "100"),
        ([field("L", "b", type="static_select", options=options("x" * 76))], "75"),
        ([{**section("x"), "text": {"type": "mrkdwn", "text": "x", "colour": 1}}], "key"),
    ],
)
def test_blocks_past_the_limits(
    slack: Workspace, client: WebClient, blocks: list[dict[str, Any]], why: str
):
    acme = slack.channel("cust-acme")
    said = refusal(client.chat_postMessage, channel=acme.id, text="x", blocks=blocks)
    assert said == "invalid_blocks"
    assert any(why in each for each in slack.forgive())
    assert acme.messages == []


def test_text_and_metadata_past_the_limits(slack: Workspace, client: WebClient):
    acme = slack.channel("cust-acme")
    post = client.chat_postMessage
    assert refusal(post, channel=acme.id, text="x" * 40_001) == "msg_too_long"
    assert refusal(client.api_call, "chat.postMessage", json={"channel": acme.id}) == "no_text"
    assert refusal(post, channel=acme.id, text="x", metadata={"event_type": "a"}) == (
        "invalid_metadata_format"
    )
    assert len(slack.forgive()) == 3
    post(channel=acme.id, text="x" * 4_001)
    assert slack.advice == ["text of 4001 characters; Slack advises 4,000"]
