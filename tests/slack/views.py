"""Modals and App Homes: what stands open before a person."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack import blocks as kit
from tests.slack.api import Args, Refused, method
from tests.slack.controls import Button, Menu, beginning, chosen, labels, offered

if TYPE_CHECKING:
    from tests.slack.people import User
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(eq=False)
class Surface:
    """A view as it stands before one person."""

    space: Workspace = field(repr=False)
    user: User
    view: Json
    id: str = ""
    values: Json = field(default_factory=dict, repr=False)
    turns: int = 0

    def __post_init__(self) -> None:
        self.id = self.space.new_id("V")
        self.put(self.view)

    def put(self, view: Json) -> None:
        """Show this instead; what was typed stays where block and action keep their ids."""
        self.view = {**view, "blocks": kit.named(view["blocks"])}
        self.turns += 1
        before, self.values = self.values, {}
        for block in self.blocks:
            for element in kit.elements([block]):
                if element["type"] in {"button", "overflow"}:
                    continue
                old = before.get(block["block_id"], {}).get(element["action_id"])
                fresh = {"type": element["type"], **beginning(element)}
                kept = old if old and old["type"] == element["type"] else fresh
                self.values.setdefault(block["block_id"], {})[element["action_id"]] = kept

    @property
    def hash(self) -> str:
        return f"{self.id}.{self.turns}"

    @property
    def blocks(self) -> list[Json]:
        return list(self.view["blocks"])

    @property
    def text(self) -> str:
        """The words on it, one text a line."""
        return kit.shown(self.blocks)

    shown = text

    @property
    def buttons(self) -> list[str]:
        return labels(self.blocks)

    @property
    def callback_id(self) -> str:
        return self.view.get("callback_id") or ""

    @property
    def private_metadata(self) -> str:
        return self.view.get("private_metadata") or ""

    def button(self, words: str = "", **which: str) -> Button:
        return Button.find(self, self.blocks, words, **which)

    def menu(self, words: str = "", **which: str) -> Menu:
        return Menu.find(self, self.blocks, words, **which)

    def as_json(self) -> Json:
        space = self.space
        return {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "close": None,
            "submit": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **self.view,
            "id": self.id,
            "team_id": space.team_id,
            "state": {"values": self.values},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": space.app_id,
            "app_installed_team_id": space.team_id,
            "bot_id": space.bot_id,
        }

    @property
    def root(self) -> str:
        return self.id

    @property
    def previous(self) -> str | None:
        return None

    def surroundings(self, user: User) -> Json:
        return {
            "container": {"type": "view", "view_id": self.id},
            "view": self.as_json(),
        }

    def must_see(self, user: User) -> None:
        if user is not self.user:
            raise AssertionError(f"this stands open before {self.user.name} alone")


class Home(Surface):
    """An App Home."""

    def open(self) -> Home:
        """Look at it: app_home_opened. The app may publish a new one before this returns."""
        known = {"view": self.as_json()} if self.blocks else {}
        self.space.inbound.emit(
            {
                "type": "app_home_opened",
                "user": self.user.id,
                "channel": self.space.im(self.user).id,
                "tab": "home",
                "event_ts": self.space.next_ts(),
                **known,
            }
        )
        return self.user.home


class Modal(Surface):
    """A modal; `fill` then `submit`, as a person would."""

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def labels(self) -> list[str]:
        """The labels of its inputs, in order."""
        return [each["label"]["text"] for each in self.blocks if each["type"] == "input"]

    @property
    def root(self) -> str:
        return self.user.modals[0].id if self in self.user.modals else self.id

    @property
    def previous(self) -> str | None:
        stack = self.user.modals
        at = stack.index(self) if self in stack else 0
        return stack[at - 1].id if at else None

    def _field(self, name: str) -> tuple[Json, Json]:
        for block in self.blocks:
            for element in kit.elements([block]):
                words = [(block.get("label") or block.get("text") or {}).get("text")]
                if name in {*words, block["block_id"], element["action_id"]} and (
                    element["type"] != "button"
                ):
                    return block, element
        raise AssertionError(f"no field {name!r}; there are {self.labels}")

    def options(self, name: str) -> list[str]:
        """What this field offers."""
        return [each["text"]["text"] for each in kit.options(self._field(name)[1])]

    def value(self, name: str) -> Any:
        """What this field stands at: text, option words, ids, a date."""
        block, element = self._field(name)
        said = self.values[block["block_id"]][element["action_id"]]
        ((_, value),) = [pair for pair in said.items() if pair[0] != "type"]
        if isinstance(value, list):
            return [each["text"]["text"] if isinstance(each, dict) else each for each in value]
        if isinstance(value, dict) and "text" in value:
            return value["text"]["text"]
        return value

    def fill(self, name: str, value: Any) -> Modal:
        """Give the field with this label, block_id or action_id a value."""
        block, element = self._field(name)
        if element["type"].endswith("external_select") and value is not None:
            said = offered(self, block, element, value, by=self.user)
        else:
            said = chosen(element, value)
        self.values[block["block_id"]][element["action_id"]] = {"type": element["type"], **said}
        if block["type"] != "input" or block.get("dispatch_action"):
            Menu(self, block, element).act(self.user, said)
        return self

    def submit(self, *, unchecked: bool = False) -> dict[str, str]:
        """Press the button. Errors by block_id; none means it was taken.

        Slack itself refuses what is empty or out of bounds and sends nothing; `unchecked` sends
        it all the same.
        """
        if not self.view.get("submit"):
            raise AssertionError(f"{self.title} has no submit")
        if self is not self.user.modal:
            raise AssertionError(f"{self.title} does not stand on top")
        errors = {} if unchecked else self._own_errors()
        if errors:
            return errors
        sent = self.space.inbound.payload(
            {
                **self.space.envelope("view_submission", self.user),
                "trigger_id": self.space.trigger(self.user, self),
                "view": self.as_json(),
                "response_urls": [],
            }
        )
        return self._after(sent.json if sent.ok else {})

    def _after(self, said: Json) -> dict[str, str]:
        stack = self.user.modals
        match said.get("response_action"):
            case "errors":
                inputs = {each["block_id"] for each in self.blocks if each["type"] == "input"}
                stray = set(said["errors"]) - inputs
                if stray or not said["errors"]:
                    raise AssertionError(f"errors at blocks that are no inputs: {stray}")
                return dict(said["errors"])
            case "update":
                _checked(self.space, said["view"], "modal")
                self.put(said["view"])
            case "push":
                _checked(self.space, said["view"], "modal")
                if len(stack) >= 3:
                    raise AssertionError("three views at most stand on each other")
                stack.append(Modal(self.space, self.user, said["view"]))
            case "clear":
                stack.clear()
            case None:
                if said:
                    raise AssertionError(f"Slack does not understand this answer: {said}")
                if self in stack:
                    stack.remove(self)
            case other:
                raise AssertionError(f"Slack knows no response_action {other!r}")
        return {}

    def _own_errors(self) -> dict[str, str]:
        errors = {}
        for block in self.blocks:
            if block["type"] != "input":
                continue
            element = block["element"]
            said = self.values[block["block_id"]][element["action_id"]]
            ((_, value),) = [pair for pair in said.items() if pair[0] != "type"]
            if value in (None, "", []) and not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
            elif isinstance(value, str) and element["type"].endswith("_input"):
                least = element.get("min_length") or 0
                most = element.get("max_length") or 3000
                if not least <= len(value) <= most:
                    errors[block["block_id"]] = f"Between {least} and {most} characters, please."
        return errors

    def close(self, *, all_of_them: bool = False) -> None:
        """Close it without submitting; the app hears where it asked to be notified."""
        clear = all_of_them or bool(self.view.get("clear_on_close"))
        stack = self.user.modals
        gone = stack[::-1] if clear else [self]
        for each in gone:
            stack.remove(each)
        for each in gone:
            if each.view.get("notify_on_close"):
                self.space.inbound.payload(
                    {
                        **self.space.envelope("view_closed", self.user),
                        "view": each.as_json(),
                        "is_cleared": clear,
                    }
                )


def _checked(space: Workspace, view: Any, kind: str) -> Json:
    if isinstance(view, dict) and len(json.dumps(view).encode()) > 250_000:
        space.complain("a view of more than 250 kB")
        raise Refused("view_too_large")
    wrong = kit.view_problems(view)
    if not wrong and view["type"] != kind:
        wrong = [f"a view of type {view['type']} where a {kind} belongs"]
    if wrong:
        space.complain(*wrong)
        raise Refused("invalid_arguments", response_metadata={"messages": wrong})
    found: Json = view
    return found


def _unique(space: Workspace, view: Json, own: Surface | None = None) -> None:
    name = view.get("external_id")
    if name and any(
        each is not own and each.view.get("external_id") == name for each in _open_views(space)
    ):
        raise Refused("duplicate_external_id")


def _open_views(space: Workspace) -> list[Surface]:
    found: list[Surface] = []
    for user in space.people.values():
        found += user.modals
        found += [user.published] if user.published else []
    return found


def _trigger(space: Workspace, args: Args) -> tuple[User, Any]:
    trigger = args.get("trigger_id") or args.get("interactivity_pointer")
    if not trigger:
        raise Refused("invalid_trigger_id")
    return space.spend(trigger)


@method("views.open")
def _open(space: Workspace, args: Args) -> Json:
    view = _checked(space, args["view"], "modal")
    _unique(space, view)
    user, place = _trigger(space, args)
    if isinstance(place, Modal):
        space.complain("views.open from inside a modal: views.push or views.update belong there")
    modal = Modal(space, user, view)
    user.modals[:] = [modal]
    return {"view": modal.as_json()}


@method("views.push")
def _push(space: Workspace, args: Args) -> Json:
    view = _checked(space, args["view"], "modal")
    _unique(space, view)
    user, place = _trigger(space, args)
    if place not in user.modals:
        raise Refused("not_found")  # pushed from somewhere that is no open modal
    if len(user.modals) >= 3:
        raise Refused("push_limit_reached")
    modal = Modal(space, user, view)
    user.modals.append(modal)
    return {"view": modal.as_json()}


@method("views.update")
def _update(space: Workspace, args: Args) -> Json:
    view = args["view"]
    if not args.get("view_id") and not args.get("external_id"):
        raise Refused("not_found")
    for each in _open_views(space):
        named = args.get("view_id") == each.id
        if named or (
            args.get("external_id") and args["external_id"] == each.view.get("external_id")
        ):
            break
    else:
        raise Refused("not_found")
    _checked(space, view, "home" if isinstance(each, Home) else "modal")
    _unique(space, view, each)
    if args.get("hash") and args["hash"] != each.hash:
        raise Refused("hash_conflict")
    each.put(view)
    return {"view": each.as_json()}


@method("views.publish")
def _publish(space: Workspace, args: Args) -> Json:
    view = _checked(space, args["view"], "home")
    user = space.people.get(args["user_id"])
    if not user or user.deleted:
        raise Refused("user_not_found")
    if not space.shows("home", unless_said=False):
        space.complain("the manifest does not switch the home tab on")
        raise Refused("not_enabled")
    home = user.published
    _unique(space, view, home)
    if args.get("hash") and (home is None or args["hash"] != home.hash):
        raise Refused("hash_conflict")
    if home is None:
        home = user.published = Home(space, user, view)
    else:
        home.put(view)
    return {"view": home.as_json()}
