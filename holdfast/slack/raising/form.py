"""Raising an escalation from Slack: from a message, a tag, a command; one form for all of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
)
from slack_sdk.models.views import View

from holdfast.escalation.actions import dismiss_tag, raise_escalation
from holdfast.escalation.models import Escalation, Severity, Tag
from holdfast.escalation.queries.search import search
from holdfast.escalation.queries.tag import tag_numbered
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import LINE
from holdfast.people.models import Programme
from holdfast.people.queries import default_programme
from holdfast.slack import answers, client, inputs
from holdfast.slack.calls import Call, on_view, opens, register
from holdfast.slack.errors import Gone, Outside, Refused
from holdfast.slack.raising.first_answer import DISMISS, RAISE
from holdfast.slack.text import link, said
from holdfast.slack.threads import (
    Thread,
    escalation_in,
    inside,
    programme_of,
    thread_at,
    thread_of,
)
from holdfast.slack.written import first_line, words

_SIMILAR = 3
_ASK = {
    "title": "Give it a title: the problem in one line.",
    "stakes": "Say what happens if this is not addressed: those are the stakes.",
    "why_now": "Say why the normal process cannot solve it in time.",
    "severity": "Choose how severe it is.",
}

register.commands["raise"] = "raise an escalation"


@opens("shortcut:escalation_new")
def from_message(call: Call) -> View:
    """“Escalate this thread”: works in any channel, for the payload carries the message."""
    message = call.payload.get("message") or {}
    text = words(str(message.get("text") or ""))
    return _form_of(thread_of(message, call.channel_id), programme_of(call.channel_id), text)


@opens("shortcut:escalation_raise")
@opens("command:raise")
def from_nowhere(call: Call) -> View:
    """By `/holdfast raise` or the shortcut that is there everywhere: no thread belongs to it."""
    return _form(programme_of(call.channel_id), title=call.text.partition(" ")[2])


@opens(f"click:{RAISE}")
def from_tag(call: Call) -> View:
    """The button under a call for help, and in the message to who is on."""
    if not call.value.startswith("tag-"):
        return _form(programme_of(call.channel_id))
    tag = _tag(call.value)
    if tag.state == "raised" and tag.answer.escalation and tag.answer.escalation.is_open:
        raise _raised_already(tag.answer.escalation)
    thread = thread_at(tag.thread_url)
    if thread is None:  # it was noted elsewhere
        title = first_line(tag.text, most=LINE)
        return _form(tag.programme, title=title, origin_url=tag.thread_url)
    return _form_of(thread, tag.programme, tag.text)


def _form_of(thread: Thread, programme: Programme, text: str) -> View:
    """Raises Conflict where the thread is one already."""
    before = escalation_in(thread, programme)
    if before and before.is_open:
        raise _raised_already(before)
    title = first_line(text, most=LINE)
    return _form(programme, title=title, origin_url=thread.url, thread=thread)


def _raised_already(escalation: Escalation) -> Conflict:
    return Conflict(
        f"This thread is {escalation.ref} already: {escalation.title}. {escalation.answerable} "
        "answers for it; write in the thread what is new, and call the group again if it is urgent."
    )


def _form(
    programme: Programme, *, title: str = "", origin_url: str = "", thread: Thread | None = None
) -> View:
    kept = {
        "programme": programme.pk,
        "origin_url": origin_url,
        "channel": thread.channel_id if thread else "",
        "thread": thread.ts if thread else "",
    }
    blocks: list[Block] = [
        *_similar(programme, title),
        inputs.text("title", "The problem in one line", most=LINE, value=title, lines=False),
        inputs.text("stakes", "What happens if this is not addressed?"),
        inputs.text("why_now", "Why can the normal process not solve it in time?"),
        inputs.choice(
            "severity",
            "How severe is it?",
            [(str(each.value), each.label) for each in Severity],
            blank="Choose one",
        ),
        inputs.text("customer", "Which customer?", most=LINE, optional=True, lines=False),
        inputs.text(
            "first_response",
            "What has been done so far?",
            optional=True,
            hint="By implementation before a customer is live, by support after it: an escalation "
            "that went past them is marked.",
        ),
        inputs.several(
            "exec_asked",
            "Who asks",
            [("yes", "An executive asked for it")],
            hint="It is counted and changes nothing.",
            optional=True,
        ),
    ]
    return inputs.form(RAISE, "Raise an escalation", "Raise it", blocks, kept)


def _similar(programme: Programme, title: str) -> list[Block]:
    """What was like it before, as the web shows it at intake; it may be solved already."""
    found = search(programme, title, limit=_SIMILAR) if title else []
    if not found:
        return []
    lines = [
        link(f"{settings.BASE_URL}/escalations/{each.escalation.ref}", each.escalation.ref)
        + f" {said(each.escalation.title, most=120)} ({each.escalation.state})"
        for each in found
    ]
    text = "\n".join(["Similar before:", *lines])
    return [ContextBlock(elements=[{"type": "mrkdwn", "text": text[: inputs.MOST]}])]


def _wrong(call: Call) -> dict[str, str]:
    """By field what is missing or too long, as the action would say it."""
    typed = call.typed
    wrong = {name: ask for name, ask in _ASK.items() if not str(typed.get(name) or "").strip()}
    for name in ("title", "customer"):
        if len(str(typed.get(name) or "")) > LINE:
            wrong[name] = f"Keep it to {LINE} characters."
    return wrong


@on_view(RAISE, check=_wrong)
def submitted(call: Call) -> None:
    """Raised once, whatever is sent again; the tag of its thread is answered with it."""
    typed, memory = call.typed, call.memory
    origin = str(memory.get("origin_url") or "")
    thread = Thread(str(memory.get("channel") or ""), str(memory.get("thread") or ""))
    number = int(memory.get("programme") or 0)
    escalation = raise_escalation(
        programme=Programme.objects.filter(pk=number).first() or default_programme(),
        title=str(typed.get("title") or ""),
        stakes=str(typed.get("stakes") or ""),
        why_now=str(typed.get("why_now") or ""),
        severity=int(typed.get("severity") or 0),
        customer=str(typed.get("customer") or ""),
        first_response=str(typed.get("first_response") or ""),
        exec_asked=bool(typed.get("exec_asked")),
        origin_url=origin,
        once=bool(origin),
        by=call.actor,
        at=call.at,
    )
    address = f"{settings.BASE_URL}/escalations/{escalation.ref}"
    text = (
        f"{link(address, escalation.ref)} is raised. Everybody on the rotation is told; until "
        "somebody accepts it, you are answerable."
    )
    if thread.ts and not thread.channel_id.startswith("D") and _is_closed_to_us(thread, call):
        text += (
            " Holdfast is not in that private channel: write `/invite @Holdfast` there, and its card "
            "and what happens come into the thread. Until then they are on its page."
        )
    answers.say(inside(call, thread), text)


def _is_closed_to_us(thread: Thread, call: Call) -> bool:
    """A private channel that we are not in; Slack says that there is none."""
    try:
        client.ask("conversations_info", at=call.at, channel=thread.channel_id)
    except Outside:
        return True
    except (Gone, Refused):
        return False
    return False


# “Not an escalation.”


@opens(f"click:{DISMISS}")
def dismissal(call: Call) -> View:
    """Why it is none: who called reads it."""
    tag = _tag(call.value)
    if not tag.is_open:
        became = tag.answer.escalation
        raise Conflict(f"It is {became.ref} already." if became else "It is answered already.")
    quoted = said(tag.text, most=500) or "No words, only the call."
    return inputs.form(
        DISMISS,
        "Not an escalation",
        "Say so",
        [
            inputs.words(f"*{said(tag.said_by_whom, most=100)}* called:\n{quoted}"),
            inputs.text("reason", "Why is it no escalation?", hint="Who called reads it."),
        ],
        {"tag": tag.pk},
    )


def _no_reason(call: Call) -> dict[str, str]:
    said_so: Any = call.typed.get("reason") or ""
    ask = "Say why it is no escalation; who called reads it."
    return {} if str(said_so).strip() else {"reason": ask}


@on_view(DISMISS, check=_no_reason)
def dismissed(call: Call) -> None:
    dismiss_tag(
        tag_id=int(call.memory.get("tag") or 0),
        reason=str(call.typed.get("reason") or ""),
        by=call.actor,
        at=call.at,
    )


def _tag(value: str) -> Tag:
    number = value.removeprefix("tag-")
    return tag_numbered(int(number) if number.isascii() and number.isdigit() else 0)
