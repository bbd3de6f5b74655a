"""Who is involved, what they need, who spoke to them (R46, R49); who answers to the customer."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.escalation import actions
from holdfast.escalation.models import Participant
from holdfast.kernel.refusal import Invalid
from holdfast.slack.calls import Call
from holdfast.slack.helping.fields import line, offered, text
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.offers import ANYBODY
from holdfast.slack.helping.press import on_press
from holdfast.slack.helping.subjects import Subject, number, of_escalation, of_participant
from holdfast.slack.text import moment, said
from holdfast.slack.verbs import Verb


def _one_of_them(_call: Call, _subject: Subject, given: Said) -> None:
    if bool(given["login"]) == bool(given["name"]):
        raise Invalid(
            "Name one of them: somebody of the company by login, or somebody outside by name.",
            field="login",
        )


def _involve(call: Call, subject: Subject, given: Said) -> str:
    found = actions.involve(ref=subject.ref, **given, by=call.actor, at=call.at)
    hears = "; they hear every update" if found.person_id else ""
    return f"{said(str(found))} takes part in {subject.ref}{hears}."


Form(
    "escalation.involve",
    title="Involve somebody",
    button="Involve them",
    about=of_escalation,
    word="involve",
    fields=lambda _subject: [
        offered(
            "login", "Who of the company?", by=ANYBODY, hint="They hear every update from now on."
        ),
        line("name", "Or a name", hint="Of somebody outside."),
        text("needs", "What do they need?"),
    ],
    also=_one_of_them,
    act=_involve,
    on_card=False,
).register()


def _support(call: Call, subject: Subject, given: Said) -> str:
    done = actions.name_support(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{said(str(done.support_engineer))} answers to the customer for {subject.ref}."


Form(
    "escalation.name_support",
    title="Who answers to them?",
    button="Name them",
    about=of_escalation,
    word="name_support",
    fields=lambda _subject: [
        offered(
            "login",
            "Who answers to the customer?",
            by=ANYBODY,
            ask="Say who is answerable to the customer.",
            hint="Who owns the problem does not change by this.",
        )
    ],
    act=_support,
).register()


def _spoke(call: Call, subject: Subject, given: Said) -> str:
    actions.spoke(participant_id=subject.thing.pk, **given, by=call.actor, at=call.at)
    return f"{subject.ref}: kept that somebody spoke to {said(str(subject.thing))} just now."


Form(
    "participant.spoke",
    title="Spoken to them",
    button="Spoke to them",
    about=of_participant,
    word="spoke",
    fields=lambda _subject: [line("note", "What was said")],
    act=_spoke,
    on_card=False,
).register()


@on_press("participant.leave")
def leave(call: Call) -> str:
    done = actions.leave(
        participant_id=number(call.value, "participant"), by=call.actor, at=call.at
    )
    return f"{said(str(done))} takes no part in {done.escalation.ref} any more."


def verbs(found: Participant, can: Iterable[str]) -> list[Verb]:
    allowed, value = set(can), str(found.pk)
    made = []
    if "spoke" in allowed:
        made.append(Verb("participant.spoke", "Spoke to them…", value))
    if "leave" in allowed:
        made.append(
            Verb(
                "participant.leave",
                "Not involved any more",
                value,
                sure="They hear no further update.",
            )
        )
    return made


def in_words(found: Participant) -> str:
    spoken = (
        f"spoken to {moment(found.spoken_at)}" if found.spoken_at else "nobody spoke to them yet"
    )
    needs = f"\nneeds: {said(found.needs, most=600)}" if found.needs else ""
    return f"*{said(str(found))}* · {spoken}{needs}"
