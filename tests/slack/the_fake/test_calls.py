"""What the stand-in takes, refuses and remembers, against Slack's own client."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

import pytest
from slack_sdk import WebClient

from tests.slack import Workspace, contract
from tests.slack.api import METHODS
from tests.slack.the_fake.pieces import button, options, refusal, section


def test_a_call_needs_the_token(slack: Workspace):
    client = WebClient("xoxb-wrong", base_url=slack.api_url)
    assert refusal(client.auth_test) == "invalid_auth"
    assert refusal(WebClient("", base_url=slack.api_url).auth_test) == "not_authed"


def test_who_the_app_is(slack: Workspace, client: WebClient):
    said = client.auth_test()
    assert (said["team_id"], said["user_id"]) == (slack.team_id, slack.bot_user_id)
    assert "chat:write" in said.headers["x-oauth-scopes"]


def test_an_argument_slack_does_not_know_fails_the_test(slack: Workspace, client: WebClient):
    acme = slack.channel("cust-acme")
    wrong = {"channel": acme.id, "text": "x", "thread": "1.0"}
    assert refusal(client.api_call, "chat.postMessage", json=wrong) == "invalid_arguments"
    assert refusal(client.api_call, "chat.postMessage", json={"text": "x"}) == "invalid_arguments"
    with pytest.raises(AssertionError, match=r"unknown argument thread.*missing.*channel"):
        slack.check()
    assert acme.messages == []


def test_a_method_it_does_not_know_fails_the_test(slack: Workspace, client: WebClient):
    assert refusal(client.api_call, "chat.scheduleMessage", json={}) == "unknown_method"
    assert slack.forgive() == ["chat.scheduleMessage is called, which the stand-in does not know"]


def test_every_method_of_the_contract_is_there_but_those_named():
    left_out = {"files.completeUploadExternal", "files.getUploadURLExternal"}
    assert set(contract.METHODS) - set(METHODS) == left_out
    assert set(METHODS) <= set(contract.METHODS)


def test_scopes_are_those_of_the_manifest(slack: Workspace, client: WebClient):
    acme = slack.channel("cust-acme")
    secret = slack.channel("secret", private=True)
    slack.install({"oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"]}}})
    client.chat_postMessage(channel=acme.id, text="Hello")
    client.conversations_history(channel=acme.id)
    assert refusal(client.conversations_history, channel=secret.id) == "missing_scope"
    assert "groups:history" in slack.forgive()[0]
    slack.scopes.remove("chat:write")  # taken away by an administrator: no fault of the app
    assert refusal(client.chat_postMessage, channel=acme.id, text="x") == "missing_scope"


def test_the_group_is_replaced_whole(slack: Workspace, client: WebClient, heard: list[Any]):
    ana, kim, lea = slack.user("ana"), slack.user("kim"), slack.user("lea", admin=True)
    group = slack.group("escalation-engineers", members=[ana])
    put = client.usergroups_users_update
    put(usergroup=group.id, users=[kim.id, lea.id])
    assert group.members == [kim, lea]
    assert heard == []  # told once the caller has its answer
    slack.deliver()
    assert b"subteam_members_changed" in heard[0][0]
    assert refusal(put, usergroup=group.id, users=[]) == "no_users_provided"
    assert refusal(put, usergroup=group.id, users=[kim.id, "U404"]) == "invalid_users"
    assert group.members == [kim, lea]
    put(usergroup=group.id, users=[kim.id, lea.id])
    group.set_by_hand([ana], by=lea)
    assert len(heard) == 4
    slack.groups_for_admins = True
    assert refusal(put, usergroup=group.id, users=[kim.id]) == "permission_denied"
    slack.free_plan = True
    assert refusal(put, usergroup=group.id, users=[kim.id]) == "plan_upgrade_required"
    assert refusal(client.usergroups_create, name="More") == "paid_teams_only"
    assert len(slack.calls("usergroups.users.update")) == 6
    assert len(slack.writes) == 2


def test_topic_bookmarks_canvas_pins_and_reactions(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    client.conversations_setTopic(channel=acme.id, topic="On now: Kim")
    assert acme.topic == "On now: Kim"
    assert refusal(client.conversations_setTopic, channel=acme.id, topic="x" * 251) == "too_long"
    mark = client.bookmarks_add(
        channel_id=acme.id, title="Status", type="link", link="https://holdfast.example.com/"
    )["bookmark"]
    client.bookmarks_edit(channel_id=acme.id, bookmark_id=mark["id"], title="Status doc")
    assert [each.title for each in acme.bookmarks] == ["Status doc"]
    client.bookmarks_remove(channel_id=acme.id, bookmark_id=mark["id"])
    assert refusal(client.bookmarks_remove, channel_id=acme.id, bookmark_id=mark["id"]) == (
        "not_found"
    )
    page = {"type": "markdown", "markdown": "# Now\n\nKim\n\n# Next\n\nAna"}
    canvas = client.conversations_canvases_create(channel_id=acme.id, document_content=page)
    found = client.canvases_sections_lookup(
        canvas_id=canvas["canvas_id"], criteria={"contains_text": "Kim"}
    )["sections"]
    change = {"operation": "replace", "section_id": found[0]["id"]}
    change["document_content"] = {"type": "markdown", "markdown": "Lea"}
    client.canvases_edit(canvas_id=canvas["canvas_id"], changes=[change])
    assert acme.canvas
    assert acme.canvas.text == "# Now\n\nLea\n\n# Next\n\nAna"
    assert (
        refusal(client.canvases_edit, canvas_id=canvas["canvas_id"], changes=[change, change])
        == "invalid_arguments"
    )
    assert slack.forgive()
    ask = acme.says(sam, "Help")
    client.reactions_add(channel=acme.id, name="eyes", timestamp=ask.ts)
    assert ask.reactions == {"eyes": [slack.bot_user_id]}
    assert refusal(client.reactions_add, channel=acme.id, name="eyes", timestamp=ask.ts) == (
        "already_reacted"
    )
    client.pins_add(channel=acme.id, timestamp=ask.ts)
    assert refusal(client.pins_add, channel=acme.id, timestamp=ask.ts) == "already_pinned"


def test_people_and_pages(slack: Workspace, client: WebClient):
    sam = slack.user("sam", tz="America/Chicago")
    for number in range(4):
        slack.channel(f"cust-{number}", bot=number % 2 == 0)
    assert client.users_lookupByEmail(email="sam@example.com")["user"]["id"] == sam.id
    assert refusal(client.users_lookupByEmail, email="no@example.com") == "users_not_found"
    assert client.users_info(user=sam.id)["user"]["tz_offset"] == -6 * 3600
    slack.scopes.remove("users:read.email")
    assert "email" not in client.users_info(user=sam.id)["user"]["profile"]
    names = [
        each["name"] for page in client.conversations_list(limit=3) for each in page["channels"]
    ]
    assert names == ["cust-0", "cust-1", "cust-2", "cust-3"]
    mine = client.users_conversations()["channels"]
    assert [each["name"] for each in mine] == ["cust-0", "cust-2"]


def test_controls_that_look_alike_and_whom_a_message_calls(
    slack: Workspace, client: WebClient, heard: list[Any]
):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    more = {"type": "overflow", "action_id": "more", "options": options("Hand over", "Close")}
    client.chat_postMessage(
        channel=acme.id,
        text="<!channel>",
        blocks=[
            section("ESC-1"),
            button("Accept", "first", "1"),
            {**section(f"ESC-2 {sam.mention()}"), "accessory": more},
            button("Accept", "second", "2"),
            {"type": "header", "text": {"type": "plain_text", "text": "<!here>"}},
        ],
    )
    (card,) = acme.posts
    assert card.pings == {sam.id}
    with pytest.raises(AssertionError, match="which"):
        card.button("Accept")
    card.button("Accept", beside="ESC-2").click(by=sam)
    card.button("Accept", value="1").click(by=sam)
    card.menu().choose("Close", by=sam)
    sent = [unquote_plus(body.decode()) for body, _ in heard if body.startswith(b"payload")]
    assert ['"value": "2"' in sent[0], '"value": "1"' in sent[1]] == [True, True]
    assert '"selected_option": {"text": {"type": "plain_text", "text": "Close"}' in sent[2]


def test_links_are_unfurled_where_they_were_shared(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    slack.unfurl_domains = ["holdfast.example.com"]
    url = "https://holdfast.example.com/escalations/ESC-1"
    said = acme.says(sam, f"See <{url}>")
    client.chat_unfurl(channel=acme.id, ts=said.ts, unfurls={url: {"blocks": [section("ESC-1")]}})
    assert list(said.unfurls) == [url]
