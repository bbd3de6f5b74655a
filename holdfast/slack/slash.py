"""`/holdfast` and a word: what can be asked wherever somebody is. What is shown is for them alone."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import held_by
from holdfast.kernel.period import local_date
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.queries import EngineerOn, live_seats, who, windows
from holdfast.slack import answers
from holdfast.slack.calls import Call, on_command, register
from holdfast.slack.identity import users_of
from holdfast.slack.text import link, moment, said, user
from holdfast.slack.threads import programme_of

_MOST = 20  # escalations in one answer
_REACHABLE = {True: "", False: ", off hours now", None: ""}


@on_command("who", "who is on the rotation now, and who is next")
def who_is_on(call: Call) -> None:
    programme = programme_of(call.channel_id)
    on = [each for each in who(programme, at=call.at).engineers if each.has_duty]
    accounts = users_of(each.person.pk for each in on)
    lines = [_on(each, accounts) for each in on] or ["Nobody is on the rotation now."]
    answers.say(call, "\n".join(["*On now*", *lines, *_next(programme, at=call.at)]))


def _on(each: EngineerOn, accounts: dict[int, str]) -> str:
    account = accounts.get(each.person.pk)
    name = user(account) if account else said(each.person.name or each.person.login, most=100)
    sure = "" if each.confirmed else ", not confirmed yet"
    return f"• {name}{sure}{_REACHABLE[each.reachable]}"


def _next(programme: Programme, *, at: datetime) -> list[str]:
    """The window that starts next, and who sits in it."""
    today = local_date(at, policy_at(programme, at).zone)
    coming = [each for each in windows(programme, since=today) if each.starts_on > today]
    if not coming:
        return ["*Next*: no window is planned."]
    window = min(coming, key=lambda each: each.starts_on)
    seats = [str(seat.person) for seat in live_seats(window)]
    names = said(", ".join(seats), most=500) or "nobody yet"
    return [f"*Next*, from {window.starts_on:%a %-d %b %Y}: {names}"]


@on_command("mine", "what you own, and when its next update is due")
def mine(call: Call) -> None:
    person = call.actor.person
    held = held_by(person, limit=_MOST + 1)
    if not held:
        answers.say(call, "You own no open escalation.")
        return
    lines = [_held(each, at=call.at) for each in held[:_MOST]]
    if len(held) > _MOST:
        everything = link(f"{settings.BASE_URL}/escalations?state=mine", "all of them")
        lines.append(f"and more: {everything}")
    answers.say(call, "\n".join(lines)[:3900])


def _held(each: Escalation, *, at: datetime) -> str:
    due = each.update_due_at
    address = link(f"{settings.BASE_URL}/escalations/{each.ref}", each.ref)
    late = "*overdue*, was due" if due and due <= at else "update due"
    when = f": {late} {moment(due)}" if due else ""
    return f"• {address} sev{each.severity} {said(each.title, most=100)}{when}"


@on_command("help", "these words")
def helped(call: Call) -> None:
    """Made from what is registered; also the answer to a word that nobody knows."""
    word = (call.text.split() or ["help"])[0]
    start = (
        []
        if word.lower() in register.commands
        else [f"There is no `/holdfast {said(word, most=50)}`."]
    )
    known = sorted(register.commands.items(), key=lambda pair: (pair[0] == "help", pair[0]))
    lines = [f"`/holdfast {word}`  {says}" for word, says in known]
    shortcut = "On any message: More actions, “Escalate this thread”."
    answers.say(call, "\n".join([*start, *lines, shortcut]))
