"""A tag as data."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Tag


def tag_as_data(tag: Tag) -> dict[str, Any]:
    answer = getattr(tag, "answer", None)
    return {
        "id": tag.pk,
        "state": tag.state,
        "origin_url": tag.origin_url,
        "thread_url": tag.thread_url,
        "text": tag.text,
        "said_by": tag.said_by.login if tag.said_by else None,
        "said_by_name": tag.said_by_whom,
        "at": tag.at.isoformat(),
        "after": tag.after.ref if tag.after else None,
        "escalation": answer.escalation.ref if answer and answer.escalation else None,
        "reason": answer.reason or None if answer else None,
        "answered_by": answer.by.login if answer and answer.by else None,
        "answered_at": answer.at.isoformat() if answer else None,
    }
