"""What stands here, shown in the programme's channel: its topic, a bookmark, a canvas (R5, R70).

Each is a reconciler of the room: looked at when something happens that can change what it shows, and
written only where that differs from what was written last. Where the programme moves to another channel,
or wants one of them no more, what we wrote is taken away from where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

from django.conf import settings

from holdfast.escalation.presenting.status_doc import as_data, as_markdown
from holdfast.escalation.queries.status_doc import status_doc
from holdfast.journal.channels import Later
from holdfast.rotation.queries import who
from holdfast.slack import client
from holdfast.slack.errors import DENIED_PAUSE, Denied, Gone, Outside, Refused
from holdfast.slack.identity import users_of
from holdfast.slack.models import Projection, Room
from holdfast.slack.room.reconcilers import keep
from holdfast.slack.text import shorten

EVERY = timedelta(minutes=30)  # the handover hour is met within this
_SOON = timedelta(minutes=1)  # a canvas is written at most so often, however much happens
_MOST_TOPIC = 250  # characters, of a channel's topic
_SEATS = (
    "duty.",
    "seat.",
    "window.",
    "swap.",
    "plan.published",
    "person.",
    "slack.linked",
    "room.",
)
Kind = Projection.Kind


@dataclass(frozen=True, slots=True)
class Shown:
    """One projection: whether the room wants it, what it should show, and how that is written.

    `write` returns Slack's name for it; `leave` takes away what we wrote, in the channel it was written
    in. `stirred_by` are the beginnings of the kinds of events; `gap` lies between two writings.
    """

    kind: Kind
    wanted: Callable[[Room], bool]
    content: Callable[[Room, datetime], str]
    write: Callable[[Room, Projection, str, datetime], str]
    leave: Callable[[Projection, datetime], None]
    stirred_by: tuple[str, ...]
    gap: timedelta = timedelta(0)


class Keeps:
    """The reconciler of one projection."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.name = shown.kind.value

    def keeps(self, room: Room) -> bool:
        return bool(room.channel_id) and self.shown.wanted(room)

    def stirs(self, kind: str) -> bool:
        return kind.startswith(self.shown.stirred_by)

    def look(self, room: Room, *, at: datetime) -> Later:
        kept, _ = Projection.objects.get_or_create(room=room, kind=self.shown.kind)
        if kept.channel_id not in {"", room.channel_id}:
            self._leave(kept, at=at)
        content = self.shown.content(room, at)
        digest = _digest(room.channel_id, content)
        if digest == kept.digest:
            return Later(at=at + EVERY, note="Up to date.")
        if kept.written_at and kept.written_at + self.shown.gap > at:
            return Later(at=kept.written_at + self.shown.gap, note="It was written just now.")
        try:
            kept.remote_id = self.shown.write(room, kept, content, at)
        except (Denied, Outside, Gone, Refused) as error:
            Projection.objects.filter(pk=kept.pk).update(trouble=str(error))
            return Later(at=at + DENIED_PAUSE, note=str(error))
        kept.digest, kept.written_at, kept.trouble = digest, at, ""
        kept.channel_id = room.channel_id
        kept.save(update_fields=["remote_id", "digest", "written_at", "trouble", "channel_id"])
        return Later(at=at + EVERY, note="Written.")

    def leave(self, room: Room, *, at: datetime) -> None:
        """The room wants it no more."""
        left = Projection.objects.filter(room=room, kind=self.shown.kind).exclude(channel_id="")
        for kept in left:
            self._leave(kept, at=at)

    def _leave(self, kept: Projection, *, at: datetime) -> None:
        """Where we may not, or the channel is gone, it stays as it is."""
        if kept.channel_id:
            with suppress(Denied, Outside, Gone, Refused):
                self.shown.leave(kept, at)
        kept.channel_id, kept.remote_id, kept.digest, kept.trouble = "", "", "", ""
        kept.written_at = None
        kept.save(update_fields=["channel_id", "remote_id", "digest", "written_at", "trouble"])


def _digest(channel_id: str, content: str) -> str:
    return hashlib.sha256(f"{channel_id} {content}".encode()).hexdigest()


# --- the topic ------------------------------------------------------------------------------------


def _topic(room: Room, at: datetime) -> str:
    """Who is on: names, as a topic calls nobody."""
    on = who(room.programme, at=at)
    names = [str(each.person) for each in on.engineers if each.has_duty]
    until = max((each.window.ends_on for each in on.engineers if each.has_duty), default=None)
    said = f"On now: {', '.join(names)}" if names else "On now: nobody, the leads answer"
    if until and names:
        said += f" (until {until:%-d %b})"
    return shorten(said, _MOST_TOPIC)


def _write_topic(room: Room, kept: Projection, content: str, at: datetime) -> str:
    client.ask("conversations_setTopic", at=at, channel=room.channel_id, topic=content)
    return kept.remote_id


def _leave_topic(kept: Projection, at: datetime) -> None:
    """Only where it is still ours: what somebody typed since is theirs."""
    found = client.ask("conversations_info", at=at, channel=kept.channel_id).get("channel", {})
    topic = str((found.get("topic") or {}).get("value", ""))
    if _digest(kept.channel_id, unescape(topic)) == kept.digest:
        client.ask("conversations_setTopic", at=at, channel=kept.channel_id, topic="")


# --- the bookmark ---------------------------------------------------------------------------------

_TITLE = "Status doc"


def _bookmark(_room: Room, _at: datetime) -> str:
    return f"{settings.BASE_URL}/status-doc"


def _write_bookmark(room: Room, kept: Projection, content: str, at: datetime) -> str:
    found = client.ask("bookmarks_list", at=at, channel_id=room.channel_id).get("bookmarks", [])
    ours = next(
        (each for each in found if each["id"] == kept.remote_id or each.get("link") == content),
        None,
    )
    if ours is None:
        made = client.ask(
            "bookmarks_add",
            at=at,
            channel_id=room.channel_id,
            title=_TITLE,
            type="link",
            link=content,
        )
        return str(made["bookmark"]["id"])
    if ours.get("link") != content:
        client.ask(
            "bookmarks_edit",
            at=at,
            channel_id=room.channel_id,
            bookmark_id=ours["id"],
            link=content,
            title=_TITLE,
        )
    return str(ours["id"])


def _leave_bookmark(kept: Projection, at: datetime) -> None:
    client.ask("bookmarks_remove", at=at, channel_id=kept.channel_id, bookmark_id=kept.remote_id)


# --- the canvas -----------------------------------------------------------------------------------


def _canvas(room: Room, at: datetime) -> str:
    """The status doc in markdown, with who is on as people one can press."""
    doc = status_doc(room.programme, at=at)
    text = as_markdown(as_data(doc, base=settings.BASE_URL))
    users = users_of(each.person.pk for each in doc.on.engineers)
    for each in doc.on.engineers:
        if user_id := users.get(each.person.pk):
            text = text.replace(str(each.person), f"![](@{user_id})", 1)
    return f"{text}\n*A copy: [the status doc]({settings.BASE_URL}/status-doc) is always right.*\n"


def _write_canvas(room: Room, kept: Projection, content: str, at: datetime) -> str:
    document = {"type": "markdown", "markdown": content}
    if kept.remote_id:
        try:
            client.ask(
                "canvases_edit",
                at=at,
                canvas_id=kept.remote_id,
                changes=[{"operation": "replace", "document_content": document}],
            )
        except Refused as refused:
            if refused.code != "canvas_not_found":
                raise
        else:
            return kept.remote_id
    try:
        made = client.ask(
            "conversations_canvases_create",
            at=at,
            channel_id=room.channel_id,
            title=_TITLE,
            document_content=document,
        )
    except Refused as refused:
        if refused.code != "channel_canvas_already_exists":
            raise
        # Somebody else's: theirs stays, ours is one of its own that the channel may read.
        made = client.ask(
            "canvases_create", at=at, title=f"{room.programme}: status", document_content=document
        )
        client.ask(
            "canvases_access_set",
            at=at,
            canvas_id=made["canvas_id"],
            access_level="read",
            channel_ids=[room.channel_id],
        )
    return str(made["canvas_id"])


def _leave_canvas(kept: Projection, at: datetime) -> None:
    """It may be linked from elsewhere, so it stays and says where the truth is."""
    words = f"This copy is not kept up any more: [the status doc]({settings.BASE_URL}/status-doc)\n"
    document = {"type": "markdown", "markdown": words}
    client.ask(
        "canvases_edit",
        at=at,
        canvas_id=kept.remote_id,
        changes=[{"operation": "replace", "document_content": document}],
    )


SHOWN = (
    Shown(Kind.TOPIC, lambda room: room.keeps_topic, _topic, _write_topic, _leave_topic, _SEATS),
    Shown(
        Kind.BOOKMARK,
        lambda room: room.keeps_bookmark,
        _bookmark,
        _write_bookmark,
        _leave_bookmark,
        ("room.",),
    ),
    Shown(
        Kind.CANVAS,
        lambda room: room.keeps_canvas,
        _canvas,
        _write_canvas,
        _leave_canvas,
        (*_SEATS, "escalation.", "handover.", "closure."),
        gap=_SOON,
    ),
)

for each in SHOWN:
    keep(Keeps(each))
