"""What becomes of a window, whoever says so: it gets other days, and who had said yes to the old
ones is asked anew (promise 5); or it is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.rotation.actions.relief import adjust_relief, end_relief
from holdfast.rotation.actions.swap_ground import end_offers
from holdfast.rotation.models import Seat, SignUp, Window, Withdrawal
from holdfast.rotation.queries import is_confirmed
from holdfast.rotation.rules.parts import Span

FULL = 100


def hold(windows: QuerySet[Window]) -> None:
    """These windows and their seats, locked until the transaction ends: whoever seats somebody there,
    confirms or swaps waits, and what is read from here on stays true."""
    numbers = list(windows.select_for_update().order_by("pk").values_list("pk", flat=True))
    seats = Seat.objects.filter(window__in=numbers).order_by("pk")
    list(seats.select_for_update().values_list("pk"))


def move(
    window: Window,
    days: Span,
    seats: Sequence[Seat],
    *,
    by: Actor,
    at: datetime,
    source: str | None = None,
) -> None:
    """Inside the action that held the window: it lies on these days from now on, and those who sit in
    it are asked anew. Said before are words to other days.

    A confirmed seat of the whole is withdrawn and given again, to be confirmed for the new days. A
    part that lies in them keeps its days and its yes; one that does not is withdrawn, and its person,
    where no other part of theirs stays, is asked for the whole, once.
    """
    was = str(window)
    stays = [seat for seat in seats if seat.part and _lies_in(seat.part, days)]
    kept = {seat.person_id for seat in stays}
    lost = [seat for seat in seats if seat.part and not _lies_in(seat.part, days)]
    whole = [seat for seat in seats if seat.part is None and is_confirmed(seat)]
    given_up = f"The dates changed from {was}; please confirm the new ones."
    withdraw(whole, given_up, by=by, at=at)
    withdraw(lost, f"The dates changed from {was}, and this part is not in them.", by=by, at=at)
    set_days(window, *days)
    again = {seat.person_id: seat for seat in reversed([*whole, *lost])}
    Seat.objects.bulk_create(
        _whole(seat, window, source=source or seat.source, by=by, at=at)
        for seat in sorted(again.values(), key=lambda each: (each.position, each.pk))
        if seat.person_id not in kept
    )
    for seat in stays:
        if is_confirmed(seat):  # one that ends with its window may have a day more, or less
            adjust_relief(seat=Seat.objects.get(pk=seat.pk), by=by, at=at)


def _lies_in(part: Span, days: Span) -> bool:
    return days[0] <= part[0] < part[1] <= days[1]


def _whole(seat: Seat, window: Window, *, source: str, by: Actor, at: datetime) -> Seat:
    """The same person for the whole window. Why it was a part is no reason any more."""
    reasons = seat.part is None or seat.allocation < FULL
    return Seat(
        window=window,
        person_id=seat.person_id,
        home_team_id=seat.home_team_id,
        allocation=seat.allocation,
        reason_kind=seat.reason_kind if reasons else "",
        reason=seat.reason if reasons else "",
        position=seat.position,
        region=seat.region,
        source=source,
        by_id=by.person_id,
        at=at,
    )


def withdraw(seats: Sequence[Seat], reason: str, *, by: Actor, at: datetime) -> None:
    Withdrawal.objects.bulk_create(
        Withdrawal(seat=seat, by_id=by.person_id, at=at, reason=reason) for seat in seats
    )
    for seat in seats:
        end_relief(seat=seat, reason=reason, by=by, at=at)
    end_offers([seat.pk for seat in seats], reason=reason, by=by, at=at)


def set_days(window: Window, starts_on: date, ends_on: date) -> None:
    """The window lies on these days from now on; what was said before was to other ones."""
    window.starts_on, window.ends_on = starts_on, ends_on
    newest = SignUp.objects.filter(window=window).order_by("-id").values_list("pk", flat=True)
    window.said_before = newest.first() or window.said_before
    window.times_asked = window.asked_at = None
    window.save(update_fields=["starts_on", "ends_on", "said_before", "times_asked", "asked_at"])


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
