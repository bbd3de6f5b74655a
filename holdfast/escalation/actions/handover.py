"""Handing over: an offer to a named successor, who alone can accept it (R58, promise 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ground import (
    clock_of,
    involved,
    must_be_here,
    must_be_open,
    next_due,
    one_by_one,
    save,
    start_clock,
    take,
    tell,
)
from holdfast.escalation.actions.pause import end_if_over
from holdfast.escalation.models import Escalation, Handover, HandoverAnswer, Ownership
from holdfast.escalation.queries.handover_note import handover_note
from holdfast.escalation.rules.clock import step_date
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import clean, required
from holdfast.kernel.working_time import deadline
from holdfast.people.models import Person
from holdfast.people.queries import leads
from holdfast.people.rules.permission import rank, require

_WORDS = {
    "accepted": "was accepted",
    "declined": "was declined",
    "withdrawn": "was withdrawn",
    "expired": "has expired",
}


def offer_handover(
    *, ref: str, to: str, note: str | None = None, held_by: str = "", by: Actor, at: datetime
) -> Handover:
    """Offer ownership to somebody. The DRI stays until they accept; the offer expires by policy.

    Without a note it is the one the record writes; an empty note is refused. `held_by` is the login
    of who owns it as far as the giver knows: somebody else by now is a Conflict. The same offer
    again is a repeat; another one while it stands is refused.
    """
    if event := repeated(by):
        return Handover.objects.select_related("escalation", "to").get(pk=event.data["handover"])
    if note is not None:
        note = required(
            note,
            field="note",
            ask="Write the handover note: where it stands, what was tried, what is next.",
        )
    with transaction.atomic(durable=True):
        escalation = take(ref)
        owner = must_be_offerable(escalation, by=by, held_by=held_by)
        successor = able_successor(to)
        if successor.pk == owner.pk:
            raise Invalid(f"{successor} owns it already; name somebody else.", field="to")
        pending = escalation.handovers.filter(alarm_at__isnull=False).select_related("to").first()
        if pending and pending.expires_at <= at:
            _end_expired(pending, escalation, at=at)  # the sweep has not come by yet
            pending = None
        if pending and pending.to_id == successor.pk and note in {None, pending.note}:
            return pending
        if pending:
            raise Conflict(
                f"{escalation.ref} is already offered to {pending.to}; withdraw that offer first.",
                handover=pending.pk,
            )
        policy, hours = clock_of(escalation, successor, at)
        expires = deadline(at, policy.offer_expires, hours)
        handover = Handover.objects.create(
            escalation=escalation,
            to=successor,
            note=handover_note(escalation) if note is None else note,
            by_id=by.person,
            at=at,
            expires_at=expires,
            alarm_at=expires,
        )
        tell(
            "handover.offered",
            escalation,
            by=by,
            at=at,
            people=[successor.pk, owner.pk],
            roles={"to": successor.pk},
            handover=handover.pk,
            note=handover.note,
            expires_at=expires.isoformat(),
        )
    return handover


def must_be_offerable(escalation: Escalation, *, by: Actor, held_by: str = "") -> Person:
    """Who owns it, or the refusal to offer it: ended, owned by nobody or somebody else, not theirs."""
    must_be_open(escalation, to="hand it over")
    owner = escalation.owner
    if owner is None:
        raise Conflict(f"Nobody owns {escalation.ref} yet; accept it instead of handing it over.")
    if held_by and owner.login != held_by:
        raise Conflict(
            f"{owner} owns {escalation.ref} by now; there is nothing to hand over.",
            owner=owner.login,
        )
    require(
        by,
        "escalation.hand_over",
        mine=owner.pk == by.person_id,
        instead=f"Only {owner}, who owns it, or a lead can.",
    )
    return owner


def able_successor(to: str) -> Person:
    """Somebody who could accept what is offered to them. Raises Invalid for anybody else."""
    login = clean(to).lower().removeprefix("@")
    if not login:
        raise Invalid("Say to whom: the login of an engineer.", field="to")
    person = Person.objects.filter(login=login).first()
    if person is None:
        raise Invalid(f"Nobody here has the login “{login[:40]}”.", field="to")
    if not person.is_active:
        raise Invalid(f"{person} is deactivated; name somebody who is here.", field="to")
    if rank(person.role) < rank("engineer"):
        raise Invalid(
            f"{person} is no engineer here and could not accept it; name an engineer.", field="to"
        )
    return person


def accept_handover(*, handover_id: int, by: Actor, at: datetime) -> Handover:
    """The successor takes it and is the DRI from now on. Accepting twice changes nothing."""
    with transaction.atomic(durable=True):
        handover, escalation = _take_offer(handover_id)
        if offer_answered(handover, HandoverAnswer.Word.ACCEPTED, by=by, at=at):
            return handover
        must_be_open(escalation, to="take it over")
        must_be_here(handover.to)
        require(by, "escalation.accept")
        giver = escalation.owner
        assert giver is not None, "an offer is made of something owned"
        assert escalation.ownership is not None
        _answer(handover, HandoverAnswer.Word.ACCEPTED, by=by, at=at)
        escalation.ownership = Ownership.objects.create(
            escalation=escalation,
            number=escalation.ownership.number + 1,
            person=handover.to,
            at=at,
            handover=handover,
        )
        end_if_over(escalation, at)
        policy, hours = clock_of(escalation, handover.to, at)
        due = next_due(escalation, policy, hours, at)
        changed = start_clock(escalation, due)
        if escalation.next_step_by_id == giver.pk:
            escalation.next_step_by = handover.to
            escalation.next_step_on = max(
                escalation.next_step_on, step_date(None, due=due, zone=hours.zone, at=at)
            )
            changed |= {"next_step_by", "next_step_on"}
        save(escalation, changed)
        tell(
            "handover.accepted",
            escalation,
            by=by,
            at=at,
            people=[giver.pk, handover.by_id, *involved(escalation)],
            roles={"from": giver.pk, "to": handover.to_id},
            handover=handover.pk,
        )
    return handover


def decline_handover(*, handover_id: int, reason: str, by: Actor, at: datetime) -> Handover:
    """The successor says no; the giver still owns it and hears why."""
    with transaction.atomic(durable=True):
        handover, escalation = _take_offer(handover_id)
        if offer_answered(handover, HandoverAnswer.Word.DECLINED, by=by, at=at):
            return handover
        reason = required(reason, field="reason", ask="Say why not, so that the giver can look on.")
        _answer(handover, HandoverAnswer.Word.DECLINED, by=by, at=at, reason=reason)
        _tell_end("handover.declined", handover, escalation, by=by, at=at, reason=reason)
    return handover


def withdraw_handover(*, handover_id: int, by: Actor, at: datetime) -> Handover:
    """The offer is taken back by who made it, the DRI or a lead."""
    with transaction.atomic(durable=True):
        handover, escalation = _take_offer(handover_id)
        owner = escalation.owner
        require(
            by,
            "escalation.withdraw_offer",
            mine=by.person_id in {handover.by_id, owner.pk if owner else None},
            instead="Only who made it, the DRI or a lead can.",
        )
        answer = HandoverAnswer.objects.filter(handover=handover).first()
        if answer and answer.word == HandoverAnswer.Word.WITHDRAWN:
            return handover
        _must_be_pending(handover, answer, None)
        withdraw_pending(escalation, by=by, at=at)
    return handover


def withdraw_pending(escalation: Escalation, *, by: Actor, at: datetime) -> None:
    """Inside another action: an offer that stands makes no sense any more."""
    handover = escalation.handovers.filter(alarm_at__isnull=False).select_related("to").first()
    if handover:
        _answer(handover, HandoverAnswer.Word.WITHDRAWN, by=by, at=at)
        _tell_end("handover.withdrawn", handover, escalation, by=by, at=at, people=[handover.to_id])


def expire_handovers(at: datetime, *, limit: int = 200) -> int:
    """Sweep: offers nobody answered fall back to the giver, with an alarm to the leads."""
    due = list(
        Handover.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_expire, due, at)


def _expire(handover_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        handover, escalation = _take_offer(handover_id)
        if handover.alarm_at is None or handover.alarm_at > at:
            return 0
        _end_expired(handover, escalation, at=at)
    return 1


def _end_expired(handover: Handover, escalation: Escalation, *, at: datetime) -> None:
    """It falls back to the giver: they own it as before. Where they cannot look after it any more,
    the alarm says so, and the leads have it in hand."""
    _answer(handover, HandoverAnswer.Word.EXPIRED, by=CLOCK, at=at)
    owner = escalation.owner
    _tell_end(
        "handover.expired",
        handover,
        escalation,
        by=CLOCK,
        at=at,
        people=[handover.to_id, *leads()],
        owner_gone=bool(owner and not owner.is_active),
        successor_gone=not handover.to.is_active,
    )


def _take_offer(handover_id: int) -> tuple[Handover, Escalation]:
    """The offer and its escalation, locked in the order every action locks: escalation first."""
    ref = Handover.objects.filter(pk=handover_id).values_list("escalation_id", flat=True).first()
    if ref is None:
        raise NotFound(f"There is no handover offer {handover_id}.")
    escalation = take(str(ref))
    return Handover.objects.select_related("to").get(pk=handover_id), escalation


def offer_answered(handover: Handover, word: str, *, by: Actor, at: datetime) -> bool:
    """Has its successor said this very word already? Refuses everybody else, and another word."""
    require(
        by,
        "escalation.answer_offer",
        mine=handover.to_id == by.person_id,
        instead=f"It was offered to {handover.to}; only they can answer it.",
    )
    answer = HandoverAnswer.objects.filter(handover=handover).first()
    if answer and answer.word == word:
        return True
    _must_be_pending(handover, answer, at)
    return False


def _must_be_pending(
    handover: Handover, answer: HandoverAnswer | None, at: datetime | None
) -> None:
    word = answer.word if answer else ""
    if not answer and at and handover.expires_at <= at:
        word = "expired"
    if word:
        raise Conflict(f"This offer {_WORDS[word]}; the owner can make a new one.", answer=word)


def _answer(handover: Handover, word: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    HandoverAnswer.objects.create(
        handover=handover, word=word, by_id=by.person_id, at=at, reason=reason
    )
    handover.alarm_at = None
    handover.save(update_fields=["alarm_at"])


def _tell_end(
    kind: str,
    handover: Handover,
    escalation: Escalation,
    *,
    by: Actor,
    at: datetime,
    people: list[int] | None = None,
    **data: Any,
) -> None:
    owner = escalation.owner
    tell(
        kind,
        escalation,
        by=by,
        at=at,
        people=[handover.by_id, owner.pk if owner else None, *(people or [])],
        roles={"to": handover.to_id},
        handover=handover.pk,
        **data,
    )
