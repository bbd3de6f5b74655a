"""Noticing that the group is called, in the channels we are in (R4).

There is no event for it: it is read off the words of every message there. What does not call a
programme's group is dropped in memory, before any write or log.
"""

from __future__ import annotations

import hashlib
from typing import Any

from holdfast.escalation.actions import Called, call_for_help
from holdfast.escalation.queries.merge import standing_merge
from holdfast.kernel.actor import CLOCK, Actor, RequestKey
from holdfast.people.models import Person
from holdfast.slack import answers, identity, permalink
from holdfast.slack.calls import Call, Payload, on_event
from holdfast.slack.models import Account, Room, Stranger, Workspace
from holdfast.slack.text import said
from holdfast.slack.threads import escalation_in, inside, thread_of
from holdfast.slack.workspace import current
from holdfast.slack.written import first_line, groups_called, words

_WRITTEN = {None, "", "thread_broadcast", "file_share", "me_message", "bot_message"}
_ROOMS = {"channel", "group"}


def _wants(event: Payload) -> bool:
    """Does it call a programme's group? Most messages call no group at all and cost no query."""
    if event.get("channel_type") not in _ROOMS:
        return False
    called = _newly_called(event)
    if not called or not Room.objects.filter(group_id__in=called).exists():
        return False
    message = _message(event)
    ours = Workspace.objects.order_by("-seen_at").values_list("bot_id", "bot_user_id").first()
    return not ours or not (
        (message.get("bot_id") and message["bot_id"] == ours[0])
        or (message.get("user") and message["user"] == ours[1])
    )


def _message(event: Payload) -> dict[str, Any]:
    """What was written: an edit carries it inside."""
    changed = event.get("subtype") == "message_changed"
    return dict((event.get("message") if changed else event) or {})


def _newly_called(event: Payload) -> set[str]:
    """The groups a message calls; of an edit those that the message did not call before."""
    message = _message(event)
    if event.get("subtype") != "message_changed":
        return groups_called(event) if event.get("subtype") in _WRITTEN else set()
    if message.get("subtype") not in _WRITTEN:
        return set()
    return groups_called(message) - groups_called(event.get("previous_message") or {})


@on_event("message", wants=_wants)
def called(call: Call) -> None:
    """The first call in a thread is a tag; the next is news in what became of it."""
    workspace = current()
    room = (
        Room.objects.select_related("programme")
        .filter(group_id__in=_newly_called(call.event))
        .order_by("pk")
        .first()
    )
    if room is None or workspace is None:
        return  # the group was given up meanwhile
    message = _message(call.event)
    thread = thread_of(message, call.channel_id)
    user_id = str(message.get("user") or "")
    person = call.person or identity.person_of(user_id, at=call.at)
    known = escalation_in(thread, room.programme)
    became = call_for_help(
        programme=room.programme,
        origin_url=permalink.write(workspace.url, thread.channel_id, str(message.get("ts"))),
        thread_url=thread.url,
        text=_said(message),
        said_by_name="" if person else _name(message, user_id),
        ref=known.ref if known else "",
        by=_actor(call, person, elsewhere=bool(known and standing_merge(known))),
        at=call.at,
    )
    if user_id and not message.get("bot_id") and (text := _word(became)):
        answers.say(inside(_as(call, user_id), thread), text)


def _said(message: dict[str, Any]) -> str:
    """What they wrote; empty where it is the call alone."""
    text = words(str(message.get("text") or ""))
    return text if first_line(text, most=1) else ""


def _as(call: Call, user_id: str) -> Call:
    """An edit does not say at its top who made it."""
    return Call(call.kind, call.key, {**call.payload, "user": {"id": user_id}}, call.at)


def _actor(call: Call, person: Person | None, *, elsewhere: bool) -> Actor:
    """Who called, under the event's own name; nobody where nobody here has the account. What is said
    `elsewhere` than in the thread it goes on in is still news there."""
    digest = hashlib.sha256(f"{call.kind} {call.key}".encode()).hexdigest()
    by = CLOCK
    if person:
        by = Actor(person_id=person.pk, login=person.login, role=person.role, via="slack")
    return by.with_request(
        RequestKey(f"slack:{'from:' if elsewhere else ''}{call.key}"[:200], digest)
    )


def _name(message: dict[str, Any], user_id: str) -> str:
    """Of somebody without an account here, or of another app."""
    left = Account.objects.select_related("person").filter(user_id=user_id).first()
    if left:  # who is deactivated here
        return str(left.person)[:200]
    seen = Stranger.objects.filter(user_id=user_id).values_list("name", flat=True).first()
    app = (message.get("bot_profile") or {}).get("name") or message.get("username")
    return str(seen or app or "somebody in Slack")[:200]


def _word(became: Called) -> str:
    """To who called in a thread that is an escalation already: what their call was taken as."""
    escalation = became.escalation
    if escalation is None:
        return ""
    if became.updated:
        return f"Taken as an update of {escalation.ref}; its clock starts again."
    who = said(str(escalation.answerable), most=100)
    told = "was told" if escalation.owner else "and those on the rotation were told"
    return f"This thread is {escalation.ref} already; {who} {told} that you called again."
