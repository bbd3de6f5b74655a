"""Sending a message once: at Slack's pace, with a mark by which it is found again after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.models.blocks import Block

from holdfast.journal.channels import Sent
from holdfast.journal.models import Delivery
from holdfast.slack import client, pace
from holdfast.slack.errors import Denied, Gone, Outside, Refused

MARK = "holdfast_delivery"  # the event_type of our message metadata
_LOOK_BACK = timedelta(minutes=5)  # clocks differ
_MOST_LOOKED_AT = 200


def post(
    delivery: Delivery,
    *,
    channel_id: str,
    text: str,
    at: datetime,
    blocks: Sequence[Block] | None = None,
    thread_ts: str = "",
) -> Sent:
    """Post a message that carries the delivery's name. `text` is what notifications show.

    One message a second in a channel: raises Limited before, and errors.py's classes.
    """
    pace.take_turn(channel_id, at=at)
    shown: dict[str, Any] = {"text": text, "unfurl_links": False, "unfurl_media": False}
    if blocks:
        shown["blocks"] = list(blocks)
    if thread_ts:
        shown["thread_ts"] = thread_ts
    answer = client.ask(
        "chat_postMessage",
        at=at,
        channel=channel_id,
        metadata={"event_type": MARK, "event_payload": {"delivery": delivery.key}},
        **shown,
    )
    message = {"channel": answer["channel"], "ts": answer["ts"], "text": text}
    return Sent(message=message)


def find(delivery: Delivery, *, channel_id: str, at: datetime, thread_ts: str = "") -> str | None:
    """The ts of the message that carries the delivery's name: empty where there is none, None where we
    may not look (then it may be sent twice, and is counted)."""
    oldest = f"{(delivery.created_at - _LOOK_BACK).timestamp():.6f}"
    asked: dict[str, Any] = {
        "channel": channel_id,
        "oldest": oldest,
        "limit": _MOST_LOOKED_AT,
        "include_all_metadata": True,
    }
    try:
        if thread_ts:
            found = client.ask("conversations_replies", at=at, ts=thread_ts, **asked)
        else:
            found = client.ask("conversations_history", at=at, **asked)
    except (Denied, Outside, Gone, Refused):
        return None
    for message in found.get("messages", []):
        mark = message.get("metadata") or {}
        if mark.get("event_type") != MARK:
            continue
        if (mark.get("event_payload") or {}).get("delivery") == delivery.key:
            return str(message["ts"])
    return ""
