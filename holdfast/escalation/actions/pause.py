"""A pause (R48): no update is owed until a day; said openly, with the reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from holdfast.escalation.actions.ground import (
    clock_of,
    involved,
    must_be_open,
    next_due,
    save,
    start_clock,
    take,
    tell,
)
from holdfast.escalation.models import Escalation, Pause, Resumption
from holdfast.escalation.rules.clock import resumes
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import optional, required
from holdfast.people.rules.permission import require


def pause(*, ref: str, reason: str, resumes_on: date, by: Actor, at: datetime) -> Pause:
    """No update is owed until the owner's working day on `resumes_on`, or the next one after it.

    The clock rings then. Pausing again with other words or another day takes the place of the pause
    before; the same again is a repeat.
    """
    if event := repeated(by):
        return Pause.objects.select_related("escalation").get(pk=event.data["pause"])
    reason = required(reason, field="reason", ask="Say why it pauses; everybody involved reads it.")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_open(escalation, to="pause it")
        owner = escalation.owner
        if owner is None:
            raise Conflict(f"Nobody owns {escalation.ref} yet; only what is owned can pause.")
        _may(escalation, by)
        _, hours = clock_of(escalation, owner, at)
        resumes_at = resumes(resumes_on, hours=hours, at=at)
        old = escalation.pause
        if old and (old.reason, old.resumes_at) == (reason, resumes_at):
            return old
        if old:
            Resumption.objects.create(pause=old, by_id=by.person_id, at=at)
        made = Pause.objects.create(
            escalation=escalation, reason=reason, resumes_at=resumes_at, by_id=by.person, at=at
        )
        escalation.pause = made
        save(escalation, {"pause", *start_clock(escalation, resumes_at)})
        tell(
            "escalation.paused",
            escalation,
            by=by,
            at=at,
            people=involved(escalation),
            pause=made.pk,
            reason=reason,
            resumes_at=resumes_at.isoformat(),
        )
    return made


def resume(*, ref: str, reason: str = "", by: Actor, at: datetime) -> Escalation:
    """The pause ends now and the next update is due by the cadence. Resuming twice changes nothing.

    Raises Conflict for what never paused.
    """
    reason = optional(reason, field="reason")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        _may(escalation, by)
        if escalation.pause is None:
            if not escalation.pauses.exists():
                raise Conflict(f"{escalation.ref} is not paused; there is nothing to resume.")
            return escalation
        ended = escalation.pause
        changed = _end(ended, escalation, by=by, reason=reason, at=at)
        policy, hours = clock_of(escalation, escalation.answerable, at)
        due = next_due(escalation, policy, hours, at)
        save(escalation, {*changed, *start_clock(escalation, due)})
        _tell_resumed(escalation, ended, by=by, at=at, reason=reason)
    return escalation


def end_if_over(escalation: Escalation, at: datetime) -> bool:
    """Inside another action: a pause whose time has come ends by itself, and the cadence goes on
    from here. Says whether one did; its clock and its pointer are saved."""
    ended = escalation.pause
    if ended is None or ended.resumes_at > at:
        return False
    changed = _end(ended, escalation, by=CLOCK, reason="", at=at)
    policy, hours = clock_of(escalation, escalation.answerable, at)
    due = next_due(escalation, policy, hours, at)
    save(escalation, {*changed, *start_clock(escalation, due)})
    _tell_resumed(escalation, ended, by=CLOCK, at=at, key=f"pause-over:{escalation.ref}:{ended.pk}")
    return True


def end_with(escalation: Escalation, *, by: Actor, at: datetime) -> None:
    """Inside what ends the escalation: nothing is left to pause, and that ending is what people
    hear. The pointer is saved together with it."""
    ended = escalation.pause
    if ended is None:
        return
    reason = "It was closed."
    _end(ended, escalation, by=by, reason=reason, at=at)
    tell("escalation.resumed", escalation, by=by, at=at, pause=ended.pk, reason=reason, over=False)


def _end(ended: Pause, escalation: Escalation, *, by: Actor, reason: str, at: datetime) -> set[str]:
    Resumption.objects.create(pause=ended, by_id=by.person_id, at=at, reason=reason)
    escalation.pause = None
    return {"pause"}


def _tell_resumed(
    escalation: Escalation,
    ended: Pause,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    key: str | None = None,
) -> None:
    tell(
        "escalation.resumed",
        escalation,
        by=by,
        at=at,
        key=key,
        people=involved(escalation),
        pause=ended.pk,
        reason=reason,
        over=by.person_id is None,
    )


def _may(escalation: Escalation, by: Actor) -> None:
    owner = escalation.owner
    require(
        by,
        "escalation.pause",
        mine=bool(owner and owner.pk == by.person_id),
        instead=f"Only {owner}, who owns it, or a lead can." if owner else "",
    )
