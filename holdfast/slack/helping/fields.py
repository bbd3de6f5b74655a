"""The fields of a form in Slack: a label, a hint, whether it may be left out, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from slack_sdk.models.blocks import InputBlock

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import LINE, clean, required, web_address
from holdfast.kernel.text import line as one_line
from holdfast.slack import inputs

Kind = Literal["text", "line", "url", "day", "clock", "moment", "choice", "many", "offered"]


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the action's parameter and the block's id. `ask` is the sentence for a blank one;
    what has none may be left out. `offers` names the handler that offers its options."""

    kind: Kind
    name: str
    label: str
    hint: str = ""
    ask: str = ""
    options: tuple[tuple[str, str], ...] = ()
    offers: str = ""
    stands: str = ""  # what it stands at when it opens

    def block(self) -> InputBlock:
        name, label = self.name, self.label
        given: dict[str, Any] = {"hint": self.hint, "optional": not self.ask}
        match self.kind:
            case "text" | "line" | "url":
                most = LINE if self.kind == "line" else inputs.MOST
                # Cut, it would take the place of the whole when it is sent back.
                stands = self.stands if len(self.stands) <= most else ""
                lines = self.kind == "text"
                return inputs.text(name, label, value=stands, lines=lines, most=most, **given)
            case "day":
                return inputs.day(name, label, **given)
            case "clock":
                return inputs.clock(name, label, **given)
            case "moment":
                return inputs.instant(name, label, **given)
            case "choice":
                return inputs.choice(name, label, self.options, value=self.stands, **given)
            case "many":
                return inputs.several(name, label, self.options, **given)
            case "offered":
                return inputs.search(name, label, asks=self.offers, **given)

    def read(self, typed: dict[str, Any]) -> Any:
        """What the action takes: text, a day, a moment, a list. Raises Invalid at this field."""
        given = typed.get(self.name)
        match self.kind:
            case "text" | "offered" | "choice":
                said = clean(given)
                return required(said, field=self.name, ask=self.ask) if self.ask else said
            case "line":
                return one_line(given, field=self.name, ask=self.ask or None)
            case "url":
                said = web_address(given, field=self.name)
                return self._needed(said)
            case "day":
                return self._needed(date.fromisoformat(given) if given else None)
            case "clock":
                return self._needed(time.fromisoformat(given) if given else None)
            case "moment":
                found = datetime.fromtimestamp(int(given), UTC) if given else None
                return self._needed(found)
            case "many":
                return self._needed(list(given or []))

    def _needed(self, said: Any) -> Any:
        if self.ask and not said:
            raise Invalid(self.ask, field=self.name)
        return said


def text(name: str, label: str, *, ask: str = "", hint: str = "", stands: str = "") -> Field:
    return Field("text", name, label, hint=hint, ask=ask, stands=stands)


def line(name: str, label: str, *, ask: str = "", hint: str = "") -> Field:
    return Field("line", name, label, hint=hint, ask=ask)


def address(name: str, label: str, *, ask: str = "", hint: str = "", stands: str = "") -> Field:
    """A web address."""
    return Field("url", name, label, hint=hint, ask=ask, stands=stands)


def day(name: str, label: str, *, ask: str = "", hint: str = "") -> Field:
    return Field("day", name, label, hint=hint, ask=ask)


def choice(
    name: str,
    label: str,
    options: Any,
    *,
    ask: str = "",
    hint: str = "",
    stands: str = "",
) -> Field:
    return Field("choice", name, label, hint=hint, ask=ask, options=tuple(options), stands=stands)


def offered(name: str, label: str, *, by: str, ask: str = "", hint: str = "") -> Field:
    """One of many, found by typing; `by` is the action_id of who offers them (offers.py)."""
    return Field("offered", name, label, hint=hint, ask=ask, offers=by)
