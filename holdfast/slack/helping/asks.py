"""Asking for help from Slack, and the answers of who is asked (R42, R43, R52, R71, R76)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.escalation import actions
from holdfast.escalation.models import Ask
from holdfast.escalation.possible import possible_with_ask
from holdfast.escalation.queries.ask import ask as find_ask
from holdfast.escalation.rules.ask import due_at
from holdfast.journal.models import Event
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Person
from holdfast.people.queries import actor, policy_at, usual_hours
from holdfast.slack.calls import Call
from holdfast.slack.helping.fields import Field, choice, day, offered, text
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.offers import ASKED, PERSON, TEAM, on
from holdfast.slack.helping.press import on_press
from holdfast.slack.helping.subjects import Subject, me, number, of_ask, of_escalation
from holdfast.slack.text import said
from holdfast.slack.verbs import Verb, on_told

_FORMAL = {"yes": True, "no": False}


def _fields(subject: Subject) -> list[Field]:
    return [
        offered(
            "to",
            "Whom?",
            by=on(ASKED, subject.escalation),
            ask="Choose a team or a person.",
            hint="In the order to ask: your home team, who owns it, anyone. Type to find others.",
        ),
        text(
            "what",
            "What do you need of them?",
            ask="Say what you need of them.",
            hint="One thing, so that they can say yes to it.",
        ),
        day("by", "By when?", ask="Say by when you need it: a day, or a moment."),
        Field(
            "clock",
            "clock",
            "At what time?",
            hint="In your time. Left empty, it is the end of their working day.",
        ),
        text(
            "tried",
            "What did you try yourself?",
            hint="A team asked formally reads this first; without it the request is flagged.",
        ),
        text(
            "customer_words",
            "What may be said to the customer?",
            hint="Stands apart in the brief; everything else is internal.",
        ),
        choice(
            "formal",
            "Is it a formal request to engineering?",
            [
                ("yes", "Formal: it counts as engaging engineering"),
                ("no", "Informal: a word among colleagues"),
            ],
            hint="Left empty: a formal one to a team, an informal one to a person.",
        ),
    ]


def _until(call: Call, given: Said) -> date | datetime:
    """A day is the end of their work on it; with a time, a moment in the zone of who asks."""
    on_day: date = given["by"]
    clock: time | None = given["clock"]
    if clock is None:
        return on_day
    zone = ZoneInfo(me(call).zone or "UTC")
    return datetime.combine(on_day, clock, zone).astimezone(UTC)


def _check(call: Call, subject: Subject, given: Said) -> None:
    if given["to"] == f"{PERSON}{me(call).login}":
        raise Invalid("That is you; ask somebody else, or write a next step.", field="to")
    assert subject.escalation is not None, "an ask hangs on one"
    # A person's own hours may end earlier than the usual ones; the action knows them.
    hours = usual_hours(policy_at(subject.escalation.programme, call.at))
    due_at(_until(call, given), hours=hours, at=call.at)


def _ask(call: Call, subject: Subject, given: Said) -> str:
    to = given["to"]
    made = actions.ask(
        ref=subject.ref,
        to_team=to.removeprefix(TEAM) if to.startswith(TEAM) else "",
        to_person=to.removeprefix(PERSON) if to.startswith(PERSON) else "",
        what=given["what"],
        until=_until(call, given),
        formal=_FORMAL.get(given["formal"]),
        tried=given["tried"],
        customer_words=given["customer_words"],
        by=call.actor,
        at=call.at,
    )
    return f"{said(str(made.receiver))} is asked. You hear of every answer."


ask = Form(
    "escalation.ask",
    title="Ask for help",
    button="Ask",
    about=of_escalation,
    word="ask",
    fields=_fields,
    also=_check,
    act=_ask,
).register()


Answer = Callable[..., Ask]


def _answered(words: str) -> Callable[[Ask], str]:
    return lambda ask: f"{ask.escalation.ref}: {words} {said(str(ask.by))} reads it."


def _press(name: str, act: Answer, words: str) -> None:
    """An answer that needs no word with it: done at the press."""

    @on_press(f"ask.{name}")
    def press(call: Call) -> str:
        done = act(ask_id=number(call.value, "ask"), by=call.actor, at=call.at)
        return _answered(words)(done)


_press("acknowledge", actions.acknowledge_ask, "you have seen it and will answer.")
_press("agree", actions.agree_ask, "you do it.")
_press("finish", actions.finish_ask, "what was asked for is done.")


def _with_a_word(
    name: str, act: Answer, *, title: str, button: str, field: Field, parameter: str, words: str
) -> None:
    def carry(call: Call, subject: Subject, given: Said) -> str:
        note: dict[str, Any] = {parameter: given[field.name]}
        return _answered(words)(act(ask_id=subject.thing.pk, by=call.actor, at=call.at, **note))

    Form(
        f"ask.{name}",
        title=title,
        button=button,
        about=of_ask,
        word=name.removeprefix("reply_"),
        fields=lambda _subject: [field],
        act=carry,
        on_card=False,
    ).register()


_NOTE = text("note", "A word with it", hint="Who asked reads it.")
_with_a_word(
    "decline",
    actions.decline_ask,
    title="Say no to it",
    button="Decline it",
    field=text(
        "reason",
        "Why not, or who instead?",
        ask="Say why not, so that the DRI can look on.",
        hint="Who asked reads it.",
    ),
    parameter="reason",
    words="declined.",
)
_with_a_word(
    "withdraw",
    actions.withdraw_ask,
    title="It is not needed",
    button="Withdraw it",
    field=text("reason", "Why?", hint="Whoever was asked reads it."),
    parameter="reason",
    words="withdrawn.",
)
_with_a_word(
    "reply_agree",
    actions.agree_ask,
    title="Agree to it",
    button="Agree",
    field=_NOTE,
    parameter="note",
    words="you do it.",
)
_with_a_word(
    "reply_finish",
    actions.finish_ask,
    title="It is done",
    button="It is done",
    field=_NOTE,
    parameter="note",
    words="what was asked for is done.",
)

_VERBS = (
    ("agree", "ask.agree", "Agree", "primary"),
    ("acknowledge", "ask.acknowledge", "Seen it", ""),
    ("finish", "ask.finish", "It is done", ""),
    ("decline", "ask.decline", "Decline…", ""),
    ("withdraw", "ask.withdraw", "Withdraw it…", ""),
)
_LONG = (
    ("agree", "ask.reply_agree", "Agree, with a word…"),
    ("finish", "ask.reply_finish", "Done, with a word…"),
)


def verbs(found: Ask, can: Iterable[str], *, long: bool = False) -> list[Verb]:
    """The buttons for what may be done; `long` adds those that take a word with an answer."""
    allowed, value = set(can), str(found.pk)
    made = [
        Verb(name, words, value, style="primary" if style else "")
        for word, name, words, style in _VERBS
        if word in allowed
    ]
    if long:
        made += [Verb(name, words, value) for word, name, words in _LONG if word in allowed]
    return made


@on_told("ask.sent", "ask.unanswered", "ask.overdue", "ask.acknowledged", "ask.agreed")
def _told(event: Event, person: Person, _reader: str, _known: dict[str, Any]) -> list[Verb]:
    found = find_ask(event.data["ask"])
    can = possible_with_ask(found, by=actor(person, via="slack"), person=person)
    owner = found.escalation.owner
    asking = person.pk in {found.by_id, owner.pk if owner else None}
    # A lead who asked answers for nobody.
    return verbs(found, can & {"withdraw"} if asking else can - {"withdraw"})


@on_told("ask.declined")
def _declined(event: Event, person: Person, _reader: str, _known: dict[str, Any]) -> list[Verb]:
    escalation = find_ask(event.data["ask"]).escalation
    owner = escalation.owner
    if not escalation.is_open or owner is None or owner.pk != person.pk:
        return []
    return [Verb("escalation.ask", "Ask somebody else…", escalation.ref)]
