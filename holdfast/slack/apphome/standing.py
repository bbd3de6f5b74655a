"""What everybody's Home says: how to escalate, who is on now, how we come into a private channel."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block

from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.rotation.queries import EngineerOn, who
from holdfast.slack.apphome.parts import (
    Called,
    address,
    day,
    header,
    is_engineer,
    lines,
    row,
    several,
    small,
)
from holdfast.slack.home import section
from holdfast.slack.models import Room
from holdfast.slack.text import escape, link
from holdfast.slack.verbs import Verb

_MOST_ON = 12


@section(5)
def how_to_escalate(person: Person, at: datetime) -> list[Block]:  # noqa: ARG001 - as every section
    """For who brings escalations rather than holds them."""
    if is_engineer(person):
        return []
    room = Room.objects.first()
    call = f"call {mention(room)}" if room and room.group_id else "use “Escalate this thread”"
    return [
        header("When the normal process is too slow"),
        lines(
            f"In the thread where the customer asked, {call}. An engineer then owns it until it is "
            "solved; you see here where it stands."
        ),
        row(Verb("escalation.raise", "Raise an escalation…", person.login, style="primary")),
    ]


def mention(room: Room) -> str:
    """The group as a name that calls nobody: a Home notifies no one, and neither does a copy of it."""
    return f"*@{escape(room.group_handle)}*"


@section(70)
def on_now(person: Person, at: datetime) -> list[Block]:  # noqa: ARG001 - the same for everybody
    on = who(default_programme(), at=at)
    called = Called([each.person.pk for each in on.engineers])
    found = [_on(each, called) for each in on.engineers[:_MOST_ON]]
    if len(on.engineers) > _MOST_ON:
        found.append(f"and {len(on.engineers) - _MOST_ON} more")
    if on.holes:
        found.append(f"{several(on.holes, 'seat')} nobody fills")
    if not found:
        found = ["Nobody: no window of the rotation covers this moment."]
    where = link(address("/who"), "Who is on at another time")
    return [header("On now"), lines(*found), small(where)]


def _on(each: EngineerOn, called: Called) -> str:
    facts = [called.number(each.person.pk, str(each.person))]
    if each.reachable is not None:
        facts.append("at work" if each.reachable else "not at work now")
    if not each.confirmed:
        facts.append("not confirmed")
    facts.append(f"until {day(each.window.ends_on)}" if each.has_duty else str(each.part))
    return " · ".join(facts)


@section(90)
def foot(person: Person, at: datetime) -> list[Block]:  # noqa: ARG001 - the same for everybody
    return [
        small(
            "A private channel? Write `/invite @Holdfast` there once, and threads in it can be "
            f"escalated, too. Everything stands on {link(address('/'), 'the web')} as well."
        )
    ]
