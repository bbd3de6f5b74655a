"""People say in which windows they would sit: the consent without which no plan seats them (R29, R36).

Nobody's word is changed: who thinks again says it again, and the newest counts. A word that is as it
was writes no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import optional
from holdfast.people.models import Person, Programme
from holdfast.people.queries import leads, policy_at
from holdfast.people.queries import person as person_of
from holdfast.people.rules.permission import rank, require
from holdfast.rotation.models import Seat, SignUp, Window
from holdfast.rotation.queries.sign_ups import is_over, said_by
from holdfast.rotation.rules.sign_ups import BOTH, NO, WORDS, Said

_SOURCES = {
    "api": SignUp.Source.API,
    "cli": SignUp.Source.CLI,
    "slack": SignUp.Source.SLACK,
}


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What came of it: the rows that are new, and seats this person holds in windows they now say no
    to, which stay theirs until they are withdrawn."""

    person: Person
    written: list[SignUp]
    still_seated: list[Seat]


def sign_up(
    *,
    window_id: int,
    login: str,
    choice: int,
    halves: tuple[int, ...] = BOTH,
    note: str = "",
    by: Actor,
    at: datetime,
) -> SignedUp:
    """One's word about a window, or the lead's for somebody. The same word again writes nothing."""
    window = Window.objects.select_related("programme").filter(pk=window_id).first()
    if window is None:
        raise NotFound(f"There is no window {window_id}.")
    return sign_up_sheet(
        programme=window.programme,
        login=login,
        said={window_id: Said(choice, halves, note)},
        by=by,
        at=at,
    )


def sign_up_sheet(
    *,
    programme: Programme,
    login: str,
    said: Mapping[int, Said],
    by: Actor,
    at: datetime,
) -> SignedUp:
    """Somebody's words about many windows, by number: all of them or, where one cannot be, none."""
    with transaction.atomic(durable=True):
        person = person_of(login)
        require(by, "rotation.sign_up", mine=person.pk == by.person_id)
        windows = open_for_signing(programme, said, at=at)
        return say(person, windows, said, by=by, at=at)


def open_for_signing(
    programme: Programme, numbers: Mapping[int, object], *, at: datetime
) -> list[Window]:
    """The windows with these numbers, locked, as whether they are dropped or moved must not change
    meanwhile. Raises NotFound or Conflict for one that takes no word any more."""
    windows = list(
        Window.objects.select_for_update(no_key=True)
        .filter(pk__in=list(numbers), programme=programme)
        .order_by("pk")
    )
    lost = set(numbers) - {window.pk for window in windows}
    if lost:
        raise NotFound(f"There is no window {min(lost)}.")
    today = local_date(at, policy_at(programme, at).zone)
    for window in windows:
        _takes_words(window, today=today)
    return windows


def _takes_words(window: Window, *, today: date) -> None:
    if window.dropping_id:
        raise Conflict(f"{window} was dropped; there is nothing to sign up for.", field="window")
    if is_over(window, today=today):
        raise Conflict(f"{window} is over; sign up for one that is coming.", field="window")


def say(
    person: Person, windows: list[Window], said: Mapping[int, Said], *, by: Actor, at: datetime
) -> SignedUp:
    """Inside the action, with the windows locked: what is new of these words is written."""
    # Twice the same at once: the second finds what the first wrote.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return write(person, windows, said, before=said_by(person, windows), by=by, at=at)


def write(
    person: Person,
    windows: list[Window],
    said: Mapping[int, Said],
    *,
    before: Mapping[int, SignUp],
    source: str = "",
    keep_notes: bool = False,
    by: Actor,
    at: datetime,
) -> SignedUp:
    """What is new beside the words of `before`, with windows and person locked; the person hears it
    where somebody else said it. `keep_notes`: a sheet knows nothing of notes.

    Raises a refusal before anything is written.
    """
    new: list[SignUp] = []
    for window in windows:
        word, old = _checked(said[window.pk], person), before.get(window.pk)
        note = old.note if old and keep_notes else word.note
        if old and (old.choice, old.halves, old.note) == (word.choice, word.halves, note):
            continue
        new.append(
            SignUp(
                person=person,
                window=window,
                choice=word.choice,
                first_half=0 in word.halves,
                second_half=1 in word.halves,
                note=note,
                source=source or _SOURCES.get(by.via, SignUp.Source.WEB),
                by_id=by.person_id,
                at=at,
            )
        )
    for row in new:  # one by one: on both engines each then knows its number
        row.save(force_insert=True)
    seated = _seated(person, [row.window_id for row in new if row.choice == NO])
    if new:
        record(
            "sign_up.said",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            tell={person.pk, *(leads() if seated else ())},
            data={
                "people": {"engineer": person.pk},
                "login": person.login,
                "words": [
                    {
                        "window": row.window_id,
                        "dates": str(row.window),
                        "said": _in_words(row),
                        "was": _in_words(before[row.window_id]) if row.window_id in before else "",
                    }
                    for row in new
                ],
                "seats": [str(seat.window) for seat in seated],
            },
        )
    return SignedUp(person, new, seated)


def _checked(word: Said, person: Person) -> Said:
    if word.choice not in WORDS:
        raise Invalid("Say eager, willing, if needed or no.", field="choice")
    if word.choice == NO:
        return Said(NO, BOTH, optional(word.note, field="note", most=2000))
    if not word.halves or set(word.halves) - {0, 1}:
        raise Invalid("Say in which half you are there: both, first or second.", field="halves")
    if not person.is_active:
        raise Conflict(f"{person} is deactivated and cannot sign up.", field="login")
    if rank(person.role) < rank("engineer"):
        raise Invalid(
            f"{person} is no engineer of the programme yet; a lead changes the role on the page of "
            f"{person.login}.",
            field="login",
        )
    halves = tuple(sorted(set(word.halves)))
    return Said(word.choice, halves, optional(word.note, field="note", most=2000))


def _seated(person: Person, windows: list[int]) -> list[Seat]:
    if not windows:
        return []
    found = Seat.objects.filter(person=person, window__in=windows, withdrawal=None)
    return list(found.select_related("window", "person").order_by("window__starts_on", "pk"))


def _in_words(row: SignUp) -> str:
    return str(Said(row.choice, row.halves))
