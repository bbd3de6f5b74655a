"""Blocks, views and refusals, short."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


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
