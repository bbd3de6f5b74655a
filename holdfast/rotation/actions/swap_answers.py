"""The answers to a swap. With the yes of both, seats change hands in one transaction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, NotAllowed
from holdfast.kernel.text import optional, required
from holdfast.people.models import Person
from holdfast.people.queries import acting, leads
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.relief import end_relief, make_relief
from holdfast.rotation.actions.swap_ground import (
    close,
    end_offers,
    manages,
    must_be_open,
    must_stand,
    passes,
    take_swap,
    tell,
    tell_end,
)
from holdfast.rotation.models import Confirmation, Seat, Swap, SwapAnswer, SwapEnd, Withdrawal
from holdfast.rotation.queries.swap import may_sit, proposed, said_yes, verdict
from holdfast.rotation.queries.swap import swap as find
from holdfast.rotation.rules.parts import Span
from holdfast.rotation.rules.swap_days import left_over

Word = SwapEnd.Word


def accept_swap(*, swap_id: int, by: Actor, at: datetime) -> Swap:
    """Somebody takes what is offered to them, or to all: they sit on its days from now on, confirmed
    by this very yes. One that was arranged waits for the giver's yes too. Taking twice changes
    nothing; whoever comes second hears who was first."""
    with transaction.atomic(durable=True):
        swap = take_swap(swap_id, by)
        _theirs(swap, by)
        end = getattr(swap, "end", None)
        if end and end.taker_id == by.person_id:
            return swap
        taker = acting(by)
        _must_be_here(taker)
        must_be_open(swap, at)
        if not may_sit(taker):
            raise NotAllowed(
                "Seats are for engineers and for who signed up for the rotation; sign up first."
            )
        _agree(swap, taker, taker=taker, by=by, at=at)
    return find(swap_id)


def consent_to_swap(*, swap_id: int, by: Actor, at: datetime) -> Swap:
    """The giver agrees to what was arranged for them. Once the other has said yes too, it is done."""
    with transaction.atomic(durable=True):
        swap = take_swap(swap_id, by)
        giver = swap.seat.person
        require(
            by,
            "swap.answer",
            mine=swap.seat.person_id == by.person_id,
            instead=f"It is {giver}’s seat; only they can give it away.",
        )
        end = getattr(swap, "end", None)
        if by.person_id in said_yes(swap) and (end is None or end.word == Word.TAKEN):
            return swap
        _must_be_here(giver)
        must_be_open(swap, at)
        assert swap.to is not None, "what is offered to all is offered by its giver"
        _agree(swap, giver, taker=swap.to, by=by, at=at)
    return find(swap_id)


def decline_swap(*, swap_id: int, reason: str = "", by: Actor, at: datetime) -> Swap:
    """Somebody does not take it, or does not give it. An offer to one person ends with that; one to
    all stays open for the others. To one person's offer a reason is owed."""
    with transaction.atomic(durable=True):
        swap = take_swap(swap_id, by)
        if by.person_id != swap.seat.person_id:
            _theirs(swap, by)
        elif by.person_id in said_yes(swap):
            raise Conflict("You offered it yourself; withdraw it instead.")
        no = SwapAnswer.objects.filter(swap=swap, person_id=by.person, agree=False)
        if no.exists():
            return swap
        must_be_open(swap, at)
        if swap.to_id is None:
            reason = optional(reason, field="reason")
        else:
            ask = "Say why not, so that the giver can look on."
            reason = required(reason, field="reason", ask=ask)
        SwapAnswer.objects.create(swap=swap, person_id=by.person, agree=False, at=at)
        if swap.to_id is not None:
            close(swap, Word.DECLINED, by=by, at=at, reason=reason)
        tell(
            "swap.declined",
            swap,
            by=by,
            at=at,
            people=[swap.seat.person_id, swap.to_id, swap.by_id],
            reason=reason,
            stays_open=swap.to_id is None,
        )
    return find(swap_id)


def withdraw_swap(*, swap_id: int, reason: str = "", by: Actor, at: datetime) -> Swap:
    """The offer is taken back: by who made it, the giver, their manager or a lead."""
    reason = optional(reason, field="reason")
    with transaction.atomic(durable=True):
        swap = take_swap(swap_id, by)
        giver = swap.seat.person
        require(
            by,
            "swap.offer",
            mine=by.person_id in {giver.pk, swap.by_id} or manages(by, giver),
            instead=f"Only {giver}, who made it, their manager or a lead can withdraw it.",
        )
        end = getattr(swap, "end", None)
        if end and end.word == Word.WITHDRAWN:
            return swap
        if end:
            must_be_open(swap, at)
        close(swap, Word.WITHDRAWN, by=by, at=at, reason=reason)
        tell_end("swap.withdrawn", swap, by=by, at=at, reason=reason)
    return find(swap_id)


def _theirs(swap: Swap, by: Actor) -> None:
    """Refuse everybody whose answer it is not."""
    mine = swap.to_id == by.person_id or (
        swap.to_id is None and by.person_id not in {None, swap.seat.person_id}
    )
    whose = f"It was offered to {swap.to}; only they can answer it." if swap.to else ""
    require(by, "swap.answer", mine=mine, instead=whose or "It is your own seat.")


def _must_be_here(person: Person) -> None:
    if not person.is_active:
        raise NotAllowed(f"The account {person.login} is deactivated; ask your programme lead.")


def _agree(swap: Swap, who: Person, *, taker: Person, by: Actor, at: datetime) -> None:
    """Their yes is kept; with the other's it goes through, by the rules as they stand now."""
    must_stand(swap.seat)
    let_pass = passes(swap.undoes_id, getattr(swap, "override", None))
    broken = verdict(proposed(swap), taker, at=at).but(let_pass)
    if broken:
        said = " ".join(each.sentence for each in broken)
        raise Conflict(
            f"It cannot go through now. {said} A lead can arrange it all the same, with the reason.",
            rules=[each.rule for each in broken],
        )
    yes = said_yes(swap)
    if who.pk not in yes:
        SwapAnswer.objects.create(swap=swap, person=who, agree=True, at=at)
    if {swap.seat.person_id, taker.pk} <= yes | {who.pk}:
        _go_through(swap, taker, by=by, at=at)
    elif who.pk not in yes:
        tell(
            "swap.consented",
            swap,
            by=by,
            at=at,
            people=[swap.seat.person_id, swap.to_id, swap.by_id],
        )


def _go_through(swap: Swap, taker: Person, *, by: Actor, at: datetime) -> None:
    """The giver's seat is withdrawn; the taker has one for its days, the giver one for each stretch
    that is left, confirmed as the old one was. The same with what comes in return."""
    seat, giver, back = swap.seat, swap.seat.person, swap.in_return
    days = "" if swap.days == seat.days else f" for {swap.starts_on} to {swap.ends_on}"
    gone = [(seat, f"Taken by {taker}{days} (swap {swap.pk}).")]
    if back:
        gone.append((back, f"Taken by {giver} in return (swap {swap.pk})."))
    for each, reason in gone:
        Withdrawal.objects.create(seat=each, by_id=by.person_id, at=at, reason=reason)
        end_relief(seat=each, reason=reason, by=by, at=at)
    for span in left_over(seat.days, swap.days):
        kept = _seated(seat, giver, span, swap=swap, by=by, at=at)
        old = getattr(seat, "confirmation", None)
        if old:  # a yes to all of it was a yes to what is left
            Confirmation.objects.create(seat=kept, by_id=old.by_id, at=old.at)
            make_relief(seat=kept, by=by, at=at)
    taken = _taken(seat, taker, swap.days, swap=swap, by=by, at=at)
    returned = _taken(back, giver, back.days, swap=swap, by=by, at=at) if back else None
    close(swap, Word.TAKEN, by=by, at=at, taker=taker, taken=taken, returned=returned)
    for each, reason in gone:
        end_offers([each.pk], reason=reason, by=by, at=at)
    tell_end(
        "swap.untaken" if swap.undoes_id else "swap.taken",
        swap,
        by=by,
        at=at,
        people=[taker.pk, *leads()],
        roles={"taker": taker.pk},
        confirmed=True,
    )


def _taken(seat: Seat, person: Person, span: Span, *, swap: Swap, by: Actor, at: datetime) -> Seat:
    """The seat somebody has by it, confirmed by their own yes. What goes back joins what was left."""
    if swap.undoes_id:
        span = _joined(seat, person, span, swap=swap, by=by, at=at)
    made = _seated(seat, person, span, swap=swap, by=by, at=at)
    Confirmation.objects.create(seat=made, by=person, at=at)
    make_relief(seat=made, by=by, at=at)
    return made


def _joined(
    seat: Seat, person: Person, span: Span, *, swap: Swap, by: Actor, at: datetime
) -> tuple[date, date]:
    """The days with what is left of their own seat before and after, so that all is as it was."""
    beside = Seat.objects.filter(
        window=seat.window_id,
        person=person,
        withdrawal=None,
        confirmation__isnull=False,
        source=Seat.Source.SWAP,
        allocation=seat.allocation,
        taken_by=None,
        returned_by=None,
    ).exclude(swaps__alarm_at__isnull=False)
    for each in beside.select_related("window"):
        first, last = each.days
        if last != span[0] and first != span[1]:
            continue
        reason = f"Joined with the days that came back (swap {swap.pk})."
        Withdrawal.objects.create(seat=each, by_id=by.person_id, at=at, reason=reason)
        end_relief(seat=each, reason=reason, by=by, at=at)
        span = min(first, span[0]), max(last, span[1])
    return span


def _seated(like: Seat, person: Person, span: Span, *, swap: Swap, by: Actor, at: datetime) -> Seat:
    window = like.window
    part = None if span == (window.starts_on, window.ends_on) else span
    same = person.pk == like.person_id
    return Seat.objects.create(
        window=window,
        person=person,
        starts_on=part[0] if part else None,
        ends_on=part[1] if part else None,
        home_team_id=like.home_team_id if same else person.team_id,
        allocation=like.allocation,
        reason_kind=Seat.ReasonKind.INDIVIDUAL if part else like.reason_kind,
        reason=f"By swap {swap.pk}." if part else like.reason,
        position=like.position,
        region=like.region if same else "",
        source=Seat.Source.SWAP,
        by_id=by.person_id,
        at=at,
    )
