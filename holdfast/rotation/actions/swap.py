"""A seat is offered, whole or some days of it: to one person or to all who could (issue 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from holdfast.journal.actions import repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.period import instant, local_date
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import clean, optional
from holdfast.people.models import Person
from holdfast.people.queries import leads, policy_at
from holdfast.people.queries import person as person_of
from holdfast.people.rules.permission import require
from holdfast.people.rules.policy import Policy
from holdfast.rotation.actions.swap_ground import (
    close,
    expires,
    manages,
    must_stand,
    passes,
    take_seats,
    take_swap,
    tell,
    tell_end,
)
from holdfast.rotation.models import Seat, Swap, SwapAnswer, SwapEnd, SwapOverride
from holdfast.rotation.queries.swap import could_take, may_sit, untakeable, verdict
from holdfast.rotation.queries.swap import swap as find
from holdfast.rotation.queries.swap_ground import Proposal, whole_until
from holdfast.rotation.rules.swap import Broken
from holdfast.rotation.rules.swap_days import earliest, offered


@dataclass(frozen=True, slots=True)
class _Offer:
    """What is offered to whom, before it is written down."""

    seat: Seat
    days: tuple[date, date]
    to: Person | None
    back: Seat | None
    note: str
    override: str
    undoes: Swap | None = None


def offer_swap(
    *,
    seat_id: int,
    to: str = "",
    half: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    in_return: int | None = None,
    note: str = "",
    override: str = "",
    by: Actor,
    at: datetime,
) -> Swap:
    """Offer a seat, a half of its window (0 or 1), or days of it; with neither, all that is left.

    `to` is a login; empty is all who could take it by the rules, and they are told. `ends_on` is the
    day on which the giver is back on, or the last day of the seat. `in_return` is a seat of theirs
    that comes back for it, whole: both go through together or not at all. The giver's manager or a
    lead may arrange it with somebody named; both are asked then. Nothing changes before it is taken.

    A rule that it would break for them refuses it, unless a lead gives the reason why not
    (`override`). The same offer again is a repeat; another one while it stands is a Conflict.
    """
    if event := repeated(by):
        return find(event.data["swap"])
    note, override = optional(note, field="note"), optional(override, field="override")
    taker = _receiver(to)
    with transaction.atomic(durable=True):
        found = take_seats([seat_id, in_return], [taker.pk if taker else None])
        seat = found[seat_id]
        require(
            by,
            "swap.offer",
            mine=seat.person_id == by.person_id or manages(by, seat.person),
            instead=f"Only {seat.person}, their manager or a lead can.",
        )
        must_stand(seat)
        _able(seat, taker, by)
        policy = policy_at(seat.window.programme, at)
        first = earliest(at, zone=policy.zone, handover_hour=policy.handover_hour)
        days = offered(
            seat.days,
            whole_until=whole_until(seat),
            half=half,
            starts_on=starts_on,
            ends_on=ends_on,
            first=first,
        )
        back = _in_return(found[in_return], taker, seat, first) if in_return else None
        offer = _Offer(seat, days, taker, back, note, override)
        return _standing(offer, by=by, at=at) or _make(offer, policy, by=by, at=at)


def untake_swap(
    *, swap_id: int, note: str = "", override: str = "", by: Actor, at: datetime
) -> Swap:
    """What was taken is to go back, with what came in return: asked by either, their manager or a
    lead, until the day before it starts. It is an offer the other way, so that nobody is seated again
    without their own yes."""
    if event := repeated(by):
        return find(event.data["swap"])
    note, override = optional(note, field="note"), optional(override, field="override")
    with transaction.atomic(durable=True):
        done = take_swap(swap_id, by)
        seat = untakeable(done)
        giver = done.seat.person
        end = getattr(done, "end", None)
        if end is None or end.word != SwapEnd.Word.TAKEN:
            raise Conflict("Nobody has taken this, so there is nothing to give back.")
        require(
            by,
            "swap.offer",
            mine=by.person_id in {giver.pk, end.taker_id}
            or manages(by, giver)
            or manages(by, end.taker),
            instead=f"Only {giver}, {end.taker}, their manager or a lead can.",
        )
        if seat is None or _gone(end.returned):
            raise Conflict("It has changed hands since; it cannot simply go back.")
        found = take_seats([seat.pk, end.returned_id], [giver.pk])
        seat, policy = found[seat.pk], policy_at(seat.window.programme, at)
        must_stand(seat)
        days = max(done.starts_on, seat.days[0]), min(done.ends_on, seat.days[1])
        back = found[end.returned_id] if end.returned_id else None
        today = local_date(at, policy.zone)
        if min(days[0], back.days[0] if back else days[0]) <= today:
            raise Conflict(
                "It can be given back until the day before it starts; offer the days that are left "
                "instead."
            )
        _able(seat, giver, by)
        offer = _Offer(seat, days, giver, back, note, override, undoes=done)
        return _standing(offer, by=by, at=at) or _make(offer, policy, by=by, at=at)


def _gone(seat: Seat | None) -> bool:
    return seat is not None and getattr(seat, "withdrawal", None) is not None


def _receiver(login: str) -> Person | None:
    login = clean(login).lower().removeprefix("@")
    if not login:
        return None
    try:
        return person_of(login)
    except NotFound as unknown:
        raise Invalid(unknown.message, field="to") from None


def _able(seat: Seat, taker: Person | None, by: Actor) -> None:
    """Refuse people who cannot give, take or be asked."""
    giver = seat.person
    if not giver.is_active:
        raise Conflict(
            f"{giver} is deactivated and cannot agree; withdraw the seat and fill it instead."
        )
    if taker is None:
        if by.person_id != giver.pk:
            raise Invalid(
                f"Say who takes it; only {giver} can offer it to all who could.", field="to"
            )
        return
    if taker.pk == giver.pk:
        raise Invalid(f"{taker} has this seat already; name somebody else.", field="to")
    if not taker.is_active:
        raise Invalid(f"{taker} is deactivated; name somebody who is here.", field="to")
    if not may_sit(taker):
        raise Invalid(
            f"{taker} is no engineer and never signed up for the rotation; name somebody who did.",
            field="to",
        )


def _in_return(back: Seat, taker: Person | None, seat: Seat, first: date) -> Seat:
    if taker is None:
        raise Invalid("Name whose seat comes back: one of theirs, to them.", field="in_return")
    if back.person_id != taker.pk:
        raise Invalid(f"That seat is not {taker}’s; choose one of theirs.", field="in_return")
    must_stand(back)
    if back.window.programme_id != seat.window.programme_id:
        raise Invalid("That seat is of another programme.", field="in_return")
    if back.days[0] < first:
        raise Invalid(
            f"The seat from {back.days[0]} has begun; only one that lies ahead can come back.",
            field="in_return",
        )
    return back


def _standing(offer: _Offer, *, by: Actor, at: datetime) -> Swap | None:
    """This very offer, where it stands. Refuses another one beside it."""
    number = Swap.objects.filter(seat=offer.seat, alarm_at__isnull=False).values_list("pk").first()
    if number is None:
        return None
    swap = find(number[0])
    if swap.expires_at <= at:  # the sweep has not come by yet
        close(swap, SwapEnd.Word.EXPIRED, by=CLOCK, at=at)
        tell_end("swap.expired", swap, by=CLOCK, at=at, key=f"swap.expired:{swap.pk}")
        return None
    same = (swap.days, swap.to_id, swap.in_return_id, swap.note, swap.by_id) == (
        offer.days,
        offer.to.pk if offer.to else None,
        offer.back.pk if offer.back else None,
        offer.note,
        by.person_id,
    )
    if same:
        return swap
    whom = swap.to or "all who could"
    raise Conflict(f"It is offered to {whom} already; withdraw that offer first.", swap=swap.pk)


def _make(offer: _Offer, policy: Policy, *, by: Actor, at: datetime) -> Swap:
    proposal = Proposal(offer.seat, offer.days, offer.back)
    let_pass = passes(offer.undoes.pk if offer.undoes else None)
    broken = verdict(proposal, offer.to, at=at).but(let_pass) if offer.to else ()
    _must_hold(broken, offer, by)
    starts = [offer.days[0], *([offer.back.days[0]] if offer.back else [])]
    begin = [instant(day, time(policy.handover_hour), policy.zone) for day in starts]
    ends_at = expires(begin, offer.to, policy, at)
    swap = Swap.objects.create(
        seat=offer.seat,
        starts_on=offer.days[0],
        ends_on=offer.days[1],
        to=offer.to,
        in_return=offer.back,
        note=offer.note,
        undoes=offer.undoes,
        by_id=by.person,
        at=at,
        expires_at=ends_at,
        alarm_at=at + (ends_at - at) / 2,  # a reminder half-way, then its end
    )
    if broken:
        SwapOverride.objects.create(
            swap=swap,
            rules=sorted({each.rule for each in broken}),
            said=[each.sentence for each in broken],
            reason=offer.override,
            by_id=by.person,
            at=at,
        )
    both = {offer.seat.person_id, offer.to.pk if offer.to else None}
    if by.person_id in both:
        SwapAnswer.objects.create(swap=swap, person_id=by.person, agree=True, at=at)
    could = [each.person.pk for each in could_take(proposal, at=at)] if offer.to is None else []
    kind = "swap.asked_back" if offer.undoes else "swap.offered"
    if swap.is_arranged:
        kind = "swap.arranged"
    tell(
        kind,
        swap,
        by=by,
        at=at,
        # Where nobody could take it by the rules, somebody has to think of something.
        people=[*both, *could, *(leads() if offer.to is None and not could else ())],
        invited=could,
        override=offer.override if broken else "",
        in_spite_of=[each.sentence for each in broken],
    )
    return find(swap.pk)


def _must_hold(broken: Sequence[Broken], offer: _Offer, by: Actor) -> None:
    """Refuse what the rules refuse, unless the lead says why it shall be so all the same."""
    if broken and offer.override:
        require(by, "rotation.edit", instead="Only a lead can let a rule be broken.")
    elif broken:
        said = " ".join(each.sentence for each in broken)
        raise Invalid(
            f"{said} A lead can arrange it all the same, with the reason.",
            field="to",
            rules=[each.rule for each in broken],
        )
