"""One run of the planner: how long it may take, who watches, who may stop it."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from holdfast.rotation.rules.planning.problem import Level

POLL = 0.05  # seconds between two looks at `stop`
SAFETY = 3600.0  # seconds that a run counted in deterministic time may take in all


@dataclass(slots=True)
class Run:
    """The limits of a run and its callbacks, which are called in the caller's own thread.

    A run is limited by the clock on the wall, or by CP-SAT's deterministic time where that is
    given: then nothing it does depends on how fast the machine is.
    """

    seconds: float
    seed: int
    workers: int
    deterministic: float | None = None
    progress: Callable[[Level], None] | None = None
    stop: Callable[[], bool] | None = None
    began: float = field(default_factory=time.monotonic)
    counted: float = 0.0
    cancelled: bool = False

    @property
    def passed(self) -> float:
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds, or units of deterministic time where those are the limit."""
        if self.deterministic is not None:
            return self.deterministic - self.counted
        return self.seconds - self.passed

    @property
    def over(self) -> bool:
        """Whether there is nothing left, or somebody has stopped the run."""
        return self.stopped() or self.left <= 0

    def stopped(self) -> bool:
        if not self.cancelled and self.stop is not None and self.stop():
            self.cancelled = True
        return self.cancelled

    def tell(self, level: Level) -> None:
        if self.progress is not None:
            self.progress(level)


@dataclass(frozen=True, slots=True)
class Answer:
    """What CP-SAT found: the values of the variables asked for, and a bound on the objective."""

    found: tuple[bool, ...] | None
    bound: float
    infeasible: bool
    optimal: bool


Watch = Callable[[float | None, float | None], None]


def ask(
    run: Run,
    model: Any,
    variables: list[Any],
    *,
    limit: float,
    watch: Watch | None = None,
    **parameters: Any,
) -> Answer:
    """Solves a model within `limit` (of `run.left`'s unit).

    The search runs in a thread of its own with one worker, so that its course depends on the
    model and the seed alone; this thread tells `watch` of new values and bounds, and looks for a stop.
    """
    from ortools.sat.python import cp_model  # only who plans pays for it

    solver = cp_model.CpSolver()
    settings = solver.parameters
    settings.num_workers = 1
    settings.random_seed = run.seed % (1 << 31)
    for name, value in parameters.items():
        setattr(settings, name, value)
    if run.deterministic is None:
        settings.max_time_in_seconds = max(limit, 0.01)
    else:
        settings.max_deterministic_time = max(limit, 0.001)
        settings.max_time_in_seconds = SAFETY
    news: queue.SimpleQueue[tuple[float | None, float | None]] = queue.SimpleQueue()

    class Improved(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            news.put((self.objective_value, None))

    solver.best_bound_callback = lambda bound: news.put((None, bound))
    status = _in_a_thread(
        run, lambda: solver.solve(model, Improved()), solver.stop_search, news, watch
    )
    run.counted += solver.response_proto.deterministic_time
    solved = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return Answer(
        tuple(bool(solver.value(v)) for v in variables) if solved else None,
        solver.best_objective_bound if solved else -math.inf,
        infeasible=status == cp_model.INFEASIBLE,
        optimal=status == cp_model.OPTIMAL,
    )


def _in_a_thread(
    run: Run,
    work: Callable[[], Any],
    halt: Callable[[], None],
    news: queue.SimpleQueue[tuple[float | None, float | None]],
    watch: Watch | None,
) -> Any:
    done = threading.Event()
    result: list[Any] = []

    def target() -> None:
        try:
            result.append(work())
        finally:
            done.set()

    thread = threading.Thread(target=target, name="planner", daemon=True)
    thread.start()
    try:
        while not done.wait(POLL):
            _pass_on(news, watch)
            if run.stopped():
                halt()
    except BaseException:
        halt()
        thread.join()
        raise
    thread.join()
    _pass_on(news, watch)
    return result[0]


def _pass_on(
    news: queue.SimpleQueue[tuple[float | None, float | None]], watch: Watch | None
) -> None:
    while not news.empty():
        value, bound = news.get()
        if watch is not None:
            watch(value, bound)
