"""What people of the stories do with plans; and the solver in this very process, which is faster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from holdfast.people.actions import change_policy
from holdfast.people.models import Person, Team
from holdfast.rotation import actions
from holdfast.rotation.actions.solving import solve_plans
from holdfast.rotation.models import (
    Confirmation,
    Pin,
    Plan,
    Publication,
    Seat,
    SignUp,
    Volunteer,
    Window,
)
from holdfast.rotation.planner.solve import solve
from holdfast.rotation.planner.why import explain
from holdfast.rotation.queries.plan import edits_of, result_in, seats_after
from holdfast.rotation.queries.plan import plan as find
from holdfast.rotation.queries.problem import problem_of, window_id
from holdfast.rotation.rules.planning.problem import Level, Problem
from holdfast.rotation.rules.planning.problem import Plan as Solved
from tests.cast import Story

MONDAY = date(2026, 3, 16)  # the day after the cast's own window, on which it hands over


class Here:
    """A run of the solver as `planner.process.Solving` is one, without a process."""

    def __init__(self, problem: Problem, *, seconds: float, seed: int = 0, **_: Any) -> None:
        self.problem, self.seconds, self.seed = problem, seconds, seed
        self.plan: Solved | None = None
        self.why: dict[str, Any] | None = None
        self.stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def cancel(self) -> None:
        self.stopped = True

    def levels(self, *, beat: float | None = None) -> Iterator[Level | None]:
        yield None  # a beat before anything is known
        heard: list[Level] = []
        self.plan = solve(
            self.problem,
            seconds=self.seconds,
            seed=self.seed,
            workers=1,
            progress=heard.append,
            stop=lambda: self.stopped,
        )
        yield from heard
        self.why = explain(self.problem, self.plan)
        yield None


@dataclass
class Planning:
    """The rotation of a story: windows of four weeks from Monday 16 March, engineers, their word."""

    story: Story
    windows: list[Window]

    def engineers(self, *names: str, team: str = "", zone: str = "Europe/Berlin") -> None:
        """Each of a team of their own, unless one is named."""
        for name in names:
            home, _ = Team.objects.get_or_create(name=team or f"Team {name}")
            Person.objects.create(
                login=name,
                name=name.capitalize(),
                email=f"{name}@example.com",
                role="engineer",
                zone=zone,
                team=home,
                password="!",
                known_since=self.story.now,
            )

    def served(self, *names: str) -> None:
        """They had a seat a year ago."""
        window, _ = Window.objects.get_or_create(
            programme=self.story.programme,
            starts_on=MONDAY - timedelta(days=400),
            ends_on=MONDAY - timedelta(days=372),
            defaults={"wanted": 2},
        )
        for name in names:
            self.seat(name, window)

    def signs_up(self, name: str, *windows: int, choice: int = 2, halves: str = "both") -> None:
        """By the numbers of the windows, 0 the first; for all where none is named."""
        for number in windows or range(len(self.windows)):
            SignUp.objects.create(
                person=Person.objects.get(login=name),
                window=self.windows[number],
                choice=choice,
                first_half=halves != "second",
                second_half=halves != "first",
                source="web",
                at=self.story.now,
            )

    def takes_part(self, name: str, **given: Any) -> None:
        Volunteer.objects.update_or_create(person=Person.objects.get(login=name), defaults=given)

    def seat(
        self, name: str, window: Window | int, *, confirmed: bool = False, **given: Any
    ) -> Seat:
        person = Person.objects.get(login=name)
        seat = Seat.objects.create(
            window=self.windows[window] if isinstance(window, int) else window,
            person=person,
            source=given.pop("source", "hand"),
            at=self.story.now,
            **given,
        )
        if confirmed:
            Confirmation.objects.create(seat=seat, by=person, at=self.story.now)
        return seat

    def policy(self, **changes: Any) -> None:
        change_policy(
            programme=self.story.programme,
            effective_on=self.story.now.date(),
            changes=changes,
            reason="For the story.",
            by=self.story.ada,
            at=self.story.now,
        )

    # --- plans -----------------------------------------------------------------------------------

    def problem(self, **given: Any) -> Problem:
        return problem_of(self.story.programme, at=self.story.now, **given)

    def propose(self, *, by: str = "lea", solver: Callable[..., Any] = Here, **given: Any) -> Plan:
        """Asked for and solved."""
        plan = actions.propose(
            programme=self.story.programme, by=self.story.of(by), at=self.story.now, **given
        )
        self.solve(solver=solver)
        return find(plan.pk)

    def solve(self, *, solver: Callable[..., Any] = Here) -> int:
        return solve_plans(clock=lambda: self.story.now, solver=solver)

    def publish(self, plan: Plan, *, by: str = "lea") -> Publication:
        return actions.publish_plan(plan_id=plan.pk, by=self.story.of(by), at=self.story.now)

    def edit(self, plan: Plan, name: str, window: int, *, by: str = "lea", **given: Any):
        return actions.edit_plan(
            plan_id=plan.pk,
            person=name,
            window=self.windows[window].pk,
            by=self.story.of(by),
            at=self.story.now,
            **given,
        )

    def pin(self, name: str, window: int, *, seated: bool, by: str = "lea", **given: Any) -> Pin:
        return actions.pin(
            person=name,
            window=self.windows[window].pk,
            seated=seated,
            reason=given.pop("reason", "The lead says so."),
            by=self.story.of(by),
            at=self.story.now,
            **given,
        )

    def says(self, plan: Plan) -> list[set[str]]:
        """Who sits in each window by a plan and its edits; a half as “ana/0”."""
        seats = seats_after(result_in(find(plan.pk)), edits_of(plan))
        return [
            {
                seat.person if seat.half is None else f"{seat.person}/{seat.half}"
                for seat in seats
                if seat.window == window_id(window.pk)
            }
            for window in self.windows
        ]

    def sits(self) -> list[set[str]]:
        """Who has a seat in each window now."""
        found = [Seat.objects.filter(window=window, withdrawal=None) for window in self.windows]
        return [set(seats.values_list("person__login", flat=True)) for seats in found]

    def seat_of(self, name: str, window: int) -> Seat:
        return Seat.objects.get(window=self.windows[window], person__login=name, withdrawal=None)

    def confirm(self, name: str, window: int) -> None:
        self._say(actions.confirm_seat, name, window)

    def give_up(self, name: str, window: int, *, reason: str = "I cannot.") -> Seat:
        return self._say(actions.withdraw_seat, name, window, reason=reason)

    def _say(self, action: Callable[..., Seat], name: str, window: int, **given: Any) -> Seat:
        seat = self.seat_of(name, window)
        return action(seat_id=seat.pk, by=self.story.of(name), at=self.story.now, **given)


def planning(story: Story, *, windows: int = 3, wanted: int = 1) -> Planning:
    """The next windows, empty, the first of them a fortnight away."""
    made = [
        Window.objects.create(
            programme=story.programme,
            starts_on=MONDAY + timedelta(days=28 * number),
            ends_on=MONDAY + timedelta(days=28 * (number + 1)),
            wanted=wanted,
        )
        for number in range(windows)
    ]
    return Planning(story, made)
