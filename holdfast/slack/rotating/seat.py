"""A seat: how it reads, its person's yes, or that they give it up (R1, R29)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock
from slack_sdk.models.views import View

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.rotation.actions import confirm_seat, withdraw_seat
from holdfast.rotation.models import Seat, Swap
from holdfast.rotation.queries import is_confirmed, is_withdrawn, live_seats, windows
from holdfast.rotation.queries import seat as find
from holdfast.rotation.queries import window as window_of
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, on_click, on_view, opens
from holdfast.slack.rotating.words import days, number, today
from holdfast.slack.text import moment, said
from holdfast.slack.verbs import Verb, on_told

CONFIRM, WITHDRAW, OFFER = "seat.confirm", "seat.withdraw", "swap.offer"
_FULL = 100  # percent of the time


def seats_of(person: Person, *, at: datetime) -> list[Seat]:
    """Their seats that are not over, soonest first, each with its window and who is in it."""
    day = today(at)
    return sorted(
        (
            seat
            for window in windows(default_programme(), since=day)
            for seat in live_seats(window)
            if seat.person_id == person.pk and seat.days[1] >= day
        ),
        key=lambda seat: seat.days,
    )


def in_words(seat: Seat, standing: Swap | None = None) -> str:
    """Its days, who is beside them, whether it is confirmed, and to whom it is offered."""
    first, last = seat.days
    beside = [
        str(each.person)
        for each in live_seats(seat.window)
        if each.person_id != seat.person_id and each.days[0] < last and first < each.days[1]
    ]
    lines = [f"*{days(seat.days)}*{', confirmed' if is_confirmed(seat) else ', not confirmed yet'}"]
    if seat.allocation != _FULL:
        lines.append(f"With {seat.allocation} % of your time.")
    lines.append(
        f"Beside you: {said(', '.join(sorted(set(beside))), most=500)}."
        if beside
        else "Nobody else has a seat in it yet."
    )
    if standing:
        whom = said(str(standing.to), most=200) if standing.to else "all who could"
        some = "" if standing.days == seat.days else f" {days(standing.days)} of it"
        lines.append(
            f"You offer{some or ' it'} to {whom}, until {moment(standing.expires_at)}; until it is "
            "taken you stay on."
        )
    return "\n".join(lines)


def give_up(seat: Seat, words: str = "") -> Verb:
    return Verb(WITHDRAW, words or "Give it up…", str(seat.pk))


def offer(seat: Seat, words: str = "Offer it…") -> Verb:
    return Verb(OFFER, words, str(seat.pk))


def verbs_of(seat: Seat) -> list[Verb]:
    """What its own person can do with a seat that stands."""
    if is_confirmed(seat):
        return [offer(seat), give_up(seat)]
    yes = Verb(CONFIRM, "Confirm", f"{seat.pk} {_dates(seat)}", style="primary")
    return [yes, give_up(seat, "Decline…"), offer(seat, "Offer to somebody…")]


def _dates(seat: Seat) -> str:
    return " ".join(day.isoformat() for day in seat.days)


@on_told("seat.planned", "seat.proposed", "seat.unconfirmed")
def _told(_event: Event, person: Person, _reader: str, known: dict[str, Any]) -> Iterable[Verb]:
    """For its person; a lead, who hears of it too, speaks to them or fills it on the web."""
    try:
        seat = find(int(known.get("seat") or 0))
    except NotFound:
        return []
    if seat.person_id != person.pk or is_withdrawn(seat) or is_confirmed(seat):
        return []
    return verbs_of(seat)


@on_told("window.changed")
def _told_of_window(
    event: Event, person: Person, _reader: str, _known: dict[str, Any]
) -> list[Verb]:
    """The seats of the reader in it, to be confirmed for the new days."""
    try:
        window = window_of(int(event.subject.rpartition("-")[2]))
    except (NotFound, ValueError):
        return []
    mine = [seat for seat in live_seats(window) if seat.person_id == person.pk]
    return [verb for seat in mine if not is_confirmed(seat) for verb in verbs_of(seat)]


@on_click(CONFIRM)
def _confirm(call: Call) -> None:
    """A yes to the days that the button was shown with: where they were changed, it is asked anew."""
    named, _, dates = call.value.partition(" ")
    seat = find(number(named))
    if dates and dates != _dates(seat) and not is_withdrawn(seat):
        text = f"Its days were changed: it is {days(seat.days)} now, and not confirmed. Does that suit?"
        buttons = ActionsBlock(elements=[verb.button() for verb in verbs_of(seat)])
        answers.say(call, text, blocks=[inputs.words(text), buttons])
        return
    seat = confirm_seat(seat_id=seat.pk, by=call.actor, at=call.at)
    who = "you are" if seat.person_id == call.actor.person_id else f"{said(str(seat.person))} is"
    answers.say(call, f"Confirmed: {who} on {days(seat.days)}.")


@opens(f"click:{WITHDRAW}")
def _ask_why(call: Call) -> View:
    seat = find(number(call.value))
    if is_withdrawn(seat):
        raise Conflict("This seat was given up, or taken, already; there is nothing left to do.")
    return inputs.form(
        WITHDRAW,
        "Give up the seat" if is_confirmed(seat) else "Decline the seat",
        "Give it up" if is_confirmed(seat) else "Decline",
        [
            inputs.words(
                f"{days(seat.days)}. Where it stands by a published plan, the planner looks for "
                "somebody else at once, with the fewest changes for the others. Relief that was "
                "asked for it ends, and so do offers of it."
            ),
            inputs.text("reason", "Why?", hint="It is kept with the seat."),
        ],
        {"seat": seat.pk},
    )


def _check(call: Call) -> dict[str, str]:
    if (call.typed.get("reason") or "").strip():
        return {}
    return {"reason": "Say why the seat is withdrawn; it is kept."}


@on_view(WITHDRAW, check=_check)
def _withdraw(call: Call) -> None:
    seat = withdraw_seat(
        seat_id=number(call.memory.get("seat")),
        reason=call.typed.get("reason") or "",
        by=call.actor,
        at=call.at,
    )
    answers.say(
        call,
        f"Given up: {days(seat.days)}. The leads read why; where it stood by a published plan, the "
        "planner looks for somebody else now.",
    )
