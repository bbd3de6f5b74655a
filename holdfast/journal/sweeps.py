"""What the worker's tick does: each context registers the sweep that finds what its clocks owe.

A sweep reads what is due through an index range, writes events and deliveries under unique keys,
and returns how many it handled. Two tickers at once, or a tick that dies half-way, change nothing
twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

Sweep = Callable[[datetime], int]

_sweeps: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep) -> None:
    _sweeps[name] = sweep


def sweeps() -> dict[str, Sweep]:
    return dict(_sweeps)


def one_by_one(one: Callable[[int, datetime], int], due: Iterable[int], at: datetime) -> int:
    """What a sweep does with each number that is due, in a transaction of its own.

    One that fails is logged and left for the next tick; it must not silence all the others.
    """
    done = 0
    for number in due:
        try:
            done += one(number, at)
        except (OperationalError, InterfaceError):
            raise  # the database itself is away
        except Exception:
            logger.exception("A sweep left something out.", extra={"number": number})
    return done
