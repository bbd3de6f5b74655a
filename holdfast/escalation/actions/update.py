"""Regular updates (R48): what is new, what is next, by whom and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

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
from holdfast.escalation.actions.pause import end_if_over
from holdfast.escalation.actions.stagnation import clear_stagnation, mark_stagnating
from holdfast.escalation.actions.support import active
from holdfast.escalation.models import Escalation, Update
from holdfast.escalation.rules.clock import chosen_update, step_date
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.text import optional, required
from holdfast.people.models import Person
from holdfast.people.rules.permission import may, require
from holdfast.people.rules.policy import Policy

_REPEAT = timedelta(minutes=5)


def update(
    *,
    ref: str,
    text: str,
    next_step: str = "",
    next_step_by: str = "",
    next_step_on: date | None = None,
    next_update_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Update:
    """Everybody involved hears it, and the clock starts again.

    The DRI writes updates (before acceptance the raiser), or a lead. A next step without a date is
    due on the day of the next update; without a next step the one before stands. `next_step_by` is
    a login, the DRI where it is empty. The same words within minutes of the last update are a repeat.
    """
    if event := repeated(by):
        return Update.objects.select_related("escalation").get(pk=event.data["update"])
    text = required(
        text, field="text", ask="Write what is new; even “no news, still waiting” helps."
    )
    next_step = optional(next_step, field="next_step", most=2000)
    with transaction.atomic(durable=True):
        escalation = take(ref)
        answerable = must_be_updatable(escalation, by=by)
        plain = not (next_step_by or next_step_on or next_update_at)
        if plain and (last := _just_said(escalation, text, next_step, by=by, at=at)):
            return last
        end_if_over(escalation, at)  # the sweep has not come by yet
        policy, hours = clock_of(escalation, answerable, at)
        due = next_due(escalation, policy, hours, at)
        if next_update_at:
            due = chosen_update(
                next_update_at,
                latest=due,
                # A pause ends on its day; whoever wants another day pauses until that.
                may_stretch=may(by, "escalation.update") and not escalation.pause_id,
                severity=escalation.severity,
                at=at,
            )
        changed = start_clock(escalation, due)
        if next_step not in {"", escalation.next_step}:
            changed |= clear_stagnation(escalation)
        if next_step or next_step_on or next_step_by:
            escalation.next_step = next_step or escalation.next_step
            escalation.next_step_by = (
                active(next_step_by, field="next_step_by") if next_step_by else answerable
            )
            escalation.next_step_on = step_date(next_step_on, due=due, zone=hours.zone, at=at)
            changed |= {"next_step", "next_step_by", "next_step_on"}
        save(escalation, changed)
        written = Update.objects.create(
            escalation=escalation,
            text=text,
            next_step=escalation.next_step,
            by_id=by.person,
            at=at,
        )
        tell(
            "escalation.updated",
            escalation,
            by=by,
            at=at,
            people=[
                *involved(escalation),
                escalation.next_step_by_id if "next_step_by" in changed else None,
            ],
            update=written.pk,
            text=text,
        )
        if _stands_still(escalation, policy):
            # Noticed by the clock: whoever wrote the update hears it like the leads.
            mark_stagnating(escalation, why="updates", by=CLOCK, at=at)
    return written


def must_be_updatable(escalation: Escalation, *, by: Actor) -> Person:
    """Who is answerable for it; refuses who may not write, and what has ended."""
    answerable = escalation.answerable
    must_be_open(escalation, to="write updates")
    require(
        by,
        "escalation.update",
        mine=answerable.pk == by.person_id,
        instead=f"{answerable} is the single point of contact; tell them what is new.",
    )
    return answerable


def _stands_still(escalation: Escalation, policy: Policy) -> bool:
    """Has the same next step stood over several updates in a row, this one included? Before
    somebody owns it, and while it is paused, nothing is expected to move."""
    if escalation.stagnates_since or escalation.pause_id or not escalation.ownership_id:
        return False
    wanted = policy.stagnation_updates
    last = escalation.updates.order_by("-id").values_list("next_step", flat=True)[:wanted]
    return list(last) == [escalation.next_step] * wanted


def _just_said(
    escalation: Escalation, text: str, next_step: str, *, by: Actor, at: datetime
) -> Update | None:
    """The update that this one repeats: a button pressed twice, not the same news on another day."""
    last = escalation.updates.order_by("-id").first()
    if last is None or at - last.at > _REPEAT:
        return None
    same = (last.text, last.by_id) == (text, by.person_id) and next_step in {"", last.next_step}
    return last if same else None
