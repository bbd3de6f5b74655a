"""`holdfast plan solve`: from a file to a file, without a database."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from holdfast.cli.commands import holdfast
from holdfast.cli.plan import Display
from holdfast.rotation.rules.planning.problem import Level
from tests.rotation.planning import checker
from tests.rotation.planning.test_solver import example, pin, pinned

ROOT = Path(__file__).resolve().parents[3]
P250 = ROOT / "examples" / "planning" / "p250.json"
LONG = example("p250", windows=10)
SMALL = pinned(pin("kim", "W0"))


def run(*words: object, stdin: bytes | None = None):
    return CliRunner().invoke(holdfast, ["plan", "solve", *map(str, words)], input=stdin)


def test_the_plan_is_one_document_and_progress_goes_elsewhere():
    done = run("-", "--no-why", stdin=json.dumps(SMALL).encode())
    assert done.exit_code == 0, done.stderr
    plan = json.loads(done.stdout)
    checker.check(SMALL, plan)
    assert "why" not in plan
    assert [line.split()[0] for line in done.stderr.splitlines()][-1] == "spread"
    assert "\r" not in done.stderr


def test_written_to_a_file_it_says_what_was_reached(tmp_path: Path):
    out = tmp_path / "plan.json"
    out.write_text("what was here before")
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(SMALL))
    done = run(file, "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    plan = json.loads(out.read_text())
    checker.check(SMALL, plan)
    told = json.loads(done.stdout)
    assert told["levels"] == plan["levels"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "problem.json"]
    assert set(plan["why"]) == {"seats", "not_chosen", "unfilled"}


@pytest.mark.parametrize(
    ("words", "stdin", "says"),
    [
        (["nowhere.json"], None, "There is no file nowhere.json"),
        (["-"], b"{", "is not JSON"),
        (["-"], b'{"version": 3}', "version: this reads version 1 only"),
        ([P250, "--out", "no/such/plan.json"], None, "There is no folder no/such"),
        ([P250, "--out", ROOT], None, "is a folder; name a file in it."),
    ],
)
def test_what_is_refused_is_said_in_a_sentence(words: list[object], stdin: bytes, says: str):
    done = run(*words, "--json", stdin=stdin)
    assert done.exit_code == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert says in json.loads(done.stdout)["refused"]["message"]


def test_wrong_usage_is_2():
    assert run(P250, "--seconds", "never").exit_code == 2
    assert run(P250, "--seconds", "0").exit_code == 2
    assert run().exit_code == 2


def test_ctrl_c_keeps_the_best_so_far(tmp_path: Path):
    file, out = tmp_path / "problem.json", tmp_path / "plan.json"
    file.write_text(json.dumps(LONG))
    code = "from holdfast.cli import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", code, "plan", "solve", str(file), "--out", str(out), "--no-why"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr
    assert child.stderr.readline().startswith("least")
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=120)
    assert child.returncode == 0
    assert "cut short" in said
    assert "Traceback" not in said
    plan = json.loads(out.read_text())
    assert plan["cancelled"] is True
    checker.check(LONG, plan)


def test_on_a_terminal_a_level_is_one_line_that_changes(capsys: pytest.CaptureFixture[str]):
    display = Display(terminal=True)
    display.level(Level("least", 4, 0, 0.1))
    display.level(Level("least", 4, 4, 0.2))
    display.level(Level("wanted", 14, 9, 0.3))
    display.beat()
    display.close()
    lines = capsys.readouterr().err.split("\n")
    assert len(lines) == 3
    assert lines[0].count("\r") == 2
    assert "proven" in lines[0]
    assert "at least 9" in lines[1]
