"""One run of the planner: how long it may take, who watches, who may stop it."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
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
    began: float = 0.0  # by the monotonic clock
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


@dataclass(frozen=True, slots=True)
class Question:
    """A model, the variables to know, and parameters of CP-SAT beside the usual ones."""

    model: Any
    variables: list[Any]
    parameters: dict[str, Any] = field(default_factory=dict)


News = queue.SimpleQueue[tuple[float | None, float | None]]
Watch = Callable[[float | None, float | None], None]


def ask(run: Run, question: Question, *, limit: float, watch: Watch | None = None) -> Answer:
    """Solves a model within `limit` (of `run.left`'s unit); `watch` is told of values and bounds."""
    return ask_all(run, [question], limit=limit, watch=watch)[0]


def ask_all(
    run: Run, questions: Sequence[Question], *, limit: float, watch: Watch | None = None
) -> list[Answer]:
    """Solves models side by side, each in a thread of its own with one worker.

    One worker, because then the course of the search depends on the model and the seed alone; and
    because on few cores it proves sooner than several. This thread meanwhile tells `watch` and
    looks for a stop.
    """
    news: News = queue.SimpleQueue()
    solving = [_Solving(run, question, limit, news) for question in questions]
    for each in solving:
        each.thread.start()
    try:
        for each in solving:
            while not each.done.wait(POLL):
                _pass_on(news, watch)
                if run.stopped():
                    _halt(solving)
    except BaseException:
        _halt(solving)
        for each in solving:
            each.thread.join()
        raise
    _pass_on(news, watch)
    return [each.answer() for each in solving]


class _Solving:
    def __init__(self, run: Run, question: Question, limit: float, news: News) -> None:
        from ortools.sat.python import cp_model  # only who plans pays for it

        class Improved(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                news.put((self.objective_value, None))

        self.run, self.question = run, question
        self.solver = cp_model.CpSolver()
        settings = self.solver.parameters
        settings.num_workers = 1
        settings.random_seed = run.seed % (1 << 31)
        if run.deterministic is None:
            settings.max_time_in_seconds = max(limit, 0.01)
        else:
            settings.max_deterministic_time = max(limit, 0.001)
            settings.max_time_in_seconds = SAFETY
        for name, value in question.parameters.items():
            setattr(settings, name, value)
        self.solver.best_bound_callback = lambda bound: news.put((None, bound))
        self.callback = Improved()
        self.solved = {cp_model.OPTIMAL, cp_model.FEASIBLE}
        self.optimal, self.infeasible = cp_model.OPTIMAL, cp_model.INFEASIBLE
        self.status: Any = None
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._work, name="planner", daemon=True)

    def _work(self) -> None:
        try:
            self.status = self.solver.solve(self.question.model, self.callback)
        finally:
            self.done.set()

    def answer(self) -> Answer:
        self.thread.join()
        self.run.counted += self.solver.response_proto.deterministic_time
        solved = self.status in self.solved
        return Answer(
            tuple(bool(self.solver.value(v)) for v in self.question.variables) if solved else None,
            self.solver.best_objective_bound if solved else -math.inf,
            infeasible=self.status == self.infeasible,
            optimal=self.status == self.optimal,
        )


def _halt(solving: Sequence[_Solving]) -> None:
    for each in solving:
        each.solver.stop_search()


def _pass_on(news: News, watch: Watch | None) -> None:
    while not news.empty():
        value, bound = news.get()
        if watch is not None:
            watch(value, bound)


def aside(run: Run, work: Callable[[], Any], halt: Callable[[], object]) -> Any:
    """Does other work in a thread, as `ask` does, and halts it when the run is stopped."""
    done = threading.Event()
    result: list[Any] = []

    def target() -> None:
        try:
            result.append(work())
        finally:
            done.set()

    thread = threading.Thread(target=target, name="planner", daemon=True)
    thread.start()
    while not done.wait(POLL):
        if run.stopped():
            halt()
    thread.join()
    return result[0] if result else None
