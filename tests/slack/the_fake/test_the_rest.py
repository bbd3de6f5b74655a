"""What stories need now and then: channels that come and go, private answers, groups made anew."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from tests.slack import Workspace
from tests.slack.the_fake.pieces import button, field, modal, options, refusal, section


def kinds(heard: list[Any]) -> list[str]:
    said = [json.loads(body)["event"] for body, _ in heard]
    return [each.get("subtype") or each["type"] for each in said]


def test_channels_come_and_go(slack: Workspace, heard: list[Any]):
    sam, kim = slack.user("sam"), slack.user("kim")
    acme = slack.channel("cust-acme", by=sam, bot=False)
    assert kinds(heard) == ["channel_created"]
    acme.joins(kim)  # the app is not there and hears nothing
    acme.invites_app(sam)
    acme.leaves(kim)
    acme.rename("cust-acme-east")
    acme.archive()
    with pytest.raises(AssertionError, match="archived"):
        acme.says(sam, "x")
    acme.unarchive()
    acme.removes_app()
    acme.delete()
    assert kinds(heard)[1:] == [
        "member_joined_channel",
        "member_left_channel",
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_left",
        "channel_deleted",
    ]
    secret = slack.channel("secret", private=True, by=sam, bot=False)
    secret.rename("more-secret")
    assert len(heard) == 8
    with pytest.raises(AssertionError, match="kim is not in"):
        secret.says(kim, "x")
    hidden = secret.says(sam, "x")
    with pytest.raises(AssertionError, match="sees no message"):
        hidden.shortcut("escalation_new", by=kim)


def test_people_change(slack: Workspace, client: WebClient, heard: list[Any]):
    sam = slack.user("sam")
    group = slack.group("ee", members=[sam])
    sam.changes(email="sam@elsewhere.example.com")
    sam.deactivated()
    assert kinds(heard) == ["user_change", "user_change"]
    assert group.members == []
    assert refusal(client.users_lookupByEmail, email=sam.email) == "users_not_found"
    assert client.users_info(user=sam.id)["user"]["deleted"] is True
    assert refusal(client.chat_postMessage, channel=sam.id, text="x") == "channel_not_found"
    listed = [each["name"] for each in client.users_list()["members"]]
    assert listed == ["slackbot", "holdfast", "sam"]
    assert client.team_info()["team"]["id"] == slack.team_id
    assert refusal(client.users_info, user="U404") == "user_not_found"


def test_groups_are_made_and_renamed(slack: Workspace, client: WebClient):
    kim = slack.user("kim")
    slack.group("taken")
    made = client.usergroups_create(name="Escalation engineers", handle="ee")["usergroup"]
    assert refusal(client.usergroups_create, name="Other", handle="taken") == (
        "handle_already_exists"
    )
    assert refusal(client.usergroups_create, name="Other", handle="kim") == "handle_already_exists"
    assert refusal(client.usergroups_update, usergroup=made["id"], name="taken") == (
        "name_already_exists"
    )
    client.usergroups_update(usergroup=made["id"], description="Who is on")
    group = slack.groups[made["id"]]
    assert (group.description, group.mention) == ("Who is on", f"<!subteam^{group.id}|@ee>")
    client.usergroups_users_update(usergroup=group.id, users=[kim.id])
    listed = client.usergroups_list(include_users=True)["usergroups"]
    assert [each["users"] for each in listed] == [[], [kim.id]]
    assert client.usergroups_users_list(usergroup=group.id)["users"] == [kim.id]
    assert refusal(client.usergroups_users_list, usergroup="S404") == "no_such_subteam"


def test_answers_only_one_person_sees(slack: Workspace, bolt: App, client: WebClient):
    sam, kim = slack.user("sam"), slack.user("kim")
    acme = slack.channel("cust-acme", members=[sam, kim])

    @bolt.command("/holdfast")
    def command(ack: Any, body: dict[str, Any]) -> None:
        everybody = body["text"] == "tell all"
        kind = "in_channel" if everybody else "ephemeral"
        ack(response_type=kind, text="Who?", blocks=[section("Who?"), button("Me", "me")])

    @bolt.action("me")
    def me(ack: Any, respond: Any) -> None:
        ack()
        respond(delete_original=True)

    shown = slack.command("/holdfast", by=sam, channel=acme)
    assert shown
    assert sam.seen == [shown]
    with pytest.raises(AssertionError, match="only sam"):
        shown.button("Me").click(by=kim)
    shown.button("Me").click(by=sam)
    assert sam.seen == []
    slack.command("/holdfast tell all", by=sam, channel=acme)
    assert [each.text for each in acme.posts] == ["Who?"]
    acme.posts[0].button("Me").click(by=kim)
    assert acme.posts == []
    url = WebhookClient(slack.responses.make(sam, acme, None), retry_handlers=[])
    assert url.send(text="x", blocks=[{"type": "sectoin"}]).status_code == 400
    assert slack.forgive()


def test_invitations_and_several_at_once(slack: Workspace, client: WebClient):
    sam, kim, ana = slack.user("sam"), slack.user("kim"), slack.user("ana")
    acme = slack.channel("cust-acme", members=[sam])
    client.conversations_invite(channel=acme.id, users=[kim.id])
    assert acme.members == [sam, kim]
    invite = client.conversations_invite
    assert refusal(invite, channel=acme.id, users=[kim.id]) == "already_in_channel"
    assert refusal(invite, channel=acme.id, users=["U404"]) == "user_not_found"
    assert refusal(invite, channel=acme.id, users=[slack.bot_user_id]) == "cant_invite_self"
    together = client.conversations_open(users=[sam.id, ana.id])["channel"]["id"]
    assert client.conversations_open(users=[ana.id, sam.id])["channel"]["id"] == together
    assert client.conversations_members(channel=together)["members"][:2] == [sam.id, ana.id]
    open_ = client.conversations_open
    assert refusal(open_, users=[]) == "users_list_not_supplied"
    assert refusal(open_, users=["U404"]) == "user_not_found"
    assert refusal(open_, channel=acme.id) == "method_not_supported_for_channel_type"
    assert refusal(client.conversations_list, cursor="x") == "invalid_cursor"
    slack.bots_read_threads = False
    ask = acme.says(sam, "x")
    assert refusal(client.conversations_replies, channel=acme.id, ts=ask.ts) == (
        "method_not_supported_for_channel_type"
    )


def test_a_published_home_has_a_hash(slack: Workspace, client: WebClient):
    sam, kim = slack.user("sam"), slack.user("kim")
    view = {"type": "home", "external_id": "home-sam", "blocks": [section("One")]}
    first = client.views_publish(user_id=sam.id, view=view)["view"]
    client.views_publish(user_id=sam.id, view=view, hash=first["hash"])
    assert refusal(client.views_publish, user_id=sam.id, view=view, hash=first["hash"]) == (
        "hash_conflict"
    )
    assert refusal(client.views_publish, user_id=kim.id, view=view) == "duplicate_external_id"
    assert refusal(client.views_publish, user_id=sam.id, view=modal()) == "invalid_arguments"
    assert slack.forgive()
    other = {**view, "blocks": [section("Two")]}
    client.views_update(external_id="home-sam", view=other)
    assert sam.home.text == "Two"
    assert refusal(client.views_update, view_id="V404", view=other) == "not_found"


def test_a_form_that_changes_while_it_is_filled(slack: Workspace, bolt: App, client: WebClient):
    sam = slack.user("sam")
    kind = field("Kind", "kind", type="static_select", options=options("Bug", "Ask"))
    form = modal({**kind, "dispatch_action": True}, callback_id="form")

    @bolt.action("x")
    def chosen(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        said = body["actions"][0]["selected_option"]["value"]
        more = {**form, "blocks": [*form["blocks"], field(f"Which {said}?", "which")]}
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=more)

    @bolt.view("form")
    def done(ack: Any) -> None:
        ack(response_action="update", view=modal(title="Thanks"))

    client.views_open(trigger_id=slack.trigger(sam), view=form)
    assert sam.modal
    assert sam.modal.options("Kind") == ["Bug", "Ask"]
    sam.modal.fill("Kind", "Bug")
    assert sam.modal.labels == ["Kind", "Which bug?"]
    assert sam.modal.fill("Which bug?", "That one").submit() == {}
    assert sam.modal.title == "Thanks"
    client.views_open(trigger_id=slack.trigger(sam, sam.modal), view=modal())
    assert "inside a modal" in slack.forgive()[0]


def test_what_slack_does_when_events_fail(slack: Workspace, bolt: App):
    sam = slack.user("sam")
    slack.app, app = (lambda _body, _headers: (503, {}, b"")), slack.app
    with slack.tolerating():
        sam.tells_app("Hello")
    slack.app = app
    heard: list[str] = []

    @bolt.event("message")
    def noticed(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    assert [each.ok for each in slack.retry_unacknowledged()] == [True]
    assert heard == ["Hello"]
    assert slack.inbound.sent[-1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert slack.limits_events().what == "app_rate_limited"


def test_an_app_that_answers_itself_is_caught(slack: Workspace, client: WebClient):
    sam = slack.user("sam")

    def parrot(body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        client.chat_postMessage(channel=sam.id, text=json.loads(body)["event"]["text"])
        return 200, {}, b""

    slack.app = parrot
    with pytest.raises(AssertionError, match="its own messages"):
        sam.tells_app("Hello")
    assert len(sam.dms) == 20


def test_uninstalled(slack: Workspace, client: WebClient, heard: list[Any]):
    slack.uninstall()
    assert kinds(heard) == ["app_uninstalled"]
    assert refusal(client.auth_test) == "token_revoked"
    slack.user("sam").changes(tz="Asia/Seoul")
    assert len(heard) == 1
