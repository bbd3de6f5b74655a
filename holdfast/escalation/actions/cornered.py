"""Cornered (R53): the DRI cannot move it on alone, says so at once, and is not left alone with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from holdfast.escalation.actions.ground import (
    answering_clock_of,
    clock_of,
    must_be_open,
    one_by_one,
    save,
    take,
    tell,
)
from holdfast.escalation.actions.ladder import (
    answer_due,
    ask,
    everybody_asked,
    first_rung,
    higher_rung,
    said_of,
)
from holdfast.escalation.models import Acknowledgement, Cornered, Escalation, Freed, Rung
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.kernel.text import clean, optional, required
from holdfast.kernel.working_time import deadline
from holdfast.people.models import Person
from holdfast.people.queries import names
from holdfast.people.rules.permission import require

LONGEST = timedelta(days=60)


def corner(
    *,
    ref: str,
    reason: str,
    ask_of: str = "",
    until: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Cornered:
    """The owner is cornered: `ask_of` (a login; the leads where it is empty) hears it at once, and
    who stands above them next, until somebody says that they have it.

    `until` is when it must move again; without it, within the policy's time for an answer in the
    working hours of who is asked. The same call again is a repeat; another one while it is cornered
    is a Conflict that says since when and who was asked. The update clock runs on (R54).
    """
    if event := repeated(by):
        return Cornered.objects.select_related("escalation").get(pk=event.data["corner"])
    reason = required(
        reason, field="reason", ask="Say what corners you: what was tried, what you need."
    )
    if until is not None and not at < until <= at + LONGEST:
        raise Invalid(
            "It must move again at a time to come, within 60 days; give such a time or leave it "
            "out.",
            field="by",
        )
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_open(escalation, to="ask for help with it")
        owner = escalation.owner
        if owner is None:
            raise Conflict(
                f"Nobody owns {escalation.ref} yet; everybody on the rotation is asked already."
            )
        require(
            by,
            "cornered.call",
            mine=owner.pk == by.person_id,
            instead=f"Only {owner}, who owns it, or a lead can.",
        )
        named = _named(ask_of, owner) if clean(ask_of) else None
        if escalation.cornered:
            return _again(escalation.cornered, reason=reason, named=named, until=until)
        policy, _ = clock_of(escalation, owner, at)
        step = first_rung(escalation, policy, named=named, by=by)
        answer_by = answer_due(escalation, step, at)
        until = until or answer_by
        made = Cornered.objects.create(
            escalation=escalation,
            reason=reason,
            until=until,
            by_id=by.person,
            at=at,
            alarm_at=min(until, answer_by),
        )
        ask(made, step, at=at)
        escalation.cornered = made
        save(escalation, {"cornered"})
        tell(
            "cornered.called",
            escalation,
            by=by,
            at=at,
            people=[*step.people, owner.pk],
            corner=made.pk,
            reason=reason,
            until_at=until.isoformat(),
            **said_of(step),
        )
    return made


def acknowledge_cornered(*, ref: str, note: str = "", by: Actor, at: datetime) -> Cornered:
    """Somebody who was asked has it; nobody else is asked until the time it must move again.

    Where that time has passed already, they have as long as anybody has for an answer.
    """
    note = optional(note, field="note")
    with transaction.atomic(durable=True):
        escalation, corner = _take_cornered(ref)
        rung = Rung.objects.filter(cornered=corner, person=by.person_id).first()
        require(
            by,
            "cornered.acknowledge",
            mine=rung is not None,
            instead=f"Asked are {_named_in_words(corner)}.",
        )
        if rung is None:
            raise NotAllowed("Somebody who was asked answers this call; say whose answer it is.")
        known = Acknowledgement.objects.filter(rung=rung).first()
        if known and note in {"", known.note}:
            return corner
        if known:
            raise Conflict(
                f"You said already that you have it ({known.at:%a %Y-%m-%d %H:%M} UTC); write to "
                "the owner what is new."
            )
        Acknowledgement.objects.create(rung=rung, note=note, at=at)
        corner.alarm_at = corner.until
        if corner.until <= at:
            policy, hours = clock_of(escalation, rung.person, at)
            corner.alarm_at = deadline(at, policy.cornered_answer, hours)
        corner.save(update_fields=["alarm_at"])
        tell(
            "cornered.acknowledged",
            escalation,
            by=by,
            at=at,
            people=[_owner(escalation).pk, corner.by_id, *everybody_asked(corner)],
            corner=corner.pk,
            note=note,
        )
    return corner


def free(*, ref: str, how: str, by: Actor, at: datetime) -> Cornered:
    """It moves again, and how; everybody who was asked hears it."""
    how = required(how, field="how", ask="Say what got it moving again.")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        owner = escalation.owner
        require(
            by,
            "cornered.free",
            mine=bool(owner and owner.pk == by.person_id),
            instead=f"Only {owner}, who owns it, or a lead can." if owner else "",
        )
        if escalation.cornered is None:
            last = escalation.corners.order_by("-id").select_related("freed").first()
            if last and (last.freed.how, last.freed.by_id) == (how, by.person_id):
                return last
            raise Conflict(f"{escalation.ref} is not cornered; there is nothing to free it from.")
        return free_from(escalation.cornered, escalation, how=how, by=by, at=at, then_save=True)


def free_from(
    corner: Cornered,
    escalation: Escalation,
    *,
    how: str,
    by: Actor,
    at: datetime,
    then_save: bool = False,
) -> Cornered:
    """Inside another action: it is cornered no more. The pointer is saved here, or by the caller
    together with the ending it makes."""
    Freed.objects.create(cornered=corner, how=how, by_id=by.person_id, at=at)
    corner.alarm_at = None
    corner.save(update_fields=["alarm_at"])
    escalation.cornered = None
    if then_save:
        save(escalation, {"cornered"})
    tell(
        "cornered.freed",
        escalation,
        by=by,
        at=at,
        people=[_owner(escalation).pk, corner.by_id, *everybody_asked(corner)],
        corner=corner.pk,
        how=how,
    )
    return corner


def climb_ladders(at: datetime, *, limit: int = 200) -> int:
    """Sweep: where nobody helped in time, the next rung is asked; at the top, the leads again."""
    due = list(
        Cornered.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_climb, due, at)


def _climb(number: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        ref = Cornered.objects.values_list("escalation_id", flat=True).get(pk=number)
        escalation = take(str(ref))
        corner = escalation.cornered
        # Another ticker was first, it was acknowledged, or it moves again.
        if corner is None or corner.pk != number or not corner.alarm_at or corner.alarm_at > at:
            return 0
        rang, owner = corner.alarm_at, _owner(escalation)
        policy, hours = answering_clock_of(escalation, owner, at)
        step, again = higher_rung(escalation, corner, policy)
        ask(corner, step, at=at)
        corner.alarm_at = (
            deadline(at, policy.repeat, hours) if again else answer_due(escalation, step, at)
        )
        corner.save(update_fields=["alarm_at"])
        tell(
            "cornered.climbed",
            escalation,
            by=CLOCK,
            at=at,
            key=f"cornered:{escalation.ref}:{corner.pk}:{rang.isoformat()}",
            people=[*step.people, owner.pk],
            corner=corner.pk,
            reason=corner.reason,
            until_at=corner.until.isoformat(),
            again=again,
            **said_of(step),
        )
    return 1


def _again(
    corner: Cornered, *, reason: str, named: Person | None, until: datetime | None
) -> Cornered:
    first = corner.rungs.filter(part=Rung.Part.NAMED).first()
    asked = first.person_id if first else None
    wanted = named.pk if named else None
    if (corner.reason, asked) == (reason, wanted) and until in {None, corner.until}:
        return corner
    raise Conflict(
        f"It is cornered since {corner.at:%a %Y-%m-%d %H:%M} UTC; asked are "
        f"{_named_in_words(corner)}. Say that it moves again before you call anew.",
        since=corner.at.isoformat(),
    )


def _take_cornered(ref: str) -> tuple[Escalation, Cornered]:
    escalation = take(ref)
    if escalation.cornered is None:
        raise Conflict(f"{escalation.ref} is not cornered (any more).")
    return escalation, escalation.cornered


def _owner(escalation: Escalation) -> Person:
    owner = escalation.owner
    assert owner is not None, "only what somebody owns is cornered"
    return owner


def _named(login: str, owner: Person) -> Person:
    login = clean(login).lower().removeprefix("@")
    person = Person.objects.filter(login=login).first()
    if person is None:
        raise Invalid(f"Nobody here has the login “{login[:40]}”.", field="ask_of")
    if not person.is_active:
        raise Invalid(f"{person} is deactivated; name somebody who is here.", field="ask_of")
    if person.pk == owner.pk:
        raise Invalid(f"{person} owns it and is who needs help; name another.", field="ask_of")
    return person


def _named_in_words(corner: Cornered) -> str:
    people = names(everybody_asked(corner))
    return ", ".join(sorted(str(person) for person in people.values())) or "the programme leads"
