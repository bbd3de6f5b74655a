"""The rotation as a calendar shows it: whole days, each entry with its version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Count, Max

from holdfast.journal.models import Event
from holdfast.people.models import Person, Programme
from holdfast.rotation.models import Seat, Window
from holdfast.rotation.queries.windows import (
    first_days,
    is_confirmed,
    is_withdrawn,
    live_seats,
    missing,
    windows,
)
from holdfast.rotation.rules.parts import until


@dataclass(frozen=True, slots=True)
class Entry:
    """Days [starts_on, ends_before) of a calendar. `name` stays the same for as long as it is the same
    thing; `version` only grows."""

    name: str
    starts_on: date
    ends_before: date
    title: str
    says: str
    confirmed: bool
    version: int
    changed_at: datetime


def programme_entries(programme: Programme, *, since: date) -> list[Entry]:
    """Every window that touches the days from `since` on, with who is on and what is open."""
    found = windows(programme)
    shown = [window for window in found if window.ends_on >= since]
    starts = {window.starts_on for window in found}
    events = _events(window.pk for window in shown)
    return [_of_window(window, starts, events) for window in shown]


def person_entries(person: Person, programme: Programme, *, since: date) -> list[Entry]:
    """Their own seats from `since` on, and nobody else's."""
    seats = Seat.objects.filter(
        person=person, window__programme=programme, window__ends_on__gte=since, withdrawal=None
    ).select_related("window", "confirmation", "withdrawal")
    shown = list(seats.order_by("window__starts_on", "starts_on", "pk"))
    starts = first_days(programme)
    events = _events({seat.window_id for seat in shown})
    return [_of_seat(seat, starts, events) for seat in shown]


# What happened to windows: how many events, and the last of them.
_Happened = dict[str, tuple[int, datetime]]


def _events(numbers: Iterable[int]) -> _Happened:
    subjects = [f"window-{number}" for number in numbers]
    found = Event.objects.filter(subject__in=subjects).values_list("subject")
    counted = found.annotate(count=Count("pk"), last=Max("at")).order_by()
    return {subject: (count, last) for subject, count, last in counted}


def _of_window(window: Window, starts: Collection[date], events: _Happened) -> Entry:
    live, lacks = live_seats(window), missing(window)
    hole = f"{lacks} open" if lacks else ""
    names = [str(seat.person) for seat in live]
    lines = [f"{seat.person}: {_word(seat)}{_part(seat)}" for seat in live]
    if lacks:
        lines.append("1 seat is open." if lacks == 1 else f"{lacks} seats are open.")
    count, changed = events.get(f"window-{window.pk}", (0, _first(window)))
    records = [at for seat in window.seated for at in _records(seat)]
    return Entry(
        name=f"window-{window.pk}",
        starts_on=window.starts_on,
        ends_before=until((window.starts_on, window.ends_on), starts),
        title=f"On the rotation: {', '.join([*names, *([hole] if hole else [])]) or 'nobody'}",
        says="\n".join(lines),
        confirmed=not lacks and all(is_confirmed(seat) for seat in live),
        version=count + len(records),
        changed_at=max([changed, *records]),
    )


def _of_seat(seat: Seat, starts: Collection[date], events: _Happened) -> Entry:
    window = seat.window
    starts_on, ends_on = seat.days
    # Inside the window a part ends on the day another one starts on (rules/parts.py).
    inside = seat.part is not None and ends_on < window.ends_on
    confirmed = is_confirmed(seat)
    count, changed = events.get(f"window-{window.pk}", (0, seat.at))
    records = list(_records(seat))
    return Entry(
        name=f"seat-{seat.pk}",
        starts_on=starts_on,
        ends_before=ends_on if inside else until((starts_on, ends_on), starts),
        title="Escalation engineer" if confirmed else "Escalation engineer (not confirmed yet)",
        says=f"Your seat on the rotation of {window}, {_word(seat)}.",
        confirmed=confirmed,
        version=count + len(records),
        changed_at=max([changed, *records]),
    )


def _records(seat: Seat) -> Iterator[datetime]:
    yield seat.at
    if is_confirmed(seat):
        yield seat.confirmation.at
    if is_withdrawn(seat):
        yield seat.withdrawal.at


def _word(seat: Seat) -> str:
    return "confirmed" if is_confirmed(seat) else "not confirmed yet"


def _part(seat: Seat) -> str:
    return f", {seat.part[0]} to {seat.part[1]}" if seat.part else ""


def _first(window: Window) -> datetime:
    """Of a window that nothing has happened to: a moment that is always the same."""
    return datetime.combine(window.starts_on, time(), UTC)
