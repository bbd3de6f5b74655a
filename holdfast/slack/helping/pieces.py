"""Pieces handed out from Slack, and what their teams say of them (R80, R81, R78)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from holdfast.escalation import actions
from holdfast.escalation.models import Piece, Purpose
from holdfast.escalation.possible import is_of_team, possible_with_piece
from holdfast.escalation.queries.piece import PieceNow, find_piece
from holdfast.journal.models import Event
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Person
from holdfast.people.queries import actor
from holdfast.slack.calls import Call
from holdfast.slack.helping.fields import Field, address, choice, line, offered, text
from holdfast.slack.helping.forms import Form, Said
from holdfast.slack.helping.offers import A_TEAM
from holdfast.slack.helping.press import on_press
from holdfast.slack.helping.subjects import Subject, number, of_escalation, of_piece
from holdfast.slack.text import said
from holdfast.slack.verbs import Verb, on_told

_EVIDENCE = (
    "The steps, the data, the version: what lets the team see it happen. Without it the piece goes "
    "all the same and is flagged."
)


def _evidence(stands: str = "") -> Field:
    hint = "Left empty, what stands there stays." if stands else _EVIDENCE
    return text("evidence", "How was it reproduced?", hint=hint, stands=stands)


def _issue(stands: str = "") -> Field:
    return address(
        "issue_url",
        "The team’s issue",
        hint="The link, if there is one already; it starts with https://.",
        stands=stands,
    )


def _hand_out(call: Call, subject: Subject, given: Said) -> str:
    piece = actions.hand_out_piece(ref=subject.ref, **given, by=call.actor, at=call.at)
    flagged = (
        " It is flagged: nothing says how it was reproduced." if piece.without_evidence else ""
    )
    return f"{said(str(piece.team))} has a piece of {subject.ref}; who answers for it is told.{flagged}"


Form(
    "escalation.hand_out",
    title="Hand out a piece",
    button="Hand it out",
    about=of_escalation,
    word="hand_out_piece",
    fields=lambda _subject: [
        offered(
            "team",
            "To which team?",
            by=A_TEAM,
            ask="Name the team that should do it.",
            hint="Who answers for it is told.",
        ),
        line(
            "title",
            "What should they do, in one line?",
            ask="Say in one line what the team should do.",
        ),
        choice(
            "purpose",
            "What is it for?",
            Purpose.choices,
            ask="Say what it is for.",
            stands=Purpose.FIX.value,
        ),
        _evidence(),
        _issue(),
    ],
    act=_hand_out,
    on_card=False,  # that it is flagged stands nowhere else
).register()


Move = Callable[..., Piece]


def _form(
    word: str,
    act: Move,
    fields: Callable[[Subject], list[Field]],
    *,
    title: str,
    button: str,
    words: str,
    also: Callable[[Call, Subject, Said], None] = lambda _call, _subject, _said: None,
) -> None:
    def carry(call: Call, subject: Subject, given: Said) -> str:
        act(piece_id=subject.thing.piece.pk, **given, by=call.actor, at=call.at)
        return f"{subject.ref}: {words}"

    Form(
        f"piece.{word}",
        title=title,
        button=button,
        about=of_piece,
        word=word,
        fields=fields,
        also=also,
        act=carry,
        on_card=False,
    ).register()


@on_press("piece.take")
def take(call: Call) -> str:
    done = actions.take_piece(piece_id=number(call.value, "piece"), by=call.actor, at=call.at)
    return f"{done.escalation.ref}: {said(str(done.team))} has taken the piece; its owner knows."


_form(
    "bounce",
    actions.bounce_piece,
    lambda _subject: [
        text(
            "reason",
            "Why does it come back?",
            ask="Say why it comes back: what is missing, or whose it is.",
            hint="What is missing, or whose it is. It stays open; the owner reads this and sends it "
            "on.",
        )
    ],
    title="Send it back",
    button="Send it back",
    words="the piece is back with its owner, who reads why.",
)
_form(
    "finish",
    actions.finish_piece,
    lambda subject: [text("note", "What was done?"), _issue(subject.thing.piece.issue_url)],
    title="It is done",
    button="It is done",
    words="the piece is done; its owner knows.",
)
_form(
    "waive",
    actions.waive_piece,
    lambda _subject: [
        text(
            "reason",
            "Why can it be left out?",
            ask="Say why it can be left out; the reason stays with the piece.",
            hint="The escalation can then close without it.",
        )
    ],
    title="Close without it",
    button="Waive it",
    words="the piece is waived; the team knows.",
)
_form(
    "reopen",
    actions.reopen_piece,
    lambda _subject: [
        text(
            "reason",
            "What came back, or what is missing?",
            ask="Say what came back, or what is missing.",
        )
    ],
    title="Reopen the piece",
    button="Reopen it",
    words="the piece waits for its team again.",
)
_form(
    "resend",
    actions.resend_piece,
    lambda subject: [
        offered("team", "To which team?", by=A_TEAM, hint="Left empty, the same team."),
        _evidence(subject.thing.piece.evidence),
        text("note", "A word to the team"),
    ],
    title="Send it again",
    button="Send it",
    words="the piece is sent; who answers for the team is told.",
)


def _something(_call: Call, _subject: Subject, given: Said) -> None:
    if not (given["evidence"] or given["issue_url"]):
        raise Invalid("Give the evidence or the link of the issue.", field="evidence")


_form(
    "amend",
    actions.amend_piece,
    lambda subject: [
        _evidence(subject.thing.piece.evidence),
        _issue(subject.thing.piece.issue_url),
    ],
    title="Evidence or a link",
    button="Add it",
    words="it stands with the piece now.",
    also=_something,
)

_VERBS = (
    ("take", "Take it", "primary"),
    ("resend", "Send it again…", ""),
    ("bounce", "Send it back…", ""),
    ("finish", "It is done…", ""),
    ("waive", "Close without it…", ""),
    ("reopen", "Reopen it…", ""),
    ("amend", "Add evidence or a link…", ""),
)


def verbs(now: PieceNow, can: Iterable[str]) -> list[Verb]:
    allowed, value = set(can), str(now.piece.pk)
    return [
        Verb(f"piece.{word}", words, value, style="primary" if style else "")
        for word, words, style in _VERBS
        if word in allowed
    ]


@on_told(
    "piece.handed_out",
    "piece.sent_again",
    "piece.reopened",
    "piece.silent",
    "piece.bounced",
)
def _told(event: Event, person: Person, _reader: str, _known: dict[str, Any]) -> list[Verb]:
    now = find_piece(event.data["piece"])
    can = possible_with_piece(now, by=actor(person, via="slack"), person=person)
    theirs = is_of_team(now, person)
    kept = {"take", "bounce", "finish"} if theirs else {"resend", "waive"}
    return verbs(now, can & kept)


def in_words(now: PieceNow) -> str:
    """A piece in a list, as markup."""
    piece, last = now.piece, now.last
    facts = [str(piece.team), now.state, str(piece.get_purpose_display())]
    facts += ["no evidence"] if piece.without_evidence else []
    facts += [f"came back {now.bounces} times"] if now.bounces > 1 else []
    note = f"\n“{said(last.note, most=600)}” — {said(str(last.by))}" if last and last.note else ""
    return f"*{said(piece.title)}*\n{said(' · '.join(facts))}{note}"
