"""What stands here, shown in the programme's channel: its topic, a bookmark, a canvas (R5, R70).

Each is one delivery that wakes again after every look, as a calendar that is read does: events that
can change what it shows hasten it, and it writes only where that differs from what it wrote last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from holdfast.escalation.presenting.status_doc import as_data, as_markdown
from holdfast.escalation.queries.status_doc import status_doc
from holdfast.journal.actions import hasten, owe
from holdfast.journal.channels import Later, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.rotation.queries import who
from holdfast.slack import client
from holdfast.slack.channel import NAME, Folds, register
from holdfast.slack.errors import DENIED_PAUSE, Denied, Gone, Outside, Refused
from holdfast.slack.identity import users_of
from holdfast.slack.models import Projection, Room
from holdfast.slack.room.reconcilers import begins
from holdfast.slack.text import shorten

EVERY = timedelta(minutes=30)  # the handover hour is met within this
_SOON = timedelta(minutes=1)  # a canvas is written at most so often, however much happens
_MOST_TOPIC = 250  # characters, of a channel's topic
_SEATS = ("seat.", "window.", "swap.", "plan.published", "person.", "slack.linked", "room.")
Kind = Projection.Kind


@dataclass(frozen=True, slots=True)
class Shown:
    """One projection: whether the room wants it, what it should show, and how that is written.

    `write` returns Slack's name for it. `hastened_by` are the beginnings of the kinds of events.
    """

    kind: Kind
    wanted: Callable[[Room], bool]
    content: Callable[[Room, datetime], str]
    write: Callable[[Room, Projection, str, datetime], str]
    hastened_by: tuple[str, ...]
    after: timedelta = timedelta(0)


class Keeps:
    """The Kind of one projection; its recipient is the room's number."""

    folds = Folds.NOT

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.name = shown.kind.value

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:  # noqa: ARG002
        if event.kind.startswith(self.shown.hastened_by):
            for room in Room.objects.exclude(channel_id="").values_list("pk", flat=True):
                hasten(key(self.shown.kind, room), at=at + self.shown.after)
        return []

    def perform(
        self,
        delivery: Delivery,
        together: Sequence[Delivery],  # noqa: ARG002
        *,
        at: datetime,
    ) -> Outcome | None:
        room = Room.objects.select_related("programme").filter(pk=int(delivery.recipient)).first()
        if room is None or not room.channel_id or not self.shown.wanted(room):
            return Sent(message={}, note="The room does not want it any more.")
        kept, _ = Projection.objects.get_or_create(room=room, kind=self.shown.kind)
        content = self.shown.content(room, at)
        digest = hashlib.sha256(f"{room.channel_id} {content}".encode()).hexdigest()
        if digest != kept.digest:
            try:
                kept.remote_id = self.shown.write(room, kept, content, at)
            except (Denied, Outside, Gone, Refused) as error:
                Projection.objects.filter(pk=kept.pk).update(trouble=str(error))
                return Later(at=at + DENIED_PAUSE, note=str(error))
            kept.digest, kept.written_at, kept.trouble = digest, at, ""
            kept.save(update_fields=["remote_id", "digest", "written_at", "trouble"])
        return Later(at=at + EVERY, note="Up to date.")

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """What was cut off is looked at again: written twice it says the same."""
        return False


def key(kind: Kind, room: int) -> str:
    return f"{NAME}:{kind.value}:{room}"


# --- the topic ------------------------------------------------------------------------------------


def _topic(room: Room, at: datetime) -> str:
    """Who is on: names, as a topic calls nobody."""
    on = who(room.programme, at=at)
    names = [str(each.person) for each in on.engineers if each.has_duty]
    until = max((each.window.ends_on for each in on.engineers if each.has_duty), default=None)
    said = f"EE now: {', '.join(names)}" if names else "EE now: nobody, the leads answer"
    if until and names:
        said += f" (until {until:%-d %b})"
    return shorten(said, _MOST_TOPIC)


def _write_topic(room: Room, kept: Projection, content: str, at: datetime) -> str:
    client.ask("conversations_setTopic", at=at, channel=room.channel_id, topic=content)
    return kept.remote_id


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


SHOWN = (
    Shown(Kind.TOPIC, lambda room: room.keeps_topic, _topic, _write_topic, _SEATS),
    Shown(Kind.BOOKMARK, lambda room: room.keeps_bookmark, _bookmark, _write_bookmark, ("room.",)),
    Shown(
        Kind.CANVAS,
        lambda room: room.keeps_canvas,
        _canvas,
        _write_canvas,
        (*_SEATS, "escalation.", "handover.", "closure."),
        after=_SOON,
    ),
)

for each in SHOWN:
    register(Keeps(each))


@begins
def begin(event: Event, room: Room, at: datetime) -> None:
    """Each that the room wants is due now; one that ended while it was not wanted begins anew."""
    for shown in SHOWN:
        name = key(shown.kind, room.pk)
        if not room.channel_id or not shown.wanted(room) or hasten(name, at=at):
            continue
        ended = Delivery.objects.filter(key=name)
        if not ended.exists():
            owe(event, channel=NAME, recipient=str(room.pk), key=name, at=at)
        else:
            ended.filter(state=Delivery.State.SENT).update(
                state=Delivery.State.PENDING, wake_at=at, sent_at=None, attempts=0
            )
