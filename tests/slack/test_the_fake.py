"""The stand-in itself, against Slack's own client: what it remembers, refuses and sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.slack import Workspace, contract
from tests.slack.api import METHODS


class Story:
    now = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)

    def forward(self, **how: float) -> None:
        self.now += timedelta(**how)


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def heard() -> list[tuple[bytes, dict[str, str]]]:
    return []


@pytest.fixture
def slack(story: Story, heard: list[Any]) -> Iterator[Workspace]:
    def app(body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        heard.append((body, headers))
        return 200, {}, b""

    with Workspace(clock=lambda: story.now) as workspace:
        workspace.app = app
        yield workspace


@pytest.fixture
def client(slack: Workspace) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def bolt(slack: Workspace, client: WebClient) -> App:
    """Slack's own framework in front of the workspace: signatures and payloads must suit it."""
    app = App(client=client, signing_secret=slack.signing_secret, process_before_response=True)

    def answer(body: bytes, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        said = app.dispatch(BoltRequest(body=body.decode(), headers=headers))
        return said.status, said.headers, (said.body or "").encode()

    slack.app = answer
    return app


def refusal(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(SlackApiError) as said:
        call(*args, **more)
    return str(said.value.response["error"])


def button(words: str, action: str = "accept", value: str = "1") -> dict[str, Any]:
    text = {"type": "plain_text", "text": words}
    element = {"type": "button", "action_id": action, "value": value, "text": text}
    return {"type": "actions", "block_id": f"row-{action}", "elements": [element]}


def section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def modal(*blocks: dict[str, Any], title: str = "Raise", **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks) or [section("Hello")],
        **more,
    }


def field(label: str, block: str, **element: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "x", **element}
    return {
        "type": "input",
        "block_id": block,
        "label": {"type": "plain_text", "text": label},
        "element": element,
    }


def options(*words: str) -> list[dict[str, Any]]:
    return [{"text": {"type": "plain_text", "text": w}, "value": w.lower()} for w in words]


# The door.


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
    left_out = {
        "apps.connections.open",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
    }
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


# Messages.


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


# What Slack sends.


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


# Groups.


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


# Views.


def test_a_trigger_lives_three_seconds_and_once(slack: Workspace, client: WebClient, story: Story):
    sam = slack.user("sam")
    trigger = slack.trigger(sam)
    opened = client.views_open(trigger_id=trigger, view=modal())["view"]
    assert sam.modal
    assert opened["id"] == sam.modal.id
    assert refusal(client.views_open, trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    late = slack.trigger(sam)
    story.forward(seconds=4)
    assert refusal(client.views_open, trigger_id=late, view=modal()) == "expired_trigger_id"
    assert refusal(client.views_open, trigger_id="1", view=modal()) == "invalid_trigger_id"


def test_views_are_checked_and_hashed(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    for wrong in (
        modal(title="T" * 25),
        modal(private_metadata="x" * 3001),
        modal(*[section("x")] * 101),
        modal(submit=None) | {"blocks": [field("L", "b")]},
        modal(colour="red"),
    ):
        said = refusal(client.views_open, trigger_id=slack.trigger(sam), view=wrong)
        assert said == "invalid_arguments"
        assert slack.forgive()
    big = modal(*[{**section("x" * 2990), "block_id": str(n)} for n in range(90)])
    assert refusal(client.views_open, trigger_id=slack.trigger(sam), view=big) == "view_too_large"
    assert slack.forgive()
    view = client.views_open(trigger_id=slack.trigger(sam), view=modal())["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title="Second"))
    assert sam.modal
    assert sam.modal.title == "Second"
    assert (
        refusal(client.views_update, view_id=view["id"], hash=view["hash"], view=modal())
        == "hash_conflict"
    )


def test_every_kind_of_field(slack: Workspace, client: WebClient, heard: list[Any]):
    sam, kim = slack.user("sam"), slack.user("kim")
    some = options("Low", "High")
    view = modal(
        field("Severity", "severity", type="static_select", options=some),
        field("Who", "who", type="users_select"),
        field("All", "all", type="multi_users_select"),
        field("Tags", "tags", type="multi_static_select", options=some),
        field("Day", "day", type="datepicker"),
        field("Hour", "hour", type="timepicker"),
        field("Moment", "moment", type="datetimepicker"),
        field("Boxes", "boxes", type="checkboxes", options=some),
        field("One", "one", type="radio_buttons", options=some, initial_option=some[0]),
        field("Note", "note", max_length=5),
    )
    client.views_open(trigger_id=slack.trigger(sam), view=view)
    top = sam.modal
    assert top
    top.fill("Severity", "High").fill("Who", kim).fill("All", [sam, kim]).fill("Tags", ["Low"])
    top.fill("Day", story_day := datetime(2026, 3, 4, tzinfo=UTC).date())
    top.fill("Hour", "09:30").fill("Moment", datetime(2026, 3, 4, tzinfo=UTC))
    top.fill("Boxes", ["High"]).fill("Note", "Too long")
    assert top.submit() == {"note": "Between 0 and 5 characters, please."}
    assert heard == []
    top.fill("Note", "Short")
    values = top.as_json()["state"]["values"]
    assert values["severity"]["x"]["selected_option"] == some[1]
    assert values["who"]["x"]["selected_user"] == kim.id
    assert values["all"]["x"]["selected_users"] == [sam.id, kim.id]
    assert values["day"]["x"]["selected_date"] == story_day.isoformat()
    assert values["moment"]["x"]["selected_date_time"] == 1772582400
    assert top.value("One") == "Low"
    assert top.submit() == {}
    assert len(heard) == 1
    with pytest.raises(AssertionError, match="not offered"):
        top.fill("Severity", "Purple")


def test_views_stand_on_each_other(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    client.views_open(trigger_id=slack.trigger(sam), view=modal(notify_on_close=True))
    for title in ("Second", "Third"):
        client.views_push(trigger_id=slack.trigger(sam, sam.modal), view=modal(title=title))
    assert (
        refusal(client.views_push, trigger_id=slack.trigger(sam, sam.modal), view=modal())
        == "push_limit_reached"
    )
    assert sam.modal
    assert sam.modal.title == "Third"
    sam.modal.close()
    assert sam.modal.title == "Second"
    sam.modal.close(all_of_them=True)
    assert sam.modal is None
    assert slack.inbound.sent[-1].what == "view_closed"


def test_the_home(slack: Workspace, bolt: App):
    sam = slack.user("sam")
    clicks: list[str] = []

    @bolt.event("app_home_opened")
    def publish(event: dict[str, Any], client: WebClient) -> None:
        view = {"type": "home", "blocks": [section("Nothing is due"), button("Sign up", "join")]}
        client.views_publish(user_id=event["user"], view=view)

    @bolt.action("join")
    def join(ack: Any, body: dict[str, Any]) -> None:
        ack()
        clicks.append(body["user"]["id"])

    assert "Nothing is due" in sam.home.open().text
    sam.home.button("Sign up").click()
    assert clicks == [sam.id]


# Response URLs.


def test_a_response_url_five_times_in_half_an_hour(slack: Workspace, story: Story):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    url = WebhookClient(slack.responses.make(sam, acme, None), retry_handlers=[])
    for number in range(5):
        assert url.send(text=f"Word {number}").status_code == 200
    assert [url.send(text="More").status_code, len(sam.seen)] == [404, 5]
    late = WebhookClient(slack.responses.make(sam, acme, None), retry_handlers=[])
    story.forward(minutes=31)
    assert "expired_url" in late.send(text="Late").body


# What goes wrong at Slack.


def test_refusals_on_order(slack: Workspace, client: WebClient):
    acme = slack.channel("cust-acme")
    slack.fails("chat.postMessage", "ratelimited", retry_after=30)
    with pytest.raises(SlackApiError) as said:
        client.chat_postMessage(channel=acme.id, text="x")
    assert said.value.response.status_code == 429
    assert said.value.response.headers["Retry-After"] == "30"
    client.chat_postMessage(channel=acme.id, text="x")
    slack.fails("*", "internal_error", times=None)
    assert refusal(client.auth_test) == "internal_error"
    assert refusal(client.team_info) == "internal_error"
    slack.heals()
    client.auth_test()
    with pytest.raises(ValueError, match="no_such_subteam"):
        slack.fails("chat.postMessage", "no_such_subteam")


def test_a_lost_answer_and_a_dead_line(slack: Workspace, client: WebClient):
    acme = slack.channel("cust-acme")
    slack.cuts("chat.postMessage")
    with pytest.raises(OSError):
        client.chat_postMessage(channel=acme.id, text="Once")
    assert [each.text for each in acme.posts] == ["Once"]
    slack.down()
    with pytest.raises(OSError, match="refused"):
        client.auth_test()
    slack.up()
    client.auth_test()
    slack.down(refused=False)
    with pytest.raises(SlackApiError) as said:
        client.auth_test()
    assert said.value.response.status_code == 503
    slack.up()
    slack.revoke()
    assert refusal(client.auth_test) == "token_revoked"


def test_limits(slack: Workspace, client: WebClient, story: Story):
    acme, other = slack.channel("cust-acme"), slack.channel("other")
    slack.limits = True
    post = client.chat_postMessage
    post(channel=acme.id, text="1")
    post(channel=other.id, text="1")
    assert refusal(post, channel=acme.id, text="2") == "ratelimited"
    story.forward(seconds=1)
    post(channel=acme.id, text="2")
    for _ in range(20):
        client.usergroups_list()
    assert refusal(client.usergroups_list) == "ratelimited"
    story.forward(seconds=60)
    client.usergroups_list()


# The rest of a channel.


def test_topic_bookmarks_canvas_pins_and_reactions(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    acme = slack.channel("cust-acme", members=[sam])
    client.conversations_setTopic(channel=acme.id, topic="EE now: Kim")
    assert acme.topic == "EE now: Kim"
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
