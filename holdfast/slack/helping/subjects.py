"""What a form or button is about, what this person may do with it now, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from holdfast.escalation.models import Cornered, Escalation, Participant
from holdfast.escalation.possible import (
    possible,
    possible_with_ask,
    possible_with_participant,
    possible_with_piece,
)
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.ask import ask as find_ask
from holdfast.escalation.queries.cornered import running_corner
from holdfast.escalation.queries.participant import participant as find_participant
from holdfast.escalation.queries.piece import find_piece
from holdfast.kernel.refusal import NotAllowed, NotFound
from holdfast.people.models import Person
from holdfast.slack.calls import Call
from holdfast.slack.models import Card
from holdfast.slack.text import quote, said


@dataclass(frozen=True, slots=True)
class Subject:
    """`thing` is what the noun's own module reads of it; `words` stand above its form, as markup."""

    escalation: Escalation | None
    thing: Any
    words: str
    can: frozenset[str]
    passed: dict[str, str]  # word of an action: why it is too late or too early for it
    otherwise: str  # why not, for every other word

    @property
    def ref(self) -> str:
        return self.escalation.ref if self.escalation else ""

    @property
    def has_card(self) -> bool:
        """Is there a message in Slack that shows how it stands?"""
        here = Card.objects.filter(escalation=self.escalation, trouble="").exclude(ts="")
        return self.escalation is not None and here.exists()

    def why_not(self, word: str) -> str:
        return self.passed.get(word) or self.otherwise


def me(call: Call) -> Person:
    """Raises NotAllowed where nobody here has the account."""
    if call.person is None:
        raise NotAllowed("Holdfast does not know who you are yet; link your account first.")
    return call.person


def number(value: str, noun: str) -> int:
    """The number that a button stands for. Raises NotFound."""
    if value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    raise NotFound(f"There is no {noun} {value[:40]}; open the escalation again.")


def of_escalation(call: Call, value: str) -> Subject:
    escalation = by_ref(value)
    corner = running_corner(escalation)
    return Subject(
        escalation=escalation,
        thing=corner,
        words=heading(escalation),
        can=possible(escalation, by=call.actor, corner=corner),
        passed=_passed(escalation, corner),
        otherwise=_otherwise(escalation),
    )


def of_ask(call: Call, value: str) -> Subject:
    ask = find_ask(number(value, "ask"))
    last = list(ask.answers.all())[-1:]
    who = f" by {last[0].by}" if last and last[0].by else ""
    stands = f"This ask is {ask.state}{who}" if last else "This ask waits for its answer"
    return Subject(
        escalation=ask.escalation,
        thing=ask,
        words=f"{heading(ask.escalation)}\nAsked of {said(str(ask.receiver))}:\n{quote(ask.what, most=1500)}",
        can=possible_with_ask(ask, by=call.actor, person=me(call)),
        passed={},
        otherwise=f"{stands}; {ask.receiver} answers it, and {ask.by} or the owner withdraws it.",
    )


def of_piece(call: Call, value: str) -> Subject:
    now = find_piece(number(value, "piece"))
    piece = now.piece
    ended = "" if piece.escalation.is_open else f" and {piece.escalation.ref} has ended"
    return Subject(
        escalation=piece.escalation,
        thing=now,
        words=f"{heading(piece.escalation)}\nA piece for {said(str(piece.team))}: {said(piece.title)}",
        can=possible_with_piece(now, by=call.actor, person=me(call)),
        passed={},
        otherwise=f"This piece is {now.state} ({piece.team}){ended}; {piece.team} moves it, and "
        f"{piece.escalation.answerable} or a lead sends it on.",
    )


def of_participant(call: Call, value: str) -> Subject:
    found = find_participant(number(value, "participant"))
    escalation = by_ref(str(found.escalation_id))
    here = of_escalation(call, escalation.ref)
    return Subject(
        escalation=escalation,
        thing=found,
        words=f"{heading(escalation)}\n{said(str(found))}{_needs(found)}",
        can=possible_with_participant(found, here.can, person=me(call)),
        passed={},
        otherwise=f"{found} is not involved any more; involve them again first."
        if found.left_at
        else here.otherwise,
    )


def heading(escalation: Escalation) -> str:
    return f"*{escalation.ref}* · sev{escalation.severity} · {said(escalation.title, most=300)}"


def _needs(found: Participant) -> str:
    return f" needs:\n{quote(found.needs, most=1000)}" if found.needs else ""


def _passed(escalation: Escalation, corner: Cornered | None) -> dict[str, str]:
    ref = escalation.ref
    if not escalation.is_open or escalation.owner is None:
        return {}
    found = {}
    if corner:
        found["corner"] = (
            f"{ref} is cornered since {corner.at:%a %Y-%m-%d %H:%M} UTC already; say that it moves "
            "again before you call anew."
        )
        found["acknowledge_cornered"] = (
            "This call waits for somebody else, or you said already that you have it."
        )
    else:
        found["free"] = f"{ref} is not cornered; there is nothing to free it from."
        found["acknowledge_cornered"] = f"{ref} is not cornered (any more)."
    if not escalation.pause_id:
        found["resume"] = f"{ref} is not paused; there is nothing to resume."
    return found


def _otherwise(escalation: Escalation) -> str:
    ref, owner = escalation.ref, escalation.owner
    if not escalation.is_open:
        return f"{ref} has ended ({escalation.state}); reopen it first."
    if owner is None:
        return f"Nobody owns {ref} yet; it must be accepted first, or it is not yours to do."
    return f"This is not yours to do on {ref}: {owner}, who owns it, or a lead can."
