"""What people said about sitting in windows, and who has not said anything yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from holdfast.kernel.period import local_date
from holdfast.people.models import Person, Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.models import SignUp, Volunteer, Window
from holdfast.rotation.queries.windows import windows
from holdfast.rotation.rules.sign_up_sheet import (
    SheetPerson,
    SheetReading,
    SheetWindow,
    read_sheet,
    write_sheet,
)
from holdfast.rotation.rules.sign_ups import Said

Answers = Mapping[tuple[int, int], SignUp]  # by the numbers of person and window

MOST_WINDOWS = 60


def current(programme: Programme, windows: Sequence[Window]) -> dict[tuple[int, int], SignUp]:
    """The word that counts of each person about each of these windows: the newest, where it was said
    about the days the window has now, by somebody who is here. No is a word too."""
    before = {window.pk: window.said_before or 0 for window in windows}
    rows = SignUp.objects.filter(
        window__in=list(before), window__programme=programme, person__deactivated_at=None
    )
    return {
        (row.person_id, row.window_id): row
        for row in rows.order_by("pk")
        if row.pk > before[row.window_id]
    }


def said_by(person: Person, windows: Sequence[Window]) -> dict[int, SignUp]:
    """Their word that counts about each of these windows, by the window's number."""
    before = {window.pk: window.said_before or 0 for window in windows}
    rows = SignUp.objects.filter(window__in=list(before), person=person)
    return {row.window_id: row for row in rows.order_by("pk") if row.pk > before[row.window_id]}


def history(person: Person, *, limit: int = 100) -> list[SignUp]:
    """Everything somebody said, or was said for them, newest first (R29: kept)."""
    found = SignUp.objects.filter(person=person).select_related("window", "by")
    return list(found.order_by("-pk")[:limit])


def pool() -> list[Person]:
    """Those who are asked: the active engineers, by login."""
    found = Person.objects.filter(role="engineer", deactivated_at=None)
    return list(found.select_related("team").order_by("login"))


def open_windows(programme: Programme, *, at: datetime) -> list[Window]:
    """The windows one can sign up for, oldest first: those that are not over."""
    today = local_date(at, policy_at(programme, at).zone)
    return windows(programme, since=today)[:MOST_WINDOWS]


def planned_windows(programme: Programme, *, at: datetime) -> list[Window]:
    """The windows that are being planned: the next ones to start, as many as the policy says."""
    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    coming = programme.windows.filter(dropping=None, starts_on__gt=today)
    return list(coming[: policy.plan_windows])


def unanswered(
    windows: Sequence[Window], said: Answers, people: Iterable[Person]
) -> dict[int, list[Window]]:
    """By person, the windows of these they have said nothing about; who has said all is left out."""
    lacks = {
        person.pk: [window for window in windows if (person.pk, window.pk) not in said]
        for person in people
    }
    return {person: found for person, found in lacks.items() if found}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many said what about a window; `silent` are engineers who said nothing."""

    eager: int
    willing: int
    if_needed: int
    no: int
    silent: int

    @property
    def wants(self) -> int:
        return self.eager + self.willing + self.if_needed


def counts(windows: Sequence[Window], said: Answers, people: Sequence[Person]) -> dict[int, Counts]:
    """By window, what the people of the pool and whoever else answered said."""
    asked = {person.pk for person in people}
    words: dict[int, dict[int, int]] = {window.pk: {} for window in windows}
    for (person, number), row in said.items():
        if number in words:
            words[number][person] = row.choice
    found: dict[int, Counts] = {}
    for number, said_here in words.items():
        every = list(said_here.values())
        found[number] = Counts(
            eager=every.count(SignUp.Choice.EAGER),
            willing=every.count(SignUp.Choice.WILLING),
            if_needed=every.count(SignUp.Choice.IF_NEEDED),
            no=every.count(SignUp.Choice.NO),
            silent=len(asked - set(said_here)),
        )
    return found


def people_of(said: Answers) -> list[Person]:
    """The pool, and everybody active beside it who said something, by login."""
    others = {person for person, _ in said}
    here = {person.pk: person for person in pool()}
    found = Person.objects.filter(pk__in=others - set(here), deactivated_at=None)
    return sorted([*here.values(), *found.select_related("team")], key=lambda person: person.login)


def volunteer_of(person: Person) -> Volunteer:
    """How they take part; one that is not saved where they never said."""
    return Volunteer.objects.filter(person=person).first() or Volunteer(person=person)


def is_over(window: Window, *, today: date) -> bool:
    return window.ends_on < today


def sheet_windows(windows: Iterable[Window]) -> list[SheetWindow]:
    return [SheetWindow(each.pk, each.starts_on, each.ends_on) for each in windows]


def read(programme: Programme, content: bytes, *, at: datetime) -> SheetReading:
    """A sign-up sheet as it would come in. Raises Invalid when it is none."""
    everybody = Person.objects.values_list("pk", "login", "name", "email")
    return read_sheet(
        content,
        windows=sheet_windows(open_windows(programme, at=at)),
        people=[SheetPerson(*row) for row in everybody],
    )


def as_sheet(programme: Programme, *, at: datetime) -> str:
    """The answers about the windows that are open, as CSV that comes in again to the same."""
    windows = open_windows(programme, at=at)
    said = current(programme, windows)
    people = [SheetPerson(each.pk, each.login, each.name) for each in people_of(said)]
    words = {key: Said(row.choice, row.halves) for key, row in said.items()}
    return write_sheet(sheet_windows(windows), people, words)
