"""Asking for a plan, and calling it off. The worker solves it: `actions/solving.py`."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from holdfast.journal.actions import record, repeated, wake
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.solving import LEASE
from holdfast.rotation.models import Plan, Publication, Withdrawal
from holdfast.rotation.queries.plan import plan as find
from holdfast.rotation.queries.problem import problem_of
from holdfast.rotation.rules.planning.reading import problem_as_data

SECONDS = 60  # that the solver may take, where nobody says otherwise
MOST_SECONDS = 3600
# After somebody gave a seat up: people wait for whose turn it is, and few changes are found soon.
SECONDS_AGAIN = 9
MOST_WINDOWS = 60  # as the policy's `plan_windows`


def propose(
    *,
    programme: Programme,
    since: date | None = None,
    count: int | None = None,
    seconds: int | None = None,
    lease: str = "",
    by: Actor,
    at: datetime,
) -> Plan:
    """Ask for seats in the next windows, as the records stand now.

    From `since`, or today; for `count` windows, or as many as the policy says; the solver may take
    `seconds`. With a `lease` (`solving.new_lease`) whoever asks solves it themselves. Raises Conflict
    where there is no window to plan.
    """
    if event := repeated(by):
        return find(event.data["plan"])
    require(by, "rotation.plan")
    count = _within(count, 1, MOST_WINDOWS, field="count", what="Windows to plan")
    seconds = _within(seconds, 1, MOST_SECONDS, field="seconds", what="Seconds for the planner")
    # Read before the transaction: nothing here is changed, and publishing looks again at all of it.
    problem = problem_of(programme, since=since, count=count, at=at)
    with transaction.atomic(durable=True):
        plan = Plan.objects.create(
            programme=programme,
            problem=problem_as_data(problem),
            seconds=seconds or SECONDS,
            by_id=by.person_id,
            at=at,
            wake_at=at + LEASE if lease else at,
            lease=lease,
            attempts=1 if lease else 0,
        )
        record(
            "plan.proposed",
            subject=f"plan-{plan.pk}",
            by=by,
            at=at,
            data={"plan": plan.pk, "windows": len(problem.windows)},
        )
        transaction.on_commit(wake)
    return plan


def _within(number: int | None, least: int, most: int, *, field: str, what: str) -> int | None:
    if number is not None and not least <= number <= most:
        raise Invalid(f"{what} are a number from {least} to {most:,}.", field=field)
    return number


def plan_again(withdrawal: Withdrawal, *, by: Actor, at: datetime) -> Plan | None:
    """Inside the action that withdraws a seat: where it stood by a published plan and has not begun,
    the worker plans again, with the fewest changes."""
    seat = withdrawal.seat
    published = Publication.objects.filter(seats=seat).order_by("-pk").first()
    if published is None:
        return None
    today = local_date(at, policy_at(seat.window.programme, at).zone)
    if seat.window.starts_on < today:
        return None
    plan = Plan.objects.create(
        programme=seat.window.programme,
        after=withdrawal,
        seconds=SECONDS_AGAIN,
        at=at,
        wake_at=at,
    )
    record(
        "plan.proposed",
        subject=f"plan-{plan.pk}",
        by=by.with_request(None),
        at=at,
        data={"plan": plan.pk, "people": {"engineer": seat.person_id}},
    )
    transaction.on_commit(wake)
    return plan


def cancel_plan(*, plan_id: int, by: Actor, at: datetime) -> Plan:
    """Call a plan off: what the solver has by then is kept. One that waits is ended at once."""
    find(plan_id)
    with transaction.atomic(durable=True):
        plan = Plan.objects.select_for_update().defer("problem", "result").get(pk=plan_id)
        require(by, "rotation.plan")
        if plan.finished_at:
            raise Conflict(f"Plan {plan.pk} is finished; there is nothing to cancel.")
        if plan.cancel_asked_at is None:
            asked = Plan.objects.filter(pk=plan.pk, finished_at=None)
            if plan.lease:
                asked.update(cancel_asked_at=at)
            else:
                asked.update(
                    cancel_asked_at=at,
                    finished_at=at,
                    wake_at=None,
                    failed="Cancelled before the planner had begun.",
                )
            record(
                "plan.cancelled", subject=f"plan-{plan.pk}", by=by, at=at, data={"plan": plan.pk}
            )
    return find(plan_id)
