"""`python -m bench.planner [INSTANCE…]`: four ways to plan the same instances, one after the other.

INSTANCE is a name of examples/planning, a file, or `PEOPLExWINDOWSxSEATS` for one made here. The
markdown for docs/performance.md goes to standard output.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.planner import report
from bench.planner.generate import instance

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "planning"
LARGE = "5000x52x10"
DROP_OUT_SECONDS = 9  # as in the programme: rotation/actions/plan.py
# A process that does not end: building a model is not counted by the solver's own limit.
PATIENCE = 600


def main() -> int:
    asked = _arguments()
    print(_machine(), flush=True)
    kept: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="holdfast-planner-") as name:
        folder = Path(name)
        for each in asked.instances or ["p12", "p60", "p250", "p1000", LARGE]:
            file, about = _file(each, folder, asked.seed)
            found = {}
            for way in asked.ways:
                _say(f"{each}: {report.WAYS[way]} …")
                found[way] = _child(way, file, asked.seconds, asked.seed)
            kept[each] = found
            print(f"\n{report.instance(each, about, found)}", flush=True)
            if each == asked.drop_out and "seats" in found.get("planner", {}):
                rows = list(_drop_outs(file, found["planner"]["seats"], folder, asked))
                kept["drop-out"] = rows
                print(
                    f"\n### One person drops out of {each}\n\n{report.drop_outs(rows)}", flush=True
                )
    if asked.json:
        Path(asked.json).write_text(json.dumps(kept, indent=1))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.planner", description=__doc__)
    parser.add_argument("instances", nargs="*", metavar="INSTANCE")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each way that has a limit")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ways", nargs="+", choices=[*report.WAYS], default=[*report.WAYS])
    parser.add_argument("--drop-out", default="p250", help="the instance somebody drops out of")
    parser.add_argument("--drop-outs", type=int, default=5, help="how many, one at a time")
    parser.add_argument("--json", help="write the figures and the seats to this file as well")
    return parser.parse_args()


def _machine() -> str:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, Python "
        f"{sys.version.split()[0]}; load average at the start {load:.1f}."
    )


def _file(name: str, folder: Path, seed: int) -> tuple[Path, str]:
    """Where the instance is, and a line about it."""
    size = re.fullmatch(r"(\d+)x(\d+)x(\d+)", name)
    if size:
        people, windows, wanted = (int(number) for number in size.groups())
        file = folder / f"{name}.json"
        file.write_text(json.dumps(instance(people, windows, wanted, seed=seed)))
    else:
        file = EXAMPLES / f"{name}.json"
        file = file if file.exists() else Path(name)
    problem = json.loads(file.read_text())
    people, windows = problem["people"], problem["windows"]
    asked = sum(len(person["sign_ups"]) for person in people)
    return file, (
        f"{len(people):,} people, {len(windows)} windows of {windows[0]['wanted']} seats, "
        f"{asked:,} sign-ups."
    )


def _child(way: str, file: Path, seconds: float, seed: int) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.planner.child", way, str(file), str(seconds), str(seed)],
            capture_output=True,
            text=True,
            timeout=seconds + PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"wrong": f"did not end within {seconds + PATIENCE:.0f} s"}
    if done.returncode:
        _say(done.stderr)
        return {"wrong": f"died with {done.returncode}"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _drop_outs(
    file: Path, seats: list[dict[str, Any]], folder: Path, asked: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    """The plan is published; somebody who sits in it withdraws everything; it is planned again."""
    problem = json.loads(file.read_text())
    sitting = sorted({seat["person"] for seat in seats})
    step = max(1, len(sitting) // asked.drop_outs)
    for gone in sitting[::step][: asked.drop_outs]:
        _say(f"{gone} drops out …")
        people = [
            {**person, "sign_ups": []} if person["id"] == gone else person
            for person in problem["people"]
        ]
        again = folder / "again.json"
        again.write_text(json.dumps({**problem, "people": people, "published": seats}))
        found = _child("planner", again, DROP_OUT_SECONDS, asked.seed)
        levels = {level["name"]: level for level in found.get("levels", [])}
        if "changes" not in levels:
            raise SystemExit(f"{gone}: {found.get('wrong', 'no plan')}")
        lost = sum(seat["person"] == gone for seat in seats)
        yield {"person": gone, "lost": lost, "changes": levels["changes"], "wall": found["wall"]}


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
