"""What the actions of a swap share: taking it in hand, its words, its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db.models import Q

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import instant
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.kernel.working_time import deadline
from holdfast.people.models import Person
from holdfast.people.queries import policy_at, usual_hours, working_hours
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Seat, Swap, SwapEnd, SwapOverride, Window
from holdfast.rotation.queries.swap import invited, said_no, subject
from holdfast.rotation.queries.swap import swap as find

WORDS = {
    "declined": "was declined",
    "withdrawn": "was withdrawn",
    "expired": "has expired",
}
MOVED = "The dates of its window were changed; offer it again for the new ones."


def take_seats(seats: Iterable[int | None], people: Iterable[int | None] = ()) -> dict[int, Seat]:
    """These seats, locked with their windows and people until the transaction ends.

    Always in this order, people, windows, seats, so that two swaps never wait for each other: the
    rules look at all that somebody has, and at all who are in a window. Raises NotFound.
    """
    numbers = sorted({number for number in seats if number})
    known = dict(Seat.objects.filter(pk__in=numbers).values_list("pk", "window_id"))
    for number in numbers:
        if number not in known:
            raise NotFound(f"There is no seat {number}.")
    owners = set(Seat.objects.filter(pk__in=numbers).values_list("person_id", flat=True))
    who = owners | {number for number in people if number}
    # What refers to a person or a window goes on meanwhile; only another swap waits.
    for model, wanted in ((Person, who), (Window, set(known.values()))):
        rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=wanted)  # noqa: SLF001
        list(rows.order_by("pk").values_list("pk", flat=True))
    list(Seat.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk"))
    found = Seat.objects.filter(pk__in=numbers).select_related(
        "window__programme", "person", "withdrawal", "confirmation"
    )
    return {each.pk: each for each in found}


def take_swap(swap_id: int, by: Actor | None = None) -> Swap:
    """A swap with its seats and people, locked; what it says never changes, so that is read before."""
    words = Swap.objects.filter(pk=swap_id).values_list("seat_id", "in_return_id", "to_id").first()
    if words is None:
        raise NotFound(f"There is no swap {swap_id}.")
    seat, back, to = words
    take_seats([seat, back], [to, by.person_id if by else None])
    list(Swap.objects.select_for_update().filter(pk=swap_id).values_list("pk"))
    return find(swap_id)


def must_stand(seat: Seat) -> None:
    """Refuse a seat that was given up or taken."""
    gone = getattr(seat, "withdrawal", None)
    if gone is not None:
        raise Conflict(f"{seat.person} does not have this seat any more: {gone.reason}")


def must_be_open(swap: Swap, at: datetime) -> None:
    """Refuse an offer that has ended, saying how."""
    end = getattr(swap, "end", None)
    if end is not None and end.word == SwapEnd.Word.TAKEN:
        raise Conflict(f"{end.taker} has taken it already.", answer=end.word, taker=end.taker.login)
    if end is not None:
        reason = f" {end.reason}" if end.reason else ""
        raise Conflict(f"This offer {WORDS[end.word]}.{reason}", answer=end.word)
    if swap.is_void:
        raise Conflict(f"This offer does not stand any more. {why_void(swap)}", answer="withdrawn")
    if swap.expires_at <= at:
        raise Conflict("This offer has expired; it can be made again.", answer="expired")


def passes(swap_undoes: int | None, override: SwapOverride | None = None) -> frozenset[str]:
    """The rules that are not held against a swap. What goes back was its receiver's own: how long
    they rest, and whether they take parts, was settled when it became theirs."""
    own = {"rest", "halves"} if swap_undoes else set()
    return frozenset(own | set(override.rules if override else ()))


def why_void(swap: Swap) -> str:
    for seat in (swap.seat, swap.in_return):
        gone = getattr(seat, "withdrawal", None) if seat else None
        if seat and gone:
            return f"The seat of {seat.person} was withdrawn: {gone.reason}"
    return MOVED


def manages(by: Actor, person: Person) -> bool:
    """Are they this person's manager, as the directory has it?"""
    return person.manager_id is not None and person.manager_id == by.person_id


def expires(
    swap_days: Iterable[datetime], to: Person | None, policy: Policy, at: datetime
) -> datetime:
    """When the offer ends by itself: the policy's time in the working hours of who is asked, and
    before any of its days begin."""
    hours = working_hours(to, policy, at=at) if to else usual_hours(policy)
    return min(deadline(at, policy.swap_expires, hours), *swap_days)


def begins(seat: Seat, policy: Policy) -> datetime:
    return instant(seat.days[0], time(policy.handover_hour), policy.zone)


def policy_of(swap: Swap, at: datetime) -> Policy:
    return policy_at(swap.seat.window.programme, at)


def close(
    swap: Swap,
    word: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    taker: Person | None = None,
    taken: Seat | None = None,
    returned: Seat | None = None,
) -> None:
    """The offer has ended, and how."""
    SwapEnd.objects.create(
        swap=swap,
        word=word,
        taker=taker,
        taken=taken,
        returned=returned,
        by_id=by.person_id,
        at=at,
        reason=reason,
    )
    swap.alarm_at = None
    swap.save(update_fields=["alarm_at"])


def end_offers(seats: Iterable[int], *, reason: str, by: Actor, at: datetime) -> None:
    """Inside the action that takes these seats away: what was offered of them, or for them, ends,
    and those who were asked hear why."""
    numbers = list(seats)
    found = Swap.objects.filter(
        Q(seat__in=numbers) | Q(in_return__in=numbers), alarm_at__isnull=False
    )
    for number in list(found.order_by("pk").values_list("pk", flat=True)):
        swap = find(number)
        close(swap, SwapEnd.Word.WITHDRAWN, by=by, at=at, reason=reason)
        tell_end("swap.withdrawn", swap, by=by.with_request(None), at=at, reason=reason)


def tell(
    kind: str,
    swap: Swap,
    *,
    by: Actor,
    at: datetime,
    people: Iterable[int | None] = (),
    roles: dict[str, int | None] | None = None,
    key: str | None = None,
    **data: Any,
) -> None:
    """Record what happened to it, with its own words, and who must know."""
    back = swap.in_return
    record(
        kind,
        subject=subject(swap),
        by=by,
        at=at,
        key=key,
        tell=[person for person in people if person],
        data={
            "people": {"giver": swap.seat.person_id, "to": swap.to_id, **(roles or {})},
            "swap": swap.pk,
            "seat": swap.seat_id,
            "window": swap.seat.window_id,
            "starts_on": swap.starts_on.isoformat(),
            "ends_on": swap.ends_on.isoformat(),
            "part": swap.days != swap.seat.days,
            "back_starts_on": back.days[0].isoformat() if back else "",
            "back_ends_on": back.days[1].isoformat() if back else "",
            "undoes": swap.undoes_id,
            "note": swap.note,
            "expires_at": swap.expires_at.isoformat(),
            **data,
        },
    )


def tell_end(
    kind: str,
    swap: Swap,
    *,
    by: Actor,
    at: datetime,
    people: Iterable[int | None] = (),
    key: str | None = None,
    **data: Any,
) -> None:
    """To both, to who made it, and to all who were invited and did not say no."""
    hearing = {swap.seat.person_id, swap.to_id, swap.by_id} | (invited(swap) - said_no(swap))
    tell(kind, swap, by=by, at=at, people=[*hearing, *people], key=key, **data)
