"""Block Kit: what Slack refuses, and what a person sees of it.

slack_sdk's own models check first; they do not know every limit of the reference, so the rest is
walked here.
"""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

logging.getLogger("slack_sdk.models").setLevel(logging.ERROR)

_IN_MESSAGES = {
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "markdown",
    "rich_text",
    "section",
    "table",
    "video",
}
_IN_VIEWS = _IN_MESSAGES - {"markdown", "table"}
_MOST = {  # where text stands -> how much of it
    "section.text": 3000,
    "section.fields": 2000,
    "header.text": 150,
    "input.label": 2000,
    "input.hint": 2000,
    "context.elements": 3000,
    "button.text": 75,
    "option.text": 75,
    "option.description": 75,
}
_SELECTS = re.compile(r"^(multi_)?(static|users|conversations|channels|external)_select$")
INTERACTIVE = re.compile(
    r"^(button|overflow|checkboxes|radio_buttons|datepicker|timepicker|datetimepicker"
    r"|(multi_)?(static|users|conversations|channels|external)_select"
    r"|(plain_text|number|url|email|rich_text)_input|workflow_button|file_input)$"
)
_IN_ACTIONS = {"button", "overflow", "checkboxes", "radio_buttons", "workflow_button"}
_PLAIN = {"header.text", "input.label", "input.hint", "button.text", "option.text"}


def problems(blocks: Any, *, most: int, where: str) -> list[str]:
    """What Slack would refuse in these blocks of a message ("message") or view ("view")."""
    if not isinstance(blocks, list) or not all(isinstance(each, dict) for each in blocks):
        return ["blocks is no list of objects"]
    wrong = [] if len(blocks) <= most else [f"{len(blocks)} blocks; Slack takes {most}"]
    allowed = _IN_MESSAGES if where == "message" else _IN_VIEWS
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        at = f"blocks[{number}]"
        if block.get("type") not in allowed:
            wrong.append(f"{at}: no block of type {block.get('type')!r} in a {where}")
            continue
        wrong += [f"{at}: {each}" for each in (*_by_model(block), *_by_limit(block))]
        name = block.get("block_id")
        if name and name in seen:
            wrong.append(f"{at}: block_id {name} is there twice")
        seen.add(name or "")
    return wrong


def view_problems(view: Any) -> list[str]:
    """What Slack would refuse in this view."""
    if not isinstance(view, dict):
        return ["view is no object"]
    wrong = []
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        wrong.append(f"no view of type {kind!r}")
    known = {
        "type",
        "title",
        "blocks",
        "submit",
        "close",
        "private_metadata",
        "callback_id",
        "clear_on_close",
        "notify_on_close",
        "external_id",
        "submit_disabled",
    }
    wrong += [f"a view has no {name}" for name in sorted(set(view) - known)]
    try:
        View(**json.loads(json.dumps(view))).validate_json()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError) as no:
        wrong.append(str(no))
    if kind == "modal" and not view.get("title"):
        wrong.append("a modal needs a title")
    for name in ("title", "submit", "close"):
        if view.get(name):
            wrong += _text(view[name], f"view.{name}", 24, plain=True)
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(view.get(name) or "") > most:
            wrong.append(f"{name} holds {most} characters")
    blocks = view.get("blocks")
    wrong += problems(blocks, most=100, where="view")
    if isinstance(blocks, list) and not wrong:
        inputs = [each for each in blocks if each["type"] == "input"]
        if kind == "modal" and inputs and not view.get("submit"):
            wrong.append("a modal with inputs needs submit")
    return wrong


def _by_model(block: Json) -> list[str]:
    try:
        parsed = Block.parse(json.loads(json.dumps(block)))
        if parsed is None:
            return [f"unknown block {block.get('type')!r}"]
        parsed.validate_json()
        parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError) as no:
        return [str(no)]
    return []


def _by_limit(block: Json) -> list[str]:
    kind = block["type"]
    wrong = []
    if len(block.get("block_id") or "") > 255:
        wrong.append("block_id holds 255 characters")
    match kind:
        case "section":
            if not block.get("text") and not block.get("fields"):
                wrong.append("a section needs text or fields")
            if block.get("text"):
                wrong += _text(block["text"], "section.text")
            if len(block.get("fields") or []) > 10:
                wrong.append("a section takes 10 fields")
            for each in block.get("fields") or []:
                wrong += _text(each, "section.fields")
        case "header":
            wrong += _text(block.get("text"), "header.text")
        case "context":
            said = block.get("elements") or []
            if not 1 <= len(said) <= 10:
                wrong.append("a context takes 1 to 10 elements")
            for each in said:
                if each.get("type") == "image":
                    continue
                wrong += _text(each, "context.elements")
        case "actions":
            said = block.get("elements") or []
            if not 1 <= len(said) <= 25:
                wrong.append(f"{len(said)} elements in actions; Slack takes 1 to 25")
            for each in said:
                kind = str(each.get("type"))
                if not (kind in _IN_ACTIONS or _SELECTS.match(kind) or kind.endswith("picker")):
                    wrong.append(f"no {kind} in actions")
        case "input":
            wrong += _text(block.get("label"), "input.label")
            if block.get("hint"):
                wrong += _text(block["hint"], "input.hint")
            element = block.get("element") or {}
            if not INTERACTIVE.match(str(element.get("type"))) or element.get("type") == "button":
                wrong.append(f"no {element.get('type')!r} in an input")
        case "markdown":
            if not 1 <= len(block.get("text") or "") <= 12000:
                wrong.append("markdown holds 1 to 12000 characters")
    return [*wrong, *_elements_problems(block)]


def _elements_problems(block: Json) -> list[str]:
    wrong = []
    names: set[str] = set()
    for each in elements([block]):
        name = each.get("action_id")
        if name and name in names:
            wrong.append(f"action_id {name} is there twice")
        names.add(name or "")
        if len(name or "") > 255:
            wrong.append("action_id holds 255 characters")
        if each["type"] == "button":
            wrong += _text(each.get("text"), "button.text")
            if len(each.get("value") or "") > 2000:
                wrong.append("a button's value holds 2000 characters")
            if each.get("style") not in {None, "primary", "danger"}:
                wrong.append(f"no button style {each['style']!r}")
        wrong += option_problems(each)
    return wrong


def option_problems(element: Json) -> list[str]:
    """What Slack would refuse in what this element offers."""
    kind = element["type"]
    offered = options(element)
    most = 5 if kind == "overflow" else 10 if kind in {"checkboxes", "radio_buttons"} else 100
    wrong = []
    groups = [element.get("options") or []] if "options" in element else []
    groups += [each.get("options") or [] for each in element.get("option_groups") or []]
    for group in groups:
        if not 1 <= len(group) <= most:
            wrong.append(f"{len(group)} options in {kind}; Slack takes 1 to {most}")
    for each in offered:
        wrong += _text(
            each.get("text"), "option.text", plain=kind not in {"checkboxes", "radio_buttons"}
        )
        if each.get("description"):
            wrong += _text(each["description"], "option.description")
        if not 1 <= len(each.get("value") or "") <= 150:
            wrong.append("an option's value holds 1 to 150 characters")
    if kind != "overflow" and offered:
        values = [each.get("value") for each in offered]
        if len(set(values)) != len(values):
            wrong.append(f"two options of {kind} have one value")
        initial = element.get("initial_options") or [element.get("initial_option")]
        for each in filter(None, initial):
            if each not in offered:
                wrong.append(f"{kind} begins with {each.get('value')!r}, which it does not offer")
    return wrong


def _text(
    said: Any, where: str, most: int | None = None, *, plain: bool | None = None
) -> list[str]:
    most = most or _MOST[where]
    plain = where in _PLAIN if plain is None else plain
    if not isinstance(said, dict) or said.get("type") not in {"plain_text", "mrkdwn"}:
        return [f"{where} is no text object"]
    if plain and said["type"] != "plain_text":
        return [f"{where} takes plain_text only"]
    if set(said) - {"type", "text", "emoji", "verbatim"}:
        return [f"{where} has a key no text object has"]
    text = said.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= most:
        return [f"{where} holds 1 to {most} characters"]
    return []


def elements(blocks: list[Json]) -> Iterator[Json]:
    """Every interactive element of these blocks, in reading order."""
    for block in blocks:
        for each in (
            *(block.get("elements") or []),
            block.get("accessory"),
            block.get("element"),
        ):
            if isinstance(each, dict) and INTERACTIVE.match(str(each.get("type"))):
                yield each


def options(element: Json) -> list[Json]:
    """What a select offers, groups or not."""
    grouped = [each for group in element.get("option_groups") or [] for each in group["options"]]
    return [*(element.get("options") or []), *grouped]


_fresh = itertools.count(1)


def named(blocks: list[Json]) -> list[Json]:
    """A copy in which each block and element has an id.

    Those that Slack gives are new each time: nothing typed outlives an update without ids.
    """
    copy: list[Json] = json.loads(json.dumps(blocks))
    for block in copy:
        block.setdefault("block_id", f"slack{next(_fresh)}")
        for each in elements([block]):
            each.setdefault("action_id", f"slack{next(_fresh)}")
    return copy


def called(text: str) -> set[str]:
    """Whom this marked-up text calls."""
    return set(re.findall(r"<(?:@|!subteam\^|!(?=channel|here|everyone))(\w+)", text))


def pings(node: Any) -> set[str]:
    """Whom these blocks call: plain text calls nobody."""
    if isinstance(node, list):
        return {name for each in node for name in pings(each)}
    if not isinstance(node, dict):
        return set()
    match node.get("type"):
        case "mrkdwn" | "markdown":
            return called(node.get("text") or "")
        case "user":
            return {node["user_id"]}
        case "usergroup":
            return {node["usergroup_id"]}
        case "broadcast":
            return {node["range"]}
    return {name for each in node.values() for name in pings(each)}


def shown(blocks: list[Json]) -> str:
    """The words a person reads in these blocks, one line a text."""
    return "\n".join(_words(blocks))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _words(each)
    elif isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn", "text", "markdown"}:
            yield str(node.get("text"))
            return
        for name in (
            "title",
            "text",
            "label",
            "fields",
            "elements",
            "element",
            "accessory",
            "hint",
        ):
            if isinstance(node.get(name), dict | list):
                yield from _words(node[name])
        if node.get("alt_text"):
            yield str(node["alt_text"])


_ROUGH = re.compile(
    r"<!subteam\^(\w+)(?:\|[^>]*)?>|<@(\w+)(?:\|[^>]*)?>|<#(\w+)(?:\|[^>]*)?>|<(https?:[^>|]+)(?:\|([^>]*))?>"
)


def rich(text: str) -> list[Json]:
    """The rich_text block that Slack makes of what a person types."""
    parts: list[Json] = []
    at = 0
    for found in _ROUGH.finditer(text):
        if found.start() > at:
            parts.append({"type": "text", "text": text[at : found.start()]})
        group, user, channel, url, words = found.groups()
        if group:
            parts.append({"type": "usergroup", "usergroup_id": group})
        elif user:
            parts.append({"type": "user", "user_id": user})
        elif channel:
            parts.append({"type": "channel", "channel_id": channel})
        else:
            parts.append({"type": "link", "url": url} | ({"text": words} if words else {}))
        at = found.end()
    if at < len(text) or not parts:
        parts.append({"type": "text", "text": text[at:]})
    return [
        {
            "type": "rich_text",
            "block_id": "rt",
            "elements": [{"type": "rich_text_section", "elements": parts}],
        }
    ]
