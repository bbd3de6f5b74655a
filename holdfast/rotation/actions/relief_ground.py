"""What the actions of a relief share: its clock, and its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import instant
from holdfast.people.queries import policy_at
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Relief, Seat
from holdfast.rotation.queries import relief as queries
from holdfast.rotation.rules.relief import plain, rings_on

# Inside another action: the request's own key is on that action's event.
_INSIDE = {"relief.made", "relief.ended"}


def policy_of(seat: Seat, at: datetime) -> Policy:
    return policy_at(seat.window.programme, at)


def over_at(found: Relief, policy: Policy) -> datetime:
    """When its seat is over, and what became of it can be told."""
    return instant(found.ends_before, time(policy.handover_hour), policy.zone)


def next_ring(found: Relief, policy: Policy, at: datetime) -> datetime | None:
    """When whoever has not acknowledged it hears of it again; None after the seat."""
    days = rings_on(found.starts_on, found.ends_before, every=policy.relief_days)
    rings = (instant(day, time(policy.handover_hour), policy.zone) for day in days)
    return next((ring for ring in rings if ring > at), None)


def record_relief(
    kind: str,
    found: Relief,
    by: Actor,
    at: datetime,
    *,
    tell: Iterable[int] = (),
    tell_actor: bool = False,
    key: str | None = None,
    **data: Any,
) -> None:
    """The event with the numbers of the relief, so that a late mail says what was promised."""
    seat = found.seat
    manager = queries.answering(seat.person, found.team)
    record(
        kind,
        subject=f"relief-{found.pk}",
        by=by.with_request(None) if kind in _INSIDE else by,
        at=at,
        key=key,
        tell=tell,
        tell_actor=tell_actor,
        data={
            "people": {"engineer": seat.person_id, "manager": manager.pk if manager else None},
            "seat": seat.pk,
            "team": found.team.name if found.team else "",
            "starts_on": found.starts_on.isoformat(),
            "ends_on": seat.days[1].isoformat(),
            "ee_days": found.ee_days,
            "allocation": found.allocation,
            "capacity_days": found.capacity_days,
            "members": len(found.members),
            "percent": plain(found.percent) if found.percent is not None else "",
            "relief_days": plain(queries.promised_days(found)),
            **data,
        },
    )
