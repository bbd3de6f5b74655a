"""Socket Mode: the same app, told over a connection. A process of its own: tests/cli/test_processes.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from slack_bolt import BoltRequest
from slack_sdk.socket_mode.request import SocketModeRequest

from holdfast.journal.models import Incoming
from holdfast.slack.app import bolt_app
from holdfast.slack.models import Workspace
from holdfast.slack.setup import checks, socket

NOBODY = {"type": "app_uninstalled", "event_ts": "1.1"}


@pytest.fixture
def by_socket(slack, settings):
    settings.SLACK_APP_TOKEN = "xapp-example"
    settings.SLACK_SIGNING_SECRET = ""
    return slack


def test_nothing_is_signed_and_all_is_taken(by_socket):
    body = by_socket.workspace.inbound.wrap(NOBODY)
    request = BoltRequest(mode="socket_mode", body=body)
    assert bolt_app().dispatch(request).status == 200
    assert bolt_app().dispatch(request).status == 200
    assert Incoming.objects.get().kind == "event:app_uninstalled"


class Line:
    """What the handler answers on."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []

    def send_socket_mode_response(self, response) -> None:
        self.acknowledged.append(response.envelope_id)


def test_an_envelope_is_acknowledged_when_it_is_written_down(by_socket, monkeypatch):
    monkeypatch.setattr(socket, "close_old_connections", lambda: None)  # it is the test's own
    listener, line = socket.Listener(), Line()
    line.logger = listener.client.logger
    try:
        payload = by_socket.workspace.inbound.wrap(NOBODY)
        envelope = SocketModeRequest(type="events_api", envelope_id="e1", payload=payload)
        listener.handle(line, envelope)
        assert line.acknowledged == ["e1"]
        assert Incoming.objects.count() == 1

        monkeypatch.setattr("holdfast.journal.inbox.receive", _breaks)
        again = by_socket.workspace.inbound.wrap({**NOBODY, "event_ts": "2.2"})
        listener.handle(line, SocketModeRequest(type="events_api", envelope_id="e2", payload=again))
        assert line.acknowledged == ["e1"]  # Slack says it again
    finally:
        listener.close()


def _breaks(*_: object, **__: object) -> None:
    raise RuntimeError("the disk is full")


def test_the_check_knows_whether_the_connection_stands(by_socket, monkeypatch):
    monkeypatch.setattr(socket, "close_old_connections", lambda: None)

    def signed() -> str:
        found = checks.standing(at=by_socket.story.now)
        return next(each.state.value for each in found if each.name == "signed")

    assert signed() == "red"
    listener = socket.Listener()
    try:
        socket.beat(listener)
        assert Workspace.objects.get().socket_at is None
        monkeypatch.setattr(type(listener.client), "is_connected", lambda _: True)
        socket.beat(listener)
    finally:
        listener.close()
    assert signed() == "green"
    by_socket.story.forward(minutes=3)
    assert signed() == "red"
    assert timedelta(minutes=2) == checks.SOCKET_SILENT
