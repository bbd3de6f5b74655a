"""The fields of the forms: a label, a hint, and whether they may be left empty, as on the web."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    ExternalDataSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import MarkdownTextObject, PlainTextObject
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from holdfast.kernel.refusal import Invalid
from holdfast.slack.modals import MOST_TITLE
from holdfast.slack.text import plain

MOST_TYPED = 3000  # characters in a text field (docs.slack.dev, plain-text input element)
_MOST_LABEL = 2000

Pairs = Iterable[tuple[str, str]]  # value and words


def modal(
    name: str,
    title: str,
    submit: str,
    blocks: Sequence[Block],
    memory: Mapping[str, Any] | None = None,
) -> View:
    """A form; `memory` is what it was opened for."""
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
    most: int = MOST_TYPED,
) -> InputBlock:
    element = PlainTextInputElement(
        action_id=name, multiline=lines, max_length=most, initial_value=value or None
    )
    return _asked(name, label, element, hint=hint, optional=optional)


def day(
    name: str, label: str, *, value: date | None = None, hint: str = "", optional: bool = False
) -> InputBlock:
    element = DatePickerElement(action_id=name, initial_date=value.isoformat() if value else None)
    return _asked(name, label, element, hint=hint, optional=optional)


def whole(
    name: str,
    label: str,
    *,
    least: int,
    most: int,
    value: int | None = None,
    hint: str = "",
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


def choice(
    name: str,
    label: str,
    pairs: Pairs,
    *,
    value: str = "",
    hint: str = "",
    optional: bool = False,
    radio: bool = False,
) -> InputBlock:
    options = [_option(*pair) for pair in pairs]
    chosen = next((each for each in options if each.value == value), None)
    element: InputInteractiveElement
    if radio:
        element = RadioButtonsElement(action_id=name, options=options, initial_option=chosen)
    else:
        element = StaticSelectElement(
            action_id=name, placeholder="Not answered", options=options, initial_option=chosen
        )
    return _asked(name, label, element, hint=hint, optional=optional)


def search(
    name: str, label: str, *, asks: str, placeholder: str, hint: str = "", optional: bool = False
) -> InputBlock:
    """One of many, looked up while one types; `asks` is who offers them (`calls.offers`)."""
    element = ExternalDataSelectElement(action_id=asks, placeholder=placeholder, min_query_length=0)
    return _asked(name, label, element, hint=hint, optional=optional)


def found(value: str, said: str, about: str = "") -> dict[str, Any]:
    """An option of a search."""
    return dict(_option(value, said, about).to_dict())


def day_typed(value: object) -> date | None:
    """What a date field holds. Raises Invalid for what Slack's own field would not give."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        raise Invalid("This is not a date; choose one in the field.") from None


def number_typed(value: object) -> int | None:
    """What a number field holds. Raises Invalid for what Slack's own field would not give."""
    try:
        return int(str(value)) if value not in {None, ""} else None
    except ValueError:
        raise Invalid("This is not a whole number; write one in digits.") from None


def _option(value: str, said: str, about: str = "") -> Option:
    return Option(
        value=value,
        text=PlainTextObject(text=plain(said)),
        description=PlainTextObject(text=plain(about)) if about else None,
    )


def _asked(
    name: str, label: str, element: InputInteractiveElement, *, hint: str, optional: bool
) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=plain(label, most=_MOST_LABEL)),
        element=element,
        hint=PlainTextObject(text=plain(hint, most=_MOST_LABEL)) if hint else None,
        optional=optional,
    )
