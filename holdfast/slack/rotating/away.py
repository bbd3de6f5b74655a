"""Days on which somebody is not at work: seats, swaps and clocks look at them."""

from __future__ import annotations

from datetime import date

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from holdfast.kernel.refusal import Invalid
from holdfast.people.actions import add_absence, remove_absence
from holdfast.people.models import Absence
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, on_click, on_command, on_view, opens
from holdfast.slack.rotating.words import days, number, on_web, today
from holdfast.slack.text import said
from holdfast.slack.verbs import Verb

OPEN, REMOVE = "away.open", "away.remove"
_MOST_LISTED = 15
_MOST_WHY = 200
_HOW = (
    "Write `/holdfast away 2026-04-01 2026-04-05 why`: first day, last day, and why, if you like."
)


def verb() -> Verb:
    return Verb(OPEN, "Days away…", "away")


@opens("command:away")
def _on_command(call: Call) -> View | None:
    """With days behind it the command does it; alone it opens the form."""
    return None if len(call.text.split()) > 1 else form(call)


@on_command("away", "say on which days you are away: away 2026-04-01 2026-04-05 [why]")
def _typed(call: Call) -> None:
    first, last, why = _read(call.text)
    _add(call, first, last, why)


def _read(text: str) -> tuple[date, date, str]:
    """First day, last day (the same where there is one only), and the words behind them."""
    _, *said_so = text.split()
    found: list[date] = []
    while said_so and len(found) < 2:
        try:
            found.append(date.fromisoformat(said_so[0]))
        except ValueError:
            break
        said_so.pop(0)
    if not found:
        raise Invalid(f"“{text.partition(' ')[2][:40]}” begins with no date. {_HOW}")
    return found[0], found[-1], " ".join(said_so)


@opens(f"click:{OPEN}")
def form(call: Call) -> View:
    person = call.person
    assert person is not None, "nothing opens for somebody who is not known"
    first = today(call.at)
    blocks: list[Block] = [
        inputs.day("starts_on", "First day away", value=first),
        inputs.day("ends_on", "Last day away", value=first),
        inputs.text(
            "reason",
            "Why",
            hint="Everybody can read it.",
            optional=True,
            lines=False,
            most=_MOST_WHY,
        ),
    ]
    coming = person.absences.filter(ends_on__gte=first).order_by("starts_on", "pk")
    for absence in coming[:_MOST_LISTED]:
        blocks.append(inputs.words(_in_words(absence)))
        if not absence.calendar_id:
            button = Verb(REMOVE, "Remove", str(absence.pk)).button(at=str(absence.pk))
            blocks.append(ActionsBlock(elements=[button]))
    page = on_web(f"/people/{person.login}", "Working hours and calendars are on the web")
    blocks.append(inputs.words(page))
    return inputs.form(OPEN, "Days away", "Save", blocks)


def _in_words(absence: Absence) -> str:
    why = f": {said(absence.reason, most=300)}" if absence.reason else ""
    read = " (read from your calendar; change it there)" if absence.calendar_id else ""
    return f"{days((absence.starts_on, absence.ends_on))}{why}{read}"


def _check(call: Call) -> dict[str, str]:
    first, last = (inputs.typed_day(call, name) for name in ("starts_on", "ends_on"))
    if first and last and last < first:
        return {"ends_on": "The absence ends before it starts; swap the two days."}
    return {}


@on_view(OPEN, check=_check)
def _save(call: Call) -> None:
    first, last = (inputs.typed_day(call, name) for name in ("starts_on", "ends_on"))
    if first is None or last is None:
        raise Invalid("Give a day; one day away is the same day twice.")
    _add(call, first, last, call.typed.get("reason") or "")


def _add(call: Call, first: date, last: date, why: str) -> None:
    absence = add_absence(
        login=call.actor.login, starts_on=first, ends_on=last, reason=why, by=call.actor, at=call.at
    )
    answers.say(call, f"Noted: you are away {_in_words(absence)}.")


@on_click(REMOVE)
def _remove(call: Call) -> None:
    remove_absence(absence_id=number(call.value), by=call.actor, at=call.at)
    answers.say(call, "Removed: you are at work on these days.")
