"""What is offered to me: escalations to take over, seats to take."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block

from holdfast.escalation.models import Handover
from holdfast.escalation.queries import offers_to
from holdfast.people.models import Person
from holdfast.rotation.models import Swap
from holdfast.rotation.queries.swap import swaps_for
from holdfast.slack.apphome.parts import (
    Called,
    address,
    and_more,
    days,
    header,
    lines,
    row,
    titled,
)
from holdfast.slack.home import section
from holdfast.slack.text import link, moment, quote
from holdfast.slack.verbs import Verb

_MOST = 6  # of each; two blocks each, of Slack's hundred
_MOST_NOTE = 300  # characters of a handover's note


@section(30)
def offered(person: Person, at: datetime) -> list[Block]:  # noqa: ARG001 - what is open is open now
    """Until they accept nothing changes; nothing is shown where nothing is offered."""
    handovers, swaps = offers_to(person.pk), swaps_for(person)
    if not handovers and not swaps:
        return []
    called = Called(
        [
            *(each.by_id for each in handovers),
            *(each.escalation.owner.pk for each in handovers if each.escalation.owner),
            *(number for each in swaps for number in (each.by_id, each.to_id, each.seat.person_id)),
        ]
    )
    blocks: list[Block] = [header("Offered to you")]
    for handover in handovers[:_MOST]:
        blocks += _handover(handover, called)
    blocks += and_more(len(handovers) - _MOST, "/")
    for swap in swaps[:_MOST]:
        blocks += _swap(swap, person, called)
    return [*blocks, *and_more(len(swaps) - _MOST, "/swaps")]


def _handover(offer: Handover, called: Called) -> list[Block]:
    owner = offer.escalation.owner
    until = f"Ends {moment(offer.expires_at)}"
    if owner:
        until += f"; until you accept, {called(owner)} owns it"
    number = str(offer.pk)
    return [
        lines(
            f"{called(offer.by)} hands over {titled(offer.escalation)}",
            until,
            quote(offer.note, most=_MOST_NOTE),
        ),
        row(
            Verb("handover.accept", "Accept", number, style="primary"),
            Verb("handover.decline", "Decline…", number),
        ),
    ]


def _swap(swap: Swap, person: Person, called: Called) -> list[Block]:
    giver = swap.seat.person
    mine = giver.pk == person.pk
    if mine:
        to = f" to {called(swap.to)}" if swap.to else ""
        words = f"{called(swap.by)} asks you to give your seat{to}"
    elif swap.to:
        words = f"{called(giver)} offers you a seat"
    else:
        words = f"{called(giver)} offers a seat to all who could"
    words += f": *{link(address(f'/swaps/{swap.pk}'), days(swap.days))}*"
    if swap.in_return:
        words += f", for {days(swap.in_return.days)} in return"
    number = str(swap.pk)
    return [
        lines(
            words, f"Ends {moment(swap.expires_at)}; until it is taken, {called(giver)} stays on"
        ),
        row(
            Verb("swap.take", "Agree" if mine else "Take it", number, style="primary"),
            Verb("swap.decline", "No", number),
        ),
    ]
