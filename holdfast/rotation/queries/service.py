"""Who has served: the one place that counts it.

A window that is over is closed by the sweep, which writes down what it is worth. Until the sweep came
by, the same rule counts it here, so that a table imported a moment ago counts at once and nothing
counts twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.models import Seat, ServedHalf, Strike, Window, WindowClosing, Withdrawal
from holdfast.rotation.queries.windows import days_of, is_confirmed, live_seats, windows
from holdfast.rotation.rules.parts import until
from holdfast.rotation.rules.service import Credit, Days, Sitting, credited_in, sat


@dataclass(frozen=True, slots=True)
class Half:
    """One half somebody served. `confirmed` False is “as reported”: nobody confirmed the seat.

    `record` is None while its window waits for the sweep.
    """

    person: int
    window: int
    window_days: tuple[date, date]  # as people write them
    half: int
    starts_on: date
    until: date
    days: int
    confirmed: bool
    record: ServedHalf | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What somebody has served. Days that end are the first day after.

    `last_until` is the end of what they are credited with; `seated_until` that of the last seat they
    were in so far, one that runs now included, which is what rest counts from; `standing` are the
    days of their seats that are not over, the running and the coming ones. `experienced` is anybody
    with a half: who sits in their first seat is a first-timer until it ends.
    """

    halves: int = 0
    windows: int = 0
    last_until: date | None = None
    seated_until: date | None = None
    standing: tuple[Days, ...] = ()
    reported: int = 0  # halves nobody confirmed
    served: tuple[Half, ...] = field(default=(), repr=False)

    @property
    def experienced(self) -> bool:
        return self.halves > 0

    @property
    def seated(self) -> list[Days]:
        """The days they served and those of their seats that are not over."""
        return [*((half.starts_on, half.until) for half in self.served), *self.standing]


def served(programme: Programme, at: datetime) -> dict[int, Service]:
    """What everybody has served by then, by the number of the person; who is missing has not, and
    has no seat that stands either.

    It counts days that were over at that moment as they are known now.
    """
    today = local_date(at, policy_at(programme, at).zone)
    halves: dict[int, list[Half]] = defaultdict(list)
    for half in halves_served(programme, today):
        halves[half.person].append(half)
    seats = _seats(programme)
    return {
        person: _service(halves[person], seats.get(person, []), today)
        for person in {*halves, *seats}
    }


def service_of(programme: Programme, person: int, at: datetime) -> Service:
    return served(programme, at).get(person, Service())


def _service(halves: list[Half], seats: list[Days], today: date) -> Service:
    return Service(
        halves=len(halves),
        windows=len({half.window for half in halves}),
        last_until=max((half.until for half in halves), default=None),
        seated_until=max((end for starts_on, end in seats if starts_on <= today), default=None),
        standing=tuple(sorted(days for days in seats if days[1] > today)),
        reported=sum(not half.confirmed for half in halves),
        served=tuple(sorted(halves, key=attrgetter("starts_on", "half"))),
    )


def halves_served(programme: Programme, today: date) -> list[Half]:
    """Every half that was over on a day, with who served it."""
    rows = standing(ServedHalf.objects.filter(window__programme=programme, until__lte=today))
    found = [_recorded(row) for row in rows.select_related("window", "seat__confirmation")]
    for window in to_close(programme, today).order_by("starts_on", "id"):
        by_seat = {seat.pk: seat for seat in seats_of(window)}
        found += [
            Half(
                person=each.person,
                window=window.pk,
                window_days=(window.starts_on, window.ends_on),
                half=each.half,
                starts_on=each.starts_on,
                until=each.until,
                days=each.days,
                confirmed=is_confirmed(by_seat[each.seat]),
            )
            for each in worth(window)
        ]
    return found


def _recorded(row: ServedHalf) -> Half:
    return Half(
        person=row.person_id,
        window=row.window_id,
        window_days=(row.window.starts_on, row.window.ends_on),
        half=row.half,
        starts_on=row.starts_on,
        until=row.until,
        days=row.days,
        confirmed=row.confirmed or bool(row.seat and is_confirmed(row.seat)),
        record=row,
    )


def standing(rows: QuerySet[ServedHalf]) -> QuerySet[ServedHalf]:
    """Those that are not struck."""
    return rows.filter(strike=None)


def struck_of(person: int) -> list[ServedHalf]:
    """What was credited to somebody and struck, newest first: it stays to be read."""
    rows = ServedHalf.objects.filter(person=person, strike__isnull=False)
    return list(rows.select_related("window", "strike__by").order_by("-strike__id"))


def served_half(number: int) -> ServedHalf:
    """Raises NotFound with a sentence."""
    found = ServedHalf.objects.filter(pk=number).select_related("window", "person").first()
    if found is None:
        raise NotFound(f"There is no served half {number}.")
    return found


# --- what a window is worth ----------------------------------------------------------------------


def seats_of(window: Window) -> list[Seat]:
    """Its seats that stand."""
    seats = Seat.objects.filter(window=window, withdrawal=None)
    return list(seats.select_related("confirmation").order_by("position", "id"))


def worth(window: Window) -> list[Credit]:
    """Which halves of it are whose, by its seats as they stand now."""
    days, seats = days_of(window), seats_of(window)
    starts = {seat.starts_on for seat in seats if seat.starts_on}
    sittings = [
        Sitting(seat.pk, seat.person_id, *sat(seat.part, days, starts), order=seat.position)
        for seat in seats
    ]
    return credited_in(days, sittings, elsewhere=_elsewhere(window, days, sittings))


def _elsewhere(window: Window, days: Days, sittings: Iterable[Sitting]) -> Mapping[int, list[Days]]:
    """Days on which they sat in windows that started before this one and overlap it: of two windows
    that start together, the one that was here first."""
    before = Q(window__starts_on__lt=window.starts_on) | Q(
        window__starts_on=window.starts_on, window__lt=window.pk
    )
    seats = Seat.objects.filter(
        before,
        person__in=[each.person for each in sittings],
        window__programme=window.programme_id,
        window__ends_on__gte=days[0],
        withdrawal=None,
    ).exclude(window=window.pk)
    found: dict[int, list[Days]] = {}
    for seat in seats.select_related("window"):
        first, last = seat.days
        # A window that ends where this one starts gave it the day.
        found.setdefault(seat.person_id, []).append((first, until((first, last), {days[0]})))
    return found


def _seats(programme: Programme) -> dict[int, list[Days]]:
    """The days of every seat that stands, by person."""
    found: dict[int, list[Days]] = {}
    every = windows(programme)
    begin = {window.starts_on for window in every}
    for window in every:
        days = window.starts_on, until((window.starts_on, window.ends_on), begin)
        seats = live_seats(window)
        starts = {seat.starts_on for seat in seats if seat.starts_on}
        for seat in seats:
            found.setdefault(seat.person_id, []).append(sat(seat.part, days, starts))
    return found


# --- what the sweep looks at ---------------------------------------------------------------------


def to_close(programme: Programme, today: date) -> QuerySet[Window]:
    """Windows that are over and not closed, oldest first."""
    over = programme.windows.filter(ends_on__lt=today, dropping=None, closings=None)
    return over.order_by("ends_on", "id")


def to_close_again(programme: Programme, today: date) -> QuerySet[Window]:
    """Closed ones that rest on something else by now. Seats and withdrawals only ever become more,
    so their number says whether there was another."""
    last = WindowClosing.objects.filter(window=OuterRef("pk")).order_by("-number")
    said = {
        f"said_{name}": Subquery(last.values(name)[:1])
        for name in ("starts_on", "ends_on", "seats", "withdrawn", "reopened")
    }
    found = programme.windows.filter(closings__number=1).annotate(
        **said,
        now_seats=_count(Seat.objects.filter(window=OuterRef("pk")), "window"),
        now_withdrawn=_count(
            Withdrawal.objects.filter(seat__window=OuterRef("pk")), "seat__window"
        ),
    )
    changed = (
        ~Q(starts_on=F("said_starts_on"))
        | ~Q(ends_on=F("said_ends_on"))
        | ~Q(now_seats=F("said_seats"))
        | ~Q(now_withdrawn=F("said_withdrawn"))
        | Q(said_reopened=True)
    )
    over = Q(ends_on__lt=today)
    due = (over & changed) | (~over & Q(said_reopened=False))
    return found.filter(due).order_by("ends_on", "id")


def _count(rows: QuerySet[Seat] | QuerySet[Withdrawal], field: str) -> Coalesce:
    counted = rows.order_by().values(field).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def last_closing(window: Window) -> WindowClosing | None:
    return WindowClosing.objects.filter(window=window).order_by("-number").first()


def last_words(window: Window) -> dict[tuple[int, int], ServedHalf]:
    """The newest row of each half and person of a window, struck or not."""
    rows = ServedHalf.objects.filter(window=window).select_related("strike").order_by("number")
    return {(row.half, row.person_id): row for row in rows}


def strike_of(row: ServedHalf) -> Strike | None:
    return getattr(row, "strike", None)
