"""Procrastinate on PostgreSQL behind the django.tasks API: LISTEN/NOTIFY wakes the worker."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task
from procrastinate.exceptions import AlreadyEnqueued

JOB = "holdfast.task"
_KEEP = timedelta(hours=1)


class ProcrastinateBackend(BaseTaskBackend):
    """Defers on Django's own connection, so a job belongs to the transaction around it.

    Of equal jobs without arguments one waits (Procrastinate's queueing lock): a second wake-up
    would find nothing to do.
    """

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        # Late: the app is complete only when Django is set up.
        from procrastinate.contrib.django import app

        lock = task.module_path if not args and not kwargs and task.run_after is None else None
        number = str(uuid4())
        # Asked first, because a refused INSERT leaves an error in PostgreSQL's log.
        if not (lock and _waits(lock)):
            deferrer = app.configure_task(
                JOB,
                queue=task.queue_name,
                priority=task.priority,
                schedule_at=task.run_after,
                queueing_lock=lock,
            )
            job: dict[str, Any] = {
                "path": task.module_path,
                "args": list(args),
                "kwargs": dict(kwargs),
            }
            try:
                if connection.in_atomic_block:
                    with transaction.atomic():  # a refusal must not break the caller's transaction
                        number = str(deferrer.defer(**job))
                else:
                    number = str(deferrer.defer(**job))
            except AlreadyEnqueued:
                pass
        return TaskResult(
            task=task,
            id=number,
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def _waits(lock: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'", [lock]
        )
        return cursor.fetchone() is not None


def _run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    task = import_string(path)
    if not isinstance(task, Task):
        raise TypeError(f"{path} is not a task.")
    task.func(*args, **kwargs)


def work(stopping: Event) -> None:
    asyncio.run(_work(stopping))


async def _work(stopping: Event) -> None:
    running = asyncio.create_task(_worker())
    while not running.done():
        await asyncio.wait({running}, timeout=0.25)
        if stopping.is_set():
            running.cancel()  # Procrastinate lets the current job end
    if not running.cancelled():
        running.result()


async def _worker() -> None:
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import DjangoApp
    from procrastinate.contrib.django.utils import connector_params

    # An app of its own: the web side's app stays on Django's connections, whatever thread asks.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3, timeout=10)
    app = DjangoApp(connector=connector)
    app.task(name=JOB)(_run)
    async with app.open_async():
        await app.run_worker_async(delete_jobs="always", install_signal_handlers=False)


def prune(at: datetime) -> int:
    """Jobs that ended, and those that a killed worker left running.

    A job that ended well is deleted on the spot; here are the failed, kept for an hour.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM procrastinate_jobs job WHERE status <> 'todo'
              AND NOT EXISTS (SELECT 1 FROM procrastinate_events event
                              WHERE event.job_id = job.id AND event.at > %s)
            """,
            [at - _KEEP],
        )
        return int(cursor.rowcount)
