"""Long work of the contexts: each chore has a thread of its own in the worker, so that it delays
neither the clocks nor the mail.

A chore does what is due and returns how much that was. Work that takes its time is leased row by
row, as a delivery is, and asks `go_on` on the way: a worker that must stop lets go of it. What a
killed worker held is done again when its lease runs out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Chore(Protocol):
    def __call__(self, *, clock: Callable[[], datetime], go_on: Callable[[], bool]) -> int: ...


_chores: dict[str, Chore] = {}


def register(name: str, chore: Chore) -> None:
    _chores[name] = chore


def chores() -> dict[str, Chore]:
    return dict(_chores)
