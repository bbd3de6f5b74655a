"""The job engines behind django.tasks, one per database. None of them is trusted with a promise.

Each module has a backend for the web side, `work(stopping)` for the worker's main thread, and
`prune(at)` against finished jobs piling up.
"""

from __future__ import annotations

from datetime import datetime
from threading import Event
from typing import Protocol, cast

from django.db import connection


class Engine(Protocol):
    def work(self, stopping: Event) -> None:
        """Run jobs until told to stop. May raise when the database goes away; call it again."""
        ...

    def prune(self, at: datetime) -> int:
        """Forget jobs that ended or whose worker died; the number forgotten."""
        ...


def engine() -> Engine:
    """The engine of the database in use."""
    # Late: the models of the other engine's app are not installed.
    if connection.vendor == "postgresql":
        from holdfast.journal.engines import procrastinate as module
    else:
        from holdfast.journal.engines import database as module  # type: ignore[no-redef]
    return cast("Engine", module)
