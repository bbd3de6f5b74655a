"""Who could take an escalation over, for the forms that offer one: who comes next stands first."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.kernel.period import local_date
from holdfast.people.models import Person, Programme
from holdfast.people.queries import Able, able_to_own, away_now, policy_at
from holdfast.rotation.queries import live_seats, who, windows
from holdfast.rotation.rules.duty import Part
from holdfast.web.forms.fields import Choices
from holdfast.web.request import Request
from holdfast.web.words import day


@dataclass(frozen=True, slots=True)
class Successors:
    """The choices in groups, and the login of who is asked first: nobody's where nobody is here."""

    choices: Choices
    first: str


def successors(request: Request, programme: Programme, giver: Person) -> Successors:
    on = who(programme, at=request.now).engineers
    incoming = {each.person.pk for each in on if each.part is Part.INCOMING}
    now = {each.person.pk for each in on if each.part is Part.ON}
    if giver.pk in now | {each.person.pk for each in on if each.part is Part.OUTGOING}:
        incoming = incoming or _next(request, programme)
    incoming -= now
    able = [each for each in able_to_own() if each.person != giver.pk]
    away = away_now((each.person for each in able), at=request.now)
    groups = (
        ("Incoming on the rotation", [each for each in able if each.person in incoming]),
        ("On the rotation now", [each for each in able if each.person in now]),
        ("Other engineers", [each for each in able if each.person not in incoming | now]),
    )

    def words(each: Able) -> str:
        parts = [each.name, each.team or ""]
        if until := away.get(each.person):
            parts.append(f"away until {day(until, request.now.date())}")
        return " · ".join(part for part in parts if part)

    here = [each for _, people in groups[:2] for each in people if each.person not in away]
    return Successors(
        tuple(
            (name, tuple((each.login, words(each)) for each in people))
            for name, people in groups
            if people
        ),
        here[0].login if here else "",
    )


def _next(request: Request, programme: Programme) -> set[int]:
    """Whose turn comes after this one."""
    today = local_date(request.now, policy_at(programme, request.now).zone)
    ahead = [window for window in windows(programme, since=today) if window.starts_on > today]
    return {seat.person_id for window in ahead[:1] for seat in live_seats(window)}
