"""The ladder out of a corner: whose turn it is to be asked, and how long they have (R53)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from holdfast.escalation.actions.ground import answering_clock_of
from holdfast.escalation.models import Cornered, Escalation, Rung
from holdfast.escalation.rules.cornered import Step, ladder, next_step
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.working_time import deadline
from holdfast.people.models import Person
from holdfast.people.queries import leads, names
from holdfast.people.rules.policy import Policy


def first_rung(escalation: Escalation, policy: Policy, *, named: Person | None, by: Actor) -> Step:
    """Who is asked first. Whoever makes the call knows it already, so others come before them."""
    steps = _steps(escalation, policy, named=named.pk if named else None)
    owner = _owner(escalation)
    known = {owner, by.person} - ({named.pk} if named else set())
    step = next_step(steps, after=None, skip=known) or next_step(steps, after=None, skip={owner})
    if step is None:
        raise Invalid(
            "There is no other lead, no manager and no sponsor to ask; name somebody.",
            field="ask_of",
        )
    return step


def higher_rung(escalation: Escalation, corner: Cornered, policy: Policy) -> tuple[Step, bool]:
    """Who is asked next, and whether the top was reached: then the leads are asked again."""
    asked = {rung.person_id: rung.part for rung in corner.rungs.all()}
    last = list(asked.values())[-1]
    owner = _owner(escalation)
    steps = _steps(escalation, policy, named=None)
    step = next_step(steps, after=last, skip={owner, *asked})
    if step:
        return step, False
    again = next_step(steps, after=None, skip={owner})
    # Nobody but the owner is left to ask: the alarm still rings, for whoever was asked and is here.
    left = tuple(pk for pk, person in names(asked).items() if person.is_active)
    return again or Step(Rung.Part.LEAD, left), True


def ask(corner: Cornered, step: Step, *, at: datetime) -> None:
    """Write the rung; whoever was asked before keeps the rung they have."""
    rungs = list(corner.rungs.all())
    number = max((rung.number for rung in rungs), default=0) + 1
    before = {rung.person_id for rung in rungs}
    Rung.objects.bulk_create(
        Rung(cornered=corner, number=number, part=step.part, person_id=person, at=at)
        for person in step.people
        if person not in before
    )


def answer_due(escalation: Escalation, step: Step, at: datetime) -> datetime:
    """Until when one of them should answer: in the hours of whoever comes to it first. Somebody on
    leave holds nobody up."""
    ends = []
    for person in names(step.people).values():
        policy, hours = answering_clock_of(escalation, person, at)
        ends.append(deadline(at, policy.cornered_answer, hours))
    return min(ends)


def everybody_asked(corner: Cornered) -> list[int]:
    return list(corner.rungs.values_list("person_id", flat=True))


def said_of(step: Step) -> dict[str, Any]:
    """What an event says of a rung: its part, and its people by number, each in a role."""
    roles = {
        "asked" if place == 1 else f"asked_{place}": person
        for place, person in enumerate(step.people, start=1)
    }
    return {"part": str(step.part), "roles": roles}


def _steps(escalation: Escalation, policy: Policy, *, named: int | None) -> tuple[Step, ...]:
    owner = escalation.owner
    manager = owner.manager if owner else None
    sponsor = Person.objects.filter(login=policy.sponsor).first() if policy.sponsor else None
    return ladder(named=named, leads=leads(), manager=_if_here(manager), sponsor=_if_here(sponsor))


def _if_here(person: Person | None) -> int | None:
    return person.pk if person and person.is_active else None


def _owner(escalation: Escalation) -> int:
    owner = escalation.owner
    assert owner is not None, "only what somebody owns is cornered"
    return owner.pk
