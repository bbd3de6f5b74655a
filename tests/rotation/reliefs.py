"""The verbs of a relief, for the stories of home teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from holdfast.rotation.actions import (
    acknowledge_relief,
    ask_for_relief,
    confirm_seat,
    drop,
    ring_reliefs,
    say_outcome,
    withdraw_seat,
)
from holdfast.rotation.models import Relief, Seat, Window
from holdfast.rotation.queries import relief as queries
from tests.cast import Story

STARTS, ENDS = date(2026, 4, 6), date(2026, 5, 4)  # Monday to Monday: 20 working days or 21


@dataclass
class Reliefs:
    """Said by somebody at the story's moment."""

    story: Story

    def window(self, starts_on: date = STARTS, ends_on: date = ENDS) -> Window:
        window, _ = Window.objects.get_or_create(
            programme=self.story.programme,
            starts_on=starts_on,
            ends_on=ends_on,
            defaults={"wanted": 2},
        )
        return window

    def seat(self, login: str = "ana", **given: object) -> Seat:
        """A seat in the window ahead that nobody has confirmed."""
        window = given.pop("window", None) or self.window()
        return Seat.objects.create(
            window=window,
            person=self.story.people[login],
            source="hand",
            at=self.story.now,
            **given,
        )

    def made(self, login: str = "ana", **given: object) -> Relief:
        seat = self.seat(login, **given)
        confirm_seat(seat_id=seat.pk, by=self.story.of(login), at=self.story.now)
        return queries.relief(Relief.objects.get(seat=seat, end=None).pk)

    def see(self, relief: Relief) -> Relief:
        return queries.relief(relief.pk)

    def acknowledge(self, relief: Relief, *dropped: str, by: str = "max") -> Relief:
        return acknowledge_relief(
            relief_id=relief.pk, dropped=dropped, by=self.story.of(by), at=self.story.now
        )

    def drop(self, relief: Relief, text: str, *, by: str = "max"):
        return drop(relief_id=relief.pk, text=text, by=self.story.of(by), at=self.story.now)

    def tell(self, item, *, dropped: bool = True, days: object = None, by: str = "ana"):
        return say_outcome(
            dropped_id=item.pk,
            was_dropped=dropped,
            days=days,
            by=self.story.of(by),
            at=self.story.now,
        )

    def withdraw(self, relief: Relief, *, by: str = "ana", reason: str = "Launch."):
        return withdraw_seat(
            seat_id=relief.seat_id, reason=reason, by=self.story.of(by), at=self.story.now
        )

    def ask(self, seat: Seat, *, by: str = "lea") -> Relief:
        return ask_for_relief(seat_id=seat.pk, by=self.story.of(by), at=self.story.now)

    def on(self, day: date, hour: int = 12) -> None:
        """Some days later, with the sweep of reliefs once a day on the way."""
        while self.story.now.date() < day:
            self.story.now += timedelta(days=1)
            self.story.now = self.story.now.replace(hour=hour)
            ring_reliefs(self.story.now)
