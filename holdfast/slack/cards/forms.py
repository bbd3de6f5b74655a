"""The forms of an escalation in Slack: the fields, words and limits of the ones on the web."""

from __future__ import annotations

import hashlib
from typing import Any

from slack_sdk.models.blocks import Block, MarkdownTextObject, SectionBlock
from slack_sdk.models.views import View

from holdfast.escalation.models import Escalation, EscalationClass, Outcome
from holdfast.escalation.queries.handover_note import handover_note
from holdfast.slack import inputs
from holdfast.slack.calls import Call
from holdfast.slack.text import plain, said

PEOPLE = "escalation.people"  # offers who is on the rotation, then the other engineers
_MOST_STEP = 2000  # characters of a next step, as the action takes it


def _form(
    call: Call,
    name: str,
    escalation: Escalation,
    *fields: Block,
    title: str,
    submit: str,
    **memory: Any,
) -> View:
    # Where it was opened, so that what became of it can be said there.
    where = {"channel": call.channel_id} if call.channel_id else {}
    return inputs.form(
        name,
        title=title,
        submit=submit,
        blocks=[_about(escalation), *fields],
        memory={"ref": escalation.ref, **where, **memory},
    )


def _about(escalation: Escalation) -> SectionBlock:
    """Which one it is about: on a phone the card behind the form is not seen."""
    return SectionBlock(
        text=MarkdownTextObject(text=f"*{escalation.ref}* · {said(escalation.title)}")
    )


def decline(call: Call, escalation: Escalation) -> View:
    return _form(
        call,
        "escalation.decline",
        escalation,
        inputs.text(
            "reason",
            "Why not?",
            hint="Everybody may be told no, with a reason. The raiser reads it.",
        ),
        inputs.text("alternative", "What should they do instead?", optional=True),
        title="Decline",
        submit="Decline",
    )


def update(call: Call, escalation: Escalation) -> View:
    step = plain(escalation.next_step, most=150)
    return _form(
        call,
        "escalation.update",
        escalation,
        inputs.text(
            "text",
            "What is new?",
            hint="Everybody involved reads it. “No news, still waiting” helps too.",
        ),
        inputs.text(
            "next_step",
            "Next step",
            hint=f"Left empty, the one before stands: {step}",
            optional=True,
            most=_MOST_STEP,
        ),
        inputs.search(
            "next_step_by",
            "Done by",
            asks=PEOPLE,
            blank="Whoever is answerable",
            optional=True,
        ),
        inputs.day("next_step_on", "Done on", optional=True),
        inputs.instant(
            "next_update_at",
            "Next update at",
            hint="Earlier than the policy asks, if you promised one.",
            optional=True,
        ),
        title="Write an update",
        submit="Send",
    )


def hand_over(call: Call, escalation: Escalation) -> View:
    """The note is the one the record writes; left as it is, all of it goes, however long."""
    note = handover_note(escalation)
    shown = note[: inputs.MOST].strip()
    cut = (
        " It is longer than Slack shows: left as it is, all of it goes with the offer."
        if len(note) > inputs.MOST
        else ""
    )
    return _form(
        call,
        "escalation.hand_over",
        escalation,
        inputs.search(
            "to",
            "To whom?",
            asks=PEOPLE,
            blank="Choose a person",
            hint="You own it until they accept.",
        ),
        inputs.text(
            "note",
            "Handover note",
            hint=f"Where it stands, what was tried, who is involved, what is next.{cut}",
            value=shown,
        ),
        title="Hand over",
        submit="Offer it",
        note=digest(shown),
    )


def digest(text: str) -> str:
    """To know whether somebody changed what the form began with."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:24]


def decline_handover(call: Call, escalation: Escalation, number: int) -> View:
    return _form(
        call,
        "handover.decline",
        escalation,
        inputs.text(
            "reason",
            "Why not?",
            hint="It stays with its owner, who reads this and looks on.",
        ),
        title="Decline the handover",
        submit="Decline",
        number=number,
    )


def ask_to_close(call: Call, escalation: Escalation) -> View:
    # A duplicate is merged instead, so that nobody of it is forgotten.
    outcomes = [each for each in Outcome.choices if each[0] != Outcome.DUPLICATE]
    return _form(
        call,
        "escalation.ask_to_close",
        escalation,
        inputs.choice("outcome", "How did it end?", outcomes, radio=True),
        inputs.text(
            "reason",
            "What was done, or what changed?",
            hint="The raiser reads it and agrees or not.",
        ),
        inputs.choice(
            "classed",
            "What did it turn out to be?",
            EscalationClass.choices,
            hint="Can also be said later.",
            optional=True,
        ),
        inputs.text("evidence", "What shows it?", optional=True),
        title="Ask to close",
        submit="Ask",
    )


def refuse_closure(call: Call, escalation: Escalation, number: int) -> View:
    return _form(
        call,
        "closure.refuse",
        escalation,
        inputs.text(
            "note",
            "What is still missing?",
            hint="It stays open, and its owner reads this.",
        ),
        title="Not yet",
        submit="Leave it open",
        number=number,
    )


def reopen(call: Call, escalation: Escalation) -> View:
    return _form(
        call,
        "escalation.reopen",
        escalation,
        inputs.text("reason", "What came back, or what is new?"),
        title="Reopen",
        submit="Reopen",
    )
