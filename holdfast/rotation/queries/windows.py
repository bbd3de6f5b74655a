"""Windows with their seats, and what lacks in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from holdfast.kernel.refusal import NotFound
from holdfast.people.holdings import Holding
from holdfast.people.models import Person, Programme
from holdfast.rotation.models import Seat, Window
from holdfast.rotation.rules.parts import Span, filled, until


def windows(
    programme: Programme, *, since: date | None = None, until: date | None = None
) -> list[Window]:
    """Windows with their seats in order, oldest first; those that touch the days given. Dropped ones
    are left out."""
    found = _with_seats(programme.windows.filter(dropping=None))
    if since:
        found = found.filter(ends_on__gte=since)
    if until:
        found = found.filter(starts_on__lte=until)
    return list(found)


def first_days(programme: Programme) -> frozenset[date]:
    """The days on which a window starts that stands: on them the one before hands over (R9)."""
    standing = Window.objects.filter(programme=programme, dropping=None)
    return frozenset(standing.values_list("starts_on", flat=True))


def days_of(window: Window) -> Span:
    """The days of a window, half open: its handover day is the next one's (R9)."""
    next_one = Window.objects.filter(
        programme=window.programme_id, starts_on=window.ends_on, dropping=None
    )
    starts = {window.ends_on} if next_one.exists() else frozenset[date]()
    return window.starts_on, until((window.starts_on, window.ends_on), starts)


def dropped_windows(programme: Programme) -> list[Window]:
    """Those that will not be, oldest first, each with its `dropping`."""
    found = programme.windows.filter(dropping__isnull=False)
    return list(found.select_related("dropping", "dropping__by"))


def window_from(programme: Programme, day: date) -> Window:
    """The window that starts on a day, as people name it. Raises NotFound with a sentence."""
    found = list(_with_seats(programme.windows.filter(starts_on=day)))
    if not found:
        raise NotFound(f"No window starts on {day}; see the list of windows.")
    return min(found, key=lambda window: window.dropping_id is not None)


def live_seats(window: Window) -> list[Seat]:
    """Seats of a window that are not withdrawn (of a window read here)."""
    return [seat for seat in window.seated if not is_withdrawn(seat)]


def missing(window: Window) -> int:
    """Seats that nobody fills on its leanest day (of a window read here)."""
    here = filled((window.starts_on, window.ends_on), [seat.part for seat in live_seats(window)])
    return max(0, window.wanted - here)


def window(window_id: int) -> Window:
    """One window with its seats. Raises NotFound with a sentence."""
    found = _with_seats(Window.objects.filter(pk=window_id)).first()
    if found is None:
        raise NotFound(f"There is no window {window_id}.")
    return found


def is_withdrawn(seat: Seat) -> bool:
    return getattr(seat, "withdrawal", None) is not None


def is_confirmed(seat: Seat) -> bool:
    return getattr(seat, "confirmation", None) is not None


def seat_state(seat: Seat, window: Window, *, today: date) -> str:
    """proposed, confirmed, active, served or withdrawn (R18): read off records and the calendar.

    A past seat that nobody confirmed counts as served, as reported (see the contract); whoever
    shows it says that it is unconfirmed.
    """
    if is_withdrawn(seat):
        return "withdrawn"
    starts_on, ends_on = seat.part or (window.starts_on, window.ends_on)
    if ends_on < today:
        return "served"
    if starts_on <= today:
        return "active"
    return "confirmed" if is_confirmed(seat) else "proposed"


def seat(seat_id: int) -> Seat:
    found = (
        Seat.objects.select_related("window", "person", "home_team", "confirmation", "withdrawal")
        .filter(pk=seat_id)
        .first()
    )
    if found is None:
        raise NotFound(f"There is no seat {seat_id}.")
    return found


def seats_running(programme: Programme, day: date) -> QuerySet[Seat]:
    """The seats that run on a day, withdrawn ones left out."""
    return Seat.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=day, ends_on__gte=day),
        window__programme=programme,
        window__starts_on__lte=day,
        window__ends_on__gte=day,
        withdrawal=None,
    )


def seats_ended(programme: Programme, day: date) -> QuerySet[Seat]:
    """The seats that ended before a day, withdrawn ones left out."""
    return Seat.objects.filter(
        Q(window__ends_on__lt=day) | Q(ends_on__lt=day),
        window__programme=programme,
        withdrawal=None,
    )


def holdings_of(person: Person, at: datetime) -> list[Holding]:
    """Every seat they have now or will have, for the alarm when they go."""
    since = at.date() - timedelta(days=1)
    seats = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=since),
        person=person,
        withdrawal=None,
        window__ends_on__gte=since,
    )
    return [
        Holding(
            f"{seat.days[0]} to {seat.days[1]}{f' ({seat.region})' if seat.region else ''}",
            days=seat.days,
        )
        for seat in seats.select_related("window").order_by("window__starts_on")
    ]


def served_before(people: Iterable[int], window: Window) -> set[int]:
    """Of these people, by number, those with a standing seat that begins before this window."""
    earlier = Seat.objects.filter(
        person__in=list(people), withdrawal=None, window__starts_on__lt=window.starts_on
    )
    return set(earlier.values_list("person", flat=True))


@dataclass(frozen=True, slots=True)
class Hole:
    """A window that still lacks people."""

    window: Window
    missing: int


def holes(programme: Programme, *, since: date, ahead_days: int = 120) -> list[Hole]:
    """Windows from a day on with seats nobody fills, soonest first."""
    coming = windows(programme, since=since, until=since + timedelta(days=ahead_days))
    return [Hole(window, missing(window)) for window in coming if missing(window)]


def _with_seats(found: QuerySet[Window]) -> QuerySet[Window]:
    seats = Seat.objects.select_related("person", "home_team", "confirmation", "withdrawal")
    seated = Prefetch("seats", queryset=seats, to_attr="seated")
    return found.prefetch_related(seated)  # type: ignore[no-redef]  # declared on the model
