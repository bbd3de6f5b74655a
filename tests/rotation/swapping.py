"""Verbs for swaps: windows, seats and offers in a line each."""

from __future__ import annotations

from datetime import date, timedelta

from holdfast.people.models import Person
from holdfast.rotation import actions
from holdfast.rotation.models import Confirmation, Seat, Swap, Volunteer, Window
from holdfast.rotation.queries import windows
from tests.cast import Story

FIRST, LAST = date(2026, 4, 13), date(2026, 5, 11)  # a window of 28 days that lies ahead


def window(story: Story, first: date = FIRST, last: date = LAST, **given: int) -> Window:
    return Window.objects.create(
        programme=story.programme,
        starts_on=first,
        ends_on=last,
        wanted=given.pop("wanted", 2),
        **given,
    )


def seat(
    story: Story, where: Window, login: str, *days: date, confirmed: bool = True, position: int = 0
) -> Seat:
    first, last = days or (None, None)
    person = Person.objects.get(login=login)
    made = Seat.objects.create(
        window=where,
        person=person,
        starts_on=first,
        ends_on=last,
        position=position,
        source="hand",
        at=story.now,
    )
    if confirmed:
        Confirmation.objects.create(seat=made, by=person, at=story.now)
    return made


def engineer(
    login: str, *, role: str = "engineer", rest: int | None = 0, **given: object
) -> Person:
    """Somebody who needs no rest unless said so, with no team."""
    person = Person.objects.create(
        login=login,
        name=login.title(),
        email=f"{login}@example.com",
        role=role,
        zone="UTC",
        password="!",
        **given,
    )
    if rest is not None:
        Volunteer.objects.create(person=person, rest_days=rest, halves=True)
    return person


def served(story: Story, *logins: str) -> Window:
    """They sat together in a window long ago, and are no first-timers any more."""
    past = window(story, date(2025, 11, 1), date(2025, 11, 29))
    for position, login in enumerate(logins):
        seat(story, past, login, position=position)
    return past


def offer(story: Story, of: Seat, *, by: str = "", **given: object) -> Swap:
    return actions.offer_swap(
        seat_id=of.pk, by=story.of(by or of.person.login), at=story.now, **given
    )


def take(story: Story, swap: Swap, by: str) -> Swap:
    return actions.accept_swap(swap_id=swap.pk, by=story.of(by), at=story.now)


def say(story: Story, word: str, swap: Swap, by: str, **given: str) -> Swap:
    """`word` is consent, decline, withdraw or untake."""
    action = {
        "consent": actions.consent_to_swap,
        "decline": actions.decline_swap,
        "withdraw": actions.withdraw_swap,
        "untake": actions.untake_swap,
    }[word]
    return action(swap_id=swap.pk, by=story.of(by), at=story.now, **given)


def standing(story: Story, where: Window) -> list[tuple[str, str, str, bool]]:
    """Who sits on which days of a window, in their order: login, days as “04-13”, confirmed."""
    found = next(each for each in windows(story.programme) if each.pk == where.pk)
    live = [each for each in found.seated if not hasattr(each, "withdrawal")]
    return sorted(
        (
            each.person.login,
            f"{each.days[0]:%m-%d}",
            f"{each.days[1]:%m-%d}",
            hasattr(each, "confirmation"),
        )
        for each in live
    )


def per_day(where: Window) -> dict[date, list[int]]:
    """Numbers of those who have duty on each day of a window, from seats that stand."""
    seats = list(Seat.objects.filter(window=where, withdrawal=None).select_related("window"))
    days = (
        where.starts_on + timedelta(days=n) for n in range((where.ends_on - where.starts_on).days)
    )
    return {
        day: sorted(each.person_id for each in seats if each.days[0] <= day < each.days[1])
        for day in days
    }
