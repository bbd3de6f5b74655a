"""What is offered to me: escalations to take over."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block

from holdfast.escalation.models import Handover
from holdfast.escalation.queries import offers_to
from holdfast.people.models import Person
from holdfast.slack.apphome.parts import (
    Called,
    and_more,
    header,
    lines,
    row,
    titled,
)
from holdfast.slack.home import section
from holdfast.slack.text import moment, quote
from holdfast.slack.verbs import Verb

_MOST = 6  # of each; two blocks each, of Slack's hundred
_MOST_NOTE = 300  # characters of a handover's note


@section(30)
def offered(person: Person, at: datetime) -> list[Block]:  # noqa: ARG001 - what is open is open now
    """Until they accept nothing changes; nothing is shown where nothing is offered."""
    handovers = offers_to(person.pk)
    if not handovers:
        return []
    called = Called(
        [
            *(each.by_id for each in handovers),
            *(each.escalation.owner.pk for each in handovers if each.escalation.owner),
        ]
    )
    blocks: list[Block] = [header("Offered to you")]
    for handover in handovers[:_MOST]:
        blocks += _handover(handover, called)
    return [*blocks, *and_more(len(handovers) - _MOST, "/")]


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
