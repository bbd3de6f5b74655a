"""What somebody may do now with an escalation, an ask or a piece, asked by every edge before the deed.

`possible` and its kin name the actions (their words) whose buttons are shown; `could_…` raises what the
action would refuse, before a form is sent. Nothing is locked and nothing written: the actions judge
again, and what was possible a moment ago may be refused then.
"""

from __future__ import annotations

from datetime import date, datetime

from holdfast.escalation.actions.closure import must_be_answerable, must_be_closable
from holdfast.escalation.actions.concerned import concerns
from holdfast.escalation.actions.decline import must_be_declinable
from holdfast.escalation.actions.ground import clock_of, next_due
from holdfast.escalation.actions.handover import able_successor, must_be_offerable, offer_answered
from holdfast.escalation.actions.piece import must_have_no_open_piece
from holdfast.escalation.actions.support import active
from holdfast.escalation.actions.tag import must_be_first
from holdfast.escalation.actions.update import must_be_updatable
from holdfast.escalation.models import Ask, Cornered, Escalation, HandoverAnswer, Participant
from holdfast.escalation.queries import by_ref, handover, pending_closure, pending_handover
from holdfast.escalation.queries.ask import may_answer
from holdfast.escalation.queries.closure import answerers, closure_request
from holdfast.escalation.queries.piece import PieceNow
from holdfast.escalation.rules.ask import may_follow
from holdfast.escalation.rules.clock import chosen_update, step_date
from holdfast.escalation.rules.piece import MAY_FOLLOW
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.people.models import Person
from holdfast.people.rules.permission import may, require

_ANSWERS = {
    "acknowledge": "acknowledged",
    "agree": "agreed",
    "decline": "declined",
    "finish": "done",
}


def possible(escalation: Escalation, *, by: Actor, corner: Cornered | None) -> frozenset[str]:
    """What helps it on and what is written down of it; `corner` is the one it is in now."""
    owner = escalation.owner
    mine = bool(owner and owner.pk == by.person_id)
    raiser = escalation.raised_by_id == by.person_id
    customer_side = raiser or escalation.support_engineer_id == by.person_id
    concerned = mine or customer_side
    is_open, answerable = escalation.is_open, escalation.answerable.pk == by.person_id
    moving = bool(owner) and is_open
    may_merge = may(by, "escalation.merge", mine=answerable)
    found = {
        "update": is_open and may(by, "escalation.update", mine=answerable),
        "offer_handover": moving and may(by, "escalation.hand_over", mine=mine),
        "ask_to_close": is_open and may(by, "escalation.ask_to_close", mine=concerned),
        "ask": moving and may(by, "ask.make", mine=mine),
        "corner": moving and corner is None and may(by, "cornered.call", mine=mine),
        "acknowledge_cornered": moving and _waits_for(corner, by),
        "free": moving and corner is not None and may(by, "cornered.free", mine=mine),
        "pause": moving and may(by, "escalation.pause", mine=mine),
        "resume": moving and bool(escalation.pause_id) and may(by, "escalation.pause", mine=mine),
        "hand_out_piece": moving and may(by, "piece.hand_out", mine=mine),
        "record_fix": bool(owner) and may(by, "escalation.fix", mine=mine),
        "classify": may(by, "escalation.classify", mine=concerned),
        "learn": may(by, "escalation.learn", mine=concerned),
        "merge": is_open and (may_merge or (not owner and may(by, "escalation.accept"))),
        "regrade": is_open and may(by, "escalation.regrade", mine=mine or raiser),
        "link": may(by, "escalation.link", mine=mine or raiser),
        "involve": is_open and may(by, "escalation.involve", mine=concerned),
        "name_support": is_open and may(by, "escalation.name_support", mine=customer_side),
    }
    return frozenset(word for word, yes in found.items() if yes)


def possible_with_ask(ask: Ask, *, by: Actor, person: Person) -> frozenset[str]:
    """acknowledge, agree, decline, finish for who is asked; withdraw for who asked."""
    if not ask.is_open:
        return frozenset()
    state, escalation = ask.state, ask.escalation
    owner = escalation.owner.pk if escalation.owner else None
    found = set()
    if may(by, "ask.answer", mine=may_answer(ask, person)):
        found |= {word for word, said in _ANSWERS.items() if may_follow(state, said)}
    if may(by, "ask.withdraw", mine=person.pk in {ask.by_id, owner}):
        found.add("withdraw")
    return frozenset(found)


def possible_with_piece(now: PieceNow, *, by: Actor, person: Person) -> frozenset[str]:
    """take, bounce for its team; finish, reopen, amend for it and the DRI; resend, waive for the DRI."""
    piece = now.piece
    escalation = piece.escalation
    if not escalation.is_open:
        return frozenset()
    mine = bool(escalation.owner and escalation.owner.pk == person.pk)
    theirs = is_of_team(now, person)
    moves = may(by, "piece.move", mine=mine or theirs)
    found = {
        "take": ("taken", theirs),
        "bounce": ("bounced", theirs),
        "finish": ("done", moves),
        "resend": ("sent", may(by, "piece.hand_out", mine=mine)),
        "waive": ("waived", may(by, "piece.waive", mine=mine)),
        "reopen": ("reopened", moves),
    }
    words = {word for word, (move, yes) in found.items() if yes and now.state in MAY_FOLLOW[move]}
    return frozenset(words | {"amend"} if moves else words)


def possible_with_participant(
    found: Participant, here: frozenset[str], *, person: Person
) -> frozenset[str]:
    """spoke, leave; `here` is what they may do with the escalation. Everybody may leave themselves."""
    if found.left_at:
        return frozenset()
    words = {"spoke", "leave"} if "involve" in here else set()
    return frozenset(words | {"leave"} if found.person_id == person.pk else words)


def is_of_team(now: PieceNow, person: Person) -> bool:
    """Is it a piece of their team, or of one they answer for?"""
    return person.pk == now.piece.team.contact_id or person.team_id == now.piece.team_id


def _waits_for(corner: Cornered | None, by: Actor) -> bool:
    return corner is not None and any(
        each.person_id == by.person_id and getattr(each, "acknowledgement", None) is None
        for each in corner.rungs.all()
    )


def could_decline(*, ref: str, by: Actor) -> Escalation:
    escalation = by_ref(ref)
    must_be_declinable(escalation, by=by)
    return escalation


def could_update(
    *,
    ref: str,
    next_step_by: str = "",
    next_step_on: date | None = None,
    next_update_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Escalation:
    """As `update`, which judges the words itself."""
    escalation = by_ref(ref)
    answerable = must_be_updatable(escalation, by=by)
    policy, hours = clock_of(escalation, answerable, at)
    due = next_due(escalation, policy, hours, at)
    if next_update_at:
        due = chosen_update(
            next_update_at,
            latest=due,
            may_stretch=may(by, "escalation.update") and not escalation.pause_id,
            severity=escalation.severity,
            at=at,
        )
    if next_step_by:
        active(next_step_by, field="next_step_by")
    step_date(next_step_on, due=due, zone=hours.zone, at=at)
    return escalation


def could_offer(*, ref: str, to: str | None = None, by: Actor, at: datetime) -> Escalation:
    """As `offer_handover`; without `to`, whether anybody could be named."""
    escalation = by_ref(ref)
    owner = must_be_offerable(escalation, by=by)
    pending = pending_handover(escalation)
    if pending and pending.expires_at > at:
        raise Conflict(
            f"{escalation.ref} is already offered to {pending.to}; withdraw that offer first.",
            handover=pending.pk,
        )
    if to is not None and able_successor(to).pk == owner.pk:
        raise Invalid(f"{owner} owns it already; name somebody else.", field="to")
    return escalation


def could_decline_handover(*, handover_id: int, by: Actor, at: datetime) -> Escalation:
    offer = handover(handover_id)
    offer_answered(offer, HandoverAnswer.Word.DECLINED, by=by, at=at)
    return by_ref(str(offer.escalation_id))


def could_ask_to_close(*, ref: str, by: Actor) -> Escalation:
    escalation = by_ref(ref)
    must_be_closable(escalation, by=by)
    pending = pending_closure(escalation)
    if pending and by.person_id not in answerers(escalation, asked_by=pending.by_id):
        raise Conflict(
            f"{escalation.ref} already waits for an answer to a request to close.",
            closure_request=pending.pk,
        )
    must_have_no_open_piece(escalation)
    return escalation


def could_refuse_closure(*, request_id: int, by: Actor) -> Escalation:
    request = closure_request(request_id)
    escalation = by_ref(str(request.escalation_id))
    must_be_answerable(request, escalation, agree=False, by=by)
    return escalation


def could_reopen(*, ref: str, by: Actor) -> Escalation:
    escalation = by_ref(ref)
    require(by, "escalation.reopen", mine=concerns(escalation, by))
    if escalation.is_open:
        raise Conflict(f"{escalation.ref} is open; there is nothing to reopen.")
    must_be_first(escalation.programme, escalation.origin_url, once=False)
    return escalation
