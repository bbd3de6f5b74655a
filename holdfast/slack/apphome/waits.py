"""What is due: everything that waits for a word of this person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from slack_sdk.models.blocks import Block

from holdfast.escalation.models import Ask
from holdfast.escalation.queries import closures_to_answer, held_by, page
from holdfast.escalation.queries.ask import asks_waiting_for
from holdfast.escalation.queries.cornered import calls_to
from holdfast.escalation.queries.first_week import starts_first_week
from holdfast.escalation.queries.piece import bounced_pieces, pieces_waiting_for
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.rotation.queries import who
from holdfast.rotation.queries.relief import reliefs_concerning
from holdfast.rotation.queries.seats import seats_of
from holdfast.slack.apphome.parts import (
    Called,
    address,
    and_more,
    days,
    header,
    is_engineer,
    lines,
    page_of,
    row,
    small,
    titled,
    today_of,
)
from holdfast.slack.home import section
from holdfast.slack.text import link, moment, said
from holdfast.slack.verbs import Verb

_MOST = 9  # two blocks each, of Slack's hundred
_MOST_UNOWNED = 3
_MOST_WHAT = 200  # characters of what somebody asks


class Waiting(NamedTuple):
    """One thing: its line, what is to be said to it, and the buttons for that."""

    words: str
    to_do: str
    verbs: tuple[Verb, ...] = ()


@section(20)
def due(person: Person, at: datetime) -> list[Block]:
    """The most urgent kind first, and each kind as its own query has it."""
    found = [
        *_calls(person),
        *_unowned(person, at),
        *_closings(person),
        *_asks(person),
        *_pieces(person),
        *_seats(person, at),
        *_first_week(person, at),
    ]
    if not found:
        taught = "Nothing. What somebody asks of you stands here until you answered."
        return [header("Waits for you"), small(taught)] if is_engineer(person) else []
    blocks: list[Block] = [header("Waits for you")]
    for each in found[:_MOST]:
        blocks.append(lines(each.words, each.to_do))
        if each.verbs:
            blocks.append(row(*each.verbs))
    return [*blocks, *and_more(len(found) - _MOST, "/")]


def _calls(person: Person) -> Iterator[Waiting]:
    found = calls_to(person.pk)
    called = Called([each.cornered.by_id for each in found])
    for each in found:
        corner = each.cornered
        escalation = corner.escalation
        asks = f"{called(corner.by)} is cornered and asks you: {titled(escalation)}"
        until = f"Say that you have it; it must move again by {moment(corner.until)}"
        verb = Verb("cornered.acknowledge", "I have it", escalation.ref, style="primary")
        yield Waiting(asks, until, (verb,))


def _unowned(person: Person, at: datetime) -> Iterator[Waiting]:
    """For who is on now: what nobody has accepted."""
    programme = default_programme()
    if all(
        each.person.pk != person.pk or not each.has_duty for each in who(programme, at=at).engineers
    ):
        return
    found = page(programme, state="raised", limit=_MOST_UNOWNED).items
    called = Called([each.raised_by_id for each in found])
    for each in found:
        yield Waiting(
            titled(each),
            f"Nobody owns it yet; raised by {called(each.raised_by)} {moment(each.raised_at)}",
            (
                Verb("escalation.accept", "Accept", each.ref, style="primary"),
                Verb("escalation.decline", "Decline…", each.ref),
            ),
        )


def _closings(person: Person) -> Iterator[Waiting]:
    found = closures_to_answer(person.pk)
    called = Called([each.by_id for each in found])
    for each in found:
        number = str(each.pk)
        yield Waiting(
            f"{called(each.by)} asks to close {titled(each.escalation)}",
            said(each.reason, most=_MOST_WHAT),
            (
                Verb("closure.agree", "Agree", number, style="primary"),
                Verb("closure.refuse", "Not yet…", number),
            ),
        )


def _asks(person: Person) -> Iterator[Waiting]:
    found = asks_waiting_for(person)
    called = Called([each.by_id for each in found])
    for each in found:
        whom = said(str(each.to_team)) if each.to_team else "you"
        where = link(f"{page_of(each.escalation)}#asks", each.escalation.ref)
        asks = f"{called(each.by)} asks {whom} on *{where}*: {said(each.what, most=_MOST_WHAT)}"
        word = "Nobody has answered yet" if each.state == "sent" else each.state.capitalize()
        yield Waiting(asks, f"{word} · due {moment(each.due_at)}", _answers(each))


def _answers(asked: Ask) -> tuple[Verb, ...]:
    """The next word of an ask, and the no."""
    number = str(asked.pk)
    decline = Verb("ask.decline", "Decline…", number)
    match asked.state:
        case "sent":
            return Verb("ask.acknowledge", "I have it", number, style="primary"), decline
        case "acknowledged":
            return Verb("ask.agree", "Agree", number, style="primary"), decline
    return Verb("ask.finish", "Done…", number, style="primary"), decline


def _pieces(person: Person) -> Iterator[Waiting]:
    for each in pieces_waiting_for(person):
        piece, number = each.piece, str(each.piece.pk)
        title = link(address(f"/pieces/{number}"), piece.title)
        yield Waiting(
            f"A piece of {piece.escalation.ref} for {said(str(piece.team))}: *{title}*",
            f"Take it, or send it back with the reason; here since {moment(each.moved_at)}",
            (
                Verb("piece.take", "Take it", number, style="primary"),
                Verb("piece.bounce", "Send back…", number),
            ),
        )
    for each in bounced_pieces(held_by(person.pk)):
        title = link(address(f"/pieces/{each.piece.pk}"), each.piece.title)
        yield Waiting(
            f"{said(str(each.piece.team))} sent back a piece of {each.piece.escalation.ref}: *{title}*",
            f"Send it again with what was missing, or to another team; {moment(each.moved_at)}",
        )


def _seats(person: Person, at: datetime) -> Iterator[Waiting]:
    """Seats that are still a claim, and reliefs that somebody waits for."""
    today = today_of(person, at)
    for seat in seats_of(person, since=today):
        if getattr(seat, "confirmation", None) is None:
            number = str(seat.pk)
            where = link(address(f"/rotation#window-{seat.window_id}"), "seat on the rotation")
            yield Waiting(
                f"Is your {where} right? {days(seat.days)}",
                "Nobody has confirmed it yet.",
                (
                    Verb("seat.confirm", "Confirm", number, style="primary"),
                    Verb("seat.withdraw", "Withdraw…", number),
                ),
            )
    found = reliefs_concerning(person, today=today).to_acknowledge
    called = Called([each.seat.person_id for each in found])
    for relief in found:
        number = str(relief.pk)
        where = link(address(f"/reliefs/{number}"), "relief")
        yield Waiting(
            f"{called(relief.seat.person)} is on the rotation {days(relief.seat.days)}",
            f"Their {where}: say that their team makes room.",
            (Verb("relief.acknowledge", "Acknowledge…", number, style="primary"),),
        )


def _first_week(person: Person, at: datetime) -> Iterator[Waiting]:
    if starts_first_week(person, today=today_of(person, at)):
        yield Waiting(
            link(address("/first-week"), "Your first week on the rotation"),
            "What to have done before it is needed.",
        )
