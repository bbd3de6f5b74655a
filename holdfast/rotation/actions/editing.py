"""Changing a proposal by hand: the plan stays as it is, what a lead changes stands beside it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import optional
from holdfast.people.queries import person as person_of
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Plan, PlanEdit, Seat
from holdfast.rotation.queries.plan import edits_of, problem_in, result_in, seats_after
from holdfast.rotation.queries.plan import plan as find
from holdfast.rotation.queries.problem import window_id
from holdfast.rotation.queries.windows import window as window_of
from holdfast.rotation.rules.planning.hard import broken, overlap
from holdfast.rotation.rules.planning.problem import Problem
from holdfast.rotation.rules.planning.problem import Seat as Planned
from holdfast.rotation.rules.planning.words import day, worded


class _Change(NamedTuple):
    seat: Planned
    adds: bool


def edit_plan(
    *,
    plan_id: int,
    person: str,
    window: int | None,
    half: int | None = None,
    adds: bool,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> PlanEdit:
    """Add a seat to a proposal (`adds`) or take one out of it; `person` is a login, `half` 0, 1 or None
    for the whole window.

    Where that breaks a hard rule that was kept before, it takes a reason, which is recorded with
    what it breaks. Two seats of somebody in one half, and taking out a seat that is confirmed, are
    refused whatever the reason.
    """
    if event := repeated(by):
        return PlanEdit.objects.get(pk=event.data["edit"])
    reason = optional(reason, field="reason")
    if window is None:
        raise Invalid("Choose the window of the seat.", field="window")
    if half not in {None, 0, 1}:
        raise Invalid("A half is 0, the first, or 1, the second.", field="half")
    who, where = person_of(person), window_of(window)
    with transaction.atomic(durable=True):
        plan = take_proposed(plan_id)
        require(by, "rotation.plan")
        problem = problem_in(plan)
        change = _Change(Planned(window_id(where.pk), who.login, half), adds)
        breaks = _broken_by(plan, problem, change)
        if breaks and not reason:
            raise Invalid(
                f"{' '.join(breaks)} Say why it is done all the same; the reason is kept.",
                field="reason",
            )
        edit = PlanEdit.objects.create(
            plan=plan,
            person=who,
            window=where,
            half=half,
            adds=adds,
            breaks=breaks,
            reason=reason,
            by_id=by.person_id,
            at=at,
        )
        record(
            "plan.edited",
            subject=f"plan-{plan.pk}",
            by=by,
            at=at,
            data={
                "plan": plan.pk,
                "edit": edit.pk,
                "adds": adds,
                "people": {"engineer": who.pk},
                "breaks": breaks,
                "reason": reason,
            },
        )
    return edit


def take_proposed(plan_id: int) -> Plan:
    """The plan, locked, where it can still be changed or published."""
    find(plan_id)
    Plan.objects.select_for_update().defer("problem", "result").get(pk=plan_id)
    plan = find(plan_id)
    if plan.state == "published":
        raise Conflict(f"Plan {plan.pk} is published already; propose a new one.")
    result_in(plan)
    return plan


def _broken_by(plan: Plan, problem: Problem, change: _Change) -> list[str]:
    """The hard rules that this change breaks and that were kept before, as sentences."""
    seat, adds = change
    starts = {window.id: window.starts_on for window in problem.windows}
    if seat.window not in starts:
        raise Conflict(f"Plan {plan.pk} is not about this window.")
    before = seats_after(result_in(plan), edits_of(plan))
    where = f"the window of {day(starts[seat.window])}"
    if adds:
        if any(overlap(seat, each) for each in before):
            raise Conflict(
                f"{seat.person} has a seat in {where} in this plan; take that one out first."
            )
        if seat.person not in {person.id for person in problem.people}:
            raise Conflict(
                f"This plan does not know {seat.person}: no engineer, or deactivated, when it was made."
            )
        after = [*before, seat]
    else:
        if seat not in before:
            raise Conflict(f"{seat.person} has no such seat in {where} in this plan.")
        _not_confirmed(seat)
        after = [each for each in before if each != seat]
    kept = {each.sentence for each in broken(problem, before)}
    return [
        worded(each.sentence, starts)
        for each in broken(problem, after)
        if each.sentence not in kept
    ]


def _not_confirmed(seat: Planned) -> None:
    number = int(seat.window.removeprefix("window-"))
    found = Seat.objects.filter(
        window=number, person__login=seat.person, withdrawal=None, confirmation__isnull=False
    )
    if found.exists():
        raise Conflict(
            f"{seat.person}'s seat is confirmed; a plan leaves it. Withdraw it, then plan."
        )
