"""What becomes of a window, whoever says so: it gets other days, and who had said yes to the old
ones is asked anew (promise 5); or it is taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.rotation.actions.relief import end_relief
from holdfast.rotation.actions.swap_ground import end_offers
from holdfast.rotation.models import Seat, SignUp, Window, Withdrawal
from holdfast.rotation.queries import is_confirmed


def ask_anew(
    window: Window,
    seats: Iterable[Seat],
    *,
    was: str,
    by: Actor,
    at: datetime,
    source: str | None = None,
) -> None:
    """Inside the action that changes the days: a confirmed seat is withdrawn and given again, to be
    confirmed for the new days. A part whose own days stay keeps its yes."""
    confirmed = [seat for seat in seats if is_confirmed(seat) and seat.part is None]
    withdraw(confirmed, f"The dates changed from {was}; please confirm the new ones.", by=by, at=at)
    Seat.objects.bulk_create(
        Seat(
            window=window,
            person=seat.person,
            home_team_id=seat.home_team_id,
            allocation=seat.allocation,
            reason_kind=seat.reason_kind,
            reason=seat.reason,
            position=seat.position,
            region=seat.region,
            source=source or seat.source,
            by_id=by.person_id,
            at=at,
        )
        for seat in confirmed
    )


def withdraw(seats: Sequence[Seat], reason: str, *, by: Actor, at: datetime) -> None:
    Withdrawal.objects.bulk_create(
        Withdrawal(seat=seat, by_id=by.person_id, at=at, reason=reason) for seat in seats
    )
    for seat in seats:
        end_relief(seat=seat, reason=reason, by=by, at=at)
    end_offers([seat.pk for seat in seats], reason=reason, by=by, at=at)


def set_days(window: Window, starts_on: date, ends_on: date) -> list[str]:
    """The window lies on these days from now on; what was said before was to other ones. Returns the
    names of the fields to save."""
    window.starts_on, window.ends_on = starts_on, ends_on
    newest = SignUp.objects.filter(window=window).order_by("-id").values_list("pk", flat=True)
    window.said_before = newest.first() or window.said_before
    window.times_asked = window.asked_at = None
    return ["starts_on", "ends_on", "said_before", "times_asked", "asked_at"]


def take_up(window: Window, *, by: Actor, at: datetime) -> None:
    """A dropped window will be, after all; what was said of it before counts again."""
    dropped = window.dropping
    window.dropping = None
    window.save(update_fields=["dropping"])
    record(
        "window.taken_up",
        subject=f"window-{window.pk}",
        by=by,
        at=at,
        data={
            "starts_on": window.starts_on.isoformat(),
            "ends_on": window.ends_on.isoformat(),
            "dropped_for": dropped.reason if dropped else "",
        },
    )
