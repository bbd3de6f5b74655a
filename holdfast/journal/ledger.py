"""The ledger: what is owed to the outside is claimed, sent and noted (promise 4).

No transaction and no lock is held while something is sent. A claim is one conditional UPDATE that
leaves a lease; the result is noted under the same lease. Whoever meets a live lease leaves it
alone. A lease that ran out means that a sender died, or is so late that it counts as dead: the
other side is asked whether the message arrived before it goes again.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import F

from holdfast.journal.channels import Channel, Later, Never, Outcome, Sent, Unknown, channels
from holdfast.journal.channels import channel as channel_named
from holdfast.journal.models import Delivery
from holdfast.journal.rules import ATTEMPTS, retry_at
from holdfast.kernel.text import plural

Clock = Callable[[], datetime]
State = Delivery.State

logger = logging.getLogger(__name__)

_AT_ONCE = 100  # candidates read by one query
_NOTE_LENGTH = 2000
# A result that cannot be noted is sent twice, so a database that restarts is waited for.
_NOTE_GAPS = (0.2, 1.0, 3.0)  # seconds


def deliver_all(*, clock: Clock) -> int:
    """Everything that is due, channel after channel; the number handled."""
    return sum(deliver_due(channel.name, clock=clock) for channel in channels())


def deliver_due(name: str, *, clock: Clock, go_on: Callable[[], bool] = lambda: True) -> int:
    """Send what a channel owes now; the number handled.

    `clock` is read for each step, because a send takes its time. `go_on` is asked between sends: a
    worker that must stop finishes the current one.
    """
    channel = channel_named(name)
    handled = 0
    try:
        while go_on():
            progress = False
            for number, state in _due(name, at=clock()):
                if not go_on():
                    break
                delivery = claim(number, State(state), channel=channel, at=clock())
                if delivery:
                    progress = True
                    handled += 1
                    carry_out(delivery, channel=channel, clock=clock)
            if not progress:
                break
    finally:
        channel.rest()
    return handled


def deliver_one(key: str, *, clock: Clock) -> bool:
    """Carry out what is owed under a key, here and now, if it is due and nobody else does."""
    found = Delivery.objects.filter(key=key, wake_at__lte=clock()).first()
    if found is None:
        return False
    channel = channel_named(found.channel)
    try:
        held = claim(found.pk, State(found.state), channel=channel, at=clock())
        if held:
            carry_out(held, channel=channel, clock=clock)
    finally:
        channel.rest()
    return held is not None


def _due(name: str, *, at: datetime) -> list[tuple[int, str]]:
    due = Delivery.objects.filter(channel=name, wake_at__lte=at).order_by("wake_at", "id")
    return list(due.values_list("id", "state")[:_AT_ONCE])


def claim(number: int, state: State, *, channel: Channel, at: datetime) -> Delivery | None:
    """Take the delivery, or None: another worker was faster.

    What was waiting becomes `sending`; what was cut off becomes `in_doubt`. Both are leased.
    """
    token = secrets.token_hex(16)
    row = Delivery.objects.filter(pk=number, state=state, wake_at__lte=at)
    until = at + channel.lease
    if state in {State.PENDING, State.RETRY}:
        taken = row.update(
            state=State.SENDING, lease=token, wake_at=until, attempts=F("attempts") + 1
        )
    else:
        taken = row.update(state=State.IN_DOUBT, lease=token, wake_at=until)
    if not taken:
        return None
    held = Delivery.objects.select_related("event").filter(pk=number, lease=token)
    return next(iter(held), None)


def carry_out(delivery: Delivery, *, channel: Channel, clock: Clock) -> None:
    """Send a claimed delivery and note what came of it. Raises only when our database is away."""
    try:
        if delivery.state == State.IN_DOUBT and _settled(delivery, channel=channel, clock=clock):
            return
        outcome: Outcome | Exception = channel.perform(delivery, at=clock())
    except (OperationalError, InterfaceError):
        # Our own database: nothing can be noted now, the lease runs out and it is looked at again.
        raise
    except Exception as error:  # noqa: BLE001  # whatever an edge throws is a failed attempt
        outcome = error
    _note(delivery, outcome, at=clock())


def _settled(delivery: Delivery, *, channel: Channel, clock: Clock) -> bool:
    """Resolve a doubt; False when it must be sent again, which is then written down first."""
    arrived = channel.arrived(delivery, at=clock())
    at = clock()
    if arrived:
        message = delivery.message if delivery.message is not None else {}
        _note(delivery, Sent(message=message, note="It had arrived; the answer was lost."), at=at)
        return True
    if retry_at(delivery.key, attempts=delivery.attempts, at=at) is None:
        _note(
            delivery,
            Never(f"Given up: {plural(delivery.attempts, 'attempt')}, the last cut off."),
            at=at,
        )
        return True
    again = {
        "state": State.SENDING,
        "wake_at": at + channel.lease,
        "attempts": delivery.attempts + 1,
        "resent": delivery.resent + (arrived is None),
    }
    # Counted before it is sent: a crash in between may count one too many, never one too few.
    if not _write(delivery, again):
        return True
    for field, value in again.items():
        setattr(delivery, field, value)
    return False


def _note(delivery: Delivery, outcome: Outcome | Exception, *, at: datetime) -> None:
    if not _write(delivery, {"lease": "", **_result(delivery, outcome, at=at)}):
        logger.warning(
            "A send outlived its lease; its result is not noted.", extra={"delivery": delivery.key}
        )


def _result(delivery: Delivery, outcome: Outcome | Exception, *, at: datetime) -> dict[str, object]:
    match outcome:
        case Sent(message=message, note=note):
            return {
                "state": State.SENT,
                "wake_at": None,
                "sent_at": at,
                "message": message,
                "note": note,
            }
        case Later(at=later, note=note):
            # Waiting as told is no failure, however often it is said.
            return {
                "state": State.RETRY,
                "wake_at": later,
                "attempts": max(delivery.attempts - 1, 0),
                "note": note,
            }
        case Never(note=note):
            logger.error("A delivery is dead.", extra={"delivery": delivery.key, "note": note})
            return {"state": State.DEAD, "wake_at": None, "note": note}
        case Unknown(note=note):
            wake_at = retry_at(delivery.key, attempts=min(delivery.attempts, ATTEMPTS - 1), at=at)
            return {"state": State.IN_DOUBT, "wake_at": wake_at, "note": note}
    note = f"{type(outcome).__name__}: {outcome}"[:_NOTE_LENGTH]
    wake_at = retry_at(delivery.key, attempts=delivery.attempts, at=at)
    if wake_at is None:
        note = f"Given up after {plural(delivery.attempts, 'attempt')}. {note}"
        logger.error("A delivery is dead.", extra={"delivery": delivery.key, "note": note})
        return {"state": State.DEAD, "wake_at": None, "note": note}
    # A doubt that could not be resolved stays one; a send that failed is simply due again.
    state = State.IN_DOUBT if delivery.state == State.IN_DOUBT else State.RETRY
    return {"state": state, "wake_at": wake_at, "note": note}


def _write(delivery: Delivery, fields: dict[str, object]) -> bool:
    """Write under the lease; False when somebody else has taken it over."""
    row = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease)
    for gap in _NOTE_GAPS:
        try:
            return bool(row.update(**fields))
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            logger.warning("The ledger cannot be written; trying again.", exc_info=True)
            close_old_connections()
            time.sleep(gap)
    return bool(row.update(**fields))
