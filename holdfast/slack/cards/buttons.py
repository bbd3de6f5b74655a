"""The main verbs of an escalation in Slack: each is one action, in the name of who clicked.

What has moved on since the card was drawn is refused in words, and the card is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_sdk.models.views import View

from holdfast.escalation import actions, possible
from holdfast.escalation.queries import handover
from holdfast.escalation.queries.closure import closure_request
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import optional, required
from holdfast.people.queries import able_to_own, away_now, default_programme
from holdfast.rotation.queries import who
from holdfast.rotation.rules.duty import Part
from holdfast.slack.calls import Call, Payload, offers, on_click, on_view, opens
from holdfast.slack.cards import forms, places
from holdfast.slack.inputs import typed_day, typed_instant, typed_text, wrong
from holdfast.slack.text import plain

_MOST_STEP = 2000


def _met(ref: str, call: Call, do: Callable[[], Any]) -> Any:
    """Do it; where things have moved on, the card they met is looked at again."""
    try:
        return do()
    except Conflict:
        places.refresh(ref, because=call.key, at=call.at)
        raise


def _number(value: Any) -> int:
    """The number of an offer or a request in a button. Raises NotFound."""
    if not str(value).isdecimal():
        raise NotFound("This button leads nowhere any more; open the escalation again.")
    return int(value)


def _ref(call: Call) -> str:
    return str(call.memory.get("ref", ""))


# Accept and decline.


@on_click("escalation.accept")
def accept(call: Call) -> None:
    _met(call.value, call, lambda: actions.accept(ref=call.value, by=call.actor, at=call.at))


@opens("click:escalation.decline")
def _open_decline(call: Call) -> View:
    ask = partial(possible.could_decline, ref=call.value, by=call.actor)
    return forms.decline(call, _met(call.value, call, ask))


def _check_decline(call: Call) -> dict[str, str]:
    ask = "Say why it is declined; the raiser reads it."
    return wrong(
        call,
        lambda: required(typed_text(call, "reason"), field="reason", ask=ask),
        lambda: optional(typed_text(call, "alternative"), field="alternative"),
        lambda: possible.could_decline(ref=_ref(call), by=call.actor),
    )


@on_view("escalation.decline", check=_check_decline)
def decline(call: Call) -> None:
    actions.decline(
        ref=_ref(call),
        reason=typed_text(call, "reason"),
        alternative=typed_text(call, "alternative"),
        by=call.actor,
        at=call.at,
    )


# Updates.


@opens("click:escalation.update")
def _open_update(call: Call) -> View:
    ask = partial(possible.could_update, ref=call.value, by=call.actor, at=call.at)
    return forms.update(call, _met(call.value, call, ask))


def _when(call: Call) -> dict[str, Any]:
    return {
        "next_step_by": typed_text(call, "next_step_by"),
        "next_step_on": typed_day(call, "next_step_on"),
        "next_update_at": typed_instant(call, "next_update_at"),
    }


def _check_update(call: Call) -> dict[str, str]:
    ask = "Write what is new; even “no news, still waiting” helps."
    return wrong(
        call,
        lambda: required(typed_text(call, "text"), field="text", ask=ask),
        lambda: optional(typed_text(call, "next_step"), field="next_step", most=_MOST_STEP),
        lambda: possible.could_update(ref=_ref(call), by=call.actor, at=call.at, **_when(call)),
    )


@on_view("escalation.update", check=_check_update)
def update(call: Call) -> None:
    actions.update(
        ref=_ref(call),
        text=typed_text(call, "text"),
        next_step=typed_text(call, "next_step"),
        **_when(call),
        by=call.actor,
        at=call.at,
    )


# Handing over.


@opens("click:escalation.hand_over")
def _open_hand_over(call: Call) -> View:
    ask = partial(possible.could_offer, ref=call.value, by=call.actor, at=call.at)
    return forms.hand_over(call, _met(call.value, call, ask))


def _check_hand_over(call: Call) -> dict[str, str]:
    ask = "Write the handover note: where it stands, what was tried, what is next."
    return wrong(
        call,
        lambda: required(typed_text(call, "note"), field="note", ask=ask),
        lambda: possible.could_offer(
            ref=_ref(call), to=typed_text(call, "to"), by=call.actor, at=call.at
        ),
    )


@on_view("escalation.hand_over", check=_check_hand_over)
def hand_over(call: Call) -> None:
    note = typed_text(call, "note")
    as_it_was = forms.digest(note) == call.memory.get("note")
    actions.offer_handover(
        ref=_ref(call),
        to=typed_text(call, "to"),
        note=None if as_it_was else note,
        by=call.actor,
        at=call.at,
    )


@on_click("handover.accept")
def accept_handover(call: Call) -> None:
    _of_offer(call, actions.accept_handover)


@on_click("handover.withdraw")
def withdraw_handover(call: Call) -> None:
    _of_offer(call, actions.withdraw_handover)


def _of_offer(call: Call, do: Callable[..., object]) -> None:
    offer = handover(_number(call.value))
    _met(
        offer.escalation.ref,
        call,
        lambda: do(handover_id=offer.pk, by=call.actor, at=call.at),
    )


@opens("click:handover.decline")
def _open_decline_handover(call: Call) -> View:
    offer = handover(_number(call.value))
    ask = partial(possible.could_decline_handover, handover_id=offer.pk, by=call.actor, at=call.at)
    escalation = _met(offer.escalation.ref, call, ask)
    return forms.decline_handover(call, escalation, offer.pk)


def _check_decline_handover(call: Call) -> dict[str, str]:
    ask = "Say why not, so that the giver can look on."
    number = _number(call.memory.get("number"))
    return wrong(
        call,
        lambda: required(typed_text(call, "reason"), field="reason", ask=ask),
        lambda: possible.could_decline_handover(handover_id=number, by=call.actor, at=call.at),
    )


@on_view("handover.decline", check=_check_decline_handover)
def decline_handover(call: Call) -> None:
    actions.decline_handover(
        handover_id=_number(call.memory.get("number")),
        reason=typed_text(call, "reason"),
        by=call.actor,
        at=call.at,
    )


# Closing and reopening.


@opens("click:escalation.ask_to_close")
def _open_ask_to_close(call: Call) -> View:
    ask = partial(possible.could_ask_to_close, ref=call.value, by=call.actor)
    return forms.ask_to_close(call, _met(call.value, call, ask))


def _check_ask_to_close(call: Call) -> dict[str, str]:
    return wrong(
        call,
        lambda: _chosen(call, "outcome", "Say how it ended."),
        lambda: required(
            typed_text(call, "reason"), field="reason", ask="Say what was done or what changed."
        ),
        lambda: optional(typed_text(call, "evidence"), field="evidence"),
        lambda: possible.could_ask_to_close(ref=_ref(call), by=call.actor),
    )


def _chosen(call: Call, field: str, ask: str) -> None:
    if not call.typed.get(field):
        raise Invalid(ask, field=field)


@on_view("escalation.ask_to_close", check=_check_ask_to_close)
def ask_to_close(call: Call) -> None:
    actions.ask_to_close(
        ref=_ref(call),
        outcome=typed_text(call, "outcome"),
        reason=typed_text(call, "reason"),
        classed=typed_text(call, "classed"),
        evidence=typed_text(call, "evidence"),
        by=call.actor,
        at=call.at,
    )


@on_click("closure.agree")
def agree(call: Call) -> None:
    request = closure_request(_number(call.value))
    _met(
        request.escalation.ref,
        call,
        lambda: actions.answer_closure(
            request_id=request.pk, agree=True, by=call.actor, at=call.at
        ),
    )


@opens("click:closure.refuse")
def _open_refuse_closure(call: Call) -> View:
    request = closure_request(_number(call.value))
    ask = partial(possible.could_refuse_closure, request_id=request.pk, by=call.actor)
    escalation = _met(request.escalation.ref, call, ask)
    return forms.refuse_closure(call, escalation, request.pk)


def _check_refuse_closure(call: Call) -> dict[str, str]:
    ask = "Say what is still missing, so that the owner can go on."
    number = _number(call.memory.get("number"))
    return wrong(
        call,
        lambda: required(typed_text(call, "note"), field="note", ask=ask),
        lambda: possible.could_refuse_closure(request_id=number, by=call.actor),
    )


@on_view("closure.refuse", check=_check_refuse_closure)
def refuse_closure(call: Call) -> None:
    actions.answer_closure(
        request_id=_number(call.memory.get("number")),
        agree=False,
        note=typed_text(call, "note"),
        by=call.actor,
        at=call.at,
    )


@opens("click:escalation.reopen")
def _open_reopen(call: Call) -> View:
    ask = partial(possible.could_reopen, ref=call.value, by=call.actor)
    return forms.reopen(call, _met(call.value, call, ask))


def _check_reopen(call: Call) -> dict[str, str]:
    return wrong(
        call,
        lambda: required(
            typed_text(call, "reason"), field="reason", ask="Say what came back or what is new."
        ),
        lambda: possible.could_reopen(ref=_ref(call), by=call.actor),
    )


@on_view("escalation.reopen", check=_check_reopen)
def reopen(call: Call) -> None:
    actions.reopen(ref=_ref(call), reason=typed_text(call, "reason"), by=call.actor, at=call.at)


# Whom to choose.


@offers(forms.PEOPLE)
def _people(call: Call) -> list[Payload]:
    """Who could own it: who comes and who is on first, then the other engineers."""
    on = who(default_programme(), at=call.at).engineers
    parts = {each.person.pk: each.part for each in on if each.part is not Part.OUTGOING}
    able = able_to_own()
    away = away_now((each.person for each in able), at=call.at)
    wanted = str(call.payload.get("value", "")).strip().lower()
    found = []
    for each in able:
        part = parts.get(each.person)
        words = [each.name, each.team or "", "on the rotation" if part is Part.ON else ""]
        words.append("incoming" if part is Part.INCOMING else "")
        words.append(f"away until {away[each.person]:%-d %b}" if each.person in away else "")
        shown = plain(" · ".join(word for word in words if word))
        if wanted in f"{shown} {each.login}".lower():
            option = {"text": {"type": "plain_text", "text": shown}, "value": each.login}
            found.append((part is None, option))
    return [option for _, option in sorted(found, key=lambda pair: pair[0])]
