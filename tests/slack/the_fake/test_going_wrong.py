"""Refusals on order, lost answers, dead lines, limits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.slack import Workspace
from tests.slack.the_fake.conftest import Story
from tests.slack.the_fake.pieces import refusal


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


def test_many_callers_at_once(slack: Workspace, client: WebClient):
    acme = slack.channel("cust-acme")

    def post(number: int) -> str:
        return str(client.chat_postMessage(channel=acme.id, text=str(number))["ts"])

    with ThreadPoolExecutor(8) as many:
        stamps = list(many.map(post, range(40)))
    assert len(set(stamps)) == 40
    assert sorted(stamps) == [each.ts for each in acme.messages]


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
