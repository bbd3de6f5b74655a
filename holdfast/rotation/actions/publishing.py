"""A plan becomes the rotation: one transaction, by a lead, and only while the world is as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.people.models import Person
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.editing import take_proposed
from holdfast.rotation.models import Plan, Publication, Seat, Window, Withdrawal
from holdfast.rotation.queries.plan import (
    edits_of,
    people_in,
    problem_in,
    result_in,
    seat_of_edit,
    seats_after,
)
from holdfast.rotation.queries.problem import problem_of, window_id, window_number
from holdfast.rotation.queries.sat import Sat, sat_seats
from holdfast.rotation.rules.parts import middle
from holdfast.rotation.rules.planning.moved import moved_on
from holdfast.rotation.rules.planning.problem import Problem
from holdfast.rotation.rules.planning.problem import Seat as Planned
from holdfast.rotation.rules.planning.words import worded

_NAMED = 3  # changes that a refusal names; the rest is counted


def publish_plan(*, plan_id: int, by: Actor, at: datetime) -> Publication:
    """Make the seats of a proposal, with its edits, the rotation.

    New seats are made, unconfirmed, and their people asked to confirm or decline. Unconfirmed seats it
    has no place for are withdrawn with the reason; confirmed ones are never touched. Raises Conflict,
    naming it, where something changed since the plan was made.
    """
    if event := repeated(by):
        return Publication.objects.get(plan=event.data["plan"])
    with transaction.atomic(durable=True):
        plan = take_proposed(plan_id)
        require(by, "rotation.plan")
        then, edits = problem_in(plan), edits_of(plan)
        seats = seats_after(result_in(plan), edits)
        numbers = [window_number(window.id) for window in then.windows]
        # Locked in one order by everybody: plan, windows, seats. Two plans of the same windows follow
        # each other, and nobody confirms a seat that is being withdrawn.
        list(Window.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
        list(Seat.objects.select_for_update().filter(window__in=numbers).order_by("pk"))
        overridden = [seat_of_edit(edit) for edit in edits if edit.adds and edit.breaks]
        _must_fit(plan, then, seats, overridden, at=at)
        return _Publishing(plan, then, by, at).carry_out(seats)


def _must_fit(
    plan: Plan,
    then: Problem,
    seats: tuple[Planned, ...],
    overridden: list[Planned],
    *,
    at: datetime,
) -> None:
    numbers = [window_number(window.id) for window in then.windows]
    try:
        now = problem_of(plan.programme, only=numbers, at=at)
    except Conflict:
        raise Conflict(
            f"The windows of plan {plan.pk} have begun, or are no more; propose a new one."
        ) from None
    starts = {window.id: window.starts_on for window in then.windows}
    found = [worded(each, starts) for each in moved_on(then, now, seats, overridden=overridden)]
    if found:
        more = f" And {len(found) - _NAMED} more." if len(found) > _NAMED else ""
        raise Conflict(
            f"The world has moved on since plan {plan.pk} was made: {' '.join(found[:_NAMED])}{more} "
            "Propose again.",
            moved=found,
        )


@dataclass(slots=True)
class _Publishing:
    """What is written; everything is locked, and known to fit."""

    plan: Plan
    problem: Problem
    by: Actor
    at: datetime

    def carry_out(self, seats: tuple[Planned, ...]) -> Publication:
        people = people_in(self.problem, seats)
        logins = {row.pk: login for login, row in people.items()}
        standing = self._standing(logins)
        wanted = set(seats)
        lost = [sat for seat, sat in standing.items() if seat not in wanted and not sat.confirmed]
        publication = Publication.objects.create(
            plan=self.plan, by_id=self.by.person_id, at=self.at
        )
        # First what goes: nobody sits twice on a day, not even for a moment.
        for sat in lost:
            self._withdraw(sat)
        made = [self._seat(seat, people) for seat in seats if seat not in standing]
        kept = [sat.pk for seat, sat in standing.items() if seat in wanted]
        publication.seats.add(*(seat.pk for seat in made), *kept)
        publication.withdrawn.add(*(sat.pk for sat in lost))
        record(
            "plan.published",
            subject=f"plan-{self.plan.pk}",
            by=self.by,
            at=self.at,
            data={
                "plan": self.plan.pk,
                "windows": len(self.problem.windows),
                "new": len(made),
                "kept": len(kept),
                "withdrawn": len(lost),
            },
            tell=leads(),
        )
        return publication

    def _standing(self, logins: dict[int, str]) -> dict[Planned, Sat]:
        numbers = [window_number(window.id) for window in self.problem.windows]
        return {
            Planned(window_id(sat.window), logins[sat.person], sat.planned): sat
            for sat in sat_seats(self.plan.programme, windows=numbers)
            if sat.half != "part" and sat.person in logins
        }

    def _withdraw(self, sat: Sat) -> None:
        seat = Seat.objects.select_related("window").get(pk=sat.pk)
        reason = f"Plan {self.plan.pk} has no place for it; it was not confirmed."
        Withdrawal.objects.create(seat=seat, by_id=self.by.person_id, at=self.at, reason=reason)
        self._tell("seat.withdrawn", seat, reason=reason)

    def _seat(self, planned: Planned, people: dict[str, Person]) -> Seat:
        person = people[planned.person]
        window = Window.objects.get(pk=window_number(planned.window))
        last = window.seats.aggregate(last=Max("position"))["last"]
        starts_on, ends_on = self._days(planned, window)
        volunteer = getattr(person, "volunteer", None)
        seat = Seat.objects.create(
            window=window,
            person=person,
            starts_on=starts_on,
            ends_on=ends_on,
            home_team_id=person.team_id,
            allocation=volunteer.allocation if volunteer else 100,
            position=0 if last is None else last + 1,
            source=Seat.Source.PLAN,
            by_id=self.by.person_id,
            at=self.at,
        )
        self._tell("seat.planned", seat, reason="")
        return seat

    def _days(self, planned: Planned, window: Window) -> tuple[date | None, date | None]:
        """As people write them: a half ends on the day the other one starts, or with its window."""
        if planned.half is None:
            return None, None
        found = next(each for each in self.problem.windows if each.id == planned.window)
        between = middle(found.starts_on, found.ends_on)
        return (found.starts_on, between) if planned.half == 0 else (between, window.ends_on)

    def _tell(self, kind: str, seat: Seat, *, reason: str) -> None:
        starts_on, ends_on = seat.days
        record(
            kind,
            subject=f"window-{seat.window_id}",
            by=self.by.with_request(None),
            at=self.at,
            data={
                "plan": self.plan.pk,
                "seat": seat.pk,
                "people": {"engineer": seat.person_id},
                "starts_on": starts_on.isoformat(),
                "ends_on": ends_on.isoformat(),
                "reason": reason,
            },
            tell=[seat.person_id],
            tell_actor=kind == "seat.planned",
        )
