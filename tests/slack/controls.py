"""Buttons and menus: found by their words, clicked by a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any, Protocol, Self

from tests.slack import blocks as kit

if TYPE_CHECKING:
    from tests.slack.people import User
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


class Place(Protocol):
    """A message, a modal or a home: whatever holds controls."""

    space: Workspace
    values: Json

    def surroundings(self, user: User) -> Json: ...
    def must_see(self, user: User) -> None: ...


def labels(blocks: list[Json]) -> list[str]:
    return [each["text"]["text"] for each in kit.elements(blocks) if each["type"] == "button"]


def _pairs(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in kit.elements([block]):
            yield block, element


def _names(block: Json, element: Json) -> list[str]:
    words = [element.get("action_id"), block.get("block_id")]
    for said in (
        element.get("text"),
        element.get("placeholder"),
        block.get("label"),
        block.get("text"),
    ):
        if isinstance(said, dict):
            words.append(said.get("text"))
    return [word for word in words if word]


def _around(blocks: list[Json], block: Json) -> str:
    """The words of a block, and for a row of controls those of the block above it."""
    at = blocks.index(block)
    above = blocks[at - 1 : at] if block["type"] == "actions" else []
    return kit.shown([*above, block])


@dataclass
class Control:
    place: Any
    block: Json
    element: Json

    @classmethod
    def find(
        cls,
        place: Any,
        blocks: list[Json],
        words: str,
        *,
        beside: str = "",
        value: str | None = None,
    ) -> Self:
        """The control with these words; `beside` and `value` tell it from its likes."""
        pairs = [
            pair
            for pair in _pairs(blocks)
            if cls.fits(pair[1])
            and (value is None or pair[1].get("value") == value)
            and beside in _around(blocks, pair[0])
        ]
        found = [pair for pair in pairs if not words or words in _names(*pair)]
        if not found:
            there = [_names(*pair)[-1] for pair in pairs]
            raise AssertionError(f"no {cls.__name__.lower()} {words!r}; there are {there}")
        if len(found) > 1:
            exact = [
                pair for pair in found if (pair[1].get("text") or {}).get("text") == words
            ] or found
            if len(exact) > 1:
                raise AssertionError(f"{len(exact)} of {cls.__name__.lower()} {words!r}: which?")
            found = exact
        block, element = found[0]
        return cls(place, block, json.loads(json.dumps(element)))

    @staticmethod
    def fits(element: Json) -> bool:
        return True

    def act(self, by: User, more: Json) -> None:
        """Send the block_actions payload of this control."""
        space: Workspace = self.place.space
        self.place.must_see(by)
        action = {
            "type": self.element["type"],
            "action_id": self.element["action_id"],
            "block_id": self.block["block_id"],
            "action_ts": space.next_ts(),
            **more,
        }
        if state := state_of(self.element, more):
            self.place.values.setdefault(self.block["block_id"], {})[self.element["action_id"]] = (
                state
            )
        space.inbound.payload(
            {
                **space.envelope("block_actions", by),
                "trigger_id": space.trigger(by, self.place),
                **self.place.surroundings(by),
                "actions": [action],
            }
        )


class Button(Control):
    @staticmethod
    def fits(element: Json) -> bool:
        return bool(element["type"] == "button")

    @property
    def style(self) -> str | None:
        return self.element.get("style")

    @property
    def url(self) -> str | None:
        return self.element.get("url")

    @property
    def confirm(self) -> str:
        """What Slack asks before the click counts; empty where it does not ask."""
        return str((self.element.get("confirm") or {}).get("text", {}).get("text", ""))

    def click(self, by: User | None = None) -> None:
        person = by or getattr(self.place, "user", None)
        assert person, "who clicks?"
        more = {"text": self.element["text"]}
        more |= {"value": self.element["value"]} if "value" in self.element else {}
        self.act(person, more)


class Menu(Control):
    @staticmethod
    def fits(element: Json) -> bool:
        return bool(element["type"] != "button")

    @property
    def options(self) -> list[str]:
        return [each["text"]["text"] for each in kit.options(self.element)]

    def choose(self, value: Any, by: User | None = None) -> None:
        """Choose by the words of an option, or a person, channel, date or time."""
        person = by or getattr(self.place, "user", None)
        assert person, "who chooses?"
        if self.element["type"].endswith("external_select"):
            found = offered(self.place, self.block, self.element, value, by=person)
            self.act(person, found)
        else:
            self.act(person, chosen(self.element, value))


def state_of(element: Json, more: Json) -> Json:
    """The control's entry in `state.values`; buttons and overflows have none."""
    if element["type"] in {"button", "overflow"}:
        return {}
    return {"type": element["type"], **more}


def offered(place: Any, block: Json, element: Json, value: Any, *, by: User) -> Json:
    """Type each value, take what the app offers: the same words, or the only one."""
    space: Workspace = place.space
    found = []
    for typed in value if isinstance(value, list | tuple) else [value]:
        there = space.suggestions(place, block, element, str(typed), by)
        same = [each for each in there if typed in {each["text"]["text"], each["value"]}]
        fitting = same or there
        if len(fitting) != 1:
            words = [each["text"]["text"] for each in there]
            raise AssertionError(f"for {typed!r} the app offers {words}")
        found.append(fitting[0])
    many = element["type"].startswith("multi_")
    return {"selected_options": found} if many else {"selected_option": found[0]}


def chosen(element: Json, value: Any) -> Json:
    """What Slack sends when a person gives this element this value."""
    kind: str = element["type"]
    many = kind.startswith("multi_") or kind == "checkboxes"
    if kind.endswith("_input"):
        said = None if value in {None, ""} else str(value)
        if kind == "rich_text_input":
            return {"rich_text_value": kit.rich(said)[0] if said else None}
        return {"value": said}
    if kind.endswith(("users_select", "conversations_select", "channels_select")):
        name = kind.removeprefix("multi_").removesuffix("s_select")
        if many:
            return {f"selected_{name}s": [getattr(each, "id", each) for each in value or []]}
        return {f"selected_{name}": getattr(value, "id", value)}
    if kind == "datepicker":
        return {"selected_date": value.isoformat() if isinstance(value, date) else value}
    if kind == "timepicker":
        said = value.strftime("%H:%M") if isinstance(value, clock_time) else value
        return {"selected_time": said}
    if kind == "datetimepicker":
        said = int(value.timestamp()) if isinstance(value, datetime) else value
        return {"selected_date_time": said}
    if many:
        return {"selected_options": [_option(element, each) for each in value or []]}
    return {"selected_option": None if value is None else _option(element, value)}


def _option(element: Json, words: str) -> Json:
    offered = kit.options(element)
    for each in offered:
        if words in {each["text"]["text"], each.get("value")}:
            return {name: each[name] for name in ("text", "value") if name in each}
    there = [each["text"]["text"] for each in offered]
    raise AssertionError(f"{words!r} is not offered; there are {there}")


def beginning(element: Json) -> Json:
    """What an element stands at before anybody touched it."""
    kind: str = element["type"]
    if kind == "rich_text_input":
        return {"rich_text_value": element.get("initial_value")}
    if kind.endswith("_input"):
        return {"value": element.get("initial_value")}
    if kind in {"datepicker", "timepicker", "datetimepicker"}:
        name = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}[kind]
        return {f"selected_{name}": element.get(f"initial_{name}")}
    if kind.endswith(("users_select", "conversations_select", "channels_select")):
        name = kind.removeprefix("multi_").removesuffix("s_select")
        if kind.startswith("multi_"):
            return {f"selected_{name}s": element.get(f"initial_{name}s") or []}
        return {f"selected_{name}": element.get(f"initial_{name}")}
    if kind.startswith("multi_") or kind == "checkboxes":
        return {"selected_options": element.get("initial_options") or []}
    return {"selected_option": element.get("initial_option")}
