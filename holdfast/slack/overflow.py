"""What can be done with an escalation beside what its card's buttons offer: the menu “More”.

A feature brings verbs with `more`; chosen there, each is as if its button had been pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    Option,
    OverflowMenuElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import by_ref
from holdfast.slack.calls import Call, on_click, opens, register
from holdfast.slack.text import plain, said
from holdfast.slack.verbs import Verb

ACTION = "escalation.more"
_MOST = 5  # options of an overflow menu (docs.slack.dev, overflow menu element)
_A_ROW = 5  # buttons beside each other, still readable on a phone
_EVERYTHING = "everything"

# What a feature brings to an escalation as it stands; nothing where nothing of it makes sense.
Brings = Callable[[Escalation], Iterable[Verb]]

_brings: list[tuple[int, Brings]] = []


def more(order: int) -> Callable[[Brings], Brings]:
    """Register what the menu offers; smaller orders stand higher."""

    def add(brings: Brings) -> Brings:
        _brings.append((order, brings))
        _brings.sort(key=lambda pair: pair[0])
        return brings

    return add


def verbs_of(escalation: Escalation) -> list[Verb]:
    return [verb for _, brings in _brings for verb in brings(escalation)]


def menu(escalation: Escalation) -> OverflowMenuElement | None:
    """The menu for the card; None where nothing is offered. What Slack has no room for is a view."""
    verbs = verbs_of(escalation)
    if not verbs:
        return None
    shown = verbs if len(verbs) <= _MOST else verbs[: _MOST - 1]
    options = [_option(each.words, f"{each.name} {each.value}") for each in shown]
    if len(shown) < len(verbs):
        options.append(_option("More…", f"{_EVERYTHING} {escalation.ref}"))
    return OverflowMenuElement(action_id=ACTION, options=options)


def _option(words: str, value: str) -> Option:
    return Option(text=plain(words), value=value)


@opens(f"click:{ACTION}")
def _open(call: Call) -> View | None:
    name, _, value = call.value.partition(" ")
    if name == _EVERYTHING:
        return _everything(by_ref(value))
    chosen = _as_button(call)
    open_view = register.opens.get(chosen.kind)
    return open_view(chosen) if open_view else None


@on_click(ACTION)
def _work(call: Call) -> None:
    chosen = _as_button(call)
    if work := register.works.get(chosen.kind):
        work(chosen)


def _as_button(call: Call) -> Call:
    """The call that the verb's own button would have made."""
    name, _, value = call.value.partition(" ")
    payload = {**call.payload, "actions": [{"action_id": name, "type": "button", "value": value}]}
    return Call(f"click:{name}", call.key, payload, call.at, call.person)


def _everything(escalation: Escalation) -> View:
    return View(
        type="modal",
        title=plain(f"{escalation.ref}: more", most=24),
        close="Close",
        blocks=[
            SectionBlock(text=said(escalation.title)),
            *(ActionsBlock(elements=row) for row in _rows(verbs_of(escalation))),
        ],
    )


def _rows(verbs: list[Verb]) -> Iterator[list[ButtonElement]]:
    for start in range(0, len(verbs), _A_ROW):
        row = verbs[start : start + _A_ROW]
        yield [each.button(at=str(number)) for number, each in enumerate(row)]
