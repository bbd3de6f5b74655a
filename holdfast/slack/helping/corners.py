"""Cornered, said from Slack at once (R53), and who has it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from holdfast.escalation import actions
from holdfast.escalation.actions.cornered import LONGEST
from holdfast.escalation.possible import possible
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.cornered import running_corner
from holdfast.journal.models import Event
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Person
from holdfast.people.queries import actor
from holdfast.slack.calls import Call
from holdfast.slack.helping.fields import Field, line, offered, text
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.offers import ENGINEER, on
from holdfast.slack.helping.press import on_press
from holdfast.slack.helping.subjects import Subject, of_escalation
from holdfast.slack.verbs import Verb, on_told


def _corner_fields(subject: Subject) -> list[Field]:
    return [
        text(
            "reason",
            "What corners you?",
            ask="Say what corners you: what was tried, what you need.",
            hint="What was tried, what you need. Whoever is asked reads it at once.",
        ),
        offered(
            "ask_of",
            "Who should help?",
            by=on(ENGINEER, subject.escalation),
            hint="Left empty, the programme leads. If nobody answers in time, the leads are asked, "
            "then your manager, then the sponsor.",
        ),
        Field(
            "moment",
            "until",
            "By when must it move again?",
            hint="Left empty, within the policy's time for an answer.",
        ),
    ]


def _corner_check(call: Call, _subject: Subject, given: Said) -> None:
    until: datetime | None = given["until"]
    if until is not None and not call.at < until <= call.at + LONGEST:
        raise Invalid(
            "It must move again at a time to come, within 60 days; give such a time or leave it "
            "out.",
            field="until",
        )


def _corner(call: Call, subject: Subject, given: Said) -> str:
    actions.corner(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref} is cornered; who can help is asked now, and you hear who has it."


Form(
    "escalation.corner",
    title="Cornered",
    button="Ask for help now",
    about=of_escalation,
    word="corner",
    fields=_corner_fields,
    also=_corner_check,
    act=_corner,
).register()


def _have_it(call: Call, subject: Subject, given: Said) -> str:
    actions.acknowledge_cornered(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref}: you have it; its owner knows."


Form(
    "cornered.reply",
    title="You have it",
    button="I have it",
    about=of_escalation,
    word="acknowledge_cornered",
    fields=lambda _subject: [line("note", "What will you do?", hint="The owner reads it.")],
    act=_have_it,
    on_card=False,
).register()


@on_press("cornered.acknowledge")
def acknowledge(call: Call) -> str:
    done = actions.acknowledge_cornered(ref=call.value, by=call.actor, at=call.at)
    return f"{done.escalation.ref}: you have it; its owner knows."


def _free(call: Call, subject: Subject, given: Said) -> str:
    actions.free(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref} moves again; everybody who was asked hears it."


Form(
    "escalation.free",
    title="It moves again",
    button="It moves again",
    about=of_escalation,
    word="free",
    fields=lambda _subject: [
        line("how", "What got it moving again?", ask="Say what got it moving again.")
    ],
    act=_free,
).register()


def verbs(ref: str, can: Iterable[str]) -> list[Verb]:
    allowed, made = set(can), []
    if "acknowledge_cornered" in allowed:
        made.append(Verb("cornered.acknowledge", "I have it", ref, style="primary"))
        made.append(Verb("cornered.reply", "I have it, with a word…", ref))
    if "free" in allowed:
        made.append(Verb("escalation.free", "It moves again…", ref))
    return made


@on_told("cornered.called", "cornered.climbed", "cornered.acknowledged")
def _told(event: Event, person: Person, _reader: str, _known: dict[str, Any]) -> list[Verb]:
    escalation = by_ref(event.subject)
    can = possible(escalation, by=actor(person, via="slack"), corner=running_corner(escalation))
    mine = escalation.owner is not None and escalation.owner.pk == person.pk
    return verbs(escalation.ref, can if mine else can - {"free"})
