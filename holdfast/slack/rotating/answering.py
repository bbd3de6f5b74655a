"""Answers to a swap: take it, give it, say no, withdraw it, ask for it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from slack_sdk.models.views import View

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.people.models import Person
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, Swap
from holdfast.rotation.presenting.swap import state_of, whole
from holdfast.rotation.queries import is_withdrawn
from holdfast.rotation.queries import swap as queries
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, on_click, on_view, opens
from holdfast.slack.rotating.seat import offer
from holdfast.slack.rotating.words import days, number, on_web, today
from holdfast.slack.text import moment, quote, said
from holdfast.slack.verbs import Verb, on_told

TAKE, CONSENT, DECLINE = "swap.take", "swap.consent", "swap.decline"
WITHDRAW, UNTAKE = "swap.withdraw", "swap.untake"
_WHY = "Say why not, so that the giver can look on."


def verbs_of(swap: Swap, person: Person, *, at: datetime) -> list[Verb]:
    """What this person can say to it now."""
    giver = swap.seat.person
    if not swap.is_open:
        return [_back(swap)] if _may_untake(swap, person, at=at) else []
    found: list[Verb] = []
    if queries.is_asked(swap, person):
        gives = swap.seat.person_id == person.pk
        yes = (CONSENT, "Give it") if gives else (TAKE, "Take it")
        no = "Say no…" if swap.to_id else "Say no"
        found += [Verb(*yes, str(swap.pk), style="primary"), Verb(DECLINE, no, str(swap.pk))]
    if person.pk in {giver.pk, giver.manager_id, swap.by_id}:
        found.append(Verb(WITHDRAW, "Withdraw the offer…", str(swap.pk)))
    return found


def in_words(swap: Swap) -> str:
    """What is offered, by whom, to whom, for what, until when; in Slack's markup."""
    giver, span = said(str(swap.seat.person), most=200), days(swap.days)
    part = "" if whole(swap) else f" (of the seat {days(swap.seat.days)})"
    to = f"to {said(str(swap.to), most=200)}" if swap.to else "to all who could take it"
    back = f", in return for {days(swap.in_return.days)}" if swap.in_return else ""
    says = "goes back" if swap.undoes_id else "is offered"
    text = f"{giver}: *{span}*{part} {says} {to}{back}, until {moment(swap.expires_at)}."
    return f"{text}\n{quote(swap.note, most=500)}" if swap.note else text


def stands_against(swap: Swap, person: Person, *, at: datetime) -> list[str]:
    """The sentences of the rules that keep them from taking it now."""
    if swap.seat.person_id == person.pk or not queries.is_asked(swap, person):
        return []
    found = queries.verdict(queries.proposed(swap), person, at=at)
    return [each.sentence for each in found.broken]


@on_told("swap.offered", "swap.arranged", "swap.asked_back", "swap.reminded", "swap.consented")
@on_told("swap.taken", "swap.untaken", "swap.declined", "swap.expired")
def _told(event: Event, person: Person, _reader: str, known: dict[str, Any]) -> Iterable[Verb]:
    try:
        swap = queries.swap(int(known.get("swap") or 0))
    except NotFound:
        return []
    found = verbs_of(swap, person, at=event.at)
    if event.kind in {"swap.declined", "swap.expired"} and _can_offer_again(swap, person):
        found.append(offer(swap.seat, "Offer it to somebody else…"))
    return found


def _can_offer_again(swap: Swap, person: Person) -> bool:
    mine = swap.seat.person_id == person.pk and not is_withdrawn(swap.seat)
    return mine and not queries.open_by_seat([swap.seat])


@on_click(TAKE)
def _take(call: Call) -> None:
    """From who is asked to give it, the yes is to giving."""
    swap, me = queries.swap(number(call.value)), call.actor.person_id
    if swap.seat.person_id == me and me not in queries.said_yes(swap):
        _consent(call)
        return
    _said(call, actions.accept_swap(swap_id=number(call.value), by=call.actor, at=call.at))


@on_click(CONSENT)
def _consent(call: Call) -> None:
    _said(call, actions.consent_to_swap(swap_id=number(call.value), by=call.actor, at=call.at))


@opens(f"click:{DECLINE}")
def _ask_why_not(call: Call) -> View | None:
    """To what was offered to one person a reason is owed; to what is offered to all, none."""
    swap = queries.swap(number(call.value))
    if swap.to_id is None or not swap.is_open:
        return None
    text = inputs.text("reason", "Why not?", hint="So that the giver can look on.")
    blocks = [inputs.words(in_words(swap)), text]
    return inputs.form(DECLINE, "Say no", "Say no", blocks, {"swap": swap.pk})


@on_click(DECLINE)
def _decline_at_once(call: Call) -> None:
    _said(call, actions.decline_swap(swap_id=number(call.value), by=call.actor, at=call.at))


def _check_reason(call: Call) -> dict[str, str]:
    return {} if (call.typed.get("reason") or "").strip() else {"reason": _WHY}


@on_view(DECLINE, check=_check_reason)
def _decline(call: Call) -> None:
    _said(call, actions.decline_swap(reason=call.typed.get("reason") or "", **_about(call)))


@opens(f"click:{WITHDRAW}")
def _ask_to_withdraw(call: Call) -> View | None:
    swap = queries.swap(number(call.value))
    if not swap.is_open:
        return None
    text = inputs.text("reason", "A word with it", optional=True)
    blocks = [inputs.words(in_words(swap)), text]
    return inputs.form(WITHDRAW, "Withdraw the offer", "Withdraw it", blocks, {"swap": swap.pk})


@on_click(WITHDRAW)
def _withdraw_at_once(call: Call) -> None:
    """Of one that has ended: the action says how."""
    _said(call, actions.withdraw_swap(swap_id=number(call.value), by=call.actor, at=call.at))


@on_view(WITHDRAW)
def _withdraw(call: Call) -> None:
    _said(call, actions.withdraw_swap(reason=call.typed.get("reason") or "", **_about(call)))


@opens(f"click:{UNTAKE}")
def _ask_back(call: Call) -> View:
    swap = queries.swap(number(call.value))
    if state_of(swap) != "taken":
        raise Conflict("Nobody has taken this, so there is nothing to give back.")
    taker = swap.end.taker
    blocks = [
        inputs.words(
            f"{days(swap.days)}: taken by {said(str(taker))} from {said(str(swap.seat.person))}. It "
            "goes back once the other says yes; until then nothing changes. A lead can let a rule "
            f"be broken for it {on_web(f'/swaps/{swap.pk}', 'on the web')}."
        ),
        inputs.text("note", "A word with it", optional=True),
    ]
    return inputs.form(UNTAKE, "Give it back", "Ask", blocks, {"swap": swap.pk})


@on_view(UNTAKE)
def _untake(call: Call) -> None:
    swap = actions.untake_swap(note=call.typed.get("note") or "", **_about(call))
    answers.say(call, f"Asked; it goes back once the other says yes, too. {_page(swap)}")


def _about(call: Call) -> dict[str, Any]:
    return {"swap_id": number(call.memory.get("swap")), "by": call.actor, "at": call.at}


def _said(call: Call, swap: Swap) -> None:
    """What came of an answer."""
    end = getattr(swap, "end", None)
    if end is None:
        text = (
            "Noted; it stays open for the others."
            if swap.to_id is None
            else "Your yes is kept; it is done once the other says yes, too."
        )
    elif end.word == "taken":
        mine = end.taker_id == call.actor.person_id
        who = "you are" if mine else f"{said(str(end.taker))} is"
        text = f"Done: {who} on {days(swap.days)} now, confirmed."
    else:
        text = {
            "declined": "You said no; they read why.",
            "withdrawn": "It is not offered any more.",
        }.get(end.word, "It has ended.")
    answers.say(call, f"{text} {_page(swap)}")


def _page(swap: Swap) -> str:
    return on_web(f"/swaps/{swap.pk}", "See the swap")


def _back(swap: Swap) -> Verb:
    return Verb(UNTAKE, "Give it back…", str(swap.pk))


def _may_untake(swap: Swap, person: Person, *, at: datetime) -> bool:
    """Has it been taken, does it lie ahead, and are they one of the two?"""
    if state_of(swap) != "taken" or swap.starts_on <= today(at):
        return False
    if person.pk not in {swap.seat.person_id, swap.end.taker_id}:
        return False
    seat: Seat | None = queries.untakeable(swap)
    return seat is not None and not queries.open_by_seat([seat])
