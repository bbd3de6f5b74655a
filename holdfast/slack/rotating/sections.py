"""What of the rotation is mine, on the App Home."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, HeaderBlock

from holdfast.people.models import Person
from holdfast.rotation.queries import relief as reliefs
from holdfast.rotation.queries import swap as swaps
from holdfast.rotation.queries.sign_ups import said_by
from holdfast.slack import inputs
from holdfast.slack.home import section
from holdfast.slack.rotating import answering, away, relief, sign_up, volunteer
from holdfast.slack.rotating.seat import in_words, seats_of, verbs_of
from holdfast.slack.rotating.words import days, on_web, today
from holdfast.slack.text import said as escaped
from holdfast.slack.verbs import Verb

_MOST = 5  # of a kind; the Home has a hundred blocks for everybody


@section(25)
def what_became(person: Person, at: datetime) -> list[Block]:
    """Reliefs that are over, of which they know what became. Those to be acknowledged stand with what
    waits for them."""
    day = today(at)
    waiting = reliefs.reliefs_concerning(person, today=day).to_tell
    if not waiting:
        return []
    blocks: list[Block] = [HeaderBlock(text="Was it really dropped?")]
    for each in waiting[:_MOST]:
        blocks.append(inputs.words(relief.in_words(each)[:3000]))
        blocks += _buttons(relief.verbs_of(each, person, today=day), of=each.pk)
    return [*blocks, *_rest(len(waiting), "/reliefs")]


@section(30)
def offered_to_me(person: Person, at: datetime) -> list[Block]:
    """Seats that somebody offers to them, or asks them to give."""
    waiting = swaps.swaps_for(person)
    if not waiting:
        return []
    blocks: list[Block] = [HeaderBlock(text="Seats offered to you")]
    for each in waiting[:_MOST]:
        against = answering.stands_against(each, person, at=at)
        lines = [answering.in_words(each)]
        if against:
            lines.append(f"_You could not take it now. {escaped(' '.join(against), most=800)}_")
        blocks.append(inputs.words("\n".join(lines)))
        verbs = answering.verbs_of(each, person, at=at)
        if against:
            verbs = [verb for verb in verbs if verb.name != answering.TAKE]
        blocks += _buttons(verbs, of=each.pk)
    return [*blocks, *_rest(len(waiting), "/swaps")]


@section(40)
def my_next_window(person: Person, at: datetime) -> list[Block]:
    """Their seats, now and ahead, with who is beside them."""
    mine = seats_of(person, at=at)
    if not mine:
        return []
    standing = swaps.open_by_seat(mine)
    blocks: list[Block] = [HeaderBlock(text="Your seats on the rotation")]
    for seat in mine[:_MOST]:
        offered = standing.get(seat.pk)
        blocks.append(inputs.words(in_words(seat, offered)))
        verbs = verbs_of(seat)
        if offered:
            verbs = [verb for verb in verbs if not verb.name.startswith("swap.")]
            verbs += [
                verb
                for verb in answering.verbs_of(offered, person, at=at)
                if verb.name == answering.WITHDRAW
            ]
        blocks += _buttons(verbs, of=seat.pk)
    return [*blocks, *_rest(len(mine), "/rotation")]


@section(50)
def my_words(person: Person, at: datetime) -> list[Block]:
    """What they said about the coming windows, in a line each; for engineers and who ever said
    anything."""
    windows = sign_up.coming(at)
    said = said_by(person, windows)
    if person.role != "engineer" and not said:
        return []
    lines = []
    for window in windows[: sign_up.MOST_ASKED]:
        row = said.get(window.pk)
        word = f"*{sign_up.in_words(row)}*" if row else "not answered"
        lines.append(f"{days((window.starts_on, window.ends_on))}: {word}")
    blocks: list[Block] = [HeaderBlock(text="Would you sit in the coming windows?")]
    blocks.append(inputs.words("\n".join(lines) or "No window is open for sign-up now."))
    verbs = [sign_up.verb()] if windows else []
    return [*blocks, *_buttons([*verbs, volunteer.verb(), away.verb()], of=0)]


def _buttons(verbs: Iterable[Verb], *, of: int) -> list[Block]:
    elements = [verb.button(at=str(of)) for verb in verbs]
    return [ActionsBlock(elements=elements)] if elements else []


def _rest(number: int, path: str) -> list[Block]:
    if number <= _MOST:
        return []
    return [inputs.words(on_web(path, f"{number - _MOST} more on the web"))]
