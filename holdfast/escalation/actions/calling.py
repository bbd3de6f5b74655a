"""A call for help in a thread: the first is a tag, the next belongs to what became of it (R4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ground import must_be_open, take, tell
from holdfast.escalation.actions.tag import note_tag
from holdfast.escalation.actions.update import update
from holdfast.escalation.models import Escalation, Tag
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.capacity import who_hears_of_intake
from holdfast.escalation.queries.merge import survivor
from holdfast.escalation.queries.tag import of_thread, tag_numbered
from holdfast.journal.actions import repeated
from holdfast.journal.models import Event
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import BODY, clean, line
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.permission import may, require

_TRIES = 3  # it may be raised, or end, while it is being decided what the call is


@dataclass(frozen=True, slots=True)
class Called:
    """What a call was: a tag, or news in an escalation that is open; `updated` where the news are an
    update of it."""

    tag: Tag | None = None
    escalation: Escalation | None = None
    updated: bool = False


def call_for_help(
    *,
    programme: Programme,
    origin_url: str,
    thread_url: str = "",
    text: str = "",
    said_by_name: str = "",
    ref: str = "",
    by: Actor,
    at: datetime,
) -> Called:
    """Somebody called the programme in a thread. One thread is one escalation: in an open one the
    owner's call is an update, anybody else's is told to who answers for it; otherwise it is a tag.
    The thread of one that was merged belongs to the one it goes on in.

    `ref` is the escalation that lives in this thread, where the edge knows one. Before anybody owns
    it no call is an update: calling louder must not restart the clock until somebody accepts.
    """
    if event := repeated(by):
        return _again(event)
    message: dict[str, Any] = {
        "text": text,
        "origin_url": origin_url,
        "said_by_name": said_by_name,
        "by": by,
        "at": at,
    }
    for left in reversed(range(_TRIES)):
        lived = by_ref(ref) if ref else of_thread(programme, thread_url or origin_url)
        known = survivor(lived) if lived else None
        try:
            if known and known.is_open:
                return _news(known, **message)
            ended = lived.ref if lived else ""
            tag = note_tag(programme=programme, thread_url=thread_url, ended=ended, **message)
            return Called(tag=tag)
        except Conflict:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _news(
    escalation: Escalation,
    *,
    text: str,
    origin_url: str,
    said_by_name: str,
    by: Actor,
    at: datetime,
) -> Called:
    """A call in an open one: the owner's is an update, where it says something."""
    theirs = by.person_id is not None and by.person_id == escalation.answerable.pk
    may_update = by.person_id is not None and may(by, "escalation.update", mine=theirs)
    said = clean(text)[:BODY]
    updated = bool(may_update and escalation.owner and said)
    if updated:
        update(ref=escalation.ref, text=said, by=by, at=at)
    else:
        called_again(
            ref=escalation.ref,
            text=text,
            origin_url=origin_url,
            said_by_name=said_by_name,
            by=by,
            at=at,
        )
    return Called(escalation=escalation, updated=updated)


def called_again(
    *,
    ref: str,
    text: str = "",
    origin_url: str = "",
    said_by_name: str = "",
    by: Actor,
    at: datetime,
) -> Escalation:
    """Somebody called again in the thread of an open one: who answers for it is told, and while
    nobody owns it also who could accept. No clock starts again by it."""
    if repeated(by):
        return by_ref(ref)
    require(by, "escalation.raise")
    text = clean(text)[:BODY]
    said_by_name = line(said_by_name[:200], field="said_by_name")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_open(escalation, to="call in it")
        waiting: list[int] = []
        if escalation.owner is None:
            policy = policy_at(escalation.programme, at)
            waiting = who_hears_of_intake(escalation.programme, policy, at=at)
        stranger: dict[str, Any] = {"caller_name": said_by_name} if said_by_name else {}
        tell(
            "escalation.called_again",
            escalation,
            by=by,
            at=at,
            people=[escalation.answerable.pk, *waiting],
            text=text,
            url=origin_url,
            **stranger,
        )
    return escalation


def _again(event: Event) -> Called:
    if event.subject.startswith("tag-"):
        return Called(tag=tag_numbered(int(event.subject.removeprefix("tag-"))))
    return Called(escalation=by_ref(event.subject), updated=event.kind == "escalation.updated")
