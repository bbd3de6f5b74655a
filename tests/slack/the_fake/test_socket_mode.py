"""The stand-in's Socket Mode against slack_sdk's own client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.slack.socket_mode import SocketMode
from tests.slack.workspace import Workspace


@pytest.fixture
def space() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


@pytest.fixture
def socket(space: Workspace) -> Iterator[SocketMode]:
    made = SocketMode(space)
    space.app = made
    yield made
    made.close()


def test_everything_comes_over_the_connection_and_is_acknowledged(space, socket):
    heard = []

    def listen(client: SocketModeClient, request: SocketModeRequest) -> None:
        heard.append((request.type, request.payload.get("command") or request.payload["type"]))
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    web = WebClient(base_url=space.api_url)
    client = SocketModeClient(app_token=space.app_token, web_client=web)
    client.socket_mode_request_listeners.append(listen)
    client.connect()
    try:
        socket.wait()
        sam = space.user("sam")
        space.channel("cust-acme", members=[sam]).says(sam, "Hello.")
        space.command("/holdfast who", by=sam)
        assert heard == [("events_api", "event_callback"), ("slash_commands", "/holdfast")]
    finally:
        client.close()


def test_without_a_connection_nothing_arrives(space, socket):
    space.inbound.tolerant = True
    assert space.send_event({"type": "app_home_opened", "user": "U1"}).status == 503
