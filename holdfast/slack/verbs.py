"""Buttons: what somebody can do with something, each with one name everywhere it is shown.

A feature's module says which verbs an event brings to its reader (`on_told`); the card and the Home
use the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from slack_sdk.models.blocks import ButtonElement, ConfirmObject

from holdfast.journal.models import Event
from holdfast.people.models import Person
from holdfast.slack.text import plain


@dataclass(frozen=True, slots=True)
class Verb:
    """`name` is the action_id (`escalation.accept`), `value` what it is done to (`ESC-42`)."""

    name: str
    words: str
    value: str
    style: Literal["primary", "danger", ""] = ""
    sure: str = ""  # asked before it is done, where it cannot be undone

    def button(self, *, at: str = "") -> ButtonElement:
        """`at` tells several of one name in a message apart."""
        made: dict[str, Any] = {}
        if self.style:
            made["style"] = self.style
        if self.sure:
            made["confirm"] = ConfirmObject(
                title="Are you sure?",
                text=self.sure,
                confirm=plain(self.words, most=30),
                deny="Not now",
            )
        return ButtonElement(
            text=plain(self.words),
            action_id=f"{self.name}|{at}" if at else self.name,
            value=self.value,
            **made,
        )


# What an event brings to its reader (`reader` as telling has it: owner, receiver, ...).
Brings = Callable[[Event, Person, str, dict[str, Any]], Iterable[Verb]]

_brings: dict[str, list[Brings]] = {}


def on_told(*kinds: str) -> Callable[[Brings], Brings]:
    """The verbs that a direct message about an event of these kinds carries."""

    def add(brings: Brings) -> Brings:
        for kind in kinds:
            _brings.setdefault(kind, []).append(brings)
        return brings

    return add


def verbs_for(event: Event, person: Person, reader: str, known: dict[str, Any]) -> list[Verb]:
    return [
        verb
        for brings in _brings.get(event.kind, [])
        for verb in brings(event, person, reader, known)
    ]
