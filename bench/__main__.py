"""`make bench`: CPU per request and per sweep on both engines, at two sizes of store."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import report, targets
from bench.rounds import measure
from bench.servers import PostgreSQL, Server, cpu_ms


def main() -> int:
    asked = _arguments()
    # As Ctrl-C does: the servers end and gigabytes in the temporary folder go.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sizes = [10_000] if asked.quick else [10_000, asked.size]
    engines = [asked.engine] if asked.engine else ["sqlite", "postgresql"]
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = Path(name)
        # PostgreSQL refuses to run as root and makes a user of its own, who must get in.
        folder.chmod(0o755)
        found = []
        for engine in engines:
            database = PostgreSQL(folder / "pg") if engine == "postgresql" else None
            try:
                found += _engine(folder, engine, sizes, database, asked)
                # What is known so far, should the rest not be waited for.
                print(report.table(found), file=sys.stderr, flush=True)
            finally:
                if database:
                    database.stop()
        print(report.table(found))
        if asked.json:
            Path(asked.json).write_text(json.dumps(found, indent=1))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 escalations only, few rounds")
    parser.add_argument("--size", type=int, default=1_000_000, help="of the large store")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], help="only this one")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--requests", type=int, default=0, help="in each batch")
    parser.add_argument(
        "--all-open", action="store_true", help="only the sweep, with every escalation open"
    )
    parser.add_argument("--json", help="write the figures to this file as well")
    asked = parser.parse_args()
    asked.rounds = asked.rounds or (3 if asked.quick else 5)
    asked.requests = asked.requests or (200 if asked.quick else 400)
    return asked


def _engine(
    folder: Path, engine: str, sizes: list[int], database: PostgreSQL | None, asked: Any
) -> list[dict[str, Any]]:
    """Stores of all sizes, filled, and measured side by side."""
    stores = [_filled(folder, engine, size, database, asked) for size in sizes]
    if not asked.all_open:
        _requests(stores, database, asked)
    for _ in range(asked.rounds):
        for store in stores:
            swept = json.loads(_child(["bench.sweep"], store["environment"], database))
            for name in ("cpu", "wall", "database"):
                store["sweep"].setdefault(name, []).append(swept.get(name, 0.0))
    for store in stores:
        store["bytes"] = _bytes(engine, store["size"], folder, database)
        del store["environment"], store["known"]
    return stores


def _requests(stores: list[dict[str, Any]], database: PostgreSQL | None, asked: Any) -> None:
    floor = Server(["bench.floor"], {"DJANGO_SETTINGS_MODULE": "bench.floor"})
    servers: list[Server] = []
    try:
        for store in stores:
            servers.append(Server(["holdfast.site.processes", "web"], store["environment"]))
        measured = measure(
            lambda: targets.floor(floor, asked.requests),
            [
                targets.runs(server, store["known"], database, count=asked.requests)
                for server, store in zip(servers, stores, strict=True)
            ],
            rounds=asked.rounds,
        )
        for store, server, each in zip(stores, servers, measured, strict=True):
            memory = [worker.memory_full_info() for worker in server.workers()]
            store["rss_mb"] = max(one.rss for one in memory) / 1e6
            store["uss_mb"] = max(one.uss for one in memory) / 1e6
            store["targets"] = {name: report.figures(one) for name, one in each.items()}
    finally:
        for one in [*servers, floor]:
            one.stop()


def _filled(
    folder: Path, engine: str, size: int, database: PostgreSQL | None, asked: Any
) -> dict[str, Any]:
    environment = {
        "HOLDFAST_DATA_DIR": str(folder / f"{engine}-{size}"),
        "HOLDFAST_DATABASE_URL": database.database(f"bench{size}") if database else "",
        "DJANGO_SETTINGS_MODULE": "holdfast.site.settings",
    }
    started = time.monotonic()
    how_many = [str(size), *([str(size)] if asked.all_open else [])]
    known = json.loads(_child(["bench.store", *how_many], environment))
    took = time.monotonic() - started
    print(f"{engine}, {size:,} escalations: written in {took:.0f} s", file=sys.stderr, flush=True)
    return {
        "engine": engine,
        "size": size,
        "written_s": took,
        "environment": environment,
        "known": known,
        "sweep": {},
        "targets": {},
    }


def _child(
    module: list[str], environment: dict[str, str], database: PostgreSQL | None = None
) -> str:
    """A child's last line; with a database, also what that used meanwhile (a lower bound)."""
    process = subprocess.Popen(
        [sys.executable, "-m", *module],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    # A backend is gone with its client, so its time is read while both are alive.
    used = 0.0
    try:
        while process.poll() is None:
            if database:
                used = max(used, cpu_ms(database.backends()))
            time.sleep(0.02 if database else 0.1)
    finally:
        process.kill()
    assert process.stdout
    said = process.stdout.read().strip().splitlines()
    if process.returncode:
        raise SystemExit(f"{' '.join(module)} failed with {process.returncode}")
    found = json.loads(said[-1])
    if database and "cpu" in found:
        found["database"] = used / found["sweeps"]  # the one that warms up as well
    return json.dumps(found)


def _bytes(engine: str, size: int, folder: Path, database: PostgreSQL | None) -> int:
    if database:
        import psycopg

        with psycopg.connect(database.address) as connection:
            row = connection.execute("SELECT pg_database_size(%s)", [f"bench{size}"]).fetchone()
            return int(row[0]) if row else 0
    return sum(each.stat().st_size for each in (folder / f"{engine}-{size}").glob("holdfast.db*"))


if __name__ == "__main__":
    sys.exit(main())
