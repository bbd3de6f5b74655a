"""Pausing what waits for a day, and going on."""

from __future__ import annotations

from holdfast.escalation import actions
from holdfast.escalation.rules.clock import resumes
from holdfast.people.queries import policy_at, working_hours
from holdfast.slack.calls import Call
from holdfast.slack.helping.fields import day, line, text
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.subjects import Subject, of_escalation


def _check(call: Call, subject: Subject, given: Said) -> None:
    escalation = subject.escalation
    assert escalation is not None, "a pause hangs on one"
    owner = escalation.owner or escalation.answerable
    hours = working_hours(owner, policy_at(escalation.programme, call.at), at=call.at)
    resumes(given["resumes_on"], hours=hours, at=call.at)


def _pause(call: Call, subject: Subject, given: Said) -> str:
    actions.pause(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref} pauses until {given['resumes_on']:%a %-d %b}."


def _resume(call: Call, subject: Subject, given: Said) -> str:
    actions.resume(ref=subject.ref, **given, by=call.actor, at=call.at)
    return f"{subject.ref} goes on; updates are owed again."


Form(
    "escalation.pause",
    title="Pause it",
    button="Pause it",
    about=of_escalation,
    word="pause",
    fields=lambda _subject: [
        text(
            "reason",
            "Why does it pause?",
            ask="Say why it pauses; everybody involved reads it.",
            hint="Everybody involved reads it.",
        ),
        day(
            "resumes_on",
            "Until when?",
            ask="Say until when: a day to come.",
            hint="From this day, or the owner’s next working day after it, updates are owed again.",
        ),
    ],
    also=_check,
    act=_pause,
).register()

Form(
    "escalation.resume",
    title="Resume it",
    button="Resume it",
    about=of_escalation,
    word="resume",
    fields=lambda _subject: [line("reason", "What changed?")],
    act=_resume,
).register()
