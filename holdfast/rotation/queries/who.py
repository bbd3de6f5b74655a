"""Who is on, at any moment: one statement and a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from holdfast.kernel.period import local_date
from holdfast.people.models import Programme
from holdfast.people.queries import absences, policy_at, reachable
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Window
from holdfast.rotation.rules.duty import Duty, Part, SeatOn, WindowOn, on_at
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
            *("seats__starts_on", "seats__ends_on"),
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
    for window, starts_on, ends_on, wanted, seat, region, withdrawn, *rest in rows:
        if window not in windows:
            seats[window] = []
            windows[window] = WindowOn(window, starts_on, ends_on, seats[window], wanted)
        if seat is not None and withdrawn is None:
            confirmed, first, last, pk, login, name, team, deactivated_at, *hours = rest
            people[pk] = PersonOn(pk, login, name, team, deactivated_at is None, *hours)
            part = (first, last) if first else None
            seats[window].append(SeatOn(seat, pk, confirmed=confirmed is not None, part=part))
            regions[seat] = region
    duties = on_at(windows.values(), at, zone=policy.zone, handover_hour=policy.handover_hour)
    return _Day(windows, people, regions, duties)
