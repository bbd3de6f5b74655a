"""Socket Mode: Holdfast calls Slack and is told over that connection, where Slack has no way in.

A process of its own beside the worker (site/processes.py). The app is the one that serves
`/slack/events`; there are no signatures here, the connection itself is Slack's. Several hosts may each
have one: Slack gives each thing to one of them, and the inbox knows a repeat.
"""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from django.conf import settings
from django.db import close_old_connections
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web import WebClient

from holdfast.kernel import clock
from holdfast.slack import client
from holdfast.slack.app import bolt_app
from holdfast.slack.models import Workspace

_BEAT = 30.0  # seconds between two notes that the connection stands
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds between attempts to connect

logger = logging.getLogger(__name__)


class Listener(SocketModeHandler):
    """Bolt's handler, with database connections that are let go of as Django's requests do."""

    def __init__(self) -> None:
        # The builtin client's own log says what is in the messages.
        quiet = logging.getLogger("slack_sdk.socket_mode")
        super().__init__(
            bolt_app(),
            settings.SLACK_APP_TOKEN,
            logger=quiet,
            web_client=WebClient(
                base_url=settings.SLACK_API_URL, timeout=client.TIMEOUT, retry_handlers=[]
            ),
        )

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        close_old_connections()
        try:
            super().handle(client, req)
        except Exception:
            # Not acknowledged: Slack says it again, to this process or to another one.
            logger.exception("Something from Slack could not be taken.", extra={"kind": req.type})
        finally:
            close_old_connections()


def run(stopping: threading.Event | None = None) -> int:
    """Stay connected until SIGTERM or `stopping`; the exit code."""
    stopping = stopping or _told_to_stop()
    listener = Listener()
    pause = _FIRST_PAUSE
    try:
        while not stopping.is_set():
            try:
                listener.connect()  # type: ignore[no-untyped-call]
                break
            except Exception as error:  # noqa: BLE001 - wrong token, no network: both may be mended
                logger.warning("Slack is not connected; tried again.", extra={"why": str(error)})
                stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        while not stopping.is_set():
            beat(listener)
            stopping.wait(_BEAT)
    finally:
        listener.close()  # type: ignore[no-untyped-call]
    return 0


def beat(listener: Listener) -> None:
    """Note that the connection stands; the client itself connects again when it broke."""
    if not listener.client.is_connected():
        return
    close_old_connections()
    Workspace.objects.update(socket_at=clock.now())
    close_old_connections()


def _told_to_stop() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping
