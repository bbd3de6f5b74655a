"""The form that says where the programme lives in Slack: names become Slack's own ids here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.slack import client
from holdfast.slack.models import Room

_FIELD = "web/form/field.html"
_TICK = "slack/parts/tick.html"
_ID = re.compile(r"[CGS][A-Z0-9]{7,}")
_PAGES = 10  # of a thousand channels
_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")  # Slack's rule for handles and channel names


@dataclass(frozen=True, slots=True)
class Found:
    """What Slack calls it, and how people name it; both empty where nothing was typed."""

    id: str = ""
    name: str = ""


class RoomForm(forms.Form):
    """It judges nothing itself; what Slack or the action refuses is shown at the field."""

    use_required_attribute = False

    group = forms.CharField(
        required=False,
        strip=True,
        max_length=80,
        label="Group that holds who is on now",
        help_text="Its handle, such as escalation-engineers.",
    )
    new = forms.BooleanField(
        required=False,
        label="Make the group where there is none of that name",
    )
    channel = forms.CharField(
        required=False,
        strip=True,
        max_length=80,
        label="Channel for announcements",
        help_text="Its name; for a private one its id, which stands at the end of its details.",
    )
    joins = forms.CharField(
        required=False,
        max_length=2000,
        label="Public channels to join",
        help_text="One pattern a line, such as cust-*. There Holdfast notices when the group is "
        "called; what does not call it is kept nowhere. Empty: none is joined.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keeps_topic = forms.BooleanField(
        required=False,
        label="The channel's topic says who is on",
    )
    keeps_bookmark = forms.BooleanField(
        required=False,
        label="A bookmark leads to the status document",
    )
    keeps_canvas = forms.BooleanField(
        required=False,
        label="A canvas copies the status document (paid plans of Slack)",
    )

    def __init__(self, data: QueryDict | None = None, *, room: Room | None = None) -> None:
        super().__init__(data, initial=_initial(room), auto_id="room-%s", label_suffix="")
        fields: list[Any] = list(self.fields.values())  # the stubs know no template_name
        for field in fields:
            field.template_name = _TICK if isinstance(field, forms.BooleanField) else _FIELD

    def refuse(self, refusal: Refusal) -> None:
        self.is_valid()  # errors can only be added to a form that was looked at
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


def _initial(room: Room | None) -> dict[str, Any]:
    if room is None:
        return {"keeps_topic": True, "keeps_bookmark": True}
    return {
        "group": room.group_handle,
        "channel": room.channel_name or room.channel_id,
        "joins": room.joins,
        "keeps_topic": room.keeps_topic,
        "keeps_bookmark": room.keeps_bookmark,
        "keeps_canvas": room.keeps_canvas,
    }


def group(typed: str, *, make: bool, at: datetime) -> Found:
    """The group of this handle, made where `make` says so and there is none. Raises Invalid."""
    name = typed.strip().lstrip("@").lower()
    if not name:
        return Found()
    for each in client.ask("usergroups_list", at=at).get("usergroups", []):
        if name in {each["handle"].lower(), each["id"].lower()}:
            return Found(each["id"], each["handle"])
    if not make:
        raise Invalid(
            f"Slack has no group @{name}; tick “Make the group”, or name another.", field="group"
        )
    if not _HANDLE.fullmatch(name):
        raise Invalid(
            "A handle has small letters, digits, dots, - and _ only; change it.", field="group"
        )
    title = name.replace("-", " ").capitalize()
    made = client.ask("usergroups_create", at=at, name=title, handle=name)["usergroup"]
    return Found(made["id"], made["handle"])


def channel(typed: str, *, at: datetime) -> Found:
    """The channel of this name or id. Raises Invalid."""
    name = typed.strip().lstrip("#")
    if not name:
        return Found()
    if _ID.fullmatch(name):
        found = client.ask("conversations_info", at=at, channel=name)["channel"]
        return Found(found["id"], found["name"])
    for each in _channels(at=at):
        if each["name"] == name.lower():
            return Found(each["id"], each["name"])
    raise Invalid(
        f"Slack has no public channel #{name}; for a private one give its id, and write /invite "
        "@Holdfast there first.",
        field="channel",
    )


def _channels(*, at: datetime) -> Iterator[dict[str, Any]]:
    cursor = ""
    for _ in range(_PAGES):
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        answer = client.ask(
            "conversations_list",
            at=at,
            types="public_channel",
            exclude_archived=True,
            limit=1000,
            **more,
        )
        yield from answer.get("channels", [])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
