"""Jobs. Each is only a wake-up: what it does is found in the ledger, and a sweep finds it too."""

from __future__ import annotations

import threading

from django_tasks import task

_sleepers: list[threading.Event] = []


def wake_me(sleeper: threading.Event) -> None:
    """Have this event set whenever this process is told that deliveries are due."""
    _sleepers.append(sleeper)


@task()
def deliver_due() -> None:
    """Wake this process's senders. The job ends at once, so the next event can leave a new one."""
    for sleeper in _sleepers:
        sleeper.set()
