"""Saying in which windows one would sit: the consent without which nobody is seated (R29, R36)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, NotAllowed, NotFound
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import rank
from holdfast.rotation.actions import SignedUp, sign_up_sheet
from holdfast.rotation.models import SignUp, Window
from holdfast.rotation.queries.sign_ups import open_windows, said_by, volunteer_of
from holdfast.rotation.rules.sign_ups import (
    BOTH,
    EAGER,
    FIRST,
    HALVES,
    IF_NEEDED,
    NO,
    SECOND,
    WILLING,
    Said,
)
from holdfast.slack import answers, inputs
from holdfast.slack.calls import Call, on_view, opens, register
from holdfast.slack.rotating.seat import give_up
from holdfast.slack.rotating.words import days, number, on_web, today
from holdfast.slack.text import said as escaped
from holdfast.slack.text import shorten
from holdfast.slack.verbs import Verb, on_told

OPEN = "sign_up.open"
# Two fields each in a view of a hundred blocks, and in 3,000 characters of memory; nobody plans
# further ahead than a year.
MOST_ASKED = 12
_MOST_NOTE = 2000
_BY_NAME = {name: halves for halves, name in HALVES.items()}
_GONE = "It was dropped, or has begun, since this form was opened; leave it as it was."
_MOVED = "Its days were changed since this form was opened; leave it, and open the form again."
_STAYS = "A word stands until another one is said; choose No where you do not want it any more."
_BARE = "Say whether you would sit in it; the note goes with that."


def verb(words: str = "Say for which windows…") -> Verb:
    return Verb(OPEN, words, "windows", style="primary")


@on_told("sign_up.asked", "window.announced")
def _told(_event: Event, person: Person, _reader: str, _known: dict[str, Any]) -> Iterable[Verb]:
    return [verb("Sign up…")] if rank(person.role) >= rank("engineer") else []


register.commands["join"] = "say in which windows of the rotation you would sit"


@opens(f"click:{OPEN}")
@opens("command:join")
def form(call: Call) -> View:
    """The coming windows, one's word about each as it is."""
    person = call.person
    assert person is not None, "nothing opens for somebody who is not known"
    if rank(person.role) < rank("engineer"):
        raise NotAllowed(
            "You are no engineer of the programme yet; a lead changes the role on your page."
        )
    windows = coming(call.at)
    if not windows:
        raise NotFound("No window is open for sign-up now; you hear when one is.")
    said = said_by(person, windows)
    asked, halves = windows[:MOST_ASKED], volunteer_of(person).halves
    blocks: list[Block] = [
        inputs.words(
            "Nobody is seated who did not say yes, and you can say something else at any time."
        )
    ]
    for window in asked:
        blocks += _fields(window, said.get(window.pk), halves=halves)
    more = (
        f"{len(windows) - len(asked)} later windows are there, too: "
        if windows[MOST_ASKED:]
        else ""
    )
    blocks.append(inputs.words(f"{more}{on_web('/rotation/sign-ups', 'All of them on the web')}"))
    memory = {
        str(window.pk): [_value(said[window.pk]), _digest(said[window.pk].note)]
        for window in asked
        if window.pk in said
    }
    asked_for = {"asked": {str(each.pk): _days(each) for each in asked}, "said": memory}
    return inputs.form(OPEN, "Sign up", "Save", blocks, asked_for)


def coming(at: datetime) -> list[Window]:
    """The windows that have not begun, soonest first."""
    first = today(at)
    return [each for each in open_windows(default_programme(), at=at) if each.starts_on > first]


def _fields(window: Window, row: SignUp | None, *, halves: bool) -> list[Block]:
    word = _value(row) if row else ""
    offered = [*_choices(halves=halves)]
    if word and word not in dict(offered):  # said on the web, by somebody who takes whole ones only
        offered.append((word, _in_words(word)))
    return [
        inputs.choice(
            f"word_{window.pk}",
            days((window.starts_on, window.ends_on)),
            offered,
            value=word,
            optional=True,
        ),
        inputs.text(
            f"note_{window.pk}",
            "Note",
            value=row.note if row else "",
            optional=True,
            lines=False,
            most=_MOST_NOTE,
        ),
    ]


def _choices(*, halves: bool) -> Iterable[tuple[str, str]]:
    for choice in (EAGER, WILLING, IF_NEEDED):
        for part in (BOTH, FIRST, SECOND) if halves else (BOTH,):
            value = f"{choice}:{HALVES[part]}"
            yield value, _in_words(value)
    value = f"{NO}:{HALVES[BOTH]}"
    yield value, _in_words(value)


def in_words(row: SignUp) -> str:
    """“willing, first half”."""
    return _in_words(_value(row)).lower()


def _value(row: SignUp) -> str:
    halves = row.halves if row.choice else BOTH
    return f"{row.choice}:{HALVES.get(halves, HALVES[BOTH])}"


def _read(value: str, note: str = "") -> Said:
    choice, _, halves = value.partition(":")
    return Said(number(choice), _BY_NAME.get(halves, BOTH), note)


def _in_words(value: str) -> str:
    return str(_read(value)).capitalize()


def _days(window: Window) -> str:
    return f"{window.starts_on} {window.ends_on}"


def _digest(note: str) -> str:
    return sha256(note.encode()).hexdigest()[:8] if note else ""


def _changed(call: Call) -> dict[int, tuple[str, str]]:
    """Word and note of each window where the form says something else than when it was opened."""
    before, typed = call.memory.get("said", {}), call.typed
    found: dict[int, tuple[str, str]] = {}
    for window in call.memory.get("asked", {}):
        word, note = typed.get(f"word_{window}") or "", typed.get(f"note_{window}") or ""
        if [word, _digest(note)] != before.get(window, ["", ""]):
            found[int(window)] = (word, note)
    return found


def _check(call: Call) -> dict[str, str]:
    changed = _changed(call)
    here = {each.pk: _days(each) for each in coming(call.at)} if changed else {}
    wrong: dict[str, str] = {}
    for window, (word, _) in changed.items():
        if window not in here:
            wrong[f"word_{window}"] = _GONE
        elif here[window] != call.memory["asked"][str(window)]:
            wrong[f"word_{window}"] = _MOVED
        elif not word:
            known = str(window) in call.memory.get("said", {})
            wrong[f"word_{window}"] = _STAYS if known else _BARE
    return wrong


@on_view(OPEN, check=_check)
def _save(call: Call) -> None:
    said = {window: _read(word, note) for window, (word, note) in _changed(call).items()}
    if not said:
        answers.say(call, "Nothing was changed.")
        return
    if _MOVED in _check(call).values():  # while it waited for us
        raise Conflict(f"{_MOVED} Nothing of it was saved.")
    done = sign_up_sheet(
        programme=default_programme(), login=call.actor.login, said=said, by=call.actor, at=call.at
    )
    text = _saved(done)
    blocks: list[Block] = [inputs.words(text)]
    if done.still_seated:
        buttons = [
            give_up(seat, f"Give up {days(seat.days)}…").button(at=str(seat.pk))
            for seat in done.still_seated[:5]
        ]
        blocks.append(ActionsBlock(elements=buttons))
    answers.say(call, text, blocks=blocks)


def _saved(done: SignedUp) -> str:
    if not done.written:
        return "It was as you say already; nothing was changed."
    lines = ["Saved:"]
    for row in done.written:
        word = in_words(row)
        span = days((row.window.starts_on, row.window.ends_on))
        lines.append(f"• {span}: *{word}*{f' ({escaped(row.note, most=100)})' if row.note else ''}")
    lines += [
        f"You still have the seat {days(seat.days)}: it stays yours until you give it up."
        for seat in done.still_seated
    ]
    return shorten("\n".join(lines), 3000)
