"""Who is involved, what they need, and when somebody last spoke to them (R39, R46, R49)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from holdfast.escalation.actions.ground import must_be_open, take, tell
from holdfast.escalation.actions.support import active
from holdfast.escalation.models import Escalation, Participant
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import clean, line, optional
from holdfast.people.rules.permission import require


def involve(
    *, ref: str, login: str = "", name: str = "", needs: str = "", by: Actor, at: datetime
) -> Participant:
    """Somebody takes part: a person of the company by `login`, who hears every update from now on,
    or somebody outside by `name`. Said of somebody who takes part already, it sets what they need.
    """
    if event := repeated(by):
        return _participants().get(pk=event.data["participant"])
    needs = optional(needs, field="needs")
    name = line(name, field="name")
    if bool(clean(login)) == bool(name):
        raise Invalid(
            "Name one of them: somebody of the company by login, or somebody outside by name.",
            field="login",
        )
    with transaction.atomic(durable=True):
        escalation = take(ref)
        _may(escalation, by)
        must_be_open(escalation, to="say who is involved")
        person = None if name else active(login, field="login")
        here = escalation.participants.filter(left_at__isnull=True)
        present = (
            here.filter(person=person).first()
            if person
            else here.filter(person=None, name__iexact=name).first()
        )
        if present and needs in {"", present.needs}:
            return present
        if present:
            present.needs = needs
            present.save(update_fields=["needs"])
        participant = present or Participant.objects.create(
            escalation=escalation,
            person=person,
            name=name,
            needs=needs,
            by_id=by.person,
            at=at,
        )
        tell(
            "participant.involved",
            escalation,
            by=by,
            at=at,
            people=[person.pk if person else None],
            **_named(participant),
            needs=needs,
        )
    return participant


def spoke(
    *,
    participant_id: int,
    at_when: datetime | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Participant:
    """Somebody spoke to them, now or `at_when`. What is older than what is known changes nothing."""
    if event := repeated(by):
        return _participants().get(pk=event.data["participant"])
    when = at_when or at
    note = optional(note, field="note")
    with transaction.atomic(durable=True):
        participant, escalation = _take(participant_id)
        _may(escalation, by)
        _must_be_involved(participant)
        if when > at:
            raise Invalid(
                "That moment is still to come; say when you spoke to them, or leave it out.",
                field="at_when",
            )
        if when < escalation.raised_at:
            raise Invalid(
                f"{escalation.ref} was raised later than that; check the day.", field="at_when"
            )
        if participant.spoken_at and when <= participant.spoken_at:
            return participant
        participant.spoken_at = when
        participant.save(update_fields=["spoken_at"])
        tell(
            "participant.spoken",
            escalation,
            by=by,
            at=at,
            **_named(participant),
            spoken_at=when.isoformat(),
            note=note,
        )
    return participant


def leave(*, participant_id: int, by: Actor, at: datetime) -> Participant:
    """They take no part any more and hear nothing further. Twice is once."""
    with transaction.atomic(durable=True):
        participant, escalation = _take(participant_id)
        _may(escalation, by, themselves=participant.person_id)
        if participant.left_at:
            return participant
        participant.left_at = at
        participant.save(update_fields=["left_at"])
        tell(
            "participant.left",
            escalation,
            by=by,
            at=at,
            people=[participant.person_id],
            **_named(participant),
        )
    return participant


def _may(escalation: Escalation, by: Actor, *, themselves: int | None = None) -> None:
    owner = escalation.owner
    require(
        by,
        "escalation.involve",
        mine=by.person_id
        in {
            escalation.raised_by_id,
            escalation.support_engineer_id,
            owner.pk if owner else escalation.raised_by_id,
            themselves or escalation.raised_by_id,
        },
        instead="Its owner, its raiser, the support engineer or any engineer can.",
    )


def _must_be_involved(participant: Participant) -> None:
    if participant.left_at:
        raise Conflict(f"{participant} is not involved any more; involve them again first.")


def _named(participant: Participant) -> dict[str, Any]:
    """People by number under a role; somebody outside is only a name."""
    said: dict[str, Any] = {"participant": participant.pk}
    if participant.person_id:
        return {**said, "roles": {"participant": participant.person_id}}
    return {**said, "outside": participant.name}


def _participants() -> QuerySet[Participant]:
    return Participant.objects.select_related("escalation", "person")


def _take(participant_id: int) -> tuple[Participant, Escalation]:
    """The participant as they stand once their escalation is locked."""
    found = Participant.objects.filter(pk=participant_id).values_list("escalation").first()
    if found is None:
        raise NotFound(f"There is no participant {participant_id}.")
    escalation = take(str(found[0]))
    return _participants().get(pk=participant_id), escalation
