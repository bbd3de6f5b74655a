"""Two escalations are one (R60): one survives, the other points at it and ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.closure import end, refuse_pending
from holdfast.escalation.actions.ground import involved, take, tell
from holdfast.escalation.models import (
    Ask,
    ClosureRequest,
    Escalation,
    Merge,
    Outcome,
    Participant,
    Piece,
)
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import number_of
from holdfast.escalation.queries.merge import standing_merge
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import clean, optional
from holdfast.people.rules.permission import rank, require


def merge(*, ref: str, into: str, reason: str = "", by: Actor, at: datetime) -> Merge:
    """`ref` is the duplicate and ends; `into` survives and takes what was still open of it.

    Its asks and pieces that are open move over; its raiser, support engineer and participants
    become participants of the survivor, so everybody is kept informed. Both keep their timelines.
    The same again changes nothing. Raises Conflict where one of them has ended, and where an owner
    would be lost: what somebody owns is not merged into what nobody owns.
    """
    if event := repeated(by):
        return _with_words(event.data["merge"])
    reason = optional(reason, field="reason")
    with transaction.atomic(durable=True):
        duplicate, survivor = _take_both(ref, into)
        if done := standing_merge(duplicate):
            if done.into_id == survivor.pk:
                return done
            raise Conflict(
                f"{duplicate.ref} is merged into {done.into.ref} already; reopen it to merge it "
                "into another one.",
                into=done.into.ref,
            )
        _may(duplicate, by)
        _must_fit(duplicate, survivor)
        request = _request(duplicate, survivor, reason=reason, by=by, at=at)
        asks, pieces = _move(duplicate, survivor)
        _invite(duplicate, survivor, by=by, at=at)
        end(request, duplicate, note="", by=by, at=at)
        assert duplicate.closure is not None, "it has just been closed"
        made = Merge.objects.create(
            escalation=duplicate, into=survivor, closure=duplicate.closure, by_id=by.person, at=at
        )
        facts: dict[str, Any] = {"merge": made.pk, "reason": reason, "asks": asks, "pieces": pieces}
        theirs = _people(survivor)
        tell(
            "escalation.merged",
            duplicate,
            by=by,
            at=at,
            people=involved(duplicate) - theirs,
            roles={"survivor_owner": survivor.owner.pk if survivor.owner else None},
            into=survivor.ref,
            **facts,
        )
        tell(
            "escalation.absorbed",
            survivor,
            by=by.with_request(None),
            at=at,
            people=theirs,
            duplicate=duplicate.ref,
            duplicate_title=duplicate.title,
            duplicate_severity=duplicate.severity,
            graver=duplicate.severity < survivor.severity,
            **facts,
        )
    return made


def _with_words(number: int) -> Merge:
    return Merge.objects.select_related("into", "escalation", "by").get(pk=number)


def _take_both(ref: str, into: str) -> tuple[Escalation, Escalation]:
    """Both locked, the lower number first, so that two merges never wait for each other."""
    numbers = number_of(ref), number_of(clean(into))
    if numbers[0] and numbers[0] == numbers[1]:
        raise Invalid(
            "An escalation cannot be merged into itself; name the other one.", field="into"
        )
    if not numbers[1]:
        raise Invalid("Say which one survives, such as ESC-42.", field="into")
    taken = {}
    for number in sorted(numbers):
        try:
            taken[number] = take(f"{PREFIX}{number}" if number else ref)
        except NotFound as missing:
            if number == numbers[1]:
                raise Invalid(missing.message, field="into") from None
            raise
    return taken[numbers[0]], taken[numbers[1]]


def _may(duplicate: Escalation, by: Actor) -> None:
    owner = duplicate.owner
    on_rotation = owner is None and rank(by.role) >= rank("engineer")
    require(
        by,
        "escalation.merge",
        mine=duplicate.answerable.pk == by.person_id or on_rotation,
        instead=f"{duplicate.answerable}, who is answerable for {duplicate.ref}, or a lead can.",
    )


def _must_fit(duplicate: Escalation, survivor: Escalation) -> None:
    for each in (duplicate, survivor):
        if not each.is_open:
            merged = standing_merge(each)
            how = f"merged into {merged.into.ref}" if merged else each.state
            raise Conflict(
                f"{each.ref} is {how}; only two open ones are merged. Reopen it first, or name "
                "another one.",
                state=each.state,
            )
    if duplicate.programme_id != survivor.programme_id:
        raise Invalid(f"{survivor.ref} belongs to another programme.", field="into")
    if duplicate.owner and survivor.owner is None:
        raise Conflict(
            f"{duplicate.owner} owns {duplicate.ref} and nobody owns {survivor.ref}; merge "
            f"{survivor.ref} into {duplicate.ref} instead, or have somebody accept it first.",
            owner=duplicate.owner.login,
        )


def _request(
    duplicate: Escalation, survivor: Escalation, *, reason: str, by: Actor, at: datetime
) -> ClosureRequest:
    """The request it ends by; another one that waits is answered with a no first."""
    quietly = by.with_request(None)
    refuse_pending(duplicate, note=f"It is merged into {survivor.ref}.", by=quietly, at=at)
    return ClosureRequest.objects.create(
        escalation=duplicate,
        outcome=Outcome.DUPLICATE,
        reason=reason or f"The same as {survivor.ref}.",
        by_id=by.person,
        at=at,
    )


def _move(duplicate: Escalation, survivor: Escalation) -> tuple[list[int], list[int]]:
    """What is open of it goes on under the survivor: numbers of the asks and the pieces."""
    asks = Ask.objects.filter(escalation=duplicate, alarm_at__isnull=False)
    pieces = Piece.objects.filter(escalation=duplicate, ending__isnull=True)
    moved = (
        list(asks.order_by("pk").values_list("pk", flat=True)),
        list(pieces.order_by("pk").values_list("pk", flat=True)),
    )
    Ask.objects.filter(pk__in=moved[0]).update(escalation=survivor)
    Piece.objects.filter(pk__in=moved[1]).update(escalation=survivor)
    return moved


def _invite(duplicate: Escalation, survivor: Escalation, *, by: Actor, at: datetime) -> None:
    """Whoever was kept informed of the one is from now on kept informed of the other."""
    here = set(
        survivor.participants.filter(left_at__isnull=True, person__isnull=False).values_list(
            "person", flat=True
        )
    ) | {survivor.raised_by_id}
    origin = f"merged from {duplicate.ref}"
    guests = list(duplicate.participants.filter(left_at__isnull=True).order_by("pk"))
    named = [
        Participant(person_id=number)
        for number in (duplicate.raised_by_id, duplicate.support_engineer_id)
        if number
    ]
    for guest in [*guests, *named]:
        if guest.person_id in here:
            continue
        if guest.person_id:
            here.add(guest.person_id)
        Participant.objects.create(
            escalation=survivor,
            person_id=guest.person_id,
            name=guest.name,
            needs=f"{guest.needs} ({origin})" if guest.needs else origin,
            spoken_at=guest.spoken_at,
            by_id=by.person,
            at=at,
        )


def _people(escalation: Escalation) -> set[int]:
    owner = escalation.owner
    numbers = (escalation.raised_by_id, escalation.support_engineer_id, owner.pk if owner else None)
    return {number for number in numbers if number}
