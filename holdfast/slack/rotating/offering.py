"""Offering a seat, or days of it: to one person or to all who could (R28)."""

from __future__ import annotations

from datetime import date
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from holdfast.kernel.refusal import Conflict, NotFound, Refusal
from holdfast.people.models import Person
from holdfast.people.queries import by_number, people, policy_at
from holdfast.rotation.actions import offer_swap
from holdfast.rotation.models import Seat
from holdfast.rotation.queries import is_withdrawn
from holdfast.rotation.queries import seat as find
from holdfast.rotation.queries import swap as queries
from holdfast.rotation.queries.swap_ground import whole_until
from holdfast.rotation.rules.swap_days import earliest, offered
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, Payload, offers, on_view, opens, register
from holdfast.slack.rotating.answering import verbs_of
from holdfast.slack.rotating.seat import OFFER, in_words, offer, seats_of
from holdfast.slack.rotating.words import days, number, on_web
from holdfast.slack.text import said

TO, BACK = "swap.to", "swap.back"
_HALVES = {"first": 0, "second": 1}
_WORDS = {3: "eager", 2: "willing", 1: "if needed"}
_OTHERS = 20
_MOST_SEATS = 10
# Where a refusal of the action belongs in the form.
_PLACES = {
    "half": "part",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "to": "to",
    "in_return": "in_return",
    "note": "note",
}

register.commands["swap"] = "offer a seat of yours, or days of it"


@opens("command:swap")
def choose(call: Call) -> View:
    """One's seats, each with the button that offers it."""
    person = call.person
    assert person is not None, "nothing opens for somebody who is not known"
    mine = seats_of(person, at=call.at)
    if not mine:
        raise NotFound("You have no seat on the rotation now or ahead, so there is none to offer.")
    standing = queries.open_by_seat(mine)
    blocks: list[Block] = []
    for seat in mine[:_MOST_SEATS]:
        blocks.append(inputs.words(in_words(seat, standing.get(seat.pk))))
        open_one = standing.get(seat.pk)
        verbs = verbs_of(open_one, person, at=call.at) if open_one else [offer(seat)]
        blocks.append(ActionsBlock(elements=[verb.button(at=str(seat.pk)) for verb in verbs]))
    return View(type="modal", title="Your seats", close="Close", blocks=blocks)


@opens(f"click:{OFFER}")
def form(call: Call) -> View:
    seat = find(number(call.value))
    _can_be_offered(seat)
    mine = call.person is not None and seat.person_id == call.person.pk
    parts = [("rest", "All of it, or all that is left")]
    if seat.part is None:
        parts += [("first", "The first half of the window"), ("second", "The second half")]
    parts.append(("days", "Days of it"))
    about = (
        "Nothing changes before it is taken; until then you stay on."
        if mine
        else "Both are asked, and it is done with the yes of both."
    )
    rules = on_web(f"/seats/{seat.pk}/swaps", "who could take it")
    blocks: list[Block] = [
        inputs.words(f"*{days(seat.days)}*\n{about} On the web is {rules}, and why somebody not."),
        inputs.choice("part", "What?", parts, value="rest", radio=True),
        inputs.day("starts_on", "From", optional=True, hint="Where you offer days."),
        inputs.day(
            "ends_on",
            "Back on",
            optional=True,
            hint="The day you are on again, or the seat’s last day.",
        ),
        inputs.search(
            "to",
            "To whom?",
            asks=TO,
            blank="All who could take it" if mine else "Choose somebody",
            hint="Those who rested longest stand first. Left empty, all who could are asked, and "
            "whoever takes it first has it."
            if mine
            else "Both are asked.",
            optional=mine,
        ),
        inputs.search(
            "in_return",
            "In return",
            asks=BACK,
            blank="Nothing",
            hint="A seat of theirs that comes back for it, whole: both change hands or neither.",
            optional=True,
        ),
        inputs.text("note", "A word with it", optional=True),
    ]
    return inputs.form(OFFER, "Offer a seat", "Offer it", blocks, {"seat": seat.pk})


def _can_be_offered(seat: Seat) -> None:
    if is_withdrawn(seat):
        raise Conflict("This seat was given up, or taken; it cannot be offered any more.")
    if standing := queries.open_by_seat([seat]).get(seat.pk):
        whom = standing.to or "all who could"
        raise Conflict(f"It is offered to {whom} already; withdraw that offer first.")


@offers(TO)
def _whom(call: Call) -> list[Payload]:
    """Those who could, the most rested first, those a rule keeps from it, and by name anybody."""
    typed = _typed(call)
    seat = find(number(call.memory.get("seat")))
    candidates = queries.candidates_for(seat, at=call.at)
    options = []
    for each in candidates:
        if not _fits(each.person, typed):
            continue
        could = "A rule stands in the way" if each.verdict.broken else "Could take it"
        word = f", {_WORDS[each.choice]}" if each.choice else ""
        options.append(inputs.found(str(each.person.pk), str(each.person), could + word))
    if typed:
        listed = {seat.person_id, *(each.person.pk for each in candidates)}
        others = people(search=typed, active=True).exclude(pk__in=listed)[:_OTHERS]
        options += [inputs.found(str(each.pk), str(each), "Not asked otherwise") for each in others]
    return options


@offers(BACK)
def _returns(call: Call) -> list[Payload]:
    """Seats ahead of those who could be asked, that could come back for it."""
    typed = _typed(call)
    seat = find(number(call.memory.get("seat")))
    could = [each.person for each in queries.candidates_for(seat, at=call.at)]
    ahead = queries.seats_ahead(could, besides=seat, at=call.at)
    named = [(str(each.pk), f"{each.person}: {days(each.days)}") for each in ahead]
    return [inputs.found(value, name) for value, name in named if typed in name.lower()]


def _typed(call: Call) -> str:
    return " ".join(str(call.payload.get("value") or "").lower().split())


def _fits(person: Person, typed: str) -> bool:
    return typed in str(person).lower() or typed in person.login


def _asked(call: Call) -> dict[str, Any]:
    """What was filled in, as the action takes it."""
    typed = call.typed
    part = typed.get("part") or "rest"
    to = by_number(number(typed["to"])) if typed.get("to") else None
    by_days = part == "days"
    return {
        "to": to.login if to else "",
        "half": _HALVES.get(part),
        "starts_on": inputs.typed_day(call, "starts_on") if by_days else None,
        "ends_on": inputs.typed_day(call, "ends_on") if by_days else None,
        "in_return": number(typed["in_return"]) if typed.get("in_return") else None,
        "note": typed.get("note") or "",
    }


def _check(call: Call) -> dict[str, str]:
    """What the action would refuse, said in its place before it is asked."""
    asked = _asked(call)
    seat = find(number(call.memory.get("seat")))
    if call.typed.get("part") == "days" and not (asked["starts_on"] or asked["ends_on"]):
        return {"starts_on": "Say which days: from when, or when you are back on."}
    if asked["in_return"] and not asked["to"]:
        return {"to": "Name whose seat comes back: one of theirs, to them."}
    try:
        span = _days(call, seat, asked)
    except Refusal as refusal:
        place = _PLACES.get(refusal.field or "")
        if place is None:
            raise
        return {place: refusal.message}
    return _against(call, seat, span, asked["in_return"])


def _days(call: Call, seat: Seat, asked: dict[str, Any]) -> tuple[date, date]:
    policy = policy_at(seat.window.programme, call.at)
    return offered(
        seat.days,
        whole_until=whole_until(seat),
        half=asked["half"],
        starts_on=asked["starts_on"],
        ends_on=asked["ends_on"],
        first=earliest(call.at, zone=policy.zone, handover_hour=policy.handover_hour),
    )


def _against(
    call: Call, seat: Seat, span: tuple[date, date], in_return: int | None
) -> dict[str, str]:
    """The rules that stand in the way of the one who was named, in words."""
    taker = by_number(number(call.typed["to"])) if call.typed.get("to") else None
    if taker is None:
        return {}
    back = find(in_return) if in_return else None
    if back and back.person_id != taker.pk:
        return {"in_return": f"That seat is not {taker}’s; choose one of theirs."}
    if not taker.is_active or not queries.may_sit(taker) or taker.pk == seat.person_id:
        return {"to": f"{taker} cannot take it; name somebody who signed up for the rotation."}
    broken = queries.verdict(queries.Proposal(seat, span, back), taker, at=call.at).broken
    if not broken:
        return {}
    said_so = " ".join(each.sentence for each in broken)
    return {"to": f"{said_so} A lead can arrange it all the same on the web, with the reason."}


@on_view(OFFER, check=_check)
def _offer(call: Call) -> None:
    swap = offer_swap(
        seat_id=number(call.memory.get("seat")), by=call.actor, at=call.at, **_asked(call)
    )
    whom = said(str(swap.to)) if swap.to else "all who could"
    what = "both are asked" if swap.is_arranged else f"{whom} may take it now"
    page = on_web(f"/swaps/{swap.pk}", "See the swap")
    answers.say(
        call,
        f"Offered: {days(swap.days)}. Nothing changes before it is taken; {what}. {page}",
    )
