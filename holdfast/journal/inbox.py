"""What comes in: written down, answered, worked on later; the ledger's mirror.

A source (an edge that others call) writes what it was told under the other side's own name for it,
and answers at once. The worker works on each in a chore of the source's own: claimed with a lease,
done, and noted under the same lease. What a killed worker held is done again when its lease runs out,
so a source's work must be harmless when repeated: it acts with a request key made of `key`.
"""

from __future__ import annotations

import json
import logging
import math
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from holdfast.journal import chores
from holdfast.journal.actions import record, wake
from holdfast.journal.models import Event, Incoming
from holdfast.journal.rules import retry_at
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import plural
from holdfast.store import insert_once

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

REMEMBERED = timedelta(days=7)  # what is done is known that long, so that a repeat is recognised
_AT_ONCE = 100
_NOTE_LENGTH = 2000
# Short enough to stand in a request key behind the name of its source.
_KEY_LENGTH = 180
# What JSON may hold and no database keeps: NUL, and halves of surrogate pairs.
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: look again at that instant. No failure, however often it is said."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Never:
    """Nothing can be done with it, however often we look; somebody must know."""

    note: str


class Source(Protocol):
    name: str
    lease: timedelta  # how long one may take: longer than its timeouts together

    def handle(self, incoming: Incoming, *, at: datetime) -> Later | Never | None:
        """Do what it asks for; None when that is done. An exception is tried again with growing gaps."""
        ...


def register(source: Source) -> None:
    """Its inbox is worked on by the worker, in a thread of its own."""
    chores.register(f"{source.name} inbox", partial(work, source))


def receive(source: str, *, key: str, kind: str, body: dict[str, Any], at: datetime) -> bool:
    """Write it down and wake the worker. False where it is known already: a repeat."""
    incoming = Incoming(
        source=source,
        key=fitting(key),
        kind=kind,
        body=storable(body),
        received_at=at,
        wake_at=at,
    )
    if not insert_once(incoming, unique=("source", "key")):
        return False
    transaction.on_commit(wake)
    return True


def fitting(key: str) -> str:
    """The key as it is kept: one that is too long by its beginning and its digest."""
    key = _UNKEPT.sub("", key)
    if len(key) <= _KEY_LENGTH:
        return key
    return f"{key[: _KEY_LENGTH - 65]}:{sha256(key.encode()).hexdigest()}"


def storable(body: dict[str, Any]) -> dict[str, Any]:
    """The body as every database keeps it: without NUL, halves of characters and numbers that are none."""
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError:
        pass  # not a number, or half a character
    else:
        if "\\u0000" not in text:
            return body
    return {_UNKEPT.sub("", name): _kept(value) for name, value in body.items()}


def _kept(value: Any) -> Any:
    match value:
        case str():
            return _UNKEPT.sub("", value)
        case dict():
            return storable(value)
        case list():
            return [_kept(each) for each in value]
        case float() if not math.isfinite(value):
            return None
    return value


def work(source: Source, *, clock: Clock, go_on: Callable[[], bool] = lambda: True) -> int:
    """What a source was told and is due, oldest first; the number handled."""
    handled = 0
    while go_on():
        due = Incoming.objects.filter(source=source.name, wake_at__lte=clock())
        progress = False
        for number in list(due.order_by("wake_at", "id").values_list("id", flat=True)[:_AT_ONCE]):
            if not go_on():
                break
            if held := _claim(number, source=source, at=clock()):
                progress = True
                handled += 1
                _carry_out(held, source=source, clock=clock)
        if not progress:
            break
    return handled


def _claim(number: int, *, source: Source, at: datetime) -> Incoming | None:
    lease = secrets.token_hex(16)
    row = Incoming.objects.filter(pk=number, wake_at__lte=at)
    if not row.update(lease=lease, wake_at=at + source.lease, attempts=F("attempts") + 1):
        return None
    return Incoming.objects.filter(pk=number, lease=lease).first()


def _carry_out(incoming: Incoming, *, source: Source, clock: Clock) -> None:
    outcome: Later | Never | Exception | None
    try:
        outcome = source.handle(incoming, at=clock())
    except (OperationalError, InterfaceError):
        raise  # our own database: nothing can be noted now, the lease runs out
    except Exception as error:
        logger.exception("What came in could not be worked on.", extra={"incoming": str(incoming)})
        outcome = error
    row = Incoming.objects.filter(pk=incoming.pk, lease=incoming.lease)
    row.update(lease="", **_result(incoming, outcome, at=clock()))


def _result(
    incoming: Incoming, outcome: Later | Never | Exception | None, *, at: datetime
) -> dict[str, Any]:
    match outcome:
        case None:
            return {"wake_at": None, "done_at": at, "note": ""}
        case Later(at=later, note=note):
            return {"wake_at": later, "note": note, "attempts": max(incoming.attempts - 1, 0)}
        case Never(note=note):
            logger.error("What came in is dead.", extra={"incoming": str(incoming), "note": note})
            return {"wake_at": None, "note": note}
    note = f"{type(outcome).__name__}: {outcome}"[:_NOTE_LENGTH]
    wake_at = retry_at(incoming.key, attempts=incoming.attempts, at=at)
    if wake_at is None:
        note = f"Given up after {plural(incoming.attempts, 'attempt')}. {note}"
        logger.error("What came in is dead.", extra={"incoming": str(incoming), "note": note})
    return {"wake_at": wake_at, "note": note}


def revive(incoming: Incoming, *, by: Actor, at: datetime) -> Event:
    """Put back what nobody could do anything with: it is worked on as if it had just come in.

    Who may do this is asked by the surface. Raises Conflict when it is not dead (any more).
    """
    with transaction.atomic():
        dead = Incoming.objects.filter(pk=incoming.pk, wake_at__isnull=True, done_at__isnull=True)
        if not dead.update(wake_at=at, attempts=0, lease=""):
            raise Conflict("This is not dead; it may have been put back already.")
        event = record(
            "incoming.revived",
            subject=f"incoming-{incoming.pk}",
            by=by,
            at=at,
            data={"source": incoming.source, "key": incoming.key, "note": incoming.note},
        )
        transaction.on_commit(wake)
    incoming.refresh_from_db()
    return event


def forget(at: datetime) -> int:
    """The sweep: what was done long ago is forgotten, with what it carried."""
    old = Incoming.objects.filter(done_at__lt=at - REMEMBERED).order_by("done_at")
    numbers = list(old.values_list("pk", flat=True)[:500])
    return Incoming.objects.filter(pk__in=numbers).delete()[0] if numbers else 0
