"""The worker's side of a plan: claimed, solved in a process of its own, noted.

No transaction and no lock is held while it is solved. A claim is one conditional UPDATE that leaves a
lease, which every sign of life renews; the result is noted under the same lease. A lease that ran out
means that its solver died: the same problem is solved again, and gives the same plan.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F

from holdfast.journal.actions import record
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Refusal
from holdfast.people.queries import leads
from holdfast.rotation.models import Plan
from holdfast.rotation.planner.process import Solving
from holdfast.rotation.queries.plan import problem_in
from holdfast.rotation.queries.problem import problem_of, window_number
from holdfast.rotation.rules.planning.problem import Level
from holdfast.rotation.rules.planning.problem import Plan as Solved
from holdfast.rotation.rules.planning.reading import (
    level_as_data,
    plan_as_data,
    problem_as_data,
)

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
ATTEMPTS = 3  # after so many that were cut off somebody must look
BEAT = 1.0  # seconds between two looks whether somebody cancelled
_RENEW = timedelta(seconds=10)

Clock = Callable[[], datetime]


class Run(Protocol):
    """A run of the solver; `planner.process.Solving` is one."""

    plan: Solved | None
    why: dict[str, Any] | None

    def levels(self, *, beat: float | None = None) -> Iterator[Level | None]: ...
    def cancel(self) -> None: ...


Solver = Callable[..., AbstractContextManager[Run]]


def new_lease() -> str:
    return secrets.token_hex(16)


def solve_plans(
    *, clock: Clock, go_on: Callable[[], bool] = lambda: True, solver: Solver = Solving
) -> int:
    """Solve what waits, one after the other; the number handled. The worker's chore."""
    done = 0
    while go_on():
        plan = _claim(at=clock())
        if plan is None:
            break
        carry_out(plan, clock=clock, go_on=go_on, solver=solver)
        done += 1
    return done


def _claim(*, at: datetime) -> Plan | None:
    """The next plan that is due, leased; None where there is none, or another worker was faster."""
    due = (
        Plan.objects.filter(wake_at__lte=at).order_by("wake_at", "pk").values_list("pk", flat=True)
    )
    for number in due[:10]:
        lease = new_lease()
        row = Plan.objects.filter(pk=number, wake_at__lte=at)
        if row.update(lease=lease, wake_at=at + LEASE, attempts=F("attempts") + 1, progress={}):
            return Plan.objects.select_related("programme").get(pk=number)
    return None


def carry_out(
    plan: Plan,
    *,
    clock: Clock,
    go_on: Callable[[], bool] = lambda: True,
    solver: Solver = Solving,
    tell: Callable[[Level], None] = lambda _level: None,
) -> None:
    """Solve a plan whose lease we hold, and note what came of it; `tell` hears each level.

    Returns without a word where the lease was lost meanwhile, or `go_on` says no: then it is solved
    again.
    """
    held = _Held(plan.pk, plan.lease, clock)
    if plan.attempts > ATTEMPTS:
        held.finish(
            failed=f"The planner was cut off {ATTEMPTS} times; plan fewer windows at a time."
        )
        return
    try:
        _read(plan, held)
        with solver(problem_in(plan), seconds=plan.seconds, seed=plan.seed) as run:
            for level in run.levels(beat=BEAT):
                if level:
                    held.hear(level)
                    tell(level)
                if not go_on():
                    held.let_go()
                    return
                if not held.beat(explaining=run.plan is not None):
                    return
                if held.cancelled:
                    run.cancel()
        assert run.plan is not None, "a run that ends without a plan raises"
        held.finish(result=plan_as_data(run.plan, run.why))
    except Refusal as refusal:
        held.finish(failed=refusal.message)


def _read(plan: Plan, held: _Held) -> None:
    """Where a seat given up asked for it: the windows of the plan it stood by, as they are now."""
    if plan.problem is not None:
        return
    assert plan.after is not None, "only a plan that follows a withdrawal is read by the worker"
    published = plan.after.seat.publications.select_related("plan").order_by("-pk").first()
    windows = published.plan.problem["windows"] if published and published.plan.problem else []
    numbers = [window_number(each["id"]) for each in windows]
    problem = problem_of(plan.programme, only=numbers, at=held.clock())
    plan.problem = problem_as_data(problem)
    held.row.update(problem=plan.problem)


@dataclass
class _Held:
    """A plan whose lease is ours, for as long as it is."""

    number: int
    lease: str
    clock: Clock
    cancelled: bool = False
    levels: dict[str, Level] = field(default_factory=dict)
    _shown: dict[str, Any] = field(default_factory=dict)
    _renewed_at: datetime | None = None

    @property
    def row(self) -> Any:
        return Plan.objects.filter(pk=self.number, lease=self.lease, finished_at=None)

    def hear(self, level: Level) -> None:
        self.levels[level.name] = level

    def beat(self, *, explaining: bool) -> bool:
        """Show what is known, renew the lease, see whether somebody cancelled. False: it is lost."""
        at = self.clock()
        shown = {
            "levels": [level_as_data(level) for level in self.levels.values()],
            "explaining": explaining,
        }
        if shown != self._shown or self._renewed_at is None or at - self._renewed_at >= _RENEW:
            if not self.row.update(progress=shown, wake_at=at + LEASE):
                return False
            self._shown, self._renewed_at = shown, at
        asked = self.row.values_list("cancel_asked_at", flat=True).first()
        self.cancelled = asked is not None
        return True

    def let_go(self) -> None:
        """Another worker may begin at once; this attempt does not count."""
        self.row.update(lease="", wake_at=self.clock(), attempts=F("attempts") - 1)

    def finish(self, *, result: dict[str, Any] | None = None, failed: str = "") -> None:
        at = self.clock()
        with transaction.atomic(durable=True):
            done: dict[str, Any] = {"finished_at": at, "wake_at": None, "lease": ""}
            done |= {"result": result} if result is not None else {"failed": failed}
            if not self.row.update(**done):
                logger.warning("A plan was solved under a lost lease.", extra={"plan": self.number})
                return
            plan = Plan.objects.select_related("after__seat__window").get(pk=self.number)
            _record(plan, at)


def _record(plan: Plan, at: datetime) -> None:
    """Who asked sees it; for a plan that nobody asked for, the leads are told."""
    seat = plan.after.seat if plan.after else None
    data: dict[str, Any] = {"plan": plan.pk, "reason": plan.failed}
    if seat and plan.after:
        data |= {
            "people": {"engineer": seat.person_id},
            "starts_on": seat.window.starts_on.isoformat(),
            "ends_on": seat.window.ends_on.isoformat(),
            "why": plan.after.reason,
        }
    record(
        "plan.failed" if plan.failed else "plan.finished",
        subject=f"plan-{plan.pk}",
        by=CLOCK,
        at=at,
        data=data,
        tell=leads() if seat else [],
    )
