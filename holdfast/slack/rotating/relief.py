"""A home team makes room for its engineer: whoever answers for it says so, and what became of it (R35)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.kernel.text import LINE
from holdfast.people.models import Person
from holdfast.people.queries import actor
from holdfast.people.rules.permission import may
from holdfast.rotation.actions import acknowledge_relief, say_outcome
from holdfast.rotation.models import Relief
from holdfast.rotation.presenting.relief import formula
from holdfast.rotation.queries import relief as queries
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, on_view, opens
from holdfast.slack.rotating.words import days, number, on_web, today
from holdfast.slack.text import said
from holdfast.slack.verbs import Verb, on_told

ACKNOWLEDGE, TELL = "relief.acknowledge", "relief.tell"
MOST_DROPPED = 50  # as the action takes
_MOST_NAMED = 50  # options; a select of Slack's takes a hundred


def verbs_of(found: Relief, person: Person, *, today: date) -> list[Verb]:
    """What this person owes it: room, or a word on what became of what was dropped."""
    if queries.is_ended(found) or found.team is None:
        return []
    me = actor(person, via="slack")
    mine = queries.answers_for(found, person.pk)
    if not queries.is_acknowledged(found):
        if not may(me, "relief.acknowledge", mine=mine):
            return []
        return [Verb(ACKNOWLEDGE, "Make room…", str(found.pk), style="primary")]
    tells = may(me, "relief.tell", mine=mine or found.seat.person_id == person.pk)
    if tells and found.starts_on <= today and queries.untold(found):
        return [Verb(TELL, "Say what became of it…", str(found.pk), style="primary")]
    return []


def in_words(found: Relief) -> str:
    span = days((found.starts_on, found.seat.days[1]))
    return f"*{said(str(found.seat.person), most=200)}* is on {span}.\n{said(formula(found))}"


@on_told("relief.made", "relief.unacknowledged", "relief.passed_on", "relief.over")
def _told(event: Event, person: Person, _reader: str, _known: dict[str, Any]) -> Iterable[Verb]:
    try:
        found = queries.relief(int(event.subject.rpartition("-")[2]))
    except (NotFound, ValueError):
        return []
    return verbs_of(found, person, today=today(event.at))


@opens(f"click:{ACKNOWLEDGE}")
def form(call: Call) -> View:
    found = queries.relief(number(call.value))
    if queries.is_ended(found):
        raise Conflict("This relief has ended: its seat is not there any more, or has other days.")
    named = [f"• {said(item.text, most=300)}" for item in found.dropped.all()]
    blocks: list[Block] = [inputs.words(in_words(found)[:3000])]
    if named:
        blocks.append(inputs.words("\n".join(["Named already:", *named])[:3000]))
    blocks.append(
        inputs.text(
            "dropped",
            "What does the team drop in that time?",
            optional=True,
            hint="One thing a line: a project, a goal, a rota. Named things can be let go; a "
            "percentage alone cannot.",
        )
    )
    return inputs.form(ACKNOWLEDGE, "Make room", "We make room", blocks, {"relief": found.pk})


def _check(call: Call) -> dict[str, str]:
    lines = _lines(call)
    if len(lines) > MOST_DROPPED:
        return {"dropped": f"A relief names {MOST_DROPPED} things at most; say it in fewer."}
    if long := next((each for each in lines if len(each) > LINE), ""):
        return {"dropped": f"“{long[:40]}…” is longer than {LINE} characters; say it shorter."}
    return {}


def _lines(call: Call) -> list[str]:
    return [line for line in (call.typed.get("dropped") or "").splitlines() if line.strip()]


@on_view(ACKNOWLEDGE, check=_check)
def _acknowledge(call: Call) -> None:
    found = acknowledge_relief(
        relief_id=number(call.memory.get("relief")),
        dropped=_lines(call),
        by=call.actor,
        at=call.at,
    )
    engineer = said(str(found.seat.person), most=200)
    page = on_web(f"/reliefs/{found.pk}", "Add to it, or see what was promised")
    answers.say(
        call, f"Thank you: the team makes room, and {engineer} and the lead know it. {page}"
    )


@opens(f"click:{TELL}")
def outcome_form(call: Call) -> View:
    """One of the things that were to be dropped; the others follow."""
    found = queries.relief(number(call.value))
    untold = queries.untold(found)
    if not untold:
        raise Conflict("Everything that was to be dropped has its word already.")
    pairs = [(str(item.pk), item.text) for item in untold[:_MOST_NAMED]]
    blocks: list[Block] = [
        inputs.words(in_words(found)[:3000]),
        inputs.choice(
            "item", "What was to be dropped", pairs, value=pairs[0][0], blank="Not answered"
        ),
        inputs.choice(
            "became",
            "What became of it?",
            [("dropped", "It was dropped"), ("anyway", "It was done all the same")],
            radio=True,
        ),
        inputs.text(
            "days",
            "Working days of relief it gave",
            optional=True,
            lines=False,
            most=20,
            hint="Such as 4 or 2.5; where it was done all the same, none.",
        ),
    ]
    return inputs.form(TELL, "What became of it", "Say it", blocks, {"relief": found.pk})


def _check_outcome(call: Call) -> dict[str, str]:
    if call.typed.get("became") != "dropped":
        return {}
    most = queries.relief(number(call.memory.get("relief"))).capacity_days
    try:
        gave = Decimal((call.typed.get("days") or "").strip().replace(",", "."))
    except InvalidOperation:
        gave = Decimal(-1)
    if gave.is_finite() and 0 <= gave <= most:
        return {}
    return {"days": f"Say how many working days of relief it gave, from 0 to {most}."}


@on_view(TELL, check=_check_outcome)
def _tell(call: Call) -> None:
    item = say_outcome(
        dropped_id=number(call.typed.get("item")),
        was_dropped={"dropped": True, "anyway": False}.get(call.typed.get("became") or ""),
        days=call.typed.get("days"),
        by=call.actor,
        at=call.at,
    )
    found = queries.relief(item.relief_id)
    text = f"Noted for “{said(item.text)}”; promised and done stand side by side."
    left = verbs_of(found, call.person, today=today(call.at)) if call.person else []
    if not left:
        answers.say(call, text)
        return
    more = f"{text} Something else was to be dropped, too."
    buttons = ActionsBlock(elements=[verb.button() for verb in left])
    answers.say(call, more, blocks=[inputs.words(more), buttons])
