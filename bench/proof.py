"""`python -m bench.proof`: CPU of the report, of engagement and of an opened figure, over many issues.

    python -m bench.proof [--issues 1000000] [--escalations 100000] [--engine postgresql|sqlite]

CPU milliseconds per request of the web process and of PostgreSQL's backends, and as multiples of an empty
view of the same stack on the same machine, in turns with it. SQLite is measured with a tenth of each.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from itertools import repeat
from pathlib import Path
from typing import Any

from bench import report, targets
from bench.__main__ import _child
from bench.rounds import Batch, Measured, Request, Run, batch, measure, middle
from bench.servers import PostgreSQL, Server

AIMS = {"report page": 300, "engagement page": 300, "opened figure": 100, "opened issues": 100}


def runs(
    server: Server, known: dict[str, str], database: PostgreSQL | None, count: int
) -> list[Run]:
    cookie = {"Cookie": f"holdfast={known['session']}"}
    bearer = {"Authorization": f"Bearer {known['ana']}"}
    days = known["days"]
    asked = {
        "report page": Request("GET", f"/reports/{known['month']}", cookie),
        "list of months": Request("GET", "/reports", cookie),
        "engagement page": Request("GET", "/engagement", cookie),
        "by week": Request("GET", "/engagement?by=week", cookie),
        "by team": Request("GET", f"/engagement?{days}&by=team", cookie),
        "by customer": Request("GET", f"/engagement?{days}&by=customer", cookie),
        "opened figure": Request("GET", f"/reports/rows?figure=hours_to_close&{days}", cookie),
        "opened adherence": Request("GET", f"/reports/rows?figure=update_adherence&{days}", cookie),
        "opened issues": Request("GET", f"/engagement/rows?which=issues&{days}", cookie),
        "opened engaged": Request("GET", f"/engagement/rows?which=engaged&{days}", cookie),
        "API report": Request("GET", f"/api/v1/report?{days}", bearer),
    }

    def run(name: str, request: Request) -> Run:
        def one() -> dict[str, Batch]:
            return {name: batch(server, repeat(request, count), database)}

        one.__name__ = name
        return one

    return [run(name, request) for name, request in asked.items()]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.proof", description=__doc__)
    parser.add_argument("--issues", type=int, default=1_000_000)
    parser.add_argument("--escalations", type=int, default=100_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], help="only this one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=10, help="in each batch")
    parser.add_argument("--keep", help="leave the store in this folder, for looking at it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-proof-") as name:
        folder = Path(asked.keep or name)
        folder.chmod(0o755)
        for engine in [asked.engine] if asked.engine else ["postgresql", "sqlite"]:
            small = 1 if engine == "postgresql" else 10
            _engine(folder, engine, asked.escalations // small, asked.issues // small, asked)
    return 0


def _engine(folder: Path, engine: str, size: int, issues: int, asked: Any) -> None:
    database = PostgreSQL(folder / "pg") if engine == "postgresql" else None
    try:
        environment = {
            "HOLDFAST_DATA_DIR": str(folder / engine),
            "HOLDFAST_DATABASE_URL": database.database("proof") if database else "",
            "DJANGO_SETTINGS_MODULE": "holdfast.site.settings",
        }
        started = time.monotonic()
        known = json.loads(_child(["bench.proof_store", str(size), str(issues)], environment))
        print(f"{engine}: written in {time.monotonic() - started:.0f} s", file=sys.stderr)
        print(f"\n{engine}, {issues:,} support issues, {size:,} escalations\n")
        print(table(_measured(environment, known, database, asked)))
    finally:
        if database:
            database.stop()


def _measured(
    environment: dict[str, str], known: dict[str, str], database: PostgreSQL | None, asked: Any
) -> dict[str, Measured]:
    floor = Server(["bench.floor"], {"DJANGO_SETTINGS_MODULE": "bench.floor"})
    server = Server(["holdfast.site.processes", "web"], environment)
    try:
        found = measure(
            lambda: targets.floor(floor, 200),
            [runs(server, known, database, asked.requests)],
            rounds=asked.rounds,
        )
    finally:
        server.stop()
        floor.stop()
    return found[0]


def table(found: dict[str, Measured]) -> str:
    lines = [
        "| request | web ms | database ms | both | x empty view (web) | aim ms | p50 ms |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, each in found.items():
        figures = report.figures(each)
        if "wrong" in figures:
            lines.append(f"| {name} | {figures['wrong'][:160]} | | | | | |")
            continue
        web, both = figures["server_ms"], figures["server_ms"] + figures["database_ms"]
        lines.append(
            f"| {name} | {web:.1f} | {figures['database_ms']:.1f} | {both:.1f} | "
            f"{figures['ratio'][1]:.1f} | {AIMS.get(name, '')} | {figures['p50_ms']:.0f} |"
        )
    floors = [each for one in found.values() for each in one.floors]
    lines.append(f"| empty view | {middle(floors):.2f} | | | 1 | | |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
