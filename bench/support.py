"""`python -m bench.support`: a generated CSV of support issues comes in, on both engines.

For each engine an import of a tenth of the rows and one of all of them, each into an empty store and in a
process of its own: rows for each second of CPU, of the importing process alone and with PostgreSQL, and the
most memory the process held, which must not grow with the rows. Then what is counted of them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.servers import PostgreSQL

ROWS = 1_000_000
_COLUMNS = "Ticket ID,Created at,Solved at,Updated at,Organization,Group,Priority,Status,Subject,Type,URL\n"


def write(path: Path, rows: int) -> None:
    """Three years of a helpdesk: 12 groups, 5,000 customers, one in nine a bug."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_COLUMNS)
        for n in range(rows):
            day, hour = divmod(n * 26_280 // rows, 24)
            opened = date.fromordinal(date(2023, 1, 1).toordinal() + day)
            solved = date.fromordinal(opened.toordinal() + n % 20)
            file.write(
                f"{n},{opened} {hour:02}:{n % 60:02}:00,{solved}T23:59:59Z,{solved}T23:59:59Z,"
                f"Customer {n * 7919 % 5000},Group {n % 12},{('low', 'normal', 'high')[n % 3]},solved,"
                f'"Search is slow, or über quiet, in case {n}",{"Bug" if n % 9 == 0 else "Question"},'
                f"https://acme.example.com/agent/tickets/{n}\n"
            )


def child(path: Path) -> dict[str, Any]:
    """The import itself, as the command line does it."""
    import django

    django.setup()
    from django.db import connection

    from holdfast.kernel.actor import Actor
    from holdfast.people.queries import default_programme
    from holdfast.support.actions import begin_import, bring_issues
    from holdfast.support.actions.importing import carry_out, new_lease
    from holdfast.support.models import Import

    def clock() -> datetime:
        return datetime.now(UTC)

    by = Actor(person_id=None, login="operator", role="admin", via="cli")
    started, used, theirs = time.perf_counter(), time.process_time(), _server(connection)
    with path.open("rb") as file:
        made = bring_issues(
            programme=default_programme(), file=file, name=path.name, by=by, at=clock()
        )
    begin_import(
        import_id=made.pk,
        columns={},
        defect=("Type", ["Bug"]),
        lease=new_lease(),
        by=by,
        at=clock(),
    )
    carry_out(Import.objects.select_related("programme").get(pk=made.pk), clock=clock)
    done = Import.objects.get(pk=made.pk)
    assert (done.state, done.refused) == ("finished", 0), (done.failed, done.findings)
    found = {
        "rows": done.added,
        "wall": time.perf_counter() - started,
        "cpu": time.process_time() - used,
        "server": _server(connection) - theirs,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return {**found, "counts": _counts(connection)}


def _server(connection: Any) -> float:
    """CPU seconds of this connection's PostgreSQL process."""
    if connection.vendor == "sqlite":
        return 0.0
    connection.ensure_connection()
    number = connection.connection.info.backend_pid
    spent = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def _counts(connection: Any) -> dict[str, float]:
    """Milliseconds of CPU of what the report asks, the database's with it."""
    from holdfast.people.queries import default_programme
    from holdfast.support.queries import counting

    programme = default_programme()
    month = {"since": date(2025, 3, 1), "until": date(2025, 4, 1)}
    year = {"since": date(2025, 1, 1), "until": date(2026, 1, 1)}
    asked: dict[str, Callable[[], Any]] = {
        "month": lambda: counting.opened(programme, **month),
        "year by month": lambda: counting.opened(programme, by="month", **year),
        "year by team": lambda: counting.opened(programme, by="team", **year),
        "month by customer": lambda: counting.opened(programme, by="customer", **month),
        "month of a customer": lambda: counting.opened(programme, customer="Customer 7", **month),
        "rows of a month": lambda: counting.issue_rows(programme, **month),
        "solved in a year": lambda: counting.solved_times(programme, year["since"], year["until"]),
        "engaged by month": lambda: counting.engaged(programme, by="month", **year),
    }
    found = {}
    for name, ask in asked.items():
        ask()
        times = 5
        used, theirs = time.process_time(), _server(connection)
        for _ in range(times):
            ask()
        spent = time.process_time() - used + _server(connection) - theirs
        found[name] = round(spent * 1000 / times, 1)
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"])
    parser.add_argument("--child", type=Path)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(child(asked.child)))
        return 0
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for engine in [asked.engine] if asked.engine else ["sqlite", "postgresql"]:
            for rows in (asked.rows // 10, asked.rows):
                file = folder / f"{rows}.csv"
                if not file.exists():
                    write(file, rows)
                _one(folder / f"{engine}-{rows}", engine, file)
    return 0


def _one(folder: Path, engine: str, file: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    database = PostgreSQL(folder / "pg") if engine == "postgresql" else None
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "holdfast.site.settings"}
    environment |= {"HOLDFAST_DATA_DIR": str(folder / "data")}
    if database:
        environment["HOLDFAST_DATABASE_URL"] = database.database("support")
    try:
        django = [sys.executable, "-m", "django", "migrate", "-v0"]
        subprocess.run(django, env=environment, check=True)
        words = [sys.executable, "-m", "bench.support", "--child", str(file)]
        done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    finally:
        if database:
            database.stop()
    found = json.loads(done.stdout.splitlines()[-1])
    both = found["cpu"] + found["server"]
    print(
        f"{engine}: {found['rows']:,} rows in {found['wall']:.0f} s; a second of CPU "
        f"{found['rows'] / found['cpu']:,.0f} rows, with the database {found['rows'] / both:,.0f}; "
        f"{found['rss_mb']:.0f} MB at most; counted in ms: {found['counts']}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
