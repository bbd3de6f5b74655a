"""The first week of a new engineer: a list that ticks itself from the records (R65)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from holdfast.escalation.models import Ownership
from holdfast.people.models import Person
from holdfast.people.queries import said_of_first_week
from holdfast.people.rules.permission import rank
from holdfast.rotation.models import Seat
from holdfast.store import Statement, slot


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to have done. `say` is what the person says themselves where no record knows."""

    what: str
    why: str
    done: bool
    link: str
    where: str
    say: str = ""
    word: str = ""


# The first page asks it of every engineer.
_first_seat = Statement(
    lambda: (
        Seat.objects.filter(person=slot.number("person"), withdrawal=None)
        .select_related("window", "confirmation")
        .order_by("window__starts_on")[:1]
    )
)


def first_seat(person_id: int) -> Seat | None:
    """The first seat they took that was not withdrawn."""
    return _first_seat.first(person=person_id)


def starts_first_week(person: Person, *, today: date) -> bool:
    """Is their first seat current or ahead, and something of the list not done?"""
    if rank(person.role) < rank("engineer"):
        return False
    seat = first_seat(person.pk)
    if seat is None or seat.window.ends_on < today:
        return False
    return not all(each.done for each in items(person, seat=seat, today=today))


def items(person: Person, *, seat: Seat | None, today: date) -> list[Item]:
    said = said_of_first_week(person.pk)
    me = f"/people/{person.login}"
    window = seat.window if seat else None
    away = person.absences.filter(ends_on__gte=today).exists()
    return [
        Item(
            "Set your time zone and working hours",
            "Every deadline of yours runs in them.",
            bool(person.zone),
            me,
            "Your page",
        ),
        Item(
            "See that your manager is known",
            "They are asked when you are cornered.",
            person.manager_id is not None,
            me,
            "Your page",
        ),
        Item(
            "Confirm your seat",
            "Nobody is seated without their own word.",
            bool(seat and getattr(seat, "confirmation", None)),
            f"/rotation#window-{window.pk}" if window else "/rotation",
            "The rotation",
        ),
        Item(
            "Look at your absences",
            "No deadline runs on days away.",
            away or "absences" in said,
            me,
            "Your page",
            "absences",
            "I looked, and have none",
        ),
        Item(
            "Read what the programme takes on, and what not",
            "You may say no to anybody, with the reason.",
            "boundaries" in said,
            "/policy",
            "The policy",
            "boundaries",
            "I have read it",
        ),
        Item(
            "Know the help directory",
            "You may ask any team; it says whom first.",
            "directory" in said,
            "/areas",
            "The help directory",
            "directory",
            "I know where it is",
        ),
        Item(
            "Accept your first escalation",
            "From then on you are its single point of contact.",
            Ownership.objects.filter(person=person).exists(),
            "/escalations",
            "Open escalations",
        ),
    ]
