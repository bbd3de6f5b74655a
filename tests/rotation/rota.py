"""Windows and seats by hand, for the stories of a boundary."""

from __future__ import annotations

from datetime import date

from holdfast.journal.sweeps import sweeps
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.rotation.models import Confirmation, Seat, SignUp, Window, Withdrawal
from tests.cast import START, Story

# Of the cast's own window: Ana and Kim sit in it.
FIRST, BOUNDARY = date(2026, 2, 16), date(2026, 3, 16)


def the_window() -> Window:
    return Window.objects.get(starts_on=FIRST)


def window(starts_on: date, ends_on: date, *logins: str, wanted: int = 2) -> Window:
    """With confirmed seats."""
    made = Window.objects.create(
        programme=default_programme(), starts_on=starts_on, ends_on=ends_on, wanted=wanted
    )
    for login in logins:
        seat(made, login)
    return made


def seat(
    of: Window,
    login: str,
    part: tuple[date, date] | None = None,
    *,
    confirmed: bool = True,
    position: int | None = None,
) -> Seat:
    whose = Person.objects.get(login=login)
    made = Seat.objects.create(
        window=of,
        person=whose,
        starts_on=part and part[0],
        ends_on=part and part[1],
        position=of.seats.count() if position is None else position,
        source="hand",
        at=START,
    )
    if confirmed:
        Confirmation.objects.create(seat=made, by=whose, at=START)
    return made


def withdraw(of: Window, login: str, *, reason: str = "Swapped.") -> Withdrawal:
    stands = of.seats.get(person__login=login, withdrawal=None)
    return Withdrawal.objects.create(seat=stands, by=stands.person, at=START, reason=reason)


def sign_up(login: str, of: Window, choice: int = 2) -> SignUp:
    return SignUp.objects.create(
        person=Person.objects.get(login=login), window=of, choice=choice, source="web", at=START
    )


def engineer(login: str, **facts: object) -> Person:
    return Person.objects.create(
        login=login,
        name=f"{login.title()} Made-Up",
        email=f"{login}@example.com",
        role="engineer",
        zone="UTC",
        password="!",
        known_since=START,
        **facts,
    )


def sweep(story: Story) -> dict[str, int]:
    """Every sweep once, as a worker's tick has them."""
    return {name: each(story.now) for name, each in sweeps().items()}
