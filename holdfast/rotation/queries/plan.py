"""Plans, their edits, and the pins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.people.models import Person, Programme
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Pin, Plan, PlanEdit
from holdfast.rotation.queries.problem import window_id
from holdfast.rotation.rules.planning.difference import Edit, edited
from holdfast.rotation.rules.planning.problem import Plan as Solved
from holdfast.rotation.rules.planning.problem import Problem, Seat
from holdfast.rotation.rules.planning.reading import plan_from_data, problem_from_data


def _plans() -> QuerySet[Plan]:
    # The problem of a large company is megabytes; who watches a plan needs none of it.
    return Plan.objects.defer("problem").select_related(
        "by", "programme", "publication__by", "after__seat__person", "after__seat__window"
    )


def plan(plan_id: int) -> Plan:
    """Raises NotFound with a sentence."""
    found = _plans().filter(pk=plan_id).first()
    if found is None:
        raise NotFound(f"There is no plan {plan_id}.")
    return found


def readable(plan_id: int, by: Actor) -> Plan:
    """A plan this person may read: everybody a published one, a lead every one."""
    found = plan(plan_id)
    if found.state != "published":
        require(by, "rotation.plan", instead="Everybody reads it once it is published.")
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """Plans, newest first; `next` is the `after` of the following page, None on the last."""

    items: list[Plan]
    next: int | None


def plans(
    programme: Programme, *, published: bool = False, after: int | None = None, limit: int = 20
) -> Page:
    """All of them, or only those that were `published`."""
    found = _plans().filter(programme=programme).defer("problem", "result").order_by("-pk")
    if published:
        found = found.filter(publication__isnull=False)
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: limit + 1])
    return Page(rows[:limit], rows[limit - 1].pk if len(rows) > limit else None)


def problem_in(plan: Plan) -> Problem:
    """The problem as the records stood when it was asked for."""
    if plan.problem is None:
        raise Conflict(f"Plan {plan.pk} waits to be read from the records.")
    return problem_from_data(plan.problem)


def result_in(plan: Plan) -> Solved:
    """What the solver made of it, without edits. Raises Conflict where there is nothing (yet)."""
    if plan.result is None:
        raise Conflict(f"Plan {plan.pk} has no seats: {plan.failed or 'it is not finished yet.'}")
    return plan_from_data(plan.result)


def edits_of(plan: Plan) -> list[PlanEdit]:
    return list(plan.edits.select_related("person", "window", "by").order_by("pk"))


def seat_of_edit(edit: PlanEdit) -> Seat:
    return Seat(window_id(edit.window_id), edit.person.login, edit.half)


def seats_after(result: Solved, edits: Iterable[PlanEdit]) -> tuple[Seat, ...]:
    """The seats of a plan with what was changed by hand."""
    return edited(result.seats, [Edit(seat_of_edit(each), each.adds) for each in edits])


def pins(programme: Programme) -> list[Pin]:
    """The pins that count, by window."""
    found = Pin.objects.filter(window__programme=programme, unpin=None)
    return list(found.select_related("person", "window", "by").order_by("window__starts_on", "pk"))


def pin(pin_id: int) -> Pin:
    """Raises NotFound with a sentence."""
    found = Pin.objects.select_related("person", "window", "by", "unpin").filter(pk=pin_id).first()
    if found is None:
        raise NotFound(f"There is no pin {pin_id}.")
    return found


def people_in(problem: Problem, seats: Iterable[Seat] = ()) -> dict[str, Person]:
    """The people of a plan by login."""
    logins = {person.id for person in problem.people} | {seat.person for seat in seats}
    found = Person.objects.filter(login__in=logins).select_related("team", "volunteer")
    return {row.login: row for row in found}
