"""What is left of the seats that run now, and what of the backlog fits in (R62)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from holdfast.kernel.period import local_date
from holdfast.kernel.working_time import WorkingHours
from holdfast.papercut.rules import days
from holdfast.people.models import Absence, Person, Programme
from holdfast.people.queries import policy_at, working_hours
from holdfast.people.rules.hours import days_between, holidays_of
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Seat
from holdfast.rotation.queries import who
from holdfast.rotation.queries.windows import first_days
from holdfast.rotation.rules.relief import seat_days


@dataclass(frozen=True, slots=True)
class Left:
    """Working days a seat has still: of the engineer's own hours, less absences and holidays, at the
    seat's percent of their time. Nothing is taken off for escalations; nobody knows those ahead."""

    person: Person
    seat: Seat
    until: date  # the first day after it
    days: Decimal
    confirmed: bool


def left_now(programme: Programme, *, at: datetime) -> list[Left]:
    """Of everybody who is on at this moment, in the order of the rotation."""
    policy = policy_at(programme, at)
    on = who(programme, at=at).engineers
    if not on:
        return []
    today = local_date(at, policy.zone)
    seats = Seat.objects.filter(
        person__in=[each.person.pk for each in on],
        window__in=[each.window.window for each in on],
        withdrawal=None,
    ).select_related("person", "window", "confirmation")
    starts = first_days(programme)
    found: dict[int, Left] = {}
    for seat in seats.order_by("window__starts_on", "position", "pk"):
        window = (seat.window.starts_on, seat.window.ends_on)
        first, end = seat_days(window, seat.part, starts)
        if first <= today < end:
            found[seat.person_id] = _left(seat, end, policy, at)
    return list(found.values())


def _left(seat: Seat, end: date, policy: Policy, at: datetime) -> Left:
    hours = hours_between(seat.person, policy, at.date(), end, at=at)
    count = days.left(hours, until=end, allocation=seat.allocation, at=at)
    confirmed = getattr(seat, "confirmation", None) is not None
    return Left(seat.person, seat, end, count, confirmed)


def hours_between(
    person: Person, policy: Policy, first: date, last: date, *, at: datetime
) -> WorkingHours:
    """Their hours with every day off from `first` to `last`, past ones too, which deadlines never ask
    for."""
    away = Absence.objects.filter(person=person, starts_on__lte=last, ends_on__gte=first)
    off = days_between(away.values_list("starts_on", "ends_on"))
    if person.holidays:
        off |= frozenset().union(
            *(holidays_of(person.holidays, year) for year in range(first.year, last.year + 1))
        )
    return working_hours(person, policy, at=at, away=off)


def fits(estimate: Decimal | None, every: Iterable[Left]) -> list[Left]:
    """In whose days it would fit."""
    return [each for each in every if estimate is not None and estimate <= each.days]
