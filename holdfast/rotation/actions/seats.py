"""A seat becomes real by its person's word, or the lead's for them; it can be withdrawn any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.kernel.text import required
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.plan import plan_again
from holdfast.rotation.actions.relief import end_relief, make_relief
from holdfast.rotation.actions.swap_ground import end_offers
from holdfast.rotation.models import Confirmation, Seat, Withdrawal


def confirm_seat(*, seat_id: int, by: Actor, at: datetime) -> Seat:
    """Somebody's own yes, or the lead's word that it is so. Confirming twice changes nothing."""
    with transaction.atomic(durable=True):
        seat = _take(seat_id)
        require(by, "rotation.confirm", mine=seat.person_id == by.person_id)
        if Withdrawal.objects.filter(seat=seat).exists():
            raise Conflict(f"{seat.person}'s seat was withdrawn; a lead seats them again.")
        _, new = Confirmation.objects.get_or_create(
            seat=seat, defaults={"by_id": by.person, "at": at}
        )
        if new:
            _record("seat.confirmed", seat, by, at, tell=[seat.person_id])
            make_relief(seat=seat, by=by, at=at)
    return seat


def withdraw_seat(*, seat_id: int, reason: str, by: Actor, at: datetime) -> Seat:
    """The seat is given up, with a reason; the row stays. Withdrawing twice changes nothing.

    Where it stood by a published plan, the worker plans again with the fewest changes.
    """
    reason = required(reason, field="reason", ask="Say why the seat is withdrawn; it is kept.")
    with transaction.atomic(durable=True):
        seat = _take(seat_id)
        require(by, "rotation.withdraw", mine=seat.person_id == by.person_id)
        withdrawal, new = Withdrawal.objects.get_or_create(
            seat=seat, defaults={"by_id": by.person, "at": at, "reason": reason}
        )
        if new:
            _record("seat.withdrawn", seat, by, at, tell=[seat.person_id, *leads()], reason=reason)
            end_relief(seat=seat, reason=reason, by=by, at=at)
            end_offers([seat.pk], reason=f"The seat was withdrawn: {reason}", by=by, at=at)
            plan_again(withdrawal, by=by, at=at)
    return seat


def _take(seat_id: int) -> Seat:
    # Locked first, read afterwards, as what waits for a lock has joined older rows.
    if not Seat.objects.select_for_update().filter(pk=seat_id).values_list("pk").first():
        raise NotFound(f"There is no seat {seat_id}.")
    return Seat.objects.select_related("window", "person").get(pk=seat_id)


def _record(
    kind: str, seat: Seat, by: Actor, at: datetime, *, tell: list[int], reason: str = ""
) -> None:
    record(
        kind,
        subject=f"window-{seat.window_id}",
        by=by,
        at=at,
        tell=tell,
        data={
            "people": {"engineer": seat.person_id},
            "starts_on": seat.window.starts_on.isoformat(),
            "ends_on": seat.window.ends_on.isoformat(),
            "reason": reason,
        },
    )
