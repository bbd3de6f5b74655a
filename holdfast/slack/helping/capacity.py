"""`/holdfast busy` and `/holdfast free`: the switch for oneself. Leads switch it for others on the web."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from holdfast.escalation import actions
from holdfast.kernel.refusal import Invalid
from holdfast.slack import answers
from holdfast.slack.calls import Call, on_command, opens, register
from holdfast.slack.helping.fields import day, line
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.press import on_press
from holdfast.slack.helping.subjects import Subject, me


def _myself(_call: Call, _value: str) -> Subject:
    return Subject(
        escalation=None,
        thing=None,
        words="New escalations go to the others while you can take no more; the leads are told. "
        "What you hold stays yours, and you can still accept what you choose to.",
        can=frozenset({"at_capacity"}),
        passed={},
        otherwise="",
    )


def _check(call: Call, _subject: Subject, given: Said) -> None:
    today = call.at.astimezone(ZoneInfo(me(call).zone or "UTC")).date()
    if given["until"] and given["until"] < today:
        raise Invalid("That day has passed; choose a later one or leave it out.", field="until")


def _busy(call: Call, _subject: Subject, given: Said) -> str:
    actions.at_capacity(login=me(call).login, **given, by=call.actor, at=call.at)
    last = f" until the end of {given['until']:%a %-d %b}" if given["until"] else ""
    return f"You are at capacity{last}; the leads are told. Say `/holdfast free` when you are not."


busy = Form(
    "person.busy",
    title="At capacity",
    button="I can take no more",
    about=_myself,
    word="at_capacity",
    fields=lambda _subject: [
        line("reason", "Why?", hint="The leads read it."),
        day("until", "Last day of it", hint="Left empty, until you say so."),
    ],
    also=_check,
    act=_busy,
    on_card=False,
).register()
opens("command:busy")(busy.open)
register.commands["busy"] = "say that you can take no more for now; new ones go to the others"


def _free(call: Call) -> str:
    actions.has_capacity(login=me(call).login, by=call.actor, at=call.at)
    return "You take escalations again."


@on_command("free", "say that you can take escalations again")
def free(call: Call) -> None:
    answers.say(call, _free(call))


on_press("person.free")(_free)
