"""Reading the rotation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, QuerySet

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.holdings import Holding
from holdfast.people.models import Person, Programme
from holdfast.people.queries import absences, policy_at, reachable
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Seat, TableImport, TableUpload, Window
from holdfast.rotation.rules.duty import Duty, Part, SeatOn, WindowOn, on_at
from holdfast.rotation.rules.standing import Change, Standing, compare
from holdfast.rotation.rules.table import (
    Accepted,
    Expectations,
    SeatRow,
    TableReading,
    TableRefused,
    WindowRow,
    read_table,
)
from holdfast.store import Statement, slot


@dataclass(frozen=True, slots=True)
class PersonOn:
    """Who is on, as far as the question needs to know them: `is_active`, and when they work."""

    pk: int
    login: str
    name: str
    team: str | None
    is_active: bool
    zone: str
    day_starts: time
    day_ends: time
    workdays: str
    holidays: str

    def __str__(self) -> str:
        return self.name or self.login


@dataclass(frozen=True, slots=True)
class EngineerOn:
    """One person who is on, with what the asker needs to reach them."""

    person: PersonOn
    window: WindowOn
    region: str
    part: Part
    confirmed: bool
    reachable: bool | None  # is it their working time; None where their hours are not known
    has_duty: bool


@dataclass(frozen=True, slots=True)
class WhoIsOn:
    """The answer to “who is on?” for one moment. `holes` counts seats nobody fills."""

    at: datetime
    windows: Sequence[WindowOn]
    engineers: Sequence[EngineerOn]
    holes: int


def who(programme: Programme, *, at: datetime) -> WhoIsOn:
    """Who is on at any moment, past or future. Withdrawn seats are left out."""
    policy = policy_at(programme, at)
    day = _day(programme, policy, at)
    away = absences([duty.person for duty in day.duties], at=at)
    engineers = [
        EngineerOn(
            person=day.people[duty.person],
            window=day.windows[duty.window],
            region=day.regions[duty.seat],
            part=duty.part,
            confirmed=duty.confirmed,
            reachable=reachable(day.people[duty.person], policy, at=at, away=away[duty.person]),
            has_duty=duty.has_duty,
        )
        for duty in day.duties
    ]
    windows = list(day.windows.values())
    return WhoIsOn(at, windows, engineers, holes=sum(window.holes for window in windows))


def people_on(programme: Programme, policy: Policy, *, at: datetime) -> list[int]:
    """Numbers of the active people with duty at this moment, who hear of a new escalation."""
    day = _day(programme, policy, at)
    on = {duty.person for duty in day.duties if duty.has_duty}
    return sorted(person for person in on if day.people[person].is_active)


def windows(
    programme: Programme, *, since: date | None = None, until: date | None = None
) -> list[Window]:
    """Windows with their seats in order, oldest first; those that touch the days given."""
    found = _with_seats(programme.windows.all())
    if since:
        found = found.filter(ends_on__gte=since)
    if until:
        found = found.filter(starts_on__lte=until)
    return list(found)


def live_seats(window: Window) -> list[Seat]:
    """Seats of a window that are not withdrawn (of a window read here)."""
    return [seat for seat in window.seated if not is_withdrawn(seat)]


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
    if window.ends_on < today:
        return "served"
    if window.starts_on <= today:
        return "active"
    return "confirmed" if is_confirmed(seat) else "proposed"


def seat(seat_id: int) -> Seat:
    found = (
        Seat.objects.select_related("window", "person", "confirmation", "withdrawal")
        .filter(pk=seat_id)
        .first()
    )
    if found is None:
        raise NotFound(f"There is no seat {seat_id}.")
    return found


def seats_running(programme: Programme, day: date) -> QuerySet[Seat]:
    """The seats of the windows that run on a day, withdrawn ones left out."""
    return Seat.objects.filter(
        window__programme=programme,
        window__starts_on__lte=day,
        window__ends_on__gte=day,
        withdrawal=None,
    )


def seats_ended(programme: Programme, day: date) -> QuerySet[Seat]:
    """The seats of the windows that ended before a day, withdrawn ones left out."""
    return Seat.objects.filter(
        window__programme=programme, window__ends_on__lt=day, withdrawal=None
    )


def holdings_of(person: Person, at: datetime) -> list[Holding]:
    """Every seat they have now or will have, for the alarm when they go."""
    seats = Seat.objects.filter(
        person=person, withdrawal=None, window__ends_on__gte=at.date() - timedelta(days=1)
    )
    return [
        Holding(
            f"{seat.window}{f' ({seat.region})' if seat.region else ''}",
            days=(seat.window.starts_on, seat.window.ends_on),
        )
        for seat in seats.select_related("window").order_by("window__starts_on")
    ]


def upload(upload_id: int) -> TableUpload:
    found = TableUpload.objects.select_related("by").filter(pk=upload_id).first()
    if found is None:
        raise NotFound(f"There is no uploaded table {upload_id}.")
    return found


def imports(programme: Programme, *, limit: int = 20) -> list[TableImport]:
    """The tables that came in, newest first."""
    found = TableImport.objects.filter(upload__programme=programme)
    return list(found.select_related("upload", "by").order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class Incoming:
    """A table as it would come in now: what to say about it, and what it would change here."""

    reading: TableReading
    changes: Sequence[Change]


def incoming(
    programme: Programme,
    content: bytes,
    *,
    accept: Iterable[int] | None = (),
    replace: Iterable[int] | None = (),
    at: datetime,
) -> Incoming:
    """The table against itself, and against the rotation that stands here.

    `accept` are the line numbers whose repair is accepted, `replace` those whose word counts against
    what stands here; None means all. The windows of the reading are those that come in or are here
    already. Raises Invalid when the file as a whole cannot be used.
    """
    repairs: Accepted = "all" if accept is None else frozenset(accept)
    expect = _expectations(programme, at)
    try:
        reading = read_table(content, expect=expect, accept=repairs)
        asked = {finding.line for finding in reading.findings if finding.applied}
        written = read_table(content, expect=expect).windows if asked else ()
    except TableRefused as refused:
        raise Invalid(str(refused), field="table") from None
    compared = compare(
        reading.windows,
        [_standing(window) for window in windows(programme)],
        right="all" if replace is None else frozenset(replace),
        repaired={row.line: (row.starts_on, row.ends_on) for row in written if row.line in asked},
    )
    findings = sorted([*reading.findings, *compared.findings], key=lambda finding: finding.line)
    here = tuple(row for row in reading.windows if row.line not in compared.held)
    return Incoming(
        dataclasses.replace(reading, windows=here, findings=tuple(findings)), compared.changes
    )


def read(
    programme: Programme,
    content: bytes,
    *,
    accept: Iterable[int] | None = (),
    replace: Iterable[int] | None = (),
    at: datetime,
) -> TableReading:
    """What there is to say about a table before it comes in (see `incoming`)."""
    return incoming(programme, content, accept=accept, replace=replace, at=at).reading


def _expectations(programme: Programme, at: datetime) -> Expectations:
    policy = policy_at(programme, at)
    known = frozenset(
        Person.objects.filter(known_since__isnull=False).values_list("login", flat=True)
    )
    return Expectations(
        wanted=policy.seats_wanted,
        target_days=policy.window_days,
        tolerance_days=policy.window_tolerance_days,
        known_logins=known or None,
    )


def _standing(window: Window) -> Standing:
    live = frozenset(seat.person.login for seat in live_seats(window))
    every = frozenset(seat.person.login for seat in window.seated)
    return Standing(window.pk, window.starts_on, window.ends_on, live, every - live)


def as_rows(programme: Programme) -> list[WindowRow]:
    """The whole rotation as rows of a table, for export; withdrawn seats are left out."""
    return [
        WindowRow(
            starts_on=window.starts_on,
            ends_on=window.ends_on,
            line=number,
            wanted=window.wanted,
            seats=tuple(
                SeatRow(
                    login=seat.person.login,
                    name=seat.person.name,
                    region=seat.region or None,
                    guessed=seat.person.login_guessed,
                )
                for seat in live_seats(window)
            ),
        )
        for number, window in enumerate(windows(programme), start=1)
    ]


@dataclass(frozen=True, slots=True)
class Hole:
    """A window that still lacks people."""

    window: Window
    missing: int


def holes(programme: Programme, *, since: date, ahead_days: int = 120) -> list[Hole]:
    """Windows from a day on with seats nobody fills, soonest first."""
    coming = windows(programme, since=since, until=since + timedelta(days=ahead_days))
    return [
        Hole(window, window.wanted - len(live_seats(window)))
        for window in coming
        if window.wanted > len(live_seats(window))
    ]


# One statement for the question that is asked most: the windows of a day, those that nobody sits in
# too, with whoever sits in them.
_windows_on = Statement(
    lambda: (
        Window.objects.filter(
            programme=slot.number("programme"),
            starts_on__lte=slot.day("day"),
            ends_on__gte=slot.day("day"),
        )
        .order_by("starts_on", "ends_on", "pk", "seats__position", "seats__pk")
        .values_list(
            *("pk", "starts_on", "ends_on", "wanted"),
            *("seats__pk", "seats__region", "seats__withdrawal", "seats__confirmation"),
            *(f"seats__person__{name}" for name in ("pk", "login", "name", "team__name")),
            *(f"seats__person__{name}" for name in ("deactivated_at", "zone", "day_starts")),
            *(f"seats__person__{name}" for name in ("day_ends", "workdays", "holidays")),
        )
    )
)


@dataclass(frozen=True, slots=True)
class _Day:
    """The windows of a day by number with their live seats, and who has which part in them."""

    windows: dict[int, WindowOn]
    people: dict[int, PersonOn]
    regions: dict[int, str]  # by seat
    duties: list[Duty]


def _day(programme: Programme, policy: Policy, at: datetime) -> _Day:
    windows: dict[int, WindowOn] = {}
    seats: dict[int, list[SeatOn]] = {}
    people: dict[int, PersonOn] = {}
    regions: dict[int, str] = {}
    rows = _windows_on.all(programme=programme.pk, day=local_date(at, policy.zone))
    for window, starts_on, ends_on, wanted, seat, region, withdrawn, confirmed, *person in rows:
        if window not in windows:
            seats[window] = []
            windows[window] = WindowOn(window, starts_on, ends_on, seats[window], wanted)
        if seat is not None and withdrawn is None:
            pk, login, name, team, deactivated_at, *hours = person
            people[pk] = PersonOn(pk, login, name, team, deactivated_at is None, *hours)
            seats[window].append(SeatOn(seat, pk, confirmed=confirmed is not None))
            regions[seat] = region
    duties = on_at(windows.values(), at, zone=policy.zone, handover_hour=policy.handover_hour)
    return _Day(windows, people, regions, duties)


def _with_seats(found: QuerySet[Window]) -> QuerySet[Window]:
    seats = Seat.objects.select_related("person", "confirmation", "withdrawal")
    seated = Prefetch("seats", queryset=seats, to_attr="seated")
    return found.prefetch_related(seated)  # type: ignore[no-redef]  # declared on the model
