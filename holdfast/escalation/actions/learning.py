"""What others should know next time (R23, R24, R83), written at any time, also after closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.concerned import concerns
from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.models import Learning
from holdfast.escalation.rules.audience import audience_of
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.text import optional, required, web_address
from holdfast.people.rules.permission import require


def learn(
    *,
    ref: str,
    text: str,
    audience: Iterable[str],
    customer_words: str = "",
    doc_url: str = "",
    tool_url: str = "",
    by: Actor,
    at: datetime,
) -> Learning:
    """A note for others, kept for good. The same words by the same person are a repeat.

    `audience` names some of CE, IE, TA and SE. Raiser, owner and support engineer hear of it.
    """
    if event := repeated(by):
        return Learning.objects.select_related("by").get(pk=event.data["learning"])
    said: dict[str, Any] = {
        "text": required(text, field="text", ask="Write what others should know next time."),
        "audience": audience_of(audience),
        "customer_words": optional(customer_words, field="customer_words"),
        "doc_url": web_address(doc_url, field="doc_url"),
        "tool_url": web_address(tool_url, field="tool_url"),
    }
    with transaction.atomic(durable=True):
        escalation = take(ref)
        require(by, "escalation.learn", mine=concerns(escalation, by))
        same = escalation.learnings.filter(**said, by=by.person).select_related("by").first()
        if same:
            return same
        written = Learning.objects.create(escalation=escalation, **said, by_id=by.person, at=at)
        owner = escalation.owner
        tell(
            "learning.written",
            escalation,
            by=by,
            at=at,
            people=[
                escalation.raised_by_id,
                escalation.support_engineer_id,
                owner.pk if owner else None,
            ],
            learning=written.pk,
            **said,
        )
    return written
