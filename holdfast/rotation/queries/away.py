"""Who is away in a window: those who sit in it, those who would, and everybody else who could."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.people.models import Person
from holdfast.people.queries import able_to_own, names
from holdfast.people.queries.away import Off, days_of, time_off, working_days_off
from holdfast.rotation.models import Window
from holdfast.rotation.queries.sign_ups import current
from holdfast.rotation.queries.windows import live_seats


@dataclass(frozen=True, slots=True)
class AwayInWindow:
    """Somebody and their days off in a window; `standing` is "seated", "signed up" or "", `working`
    how many days they would have worked."""

    person: Person
    standing: str
    off: list[Off]
    working: int


def away_in(window: Window) -> list[AwayInWindow]:
    """Those seated, then those signed up, whether they are away or not; then the others who could be
    on the rotation and are away in it. The window is one read by `rotation.queries`."""
    seated = {seat.person_id for seat in live_seats(window)}
    signed = signed_up(window) - seated
    able = {each.person for each in able_to_own()}
    first, last = window.starts_on, window.ends_on
    off = time_off(seated | signed | able, first, last)
    people = names(off)
    found = [
        AwayInWindow(
            people[number],
            "seated" if number in seated else "signed up" if number in signed else "",
            stretches,
            working_days_off(people[number], days_of(stretches, first, last)),
        )
        for number, stretches in off.items()
        if stretches or number in seated | signed
    ]
    order = ("seated", "signed up", "")
    return sorted(found, key=lambda each: (order.index(each.standing), each.person.login))


def signed_up(window: Window) -> set[int]:
    """Whose word about a window is a yes of any kind."""
    said = current(window.programme, [window])
    return {person for (person, _), word in said.items() if word.choice}
