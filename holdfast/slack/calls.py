"""What comes from Slack, and who does what with it: one small register, filled by each feature's module.

Only what must happen within Slack's three seconds runs inline: opening a view, checking a form, offering
options. Everything else is written into the inbox and done by the worker.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.models.views import View

from holdfast.journal.inbox import fitting
from holdfast.kernel.actor import Actor, RequestKey
from holdfast.kernel.refusal import NotAllowed
from holdfast.people.models import Person

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing somebody did, or that happened, in Slack.

    `kind` is how it came and what it is: `event:app_home_opened`, `click:escalation.accept`,
    `view:escalation.update`, `shortcut:escalation_new`, `command:who`. `key` is Slack's own name for
    it, so a repeat is known. `person` is who did it, None where nobody here has that account.
    """

    kind: str
    key: str
    payload: Payload
    at: datetime
    person: Person | None = None

    @property
    def name(self) -> str:
        return self.kind.partition(":")[2]

    @property
    def team_id(self) -> str:
        team = self.payload.get("team") or {}
        return str(team.get("id") or self.payload.get("team_id") or "")

    @property
    def user_id(self) -> str:
        """Who did it; empty for what nobody did."""
        payload = self.payload
        user = payload.get("user") or payload.get("user_id") or ""
        if not user and "event" in payload:
            user = payload["event"].get("user", "")
        return str(user.get("id", "")) if isinstance(user, dict) else str(user)

    @property
    def channel_id(self) -> str:
        payload = self.payload
        channel = payload.get("channel") or payload.get("channel_id") or ""
        if not channel and "event" in payload:
            channel = payload["event"].get("channel", "")
        return str(channel.get("id", "")) if isinstance(channel, dict) else str(channel)

    @property
    def event(self) -> Payload:
        return dict(self.payload.get("event", {}))

    @property
    def action(self) -> Payload:
        """The button or menu that was used."""
        return dict((self.payload.get("actions") or [{}])[0])

    @property
    def value(self) -> str:
        """What the button stands for, or what was chosen in the menu."""
        action = self.action
        for name in ("value", "selected_user", "selected_date"):
            if action.get(name):
                return str(action[name])
        return str((action.get("selected_option") or {}).get("value", ""))

    @property
    def text(self) -> str:
        """What was typed behind the command."""
        return str(self.payload.get("text", "")).strip()

    @property
    def view(self) -> Payload:
        return dict(self.payload.get("view", {}))

    @property
    def typed(self) -> dict[str, Any]:
        """What the view holds, by block id: text, a chosen value or a list of them, a day, None."""
        values = self.view.get("state", {}).get("values", {})
        return {
            block: _typed(element)
            for block, elements in values.items()
            for element in elements.values()
        }

    @property
    def written(self) -> list[str]:
        """What was typed into the fields of text, in the order of the form; nothing that was chosen."""
        values = self.view.get("state", {}).get("values", {})
        return [
            str(element["value"])
            for elements in values.values()
            for element in elements.values()
            if element.get("type") == "plain_text_input" and element.get("value")
        ]

    @property
    def memory(self) -> dict[str, Any]:
        """What the view was opened with (`private_metadata`)."""
        try:
            kept = json.loads(self.view.get("private_metadata") or "{}")
        except ValueError:
            return {}
        return dict(kept) if isinstance(kept, dict) else {}

    @property
    def actor(self) -> Actor:
        """Who acts, under the call's own key: the same call done twice is one request. Raises
        NotAllowed where nobody here has the account."""
        if self.person is None:
            raise NotAllowed("Holdfast does not know who you are yet; link your account first.")
        digest = hashlib.sha256(f"{self.kind} {fitting(self.key)}".encode()).hexdigest()
        who = Actor(
            person_id=self.person.pk, login=self.person.login, role=self.person.role, via="slack"
        )
        return who.with_request(RequestKey(f"slack:{fitting(self.key)}", digest))


def _typed(element: Payload) -> Any:
    for name in ("value", "selected_date", "selected_time", "selected_user", "selected_date_time"):
        if name in element:
            return element[name]
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    if "selected_options" in element:
        return [each["value"] for each in element["selected_options"]]
    return element.get("selected_users")


Work = Callable[[Call], None]
Open = Callable[[Call], View | None]
Check = Callable[[Call], dict[str, str]]
Wants = Callable[[Payload], bool]
Options = Callable[[Call], list[Payload]]


@dataclass
class Register:
    """Who does what, by kind. A view or click without an entry is answered in words, not with 404."""

    works: dict[str, Work] = field(default_factory=dict)
    opens: dict[str, Open] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)
    wants: dict[str, Wants] = field(default_factory=dict)
    options: dict[str, Options] = field(default_factory=dict)
    commands: dict[str, str] = field(default_factory=dict)  # word: what it does, for the help


register = Register()


def on_event(name: str, *, wants: Wants = lambda _event: True) -> Callable[[Work], Work]:
    """`wants` looks at the event in memory: what it does not want is dropped before any write or log."""

    def add(work: Work) -> Work:
        register.works[f"event:{name}"] = work
        register.wants[f"event:{name}"] = wants
        return work

    return add


def on_click(name: str) -> Callable[[Work], Work]:
    """A button or menu; `name` is its action_id (up to a `|`, behind which it may carry anything)."""

    def add(work: Work) -> Work:
        register.works[f"click:{name}"] = work
        return work

    return add


def on_command(word: str, says: str) -> Callable[[Work], Work]:
    """`/holdfast word`; `says` is its line in the help."""

    def add(work: Work) -> Work:
        register.works[f"command:{word}"] = work
        register.commands[word] = says
        return work

    return add


def opens(kind: str) -> Callable[[Open], Open]:
    """Runs inline for a click, shortcut or command and returns the view to open (None: nothing opens,
    and its worker, if it has one, does the rest). A refusal is shown in the view's place."""

    def add(open_view: Open) -> Open:
        register.opens[kind] = open_view
        return open_view

    return add


def on_view(name: str, *, check: Check = lambda _call: {}) -> Callable[[Work], Work]:
    """A submitted view; `name` is its callback_id. `check` runs inline and returns what is wrong by
    block id, shown in place; empty closes the view, and the worker does the work."""

    def add(work: Work) -> Work:
        register.works[f"view:{name}"] = work
        register.checks[f"view:{name}"] = check
        return work

    return add


def offers(name: str) -> Callable[[Options], Options]:
    """The options of an external select; `name` is its action_id."""

    def add(options: Options) -> Options:
        register.options[name] = options
        return options

    return add
