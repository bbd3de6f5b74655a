"""The store the bench measures is one the application could have written itself."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bench.statements import EVENTS_EACH, OPEN

SIZE = OPEN + 150


@pytest.mark.sqlite
def test_the_generated_store_keeps_every_promise(tmp_path: Path):
    told = subprocess.run(
        [sys.executable, "-m", "bench.store", str(SIZE)],
        env={**os.environ, "HOLDFAST_DATA_DIR": str(tmp_path), "HOLDFAST_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    known = json.loads(told.stdout)
    with sqlite3.connect(tmp_path / "holdfast.db") as store:

        def one(query: str) -> int:
            return store.execute(query).fetchone()[0]

        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert one("SELECT COUNT(*) FROM escalation_escalation") == SIZE
        still_open = "closure_id IS NULL AND decline_id IS NULL"
        assert one(f"SELECT COUNT(*) FROM escalation_escalation WHERE {still_open}") == OPEN
        assert (
            one("SELECT COUNT(*) FROM journal_event WHERE subject LIKE 'ESC-%'")
            == SIZE * EVENTS_EACH
        )
        # The guards are back, and each pointer is one they would have let pass.
        assert one("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger'") > 30
        assert one("SELECT COUNT(*) FROM escalation_closure") == SIZE - OPEN
        bent = (
            "SELECT COUNT(*) FROM escalation_escalation e JOIN escalation_ownership o "
            "ON o.id = e.ownership_id WHERE o.escalation_id <> e.id"
        )
        assert one(bent) == 0
        subject = f"SELECT COUNT(*) FROM journal_event WHERE subject = '{known['escalation']}'"
        assert one(subject) == EVENTS_EACH
    store.close()
