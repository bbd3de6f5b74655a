"""The solver in a process of its own: it tells how far it is, can be cancelled, and may die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.kernel.refusal import Invalid
from holdfast.rotation.planner.process import Died, Solving
from holdfast.rotation.rules.planning.reading import plan_as_data, problem_from_data
from tests.rotation.planning import checker
from tests.rotation.planning.test_solver import example, pin, pinned

ROOT = Path(__file__).resolve().parents[3]
SMALL = pinned(pin("kim", "W0"))
LONG = example("p250", windows=10)  # more than is proven in a moment


def test_it_tells_each_level_and_then_has_the_plan_and_its_reasons():
    with Solving(problem_from_data(SMALL)) as solving:
        told = [level for level in solving.levels() if level]
    assert solving.plan
    assert {level.name for level in told} == {level.name for level in solving.plan.levels}
    checker.check(SMALL, plan_as_data(solving.plan))
    assert set(solving.why or {}) == {"seats", "not_chosen", "unfilled"}


def test_a_contradiction_among_pins_is_refused_as_it_is_in_one_process():
    solving = Solving(problem_from_data(pinned(pin("eva", "W0"))))
    with solving, pytest.raises(Invalid, match="eva"):
        list(solving.levels())


def test_cancelled_it_keeps_the_best_so_far():
    with Solving(problem_from_data(LONG), seconds=300, why=False) as solving:
        levels = solving.levels()
        next(levels)
        solving.cancel()
        list(levels)
    assert solving.plan
    assert solving.plan.cancelled
    checker.check(LONG, plan_as_data(solving.plan))


@pytest.mark.parametrize(
    ("number", "says"), [(signal.SIGKILL, "ran out of memory"), (signal.SIGHUP, "signal 1")]
)
def test_killed_it_is_one_sentence(number: signal.Signals, says: str):
    with Solving(problem_from_data(LONG), seconds=300) as solving:
        levels = solving.levels()
        next(levels)
        os.kill(solving.pid, number)
        with pytest.raises(Died, match=says) as died:
            list(levels)
    assert died.value.message.endswith(".")
    assert "\n" not in died.value.message
    assert solving.plan is None


def test_broken_it_is_one_sentence_with_its_last_words():
    broken = Solving(problem_from_data(SMALL), deterministic="much")  # type: ignore[arg-type]
    with broken, pytest.raises(Died, match="before it had a plan") as died:
        list(broken.levels())
    assert "invalid float value: 'much'" in died.value.message
    assert "usage" in died.value.detail


def test_cancelled_while_it_explains_the_plan_stands():
    with Solving(problem_from_data(SMALL)) as solving:
        for _ in solving.levels(beat=0.01):
            if solving.plan:
                solving.cancel()
    assert solving.plan
    assert not solving.plan.cancelled
    assert not solving.unexplained
    assert set(solving.why or {}) <= {"seats", "not_chosen", "unfilled"}


@pytest.mark.parametrize("way", ["sigterm", "end of input"])
def test_told_to_end_it_still_prints_the_plan(way: str):
    child = subprocess.Popen(
        [sys.executable, "-m", "holdfast.rotation.planner", "--seconds", "300", "--no-why"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write(json.dumps(LONG).encode() + b"\n")
    child.stdin.flush()
    first = json.loads(child.stdout.readline())
    assert set(first["level"]) == {"name", "value", "bound", "proven", "seconds"}
    if way == "sigterm":
        child.terminate()
    else:
        child.stdin.close()
    last = json.loads(child.stdout.read().splitlines()[-1])
    assert child.wait() == 0
    child.stdin.close()
    child.stdout.close()
    checker.check(LONG, last["plan"])
    assert last["plan"]["cancelled"] is True


def test_a_problem_it_cannot_read_is_refused_on_a_line():
    done = subprocess.run(
        [sys.executable, "-m", "holdfast.rotation.planner"],
        cwd=ROOT,
        input=b'{"version": 1, "windows": 7}\n',
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "refused": {"message": "windows: this must be a list, not 7.", "field": "windows"}
    }
    assert not done.stderr


def test_neither_side_knows_django():
    code = (
        "import sys; import holdfast.rotation.planner.process, holdfast.rotation.planner.__main__, "
        "holdfast.rotation.planner, holdfast.cli.plan; sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0
