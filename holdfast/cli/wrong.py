"""What went wrong, in a sentence: refusals, a database that does not answer, our own faults."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from holdfast.cli.ground import say, show_json
from holdfast.kernel.refusal import Refusal


def refused(refusal: Refusal, state: dict[str, Any]) -> int:
    """The sentence for people; for programs what an API problem would say."""
    say(refusal.message)
    if state.get("json"):
        about = {"kind": refusal.kind.value, "message": refusal.message, "field": refusal.field}
        show_json({**state.get("empty", {}), "refused": {**refusal.facts, **about}})
    return 1


def failed(error: Exception, state: dict[str, Any]) -> int:
    """An exception nobody foresaw, or a database that does not answer."""
    sentence = _database_sentence(error)
    if sentence is None:
        sentence = (
            f"Something broke that should not have ({type(error).__name__}). The details are in "
            f"{_keep(error)}; please send them to whoever looks after Holdfast."
        )
    say(sentence)
    if state.get("json"):
        show_json({**state.get("empty", {}), "refused": {"kind": "broken", "message": sentence}})
    return 1


def _database_sentence(error: Exception) -> str | None:
    from django.db import DatabaseError, IntegrityError, OperationalError

    if not isinstance(error, DatabaseError):
        return None
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, IntegrityError):
        return "Somebody changed the same thing at the same moment; look at it again, then repeat."
    if isinstance(error, OperationalError) and "locked" in said:
        return "The database is busy: another process is writing. Try again in a moment."
    if isinstance(error, OperationalError):
        return (
            f"The database cannot be used: {said}. Check HOLDFAST_DATABASE_URL and "
            "HOLDFAST_DATA_DIR; `holdfast doctor` says more."
        )
    if "no such table" in said or "does not exist" in said:
        return "The database is not prepared; `holdfast up` does that."
    if "not a database" in said or "malformed" in said:
        return "The database file is damaged; bring back a backup with `holdfast restore FILE`."
    return None


def _keep(error: Exception) -> str:
    """Append the traceback to a file that its reader can send on; where it is."""
    text = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC {' '.join(sys.argv[:3])}\n" + "".join(
        traceback.format_exception(error)
    )
    for folder in (os.environ.get("HOLDFAST_DATA_DIR"), tempfile.gettempdir()):
        if not folder:
            continue
        path = Path(folder) / "holdfast-errors.log"
        try:
            # A traceback may quote what somebody typed: for its owner alone.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(text + "\n")
        except OSError:
            continue
        return str(path)
    return "no file (no folder can be written)"
