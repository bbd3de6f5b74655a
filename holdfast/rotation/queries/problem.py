"""The planning problem as the records state it: docs/planning.md says what becomes of it.

The ids are logins, names of teams and `window-7`, in a stable order: the same records give the same
problem, whoever asks.

- A window that has begun is not planned; its seats, like all that start before the plan does, count
  as served by then. A seat of a later window, or a part of one that is no half, is in nobody's plan:
  it keeps its person out of whatever lies within their rest.
- A confirmed seat is pinned (`rules/planning/agreed.py`). An unconfirmed one is published, and may
  be dropped; its person, where they never answered for the window, counts as “if needed”.
- Whoever gave up a seat of a window is kept out of it, until they sign up for it anew.
- Somebody away for more working days than the policy's `absent_days` is not there in that half.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict
from holdfast.people.models import Absence, Programme
from holdfast.people.models import Person as PersonRow
from holdfast.people.queries import policy_at
from holdfast.people.rules.hours import days_between, holidays_of
from holdfast.people.rules.policy import Policy, zones
from holdfast.rotation.models import Pin as PinRow
from holdfast.rotation.models import Publication, Withdrawal
from holdfast.rotation.models import SignUp as SignUpRow
from holdfast.rotation.models import Window as WindowRow
from holdfast.rotation.queries.sat import Sat, sat_seats, service_before
from holdfast.rotation.rules.parts import until
from holdfast.rotation.rules.planning.agreed import ASKED_BY_OTHERS, make_room, with_consent
from holdfast.rotation.rules.planning.coverage import wanted
from holdfast.rotation.rules.planning.problem import (
    HALVES,
    Demand,
    Person,
    Pin,
    Problem,
    Seat,
    SignUp,
    Team,
    Window,
)

NO_TEAM = "(no team)"
_ANY = 10_000  # nobody has fewer people to spare for being of no team


def window_id(number: int) -> str:
    return f"window-{number}"


def window_number(name: str) -> int:
    """The number of a window, out of its id in a problem."""
    return int(name.removeprefix("window-"))


def planned_windows(
    programme: Programme, *, since: date, count: int | None = None
) -> list[WindowRow]:
    """The windows that start on a day or later, the first `count` of them."""
    return list(_coming(programme, since)[:count])


def _coming(programme: Programme, since: date) -> QuerySet[WindowRow]:
    """All that start by then and were not dropped."""
    found = WindowRow.objects.filter(programme=programme, dropping=None, starts_on__gte=since)
    return found.order_by("starts_on", "ends_on", "pk")


def problem_of(
    programme: Programme,
    *,
    at: datetime,
    since: date | None = None,
    count: int | None = None,
    only: Collection[int] | None = None,
) -> Problem:
    """The problem of the next windows, by the policy in force.

    From `since`, or today; `count` of them, or the policy's `plan_windows`. Or `only` the windows with
    these numbers, as far as they have not begun. Raises Conflict where there is no window to plan.
    """
    policy = policy_at(programme, at)
    since = since or local_date(at, policy.zone)
    if only is None:
        rows = planned_windows(programme, since=since, count=count or policy.plan_windows)
    else:
        rows = list(_coming(programme, since).filter(pk__in=only))
    if not rows:
        raise Conflict(
            f"No window starts on {since:%a %-d %b %Y} or later; enter the next windows first."
        )
    return _Reading(programme, policy, rows).problem()


@dataclass(frozen=True, slots=True)
class _Said:
    """Somebody's newest word for a window."""

    choice: int
    halves: tuple[int, ...]
    at: datetime


class _Reading:
    """One reading of the records; everything is asked once, for everybody."""

    def __init__(self, programme: Programme, policy: Policy, rows: Sequence[WindowRow]) -> None:
        self.policy = policy
        self.numbers = [row.pk for row in rows]
        self.said_before = {row.pk: row.said_before or 0 for row in rows}
        starts = set(
            WindowRow.objects.filter(programme=programme, dropping=None).values_list(
                "starts_on", flat=True
            )
        )
        self.demand = tuple(
            Demand(zone, weight) for zone, weight in zones(policy.customer_zones).items()
        )
        self.windows = tuple(self._window(row, starts) for row in rows)
        first = self.windows[0].starts_on
        every = sat_seats(programme, starts)
        here = [sat for sat in every if sat.window in set(self.numbers)]
        self.standing = [sat for sat in here if sat.half != "part"]
        # In nobody's plan, but within somebody's rest.
        self.busy: dict[int, list[Sat]] = defaultdict(list)
        for sat in every:
            if sat.half == "part" if sat in here else sat.first >= first:
                self.busy[sat.person].append(sat)
        self.past = service_before(
            programme, [sat for sat in every if sat.window not in set(self.numbers)], first
        )
        self.said = self._sign_ups()
        self.rows = self._people()

    def problem(self) -> Problem:
        logins = {row.pk: row.login for row in self.rows}
        open_: list[tuple[Sat, Seat]] = []
        agreed: list[tuple[Sat, Seat]] = []
        for sat in self.standing:
            if sat.person in logins:
                seat = Seat(window_id(sat.window), logins[sat.person], sat.planned)
                (agreed if sat.confirmed else open_).append((sat, seat))
        people = {person.id: person for person in map(self._person, self.rows)}
        for sat, seat in open_:
            if (sat.person, sat.window) not in self.said:
                people[seat.person] = with_consent(people[seat.person], seat, ASKED_BY_OTHERS)
        names = {person.team for person in people.values()}
        problem = Problem(
            windows=self.windows,
            demand=self.demand,
            teams=tuple(
                Team(name, _ANY if name == NO_TEAM else self.policy.team_cap)
                for name in sorted(names)
            ),
            people=tuple(people.values()),
            pins=tuple(self._pins(logins)),
            published=tuple(sorted(seat for _, seat in (*open_, *agreed))),
            mentoring=self.policy.mentoring,
        )
        return _in_order(make_room(problem, sorted(seat for _, seat in agreed)))

    def _window(self, row: WindowRow, starts: Collection[date]) -> Window:
        policy = self.policy
        least = min(policy.seats_least, row.wanted) if row.least is None else row.least
        most = max(policy.seats_most, row.wanted) if row.most is None else row.most
        window = Window(
            id=window_id(row.pk),
            starts_on=row.starts_on,
            ends_on=until((row.starts_on, row.ends_on), starts),
            least=least,
            wanted=row.wanted,
            most=max(most, least),
        )
        goals = (
            int(wanted(self.demand, *window.half(half)).weights.sum())
            * policy.coverage_percent
            // 100
            for half in HALVES
        )
        return replace(window, coverage_goal=(next(goals), next(goals)))

    # --- people ----------------------------------------------------------------------------------

    def _sign_ups(self) -> dict[tuple[int, int], _Said]:
        """The newest word of each, where it was said about the days the window has now."""
        rows = SignUpRow.objects.filter(window__in=self.numbers).order_by("pk")
        return {
            (row.person_id, row.window_id): _Said(row.choice, row.halves, row.at)
            for row in rows
            if row.pk > self.said_before[row.window_id]
        }

    def _people(self) -> list[PersonRow]:
        """Engineers, and whoever else said yes or is seated; nobody who was deactivated."""
        concerned = {person for (person, _), said in self.said.items() if said.choice}
        concerned |= {sat.person for sat in self.standing}
        active = PersonRow.objects.filter(deactivated_at=None).select_related("team", "volunteer")
        return [
            row for row in active.order_by("login") if row.role == "engineer" or row.pk in concerned
        ]

    def _person(self, row: PersonRow) -> Person:
        policy, own = self.policy, getattr(row, "volunteer", None)
        service = self.past.get(row.pk)
        return Person(
            id=row.login,
            name=row.name,
            team=row.team.name if row.team else NO_TEAM,
            zone=row.zone or policy.zone,
            starts=row.day_starts if row.zone else policy.day_starts,
            ends=row.day_ends if row.zone else policy.day_ends,
            workdays=_workdays(row),
            sign_ups=tuple(self._offers(row)),
            halves=bool(own and own.halves),
            experienced=bool(service and service.halves),
            served_halves=service.halves if service else 0,
            last_served_until=service.until if service else None,
            rest_days=_own(own and own.rest_days, policy.rest_days),
            most_halves=_own(own and own.most_halves, policy.most_halves),
            promotion_by=own.promotion_by if own else None,
        )

    def _offers(self, row: PersonRow) -> Iterator[SignUp]:
        off: frozenset[date] | None = None
        for window, number in zip(self.windows, self.numbers, strict=True):
            said = self.said.get((row.pk, number))
            if said is None or not said.choice:
                continue
            off = self._days_off(row) if off is None else off
            there = tuple(
                half
                for half in said.halves
                if _within(off, *window.half(half)) <= self.policy.absent_days
            )
            if there:
                yield SignUp(window.id, said.choice, there)

    def _days_off(self, row: PersonRow) -> frozenset[date]:
        """The working days they are away: absences, and public holidays where they live."""
        first, last = self.windows[0].starts_on, max(window.ends_on for window in self.windows)
        off = set(days_between(self._absences().get(row.pk, ())))
        for year in range(first.year, last.year + 1):
            off |= holidays_of(row.holidays, year)
        works = _workdays(row)
        return frozenset(day for day in off if first <= day < last and day.weekday() in works)

    _away: dict[int, list[tuple[date, date]]] | None = None

    def _absences(self) -> dict[int, list[tuple[date, date]]]:
        if self._away is None:
            self._away = defaultdict(list)
            last = max(window.ends_on for window in self.windows)
            found = Absence.objects.filter(
                ends_on__gte=self.windows[0].starts_on, starts_on__lt=last
            ).order_by("pk")
            for person, first, end in found.values_list("person_id", "starts_on", "ends_on"):
                self._away[person].append((first, end))
        return self._away

    # --- pins ------------------------------------------------------------------------------------

    def _pins(self, logins: dict[int, str]) -> Iterator[Pin]:
        rows = PinRow.objects.filter(window__in=self.numbers, unpin=None).order_by("pk")
        for row in rows:
            if row.person_id in logins:
                seat = Seat(window_id(row.window_id), logins[row.person_id], row.half)
                yield Pin(seat, row.seated)
        for person, number in self._gave_up():
            if person in logins:
                yield Pin(Seat(window_id(number), logins[person]), seated=False)
        rests = {row.pk: self._rest(row) for row in self.rows if row.pk in self.busy}
        for person, rest in sorted(rests.items()):
            for seat in self._too_near(logins[person], self.busy[person], rest):
                yield Pin(seat, seated=False)

    def _rest(self, row: PersonRow) -> int:
        own = getattr(row, "volunteer", None)
        return _own(own and own.rest_days, self.policy.rest_days)

    def _gave_up(self) -> list[tuple[int, int]]:
        """Who has a withdrawn seat in a window, none that stands, and has not signed up since."""
        by_plans = Publication.withdrawn.through.objects.values("seat")
        rows = Withdrawal.objects.filter(seat__window__in=self.numbers).exclude(seat__in=by_plans)
        sits = {(sat.person, sat.window) for sat in self.standing}
        found = set()
        for person, window, at in rows.values_list("seat__person", "seat__window", "at"):
            said = self.said.get((person, window))
            if (person, window) not in sits and not (said and said.at > at):
                found.add((person, window))
        return sorted(found)

    def _too_near(self, login: str, busy: Iterable[Sat], rest: int) -> Iterator[Seat]:
        for window in self.windows:
            for half in HALVES:
                first, end = window.half(half)
                if any(max((sat.first - end).days, (first - sat.end).days) < rest for sat in busy):
                    yield Seat(window.id, login, half)


def _own(value: int | None, policy: int) -> int:
    return policy if value is None else value


def _workdays(row: PersonRow) -> frozenset[int]:
    return frozenset(int(day) for day in row.workdays.split(","))


def _within(days: Iterable[date], first: date, end: date) -> int:
    return sum(first <= day < end for day in days)


def _in_order(problem: Problem) -> Problem:
    """Sign-ups in the order of the windows: consent added later must not change the problem's look."""
    order = {window.id: number for number, window in enumerate(problem.windows)}
    return replace(
        problem,
        people=tuple(
            replace(
                person,
                sign_ups=tuple(sorted(person.sign_ups, key=lambda each: order[each.window])),
            )
            for person in problem.people
        ),
    )
