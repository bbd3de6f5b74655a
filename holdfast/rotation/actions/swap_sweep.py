"""Swaps by the clock: a reminder half-way, the end when nobody took it, and when its ground is gone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK
from holdfast.people.queries import leads
from holdfast.rotation.actions.swap_ground import close, take_swap, tell, tell_end, why_void
from holdfast.rotation.models import Swap, SwapEnd
from holdfast.rotation.queries.swap import could_take, proposed, said_no, said_yes


def mind_swaps(at: datetime, *, limit: int = 200) -> int:
    """Sweep: offers whose seat is gone, whose window moved or who wait for somebody who is gone end
    with the reason; those nobody answered are said once more half-way, and end when they expire.
    Returns how many it handled."""
    waits_in_vain = Q(to__deactivated_at__isnull=False) | ~Q(by=F("seat__person")) & Q(
        undoes=None, seat__person__deactivated_at__isnull=False
    )
    due = list(
        Swap.objects.filter(Q(alarm_at__lte=at) | waits_in_vain, alarm_at__isnull=False)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_mind, due, at)


def _mind(swap_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        swap = take_swap(swap_id)
        reason = why_void(swap) if swap.is_void else _who_is_gone(swap)
        if swap.alarm_at is None or (swap.alarm_at > at and not reason):
            return 0
        if reason:
            close(swap, SwapEnd.Word.WITHDRAWN, by=CLOCK, at=at, reason=reason)
            tell_end(
                "swap.withdrawn",
                swap,
                by=CLOCK,
                at=at,
                reason=reason,
                key=f"swap.withdrawn:{swap.pk}",
            )
        elif swap.expires_at <= at:
            close(swap, SwapEnd.Word.EXPIRED, by=CLOCK, at=at)
            tell_end(
                "swap.expired",
                swap,
                by=CLOCK,
                at=at,
                people=leads() if swap.to_id is None else (),
                key=f"swap.expired:{swap.pk}",
            )
        else:
            _remind(swap, at)
    return 1


def _who_is_gone(swap: Swap) -> str:
    """Whose word it waits for and will not get, in a sentence; empty where it can still go through. An
    offer stands though its giver is gone: they had said yes, and their seat needs somebody."""
    waits = [swap.to, *([swap.seat.person] if swap.is_arranged else [])]
    yes = said_yes(swap)
    gone = [each for each in waits if each and not each.is_active and each.pk not in yes]
    return f"{gone[0]} is deactivated and cannot answer." if gone else ""


def _remind(swap: Swap, at: datetime) -> None:
    could = []
    if swap.to_id is None:
        no = said_no(swap)
        found = could_take(proposed(swap), at=at)
        could = [each.person.pk for each in found if each.person.pk not in no]
    waiting = {swap.to_id, swap.seat.person_id} - said_yes(swap)
    rang = swap.alarm_at
    swap.alarm_at = swap.expires_at
    swap.save(update_fields=["alarm_at"])
    assert rang is not None
    tell(
        "swap.reminded",
        swap,
        by=CLOCK,
        at=at,
        people=[*waiting, *could],
        invited=could,
        key=f"swap.reminded:{swap.pk}:{rang.isoformat()}",
    )
