"""The workspace these tests try, with Slack's own client and framework."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from tests.slack import Workspace


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
