"""django-tasks-db on SQLite: jobs are rows, the worker looks for them twice a second."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from threading import Event
from typing import Any, cast
from uuid import uuid4

from django.apps import apps
from django.db import close_old_connections, connection
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResult, TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

INTERVAL = 0.5  # seconds
_KEEP = timedelta(hours=1)

# It tells about every look into an empty queue.
logging.getLogger("django_tasks_db").setLevel(logging.WARNING)


class WakeUpBackend(DatabaseBackend):
    """Of equal jobs without arguments one waits: a second wake-up would find nothing to do."""

    def enqueue(  # type: ignore[override]  # its own result class promises a row; nobody reads it
        self, task: Task[..., Any], args: Any, kwargs: Any
    ) -> TaskResult[Any]:
        if not args and not kwargs and task.run_after is None and _waits(task.module_path):
            return TaskResult(
                task=task,
                id=str(uuid4()),
                status=TaskResultStatus.READY,
                enqueued_at=None,
                started_at=None,
                finished_at=None,
                last_attempted_at=None,
                args=[],
                kwargs={},
                backend=self.alias,
                errors=[],
                worker_ids=[],
            )
        made: Any = super().enqueue(cast("Any", task), args, kwargs)
        return cast("TaskResult[Any]", made)


def _waits(path: str | None = None) -> bool:
    # Plain SQL: this runs in web requests, and reading needs no writer's lock.
    where, values = (" AND task_path = %s", [path]) if path else ("", [])
    table = apps.get_model("django_tasks_database", "DBTaskResult")._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE status = 'READY'{where} LIMIT 1", values)  # noqa: S608
        return cursor.fetchone() is not None


def work(stopping: Event) -> None:
    # Late: its models need Django to be set up.
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["*"],
        interval=INTERVAL,
        batch=True,  # returns when the queue is empty: we do the waiting, and can be stopped
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid4().hex,
        excluded_queue_names=[],
    )
    while not stopping.wait(INTERVAL):
        close_old_connections()
        if _waits():
            worker.run()


def prune(at: datetime) -> int:
    """Jobs that ended an hour ago, and those that a killed worker left running."""
    model = apps.get_model("django_tasks_database", "DBTaskResult")
    old = model.objects.exclude(status="READY").filter(started_at__lt=at - _KEEP)
    return int(old.delete()[0])
