"""Reading swaps: one, those that wait for somebody, those of a seat, and pages of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.journal.queries import timeline
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.models import Person, Programme
from holdfast.rotation.models import Seat, Swap, SwapAnswer, SwapEnd
from holdfast.rotation.queries.swap_ground import (
    Candidate,
    Proposal,
    candidates,
    could_take,
    may_sit,
    proposed,
    verdict,
)

__all__ = [
    "Candidate",
    "Proposal",
    "SwapPage",
    "candidates",
    "candidates_for",
    "could_take",
    "invited",
    "is_asked",
    "may_sit",
    "open_by_seat",
    "page_of_swaps",
    "proposed",
    "said_no",
    "said_yes",
    "seats_ahead",
    "subject",
    "swap",
    "swaps_for",
    "untakeable",
    "verdict",
]

STATES = ("open", "ended", "all", *SwapEnd.Word.values)
_WITH = (
    *("seat__window__programme", "seat__person", "seat__withdrawal", "seat__confirmation"),
    *("to", "by", "in_return__window", "in_return__person", "in_return__withdrawal"),
    *("undoes", "override", "override__by", "end", "end__taker", "end__by", "end__taken__window"),
)


def swap(swap_id: int) -> Swap:
    """Raises NotFound with a sentence."""
    found = _whole(Swap.objects.filter(pk=swap_id)).first()
    if found is None:
        raise NotFound(f"There is no swap {swap_id}.")
    return found


def subject(swap: Swap) -> str:
    """What its events are about."""
    return f"swap-{swap.pk}"


def open_by_seat(seats: Sequence[Seat]) -> dict[int, Swap]:
    """The offers that stand, by the number of their seat."""
    found = _whole(
        Swap.objects.filter(seat__in=[each.pk for each in seats], alarm_at__isnull=False)
    )
    return {each.seat_id: each for each in found}


def swaps_for(person: Person) -> list[Swap]:
    """The open ones that wait for this person's word, the soonest to expire first: offers to them, to
    all where they could sit and did not say no, and arrangements that take their own seat."""
    no = SwapAnswer.objects.filter(swap=OuterRef("pk"), person=person, agree=False)
    yes = SwapAnswer.objects.filter(swap=OuterRef("pk"), person=person, agree=True)
    asked = Q(to=person) | Q(seat__person=person)
    if may_sit(person):
        asked |= Q(to=None)
    found = Swap.objects.filter(asked, ~Exists(no), ~Exists(yes), alarm_at__isnull=False)
    return list(_whole(found).order_by("expires_at", "pk"))


def is_asked(swap: Swap, person: Person) -> bool:
    """Does it wait for this person's word? Of an open one read here."""
    if not swap.is_open or person.pk in {*said_yes(swap), *said_no(swap)}:
        return False
    if person.pk in {swap.to_id, swap.seat.person_id}:
        return True
    return swap.to_id is None and may_sit(person)


def said_yes(swap: Swap) -> set[int]:
    return {each.person_id for each in swap.answers.all() if each.agree}


def said_no(swap: Swap) -> set[int]:
    return {each.person_id for each in swap.answers.all() if not each.agree}


def invited(swap: Swap) -> set[int]:
    """Numbers of those who were told that it is offered to all who could."""
    told = timeline(subject(swap)).filter(kind__in=["swap.offered", "swap.reminded"])
    return {number for event in told for number in event.data.get("invited", ())}


def candidates_for(
    seat: Seat, since: date | None = None, until: date | None = None, *, at: datetime
) -> list[Candidate]:
    """Who could take a seat, or days of it: `until` is the day it comes back. Raises Invalid."""
    days = max(since or seat.days[0], seat.days[0]), min(until or seat.days[1], seat.days[1])
    if days[0] > days[1]:
        raise Invalid(
            f"The seat runs from {seat.days[0]} to {seat.days[1]}; ask about days of it.",
            field="from",
        )
    return candidates(Proposal(seat, days), at=at)


def seats_ahead(people: Sequence[Person], *, besides: Seat, at: datetime) -> list[Seat]:
    """Their seats that have not begun, so that one could come back for another, soonest first."""
    found = Seat.objects.filter(
        person__in=people, withdrawal=None, window__ends_on__gt=at.date()
    ).exclude(person=besides.person_id)
    ahead = found.select_related("window", "person").order_by("window__starts_on", "pk")
    return [each for each in ahead if each.days[0] > at.date()]


def untakeable(swap: Swap) -> Seat | None:
    """The seat that could still be given back to who gave it; None where there is none any more."""
    end = getattr(swap, "end", None)
    if end is None or end.taken is None or getattr(end.taken, "withdrawal", None):
        return None
    return Seat.objects.select_related("window__programme", "person").get(pk=end.taken_id)


@dataclass(frozen=True, slots=True)
class SwapPage:
    """One page of a list, newest first. `next` is the number to ask `after`, None at the end."""

    items: Sequence[Swap]
    next: int | None


def page_of_swaps(
    programme: Programme,
    *,
    of: Person | None = None,
    state: str = "open",
    after: int | None = None,
    limit: int = 50,
) -> SwapPage:
    """Swaps in a state: open, ended, all, or how they ended; those of a person are what they give,
    take, are offered by name, or made for others."""
    found = Swap.objects.filter(seat__window__programme=programme)
    if state in {"open", "ended"}:
        found = found.filter(alarm_at__isnull=state == "ended")
    elif state in SwapEnd.Word.values:
        found = found.filter(end__word=state)
    elif state != "all":
        raise Invalid(
            f"“{state[:20]}” is not a state; use one of {', '.join(STATES)}.", field="state"
        )
    if of is not None:
        found = found.filter(Q(seat__person=of) | Q(to=of) | Q(by=of) | Q(end__taker=of))
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(_whole(found).order_by("-pk")[: limit + 1])
    more = len(items) > limit
    return SwapPage(items=items[:limit], next=items[limit - 1].pk if more else None)


def _whole(found: QuerySet[Swap]) -> QuerySet[Swap]:
    return found.select_related(*_WITH).prefetch_related("answers__person")
