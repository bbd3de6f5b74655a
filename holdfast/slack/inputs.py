"""The fields of a form: block ids are the names that actions and their refusals use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    DateTimePickerElement,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from holdfast.kernel.refusal import Refusal
from holdfast.slack.calls import Call
from holdfast.slack.modals import MOST_TITLE
from holdfast.slack.text import plain, shorten

MOST = 3000  # characters of a plain-text input (docs.slack.dev)
_MOST_HINT = 2000
_MOST_ERROR = 300  # ours: it stands beneath the field
_IT = "it"  # a field is known by its block


def form(
    name: str, *, title: str, submit: str, blocks: Sequence[Block], memory: dict[str, Any]
) -> View:
    """A view that `on_view(name)` takes; `memory` comes back with it."""
    return View(
        type="modal",
        callback_id=name,
        title=plain(title, most=MOST_TITLE),
        submit=plain(submit, most=MOST_TITLE),
        close="Cancel",
        private_metadata=json.dumps(memory),
        blocks=list(blocks),
    )


def text(
    field: str,
    label: str,
    *,
    hint: str = "",
    optional: bool = False,
    value: str = "",
    most: int = MOST,
    lines: bool = True,
) -> InputBlock:
    element = PlainTextInputElement(
        action_id=_IT,
        multiline=lines,
        max_length=min(most, MOST),
        initial_value=value[:most] or None,
    )
    return _field(field, label, element, hint=hint, optional=optional)


def choice(
    field: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    *,
    hint: str = "",
    optional: bool = False,
    radio: bool = False,
) -> InputBlock:
    options = [Option(text=plain(words), value=str(value)) for value, words in choices]
    kind = RadioButtonsElement if radio else StaticSelectElement
    element = kind(action_id=_IT, options=options)
    return _field(field, label, element, hint=hint, optional=optional)


def person(
    field: str, label: str, *, source: str, nobody: str, hint: str = "", optional: bool = False
) -> InputBlock:
    """Somebody out of the list that `offers(source)` gives."""
    element = ExternalDataSelectElement(
        action_id=source, min_query_length=0, placeholder=plain(nobody)
    )
    return _field(field, label, element, hint=hint, optional=optional)


def day(field: str, label: str, *, hint: str = "", optional: bool = False) -> InputBlock:
    return _field(field, label, DatePickerElement(action_id=_IT), hint=hint, optional=optional)


def instant(field: str, label: str, *, hint: str = "", optional: bool = False) -> InputBlock:
    """A day and a time of day, which Slack asks for in the person's own zone."""
    element = DateTimePickerElement(action_id=_IT)
    return _field(field, label, element, hint=hint, optional=optional)


def _field(field: str, label: str, element: Any, *, hint: str, optional: bool) -> InputBlock:
    words = plain(hint, most=_MOST_HINT) or None
    return InputBlock(block_id=field, label=label, element=element, optional=optional, hint=words)


def typed_text(call: Call, field: str) -> str:
    return str(call.typed.get(field) or "")


def typed_day(call: Call, field: str) -> date | None:
    value = call.typed.get(field)
    return date.fromisoformat(str(value)) if value else None


def typed_instant(call: Call, field: str) -> datetime | None:
    value = call.typed.get(field)
    return datetime.fromtimestamp(int(value), UTC) if value else None


def wrong(call: Call, *tries: Callable[[], object]) -> dict[str, str]:
    """What these refuse, each at its field; at the first one what no field is to blame for, so that
    nothing somebody typed is lost."""
    fields = [each["block_id"] for each in call.view.get("blocks", []) if each["type"] == "input"]
    found: dict[str, str] = {}
    for attempt in tries:
        try:
            attempt()
        except Refusal as refusal:
            blamed = str(refusal.field)
            place = blamed if blamed in fields else fields[0]
            found.setdefault(place, shorten(refusal.message, _MOST_ERROR))
    return found
