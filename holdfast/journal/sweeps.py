"""What the worker's tick does: each context registers the sweep that finds what its clocks owe.

A sweep reads what is due through an index range, writes events and deliveries under unique keys,
and returns how many it handled. Two tickers at once, or a tick that dies half-way, change nothing
twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Sweep = Callable[[datetime], int]

_sweeps: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep) -> None:
    _sweeps[name] = sweep


def sweeps() -> dict[str, Sweep]:
    return dict(_sweeps)
