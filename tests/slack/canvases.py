"""Canvases: a document of sections, one a block of markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack.api import Args, Refused, method
from tests.slack.chat import place

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

Json = dict[str, Any]
_MOST = 1_048_576
_OPERATIONS = {
    "insert_after": True,
    "insert_before": True,
    "insert_at_start": False,
    "insert_at_end": False,
    "replace": False,
    "delete": True,
    "rename": False,
}


@dataclass
class Section:
    id: str
    markdown: str

    @property
    def kind(self) -> str:
        found = re.match(r"(#{1,3}) ", self.markdown)
        return f"h{len(found[1])}" if found else ""


@dataclass(eq=False)
class Canvas:
    space: Workspace = field(repr=False)
    id: str
    title: str
    sections: list[Section] = field(default_factory=list)
    access: dict[str, str] = field(default_factory=dict)  # channel or user id -> level
    deleted: bool = False

    @property
    def text(self) -> str:
        return "\n\n".join(each.markdown for each in self.sections)

    def delete(self) -> None:
        self.deleted = True

    def cut(self, markdown: str) -> list[Section]:
        pieces = [each for each in re.split(r"\n\s*\n", markdown.strip()) if each.strip()]
        return [Section(self.space.new_id("temp:C:"), each) for each in pieces]


def _markdown(space: Workspace, said: Any, *, needed: bool = True) -> str:
    if said is None and not needed:
        return ""
    if not isinstance(said, dict) or said.get("type") != "markdown":
        space.complain(f"document_content is no markdown: {said!r}"[:200])
        raise Refused("invalid_arguments")
    text = said.get("markdown")
    if not isinstance(text, str):
        space.complain("document_content has no markdown")
        raise Refused("invalid_arguments")
    if len(text) > _MOST:
        raise Refused("canvas_too_large")
    return text


def _make(space: Workspace, args: Args) -> Canvas:
    canvas = Canvas(space, space.new_id("F"), args.get("title") or "Untitled")
    canvas.sections = canvas.cut(_markdown(space, args.get("document_content"), needed=False))
    space.canvases[canvas.id] = canvas
    return canvas


@method("canvases.create")
def _create(space: Workspace, args: Args) -> Json:
    if space.free_plan and not args.get("channel_id"):
        raise Refused("free_teams_cannot_create_standalone_canvases")
    channel = place(space, args["channel_id"]) if args.get("channel_id") else None
    canvas = _make(space, args)
    if channel:
        canvas.access[channel.id] = "read"
    return {"canvas_id": canvas.id}


@method("conversations.canvases.create")
def _channel_canvas(space: Workspace, args: Args) -> Json:
    channel = place(space, args["channel_id"])
    if not channel.bot:
        raise Refused("not_in_channel")
    if channel.canvas and not channel.canvas.deleted:
        raise Refused("channel_canvas_already_exists")
    channel.canvas = _make(space, args)
    channel.canvas.access[channel.id] = "write"
    return {"canvas_id": channel.canvas.id}


def _canvas(space: Workspace, args: Args) -> Canvas:
    found = space.canvases.get(args["canvas_id"])
    if not found or found.deleted:
        raise Refused("canvas_not_found")
    return found


@method("canvases.edit")
def _edit(space: Workspace, args: Args) -> Json:
    canvas = _canvas(space, args)
    changes = args["changes"]
    if not isinstance(changes, list) or len(changes) != 1:
        space.complain("canvases.edit takes exactly one change a call")
        raise Refused("invalid_arguments")
    change = changes[0]
    operation = change.get("operation")
    if operation not in _OPERATIONS:
        space.complain(f"canvases.edit knows no operation {operation!r}")
        raise Refused("invalid_arguments")
    section = change.get("section_id")
    if _OPERATIONS[operation] and not section:
        space.complain(f"{operation} needs section_id")
        raise Refused("invalid_arguments")
    _change(space, canvas, operation, section, change)
    return {}


def _change(
    space: Workspace, canvas: Canvas, operation: str, section: str | None, change: Json
) -> None:
    at = next((i for i, each in enumerate(canvas.sections) if each.id == section), None)
    if section and at is None:
        raise Refused("canvas_editing_failed")
    if operation == "rename":
        canvas.title = _markdown(space, change.get("title_content"))
        return
    if operation == "delete":
        assert at is not None
        del canvas.sections[at]
        return
    new = canvas.cut(_markdown(space, change.get("document_content")))
    match operation:
        case "insert_at_start":
            canvas.sections[:0] = new
        case "insert_at_end":
            canvas.sections += new
        case "insert_before":
            canvas.sections[at:at] = new
        case "insert_after":
            assert at is not None
            canvas.sections[at + 1 : at + 1] = new
        case "replace" if at is None:
            canvas.sections = new
        case "replace":
            assert at is not None
            canvas.sections[at : at + 1] = new


@method("canvases.sections.lookup")
def _lookup(space: Workspace, args: Args) -> Json:
    canvas = _canvas(space, args)
    criteria = args["criteria"]
    kinds = set(criteria.get("section_types") or [])
    words = criteria.get("contains_text")
    if not kinds and not words:
        space.complain("criteria needs section_types or contains_text")
        raise Refused("invalid_arguments")
    found = [
        {"id": each.id}
        for each in canvas.sections
        if (not kinds or each.kind in kinds or (each.kind and "any_header" in kinds))
        and (not words or words in each.markdown)
    ]
    return {"sections": found}


@method("canvases.access.set")
def _access(space: Workspace, args: Args) -> Json:
    canvas = _canvas(space, args)
    if args["access_level"] not in {"read", "write", "owner"}:
        raise Refused("invalid_parameters")
    users, channels = args.listed("user_ids"), args.listed("channel_ids")
    if bool(users) == bool(channels):
        raise Refused("invalid_parameters")  # one or the other
    for each in channels:
        place(space, each)
    for each in users:
        if each not in space.people:
            raise Refused("user_not_found")
    canvas.access |= dict.fromkeys((*users, *channels), args["access_level"])
    return {}
