"""Modals and homes, as people fill and close them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.slack import Workspace
from tests.slack.the_fake.conftest import Story
from tests.slack.the_fake.pieces import button, field, modal, options, refusal, section


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


def test_a_select_that_asks_the_app(slack: Workspace, bolt: App, client: WebClient):
    sam = slack.user("sam")
    asked: list[str] = []

    @bolt.options("x")
    def offer(ack: Any, payload: dict[str, Any], body: dict[str, Any]) -> None:
        asked.append(f"{payload['value']} in {body['view']['title']['text']}")
        ack(options=options("Acme", "Acme East") if payload["value"] == "Acme" else [])

    view = modal(field("Customer", "customer", type="external_select", min_query_length=2))
    client.views_open(trigger_id=slack.trigger(sam), view=view)
    assert sam.modal
    sam.modal.fill("Customer", "Acme")
    assert sam.modal.value("Customer") == "Acme"
    assert asked == ["Acme in Raise"]
    with pytest.raises(AssertionError, match="offers"):
        sam.modal.fill("Customer", "Nobody")
    with pytest.raises(AssertionError, match="too short"):
        sam.modal.fill("Customer", "A")


def test_what_was_typed_outlives_an_update_where_ids_stay(slack: Workspace, client: WebClient):
    sam = slack.user("sam")
    named, unnamed = field("Why", "why"), field("What", "what")
    del unnamed["block_id"]
    client.views_open(trigger_id=slack.trigger(sam), view=modal(named, unnamed))
    assert sam.modal
    sam.modal.fill("Why", "Money").fill("What", "Imports")
    client.views_update(view_id=sam.modal.id, view=modal(named, unnamed, title="Again"))
    assert (sam.modal.value("Why"), sam.modal.value("What")) == ("Money", None)


def test_answers_slack_does_not_understand(slack: Workspace, bolt: App, client: WebClient):
    sam = slack.user("sam")
    answers: list[dict[str, Any]] = [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "dance"},
        {"response_action": "push", "view": modal(title="Next")},
        {"response_action": "clear"},
    ]

    @bolt.view("ask")
    def asked(ack: Any) -> None:
        ack(**answers.pop(0))

    view = modal(field("Why", "why", initial_value="x"), callback_id="ask")
    client.views_open(trigger_id=slack.trigger(sam), view=view)
    assert sam.modal
    with pytest.raises(AssertionError, match="no inputs"):
        sam.modal.submit()
    with pytest.raises(AssertionError, match="dance"):
        sam.modal.submit()
    sam.modal.submit()
    assert [each.title for each in sam.modals] == ["Raise", "Next"]
    sam.modal.close()
    sam.modal.submit()
    assert sam.modal is None
