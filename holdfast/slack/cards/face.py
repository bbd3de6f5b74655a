"""What a card shows: how it stands, what is at stake, what is next, and the buttons for that.

Quiet, and readable on a phone at three in the morning: the state first, one line for each thing that
is not as usual, nothing that can be read on the page behind the title.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    SectionBlock,
)

from holdfast.escalation.actions.raising import FIRST_STEP
from holdfast.escalation.models import ClosureRequest, Escalation, Handover
from holdfast.escalation.queries import Attached, attached, pending_closure, pending_handover
from holdfast.escalation.queries.ask import asks_of
from holdfast.escalation.queries.closure import answerers
from holdfast.escalation.queries.cornered import running_corner
from holdfast.escalation.queries.merge import standing_merge
from holdfast.escalation.queries.piece import pieces_progress
from holdfast.kernel.text import plural
from holdfast.people.models import Person
from holdfast.slack.identity import users_of
from holdfast.slack.text import MOST_TEXT, link, moment, said, user
from holdfast.slack.verbs import Verb

_MOST_STAKES = 600
_MOST_WHY = 300
_MOST_LINE = 250


def face(escalation: Escalation, *, at: datetime) -> tuple[str, list[Block]]:
    """The words for notifications and the blocks, as things stand at this moment."""
    if not escalation.is_open:
        return _ended(escalation)
    hangs = attached(escalation)
    offer = pending_handover(escalation) if hangs.offer else None
    closing = pending_closure(escalation) if hangs.closing else None
    standing = list(_standing(escalation, offer, closing, at=at))
    blocks: list[Block] = [
        _section(_head(escalation), *standing),
        _section(
            f"*At stake*\n{said(escalation.stakes, most=_MOST_STAKES)}",
            f"*Why now*\n{said(escalation.why_now, most=_MOST_WHY)}",
        ),
        *_next(escalation, at=at),
        _context(_attached(escalation, hangs), _raised(escalation)),
        ActionsBlock(elements=_controls(escalation, offer, closing)),
    ]
    return _text(escalation, standing[0]), blocks


def address(escalation: Escalation) -> str:
    return f"{settings.BASE_URL}/escalations/{escalation.ref}"


def day(on: date) -> str:
    return f"{on:%a %-d %b}"


def _section(*lines: str) -> SectionBlock:
    """Whole lines, as many as Slack takes: a half one could break a name or a moment."""
    shown, left = [], MOST_TEXT
    for line in lines:
        if len(line) <= left:
            shown.append(line)
            left -= len(line) + 1
    return SectionBlock(text=MarkdownTextObject(text="\n".join(shown)))


def _context(*parts: str) -> ContextBlock:
    words = " · ".join(part for part in parts if part)
    return ContextBlock(elements=[MarkdownTextObject(text=words)])


def _text(escalation: Escalation, state: str) -> str:
    return f"{escalation.ref} · {said(escalation.title)}: {state}"


def _head(escalation: Escalation) -> str:
    title = link(address(escalation), f"{escalation.ref} · {escalation.title}")
    graded = escalation.get_severity_display().replace(":", " ·", 1)
    customer = f" · {said(escalation.customer)}" if escalation.customer else ""
    return f"*{title}*\n{graded}{customer}"


def _standing(
    escalation: Escalation,
    offer: Handover | None,
    closing: ClosureRequest | None,
    *,
    at: datetime,
) -> Iterator[str]:
    """Who has it, then what is not as usual, a line each."""
    owner = escalation.owner
    if owner is None:
        yield f":red_circle: *Nobody owns it yet.* {name(escalation.raised_by)} is answerable."
    else:
        yield f":large_blue_circle: {_contact(owner)} owns it and is the single point of contact."
    if offer:
        yield (
            f":arrow_right: Offered to *{name(offer.to)}* until {moment(offer.expires_at)}; "
            f"{name(escalation.answerable)} owns it until they accept."
        )
    if corner := running_corner(escalation):
        asked = ", ".join(
            f"{name(rung.person)}{' has it' if hasattr(rung, 'acknowledgement') else ''}"
            for rung in corner.rungs.all()
        )
        yield (
            f":rotating_light: *Cornered:* {_line(corner.reason)} It must move by "
            f"{moment(corner.until)}.{f' Asked: {asked}.' if asked else ''}"
        )
    if pause := escalation.pause:
        yield f":zzz: *Paused* until {moment(pause.resumes_at)}: {_line(pause.reason)}"
    if escalation.stagnates_since:
        yield f":warning: *Stands still* since {moment(escalation.stagnates_since)}."
    if closing:
        yield (
            f":checkered_flag: *{name(closing.by)} asks to close it* as "
            f"{closing.get_outcome_display().lower()}: {_line(closing.reason)} "
            f"{_who_answers(escalation, closing)}"
        )
    due = escalation.update_due_at
    if due and due <= at and not escalation.pause:
        late = "It should have been accepted by" if owner is None else "An update was due"
        yield f":warning: *{late}* {moment(due)}."


def _contact(owner: Person) -> str:
    """By their account, so that one touch writes to them; by name where we know none."""
    account = users_of([owner.pk]).get(owner.pk)
    return user(account) if account else f"*{name(owner)}*"


def name(person: Person) -> str:
    return said(str(person), most=80)


def _line(text: str, *, most: int = _MOST_LINE) -> str:
    """Somebody's words within a line, ended like a sentence."""
    words = said(" ".join(text.split()), most=most)
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _who_answers(escalation: Escalation, closing: ClosureRequest) -> str:
    able = answerers(escalation, asked_by=closing.by_id)
    people = [escalation.raised_by, escalation.support_engineer]
    names = dict.fromkeys(name(each) for each in people if each and each.pk in able)
    return f"{' or '.join(names)} answers."


def _next(escalation: Escalation, *, at: datetime) -> Iterator[Block]:
    lines = []
    if escalation.next_step != FIRST_STEP:
        lines.append(
            f"*Next* {said(escalation.next_step, most=_MOST_WHY)}\n"
            f"{name(escalation.next_step_by)}, by {day(escalation.next_step_on)}"
        )
    due = escalation.update_due_at
    if due and due > at and not escalation.pause:
        waits = "Somebody accepts it by" if escalation.owner is None else "Next update by"
        lines.append(f"*{waits}* {moment(due)}")
    if lines:
        yield _section(*lines)


def _attached(escalation: Escalation, hangs: Attached) -> str:
    """What others do for it: pieces and asks, counted."""
    parts = []
    if hangs.pieces and (pieces := pieces_progress([escalation]).get(escalation.pk)):
        parts.append(said(pieces, most=300))
    waits = sum(each.is_open for each in asks_of(escalation)) if hangs.asks else 0
    if waits:
        parts.append(f"{plural(waits, 'ask')} open")
    return " · ".join(parts)


def _raised(escalation: Escalation) -> str:
    raiser, support = escalation.raised_by, escalation.support_engineer
    words = f"Raised {moment(escalation.raised_at)} by {name(raiser)}"
    if support is None:
        return words
    if support.pk == raiser.pk:
        return f"{words}, who answers to the customer"
    return f"{words} · {name(support)} answers to the customer"


def _ended(escalation: Escalation) -> tuple[str, list[Block]]:
    """Short: how it ended and why, and the way back."""
    ending = _ending(escalation)
    return _text(escalation, ending), [
        _section(_head(escalation), ending),
        _context(_raised(escalation)),
        ActionsBlock(
            elements=[Verb("escalation.reopen", "Reopen…", escalation.ref).button()],
        ),
    ]


def _ending(escalation: Escalation) -> str:
    if decline := escalation.decline:
        instead = f"\n*Instead:* {_long(decline.alternative)}" if decline.alternative else ""
        return (
            f":no_entry: *Declined by {name(decline.by)}*, {moment(decline.at)}: "
            f"{_long(decline.reason)}{instead}"
        )
    closure = escalation.closure
    assert closure is not None, "what is not open was declined or closed"
    if merged := standing_merge(escalation):
        into = link(address(merged.into), f"{merged.into.ref} · {merged.into.title}")
        return f":twisted_rightwards_arrows: *The same as {into}*, where it goes on."
    outcome = closure.request.get_outcome_display().lower()
    agreed = f" {name(closure.by)} agreed." if closure.by else " Nobody objected in time."
    return (
        f":white_check_mark: *Closed as {outcome}*, {moment(closure.at)}: "
        f"{_long(closure.request.reason)}{agreed}"
    )


def _long(text: str) -> str:
    return _line(text, most=_MOST_STAKES)


def _controls(
    escalation: Escalation, offer: Handover | None, closing: ClosureRequest | None
) -> list[ButtonElement]:
    """The buttons of the state; whoever may not use one is told so by the action."""
    verbs = [*_verbs(escalation, offer, closing), Verb("escalation.more", "More…", escalation.ref)]
    return [verb.button() for verb in verbs]


def _verbs(
    escalation: Escalation, offer: Handover | None, closing: ClosureRequest | None
) -> Iterator[Verb]:
    ref = escalation.ref
    if closing:
        yield Verb("closure.agree", "Agree", str(closing.pk), style="primary")
        yield Verb("closure.refuse", "Not yet…", str(closing.pk))
    if escalation.owner is None:
        yield Verb("escalation.accept", "Accept", ref, style="" if closing else "primary")
        yield Verb("escalation.decline", "Decline…", ref)
        return
    if offer:
        first = not closing
        yield Verb(
            "handover.accept", "Accept handover", str(offer.pk), style="primary" if first else ""
        )
        yield Verb("handover.decline", "Decline…", str(offer.pk))
        yield Verb("handover.withdraw", "Withdraw", str(offer.pk))
    usual = not (closing or offer)
    yield Verb("escalation.update", "Update…", ref, style="primary" if usual else "")
    if usual:
        yield Verb("escalation.ask", "Ask for help…", ref)
    if escalation.cornered_id:
        yield Verb("escalation.free", "It moves again…", ref)
    else:  # never more than one touch away (R53)
        yield Verb("escalation.corner", "Cornered…", ref)
    if not usual:
        return
    yield Verb("escalation.hand_over", "Hand over…", ref)
    yield Verb("escalation.ask_to_close", "Ask to close…", ref)
