"""`python -m holdfast.rotation.planner`: one problem solved in a process of its own.

Standard input is one line, PROBLEM.json without line breaks, and then stays open: when it closes, or
on SIGTERM or SIGINT, the best plan so far is the answer. Standard output is JSON, a line each:

- `{"level": {"name", "value", "bound", "proven", "seconds"}}` whenever one is better or better known;
- `{"plan": {…}}`, PLAN.json;
- `{"why": {"seats", "not_chosen", "unfilled"}}`, unless `--no-why`;
- or `{"refused": {"message", "field"}}`, with exit code 1.

`process.py` is its other side.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from typing import Any

from holdfast.kernel.refusal import Refusal
from holdfast.rotation.rules.planning.problem import Level, Plan, Problem
from holdfast.rotation.rules.planning.reading import (
    level_as_data,
    plan_as_data,
    problem_from_json,
)


def main() -> int:
    asked = _arguments()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    done: list[int] = []
    # The solver runs in C++, where Python's signal handlers wait: it has a thread of its own.
    work = threading.Thread(target=lambda: done.append(_work(asked, stopping)), daemon=True)
    work.start()
    while work.is_alive():
        work.join(0.1)
    return done[0] if done else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m holdfast.rotation.planner")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--deterministic", type=float)
    parser.add_argument("--no-why", dest="why", action="store_false")
    return parser.parse_args()


def _work(asked: argparse.Namespace, stopping: threading.Event) -> int:
    try:
        problem = problem_from_json(sys.stdin.buffer.readline())
        threading.Thread(target=_watch, args=(stopping,), daemon=True).start()
        plan = _solve(problem, asked, stopping)
        _write({"plan": plan_as_data(plan)})
        if asked.why and not stopping.is_set():
            from holdfast.rotation.planner.why import explain

            _write({"why": explain(problem, plan, stop=stopping.is_set)})
    except Refusal as refusal:
        _write({"refused": {"message": refusal.message, "field": refusal.field}})
        return 1
    except BrokenPipeError:
        # Nobody is left to tell.
        os._exit(1)
    return 0


def _solve(problem: Problem, asked: argparse.Namespace, stopping: threading.Event) -> Plan:
    # Imported once the problem is known to be one: it takes longer than to read most of them.
    from holdfast.rotation.planner.solve import solve

    def progress(level: Level) -> None:
        _write({"level": level_as_data(level)})

    return solve(
        problem,
        seconds=asked.seconds,
        seed=asked.seed,
        workers=asked.workers,
        deterministic=asked.deterministic,
        progress=progress,
        stop=stopping.is_set,
    )


def _watch(stopping: threading.Event) -> None:
    """Standard input closes when whoever started this cancels, or is gone."""
    # Past Python's buffer, whose lock a thread that waits would hold when the interpreter ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stopping.set()


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
