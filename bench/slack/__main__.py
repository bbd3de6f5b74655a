"""The Slack edge under load: 50 signed events a second for 60 s, on both engines (docs/performance.md)."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.servers import PostgreSQL
from bench.slack import report


def main() -> int:
    asked = _arguments()
    if asked.one:
        from bench.slack import run

        # The last line is for the process that started this one; in a process of its own because
        # Django is set up once, for one database.
        sys.stdout.write(json.dumps(run.run(asked.engine, asked.seconds, asked.rate)) + "\n")
        return 0
    engines = [asked.engine] if asked.engine else ["sqlite", "postgresql"]
    found = [_engine(each, asked) for each in engines]
    print(report.table(found))
    if asked.json:
        Path(asked.json).write_text(json.dumps(found, indent=1))
    return 1 if any(each["wrong"] for each in found) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.slack", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=50, help="events a second")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], help="only this one")
    parser.add_argument("--json", help="write the figures to this file as well")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _engine(engine: str, asked: argparse.Namespace) -> dict:
    from bench.slack.installation import environment

    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = Path(name)
        # PostgreSQL refuses to run as root and makes a user of its own, who must get in.
        folder.chmod(0o755)
        database = PostgreSQL(folder / "pg") if engine == "postgresql" else None
        try:
            address = database.database("slack") if database else ""
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "bench.slack", "--one", "--engine", engine),
                    *("--seconds", str(asked.seconds), "--rate", str(asked.rate)),
                ],
                env=environment(folder / "data", address),
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
        finally:
            if database:
                database.stop()
    return json.loads(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
