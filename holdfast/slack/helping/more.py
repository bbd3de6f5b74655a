"""More…: what this person may do now with an escalation, and the lists that hang on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, DividerBlock, SectionBlock
from slack_sdk.models.views import View

from holdfast.escalation.models import AskAnswer, Escalation
from holdfast.escalation.possible import (
    possible_with_ask,
    possible_with_participant,
    possible_with_piece,
)
from holdfast.escalation.queries import attached
from holdfast.escalation.queries.ask import asks_of
from holdfast.escalation.queries.link import links_of
from holdfast.escalation.queries.participant import participants
from holdfast.escalation.queries.piece import pieces_of
from holdfast.escalation.rules.piece import progress
from holdfast.slack.calls import Call, opens
from holdfast.slack.helping import asks, corners, pieces
from holdfast.slack.helping import participants as people
from holdfast.slack.helping.press import drawn
from holdfast.slack.helping.subjects import Subject, heading, me, of_escalation
from holdfast.slack.modals import MOST_TITLE
from holdfast.slack.text import link, moment, plain, quote, said
from holdfast.slack.verbs import Verb

_MOST_ROWS = 30  # of a list; Slack takes 100 blocks in a view, and a row is up to three

# What a card has buttons for; elsewhere these come first.
_ON_CARD = (
    ("update", "escalation.update", "Update…"),
    ("offer_handover", "escalation.hand_over", "Hand it over…"),
    ("ask_to_close", "escalation.ask_to_close", "Ask to close it…"),
)
# (heading, ((what it must allow, the form it opens, its words), …))
_GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Get help",
        (
            ("ask", "escalation.ask", "Ask for help…"),
            ("corner", "escalation.corner", "Cornered: I cannot move it on alone…"),
            ("hand_out_piece", "escalation.hand_out", "Hand out a piece…"),
        ),
    ),
    (
        "Pass it on or end it",
        (
            ("pause", "escalation.pause", "Pause it…"),
            ("resume", "escalation.resume", "Resume it…"),
            ("merge", "escalation.merge", "It is a duplicate…"),
        ),
    ),
    (
        "Who is involved",
        (
            ("involve", "escalation.involve", "Involve somebody…"),
            ("name_support", "escalation.name_support", "Who answers to the customer…"),
        ),
    ),
    (
        "Write down",
        (
            ("record_fix", "escalation.fix", "Say who fixed it…"),
            ("classify", "escalation.classify", "What did it turn out to be?…"),
            ("learn", "escalation.learn", "What should others know?…"),
            ("link", "escalation.link", "Link an incident or a page…"),
            ("regrade", "escalation.regrade", "Change its severity…"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One of a list, in words, with its buttons."""

    words: str
    verbs: Sequence[Verb]


Rows = Callable[[Call, Subject, Escalation], list[Row]]


@opens("click:escalation.more")
def more(call: Call) -> View:
    """Groups where there is nothing to do are left out."""
    subject = of_escalation(call, call.value)
    escalation = subject.escalation
    assert escalation is not None, "it was read by its ref"
    blocks: list[Block] = [_section(subject.words)]
    now = [*corners.verbs(subject.ref, subject.can)]
    if not call.payload.get("message"):
        now += _verbs(subject, _ON_CARD)
    for name, offered in (("Now", now), *_groups(subject)):
        if offered:
            blocks += [_section(f"*{name}*"), _buttons(offered)]
    if lists := _lists(escalation):
        blocks += [_section("*What there is*"), _buttons(lists)]
    if len(blocks) == 1:
        blocks.append(_section("There is nothing that you can do with it now."))
    return _view("escalation.more", f"More on {subject.ref}", subject.ref, blocks)


def _groups(subject: Subject) -> Iterable[tuple[str, list[Verb]]]:
    for name, each in _GROUPS:
        yield name, _verbs(subject, each)


def _verbs(subject: Subject, each: Iterable[tuple[str, str, str]]) -> list[Verb]:
    return [Verb(form, words, subject.ref) for word, form, words in each if word in subject.can]


def _lists(escalation: Escalation) -> list[Verb]:
    """The lists that have something in them."""
    hangs = attached(escalation)
    there = (
        (hangs.asks, "escalation.asks", "What was asked…"),
        (hangs.pieces, "escalation.pieces", "Pieces…"),
        (hangs.participants, "escalation.participants", "Who is involved…"),
        (hangs.links, "escalation.links", "Links…"),
    )
    return [Verb(name, words, escalation.ref) for is_there, name, words in there if is_there]


def _list(name: str, title: str) -> Callable[[Rows], Rows]:
    """A list with buttons in its rows, opened by a button and drawn anew after a press in it."""

    def add(rows: Rows) -> Rows:
        def draw(call: Call, ref: str) -> View:
            subject = of_escalation(call, ref)
            escalation = subject.escalation
            assert escalation is not None, "it was read by its ref"
            found = rows(call, subject, escalation)
            blocks: list[Block] = [_section(heading(escalation))]
            for number, row in enumerate(found[:_MOST_ROWS]):
                blocks += [DividerBlock(), _section(row.words)]
                if row.verbs:
                    blocks.append(_buttons(row.verbs, at=f"{number}."))
            if len(found) > _MOST_ROWS:
                blocks.append(_section(f"{len(found) - _MOST_ROWS} more stand on its page."))
            if not found:
                blocks.append(_section("There is nothing here."))
            return _view(name, f"{title} of {ref}", ref, blocks)

        opens(f"click:{name}")(lambda call: draw(call, call.value))
        drawn[name] = lambda call: draw(call, str(call.memory.get("of", "")))
        return rows

    return add


@_list("escalation.asks", "Asks")
def _asks(call: Call, _subject: Subject, escalation: Escalation) -> list[Row]:
    return [
        Row(
            f"*{said(str(each.receiver))}* · {each.state} · by {moment(each.due_at)}\n"
            f"{quote(each.what, most=1000)}{_last_word(list(each.answers.all())[-1:])}",
            asks.verbs(each, possible_with_ask(each, by=call.actor, person=me(call)), long=True),
        )
        for each in asks_of(escalation)
    ]


def _last_word(last: Sequence[AskAnswer]) -> str:
    return f"\n“{said(last[0].note, most=600)}”" if last and last[0].note else ""


@_list("escalation.pieces", "Pieces")
def _pieces(call: Call, _subject: Subject, escalation: Escalation) -> list[Row]:
    found = pieces_of(escalation)
    rows = [
        Row(
            pieces.in_words(each),
            pieces.verbs(each, possible_with_piece(each, by=call.actor, person=me(call))),
        )
        for each in found
    ]
    how_far = progress((each.state, each.piece.team.name) for each in found)
    return [Row(said(how_far), ()), *rows] if how_far else rows


@_list("escalation.participants", "People")
def _participants(call: Call, subject: Subject, escalation: Escalation) -> list[Row]:
    return [
        Row(
            people.in_words(each),
            people.verbs(each, possible_with_participant(each, subject.can, person=me(call))),
        )
        for each in participants(escalation)
    ]


@_list("escalation.links", "Links")
def _links(_call: Call, subject: Subject, escalation: Escalation) -> list[Row]:
    return [
        Row(
            f"{link(each.url, str(each))} · {each.get_sort_display()}",
            [Verb("link.remove", "Take it away", str(each.pk))] if "link" in subject.can else [],
        )
        for each in links_of(escalation)
    ]


def _view(name: str, title: str, ref: str, blocks: list[Block]) -> View:
    return View(
        type="modal",
        callback_id=name,
        title=plain(title, most=MOST_TITLE),
        close="Close",
        private_metadata=json.dumps({"of": ref}),
        blocks=blocks,
    )


def _section(words: str) -> SectionBlock:
    return SectionBlock(text={"type": "mrkdwn", "text": words})


def _buttons(offered: Iterable[Verb], *, at: str = "") -> ActionsBlock:
    return ActionsBlock(
        elements=[verb.button(at=f"{at}{place}") for place, verb in enumerate(offered)]
    )
