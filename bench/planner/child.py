"""One way of planning one instance in a process of its own, so that its memory is its own.

`python -m bench.planner.child WAY PROBLEM.json SECONDS SEED` prints one JSON document.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from holdfast.rotation.rules.planning.hard import broken
from holdfast.rotation.rules.planning.levels import measure
from holdfast.rotation.rules.planning.problem import Plan, Problem, Seat
from holdfast.rotation.rules.planning.reading import (
    level_as_data,
    problem_from_json,
    seat_as_data,
)

Found = tuple[list[Seat] | None, dict[str, Any]]


def planner(problem: Problem, seconds: float, seed: int) -> Found:
    from holdfast.rotation.planner.solve import solve

    plan: Plan = solve(problem, seconds=seconds, seed=seed)
    return list(plan.seats), {"levels": [level_as_data(level) for level in plan.levels]}


def plain(problem: Problem, seconds: float, seed: int) -> Found:  # noqa: ARG001
    from bench.planner.plain import solve

    seats, proven = solve(problem, seconds=seconds)
    return seats, {"proven": proven}


def greedy(problem: Problem, seconds: float, seed: int) -> Found:  # noqa: ARG001
    from bench.planner.greedy import least_recently_active

    return least_recently_active(problem), {}


def repair(problem: Problem, seconds: float, seed: int) -> Found:  # noqa: ARG001
    from bench.planner.greedy import with_repair

    return with_repair(problem), {}


WAYS: dict[str, Callable[[Problem, float, int], Found]] = {
    "planner": planner,
    "plain": plain,
    "repair": repair,
    "greedy": greedy,
}


def main() -> None:
    way, file, seconds, seed = sys.argv[1:]
    problem = problem_from_json(Path(file).read_bytes())
    started, cpu = time.monotonic(), time.process_time()
    seats, more = WAYS[way](problem, float(seconds), int(seed))
    found = {
        "wall": time.monotonic() - started,
        "cpu": time.process_time() - cpu,
        "rss_mb": _peak_mb(),
        **more,
    }
    if seats is not None:
        found["values"] = measure(problem, seats)
        found["broken"] = len(broken(problem, seats))
        found["seats"] = [seat_as_data(seat) for seat in seats]
    json.dump(found, sys.stdout)


def _peak_mb() -> float:
    """The most this process ever held; getrusage would count what our parent held as well."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = (each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
