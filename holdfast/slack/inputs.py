"""The fields of a form, a label and a hint as on the web: their block ids are the names that actions and
their refusals use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    DatePickerElement,
    DateTimePickerElement,
    ExternalDataSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
    TimePickerElement,
)
from slack_sdk.models.blocks.basic_components import MarkdownTextObject
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.slack.calls import Call
from holdfast.slack.modals import MOST_TITLE
from holdfast.slack.text import plain, shorten

MOST = 3000  # characters of a plain-text input (docs.slack.dev)
_MOST_LABEL = 2000
_MOST_ERROR = 300  # ours: it stands beneath the field

Pairs = Iterable[tuple[str, str]]  # value and words


def form(
    name: str,
    title: str,
    submit: str,
    blocks: Sequence[Block],
    memory: Mapping[str, Any] | None = None,
) -> View:
    """A view that `on_view(name)` takes; `memory`, what it was opened for, comes back with it."""
    return View(
        type="modal",
        callback_id=name,
        title=plain(title, most=MOST_TITLE),
        submit=plain(submit, most=MOST_TITLE),
        close="Not now",
        private_metadata=json.dumps(memory or {}, separators=(",", ":")),
        blocks=list(blocks),
    )


def words(markup: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=markup))


def text(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    optional: bool = False,
    lines: bool = True,
    most: int = MOST,
) -> InputBlock:
    element = PlainTextInputElement(
        action_id=name,
        multiline=lines,
        max_length=min(most, MOST),
        initial_value=value[:most] or None,
    )
    return _asked(name, label, element, hint=hint, optional=optional)


def whole(
    name: str, label: str, *, least: int, most: int, value: int | None = None, hint: str = ""
) -> InputBlock:
    """A whole number, or nothing."""
    element = NumberInputElement(
        action_id=name,
        is_decimal_allowed=False,
        min_value=str(least),
        max_value=str(most),
        initial_value=None if value is None else str(value),
    )
    return _asked(name, label, element, hint=hint, optional=True)


def day(
    name: str, label: str, *, value: date | None = None, hint: str = "", optional: bool = False
) -> InputBlock:
    element = DatePickerElement(action_id=name, initial_date=value.isoformat() if value else None)
    return _asked(name, label, element, hint=hint, optional=optional)


def clock(name: str, label: str, *, hint: str = "", optional: bool = False) -> InputBlock:
    """A time of day."""
    return _asked(name, label, TimePickerElement(action_id=name), hint=hint, optional=optional)


def instant(name: str, label: str, *, hint: str = "", optional: bool = False) -> InputBlock:
    """A day and a time of day, which Slack asks for in the person's own zone."""
    return _asked(name, label, DateTimePickerElement(action_id=name), hint=hint, optional=optional)


def choice(
    name: str,
    label: str,
    pairs: Pairs,
    *,
    value: str = "",
    blank: str = "",
    hint: str = "",
    optional: bool = False,
    radio: bool = False,
) -> InputBlock:
    """One of a few; `blank` is what stands where none is chosen yet."""
    options = [option(*pair) for pair in pairs]
    chosen = next((each for each in options if each.value == value), None)
    element: InputInteractiveElement
    if radio:
        element = RadioButtonsElement(action_id=name, options=options, initial_option=chosen)
    else:
        element = StaticSelectElement(
            action_id=name, placeholder=blank or None, options=options, initial_option=chosen
        )
    return _asked(name, label, element, hint=hint, optional=optional)


def several(
    name: str, label: str, pairs: Pairs, *, hint: str = "", optional: bool = False
) -> InputBlock:
    """Any of a few."""
    element = CheckboxesElement(action_id=name, options=[option(*pair) for pair in pairs])
    return _asked(name, label, element, hint=hint, optional=optional)


def search(
    name: str, label: str, *, asks: str, blank: str = "", hint: str = "", optional: bool = False
) -> InputBlock:
    """One of many, looked up while one types; `asks` is who offers them (`calls.offers`)."""
    element = ExternalDataSelectElement(
        action_id=asks, placeholder=plain(blank) or None, min_query_length=0
    )
    return _asked(name, label, element, hint=hint, optional=optional)


def option(value: str, said: str, about: str = "") -> Option:
    return Option(value=str(value), text=plain(said), description=plain(about) or None)


def found(value: str, said: str, about: str = "") -> dict[str, Any]:
    """An option of a search."""
    return dict(option(value, said, about).to_dict())


def _asked(
    name: str, label: str, element: InputInteractiveElement, *, hint: str, optional: bool
) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=plain(label, most=_MOST_LABEL),
        element=element,
        hint=plain(hint, most=_MOST_LABEL) or None,
        optional=optional,
    )


def typed_text(call: Call, name: str) -> str:
    return str(call.typed.get(name) or "")


def typed_day(call: Call, name: str) -> date | None:
    """Raises Invalid for what Slack's own field would not give."""
    value = call.typed.get(name)
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        raise Invalid("This is not a date; choose one in the field.", field=name) from None


def typed_instant(call: Call, name: str) -> datetime | None:
    value = call.typed.get(name)
    return datetime.fromtimestamp(int(value), UTC) if value else None


def typed_number(call: Call, name: str) -> int | None:
    """Raises Invalid for what Slack's own field would not give."""
    value = call.typed.get(name)
    try:
        return int(str(value)) if value not in {None, ""} else None
    except ValueError:
        raise Invalid("This is not a whole number; write one in digits.", field=name) from None


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
