"""A home team's scope goes down by what its engineer is on for, and somebody there says so (R35)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import line
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.relief_ground import next_ring, over_at, policy_of, record_relief
from holdfast.rotation.models import (
    Confirmation,
    Dropped,
    DroppedOutcome,
    Relief,
    ReliefAcknowledgement,
    ReliefEnd,
    Seat,
    Withdrawal,
)
from holdfast.rotation.queries import relief as queries
from holdfast.rotation.queries.relief_share import share_of
from holdfast.rotation.rules.relief import plain

MOST_DROPPED = 50


def make_relief(*, seat: Seat, by: Actor, at: datetime) -> Relief | None:
    """Inside the action that confirms a seat, with that seat locked: its home team is asked to make
    room. The numbers are those of this moment, and kept. One that stands already is a repeat; a seat
    that is over gets none, there is nothing left to drop."""
    standing = _standing(seat)
    if standing:
        return standing
    (first, end), team, share = share_of(seat)
    policy = policy_of(seat, at)
    if end <= local_date(at, policy.zone):
        return None
    manager = queries.answering(seat.person, team)
    made = Relief.objects.create(
        seat=seat,
        team=team,
        manager=manager,
        starts_on=first,
        ends_before=end,
        allocation=share.allocation,
        ee_days=share.ee_days,
        capacity_days=share.capacity_days,
        percent=share.percent,
        members=[list(each) for each in share.members],
        by_id=by.person_id,
        at=at,
    )
    made.alarm_at = next_ring(made, policy, at) if team else None
    made.save(update_fields=["alarm_at"])
    # Without a team there is nobody to ask; the page of reliefs says so to the lead.
    asked = [manager.pk] if manager else leads()
    record_relief("relief.made", made, by, at, tell=asked if team else [], tell_actor=True)
    return made


def end_relief(*, seat: Seat, reason: str, by: Actor, at: datetime) -> None:
    """Inside the action that withdraws a seat, with that seat locked: nothing is to be dropped for it
    any more, and who answers for the team hears so. The record of it stays."""
    if found := _standing(seat):
        _end(found, reason, by=by, at=at)


def adjust_relief(*, seat: Seat, by: Actor, at: datetime) -> Relief | None:
    """Inside the action that gives a confirmed seat other days, another allocation or another home
    team, with that seat locked: where that changes what is asked of the team, the relief ends and
    another one is made, which is acknowledged anew."""
    found = _standing(seat)
    if found:
        days, team, share = share_of(seat)
        same = (found.starts_on, found.ends_before, found.allocation, found.team_id)
        if same == (*days, share.allocation, team.pk if team else None):
            return found
        _end(found, "The seat changed; relief is asked for anew.", by=by, at=at)
    return make_relief(seat=seat, by=by, at=at)


def ask_for_relief(*, seat_id: int, by: Actor, at: datetime) -> Relief:
    """A lead has relief made for a seat that has none: confirmed before there were reliefs, or by
    somebody whose home team was not known. Asking twice changes nothing."""
    require(by, "rotation.edit")
    with transaction.atomic(durable=True):
        # Locked first, read afterwards.
        if not Seat.objects.select_for_update().filter(pk=seat_id).values_list("pk").first():
            raise NotFound(f"There is no seat {seat_id}.")
        seat = Seat.objects.select_related("window", "person__team", "person__manager").get(
            pk=seat_id
        )
        if Withdrawal.objects.filter(seat=seat).exists():
            raise Conflict(f"{seat.person}'s seat was withdrawn; nothing is dropped for it.")
        if not Confirmation.objects.filter(seat=seat).exists():
            raise Conflict(
                f"{seat.person}'s seat is not confirmed yet; relief is asked for when it is."
            )
        made = adjust_relief(seat=seat, by=by, at=at)
        if made is None:
            raise Conflict(f"{seat.person}'s seat is over; there is nothing left to drop.")
    return queries.relief(made.pk)


def acknowledge_relief(
    *, relief_id: int, dropped: Iterable[str] = (), by: Actor, at: datetime
) -> Relief:
    """Whoever answers for the home team makes room, and names what the team drops, a line each.

    Again, it adds what is named newly and changes nothing else.
    """
    wanted = _named(dropped)
    with transaction.atomic(durable=True):
        found = _take(relief_id)
        _may_answer(found, by)
        new = not queries.is_acknowledged(found)
        if new:
            ReliefAcknowledgement.objects.create(
                relief=found, by_id=by.person_id, via=by.via, at=at
            )
            policy = policy_of(found.seat, at)
            over = over_at(found, policy)
            Relief.objects.filter(pk=found.pk).update(alarm_at=over if over > at else None)
        added = [item for text in wanted if (item := _drop(found, text, by=by, at=at))]
        if new:
            record_relief(
                "relief.acknowledged",
                found,
                by,
                at,
                tell=[found.seat.person_id, *leads()],
                dropped=[item.text for item in added],
            )
        else:
            for item in added:
                _tell_dropped(found, item, by.with_request(None), at)
    return queries.relief(relief_id)


def drop(*, relief_id: int, text: str, by: Actor, at: datetime) -> Dropped:
    """One more thing the team drops. The same again changes nothing."""
    if event := repeated(by):
        return queries.dropped(event.data["dropped"])
    text = line(text, field="text", ask="Name what is dropped, in a line.")
    with transaction.atomic(durable=True):
        found = _take(relief_id)
        _may_answer(found, by)
        item = _drop(found, text, by=by, at=at)
        if item is None:
            return found.dropped.get(text=text)
        _tell_dropped(found, item, by, at)
    return item


def say_outcome(
    *,
    dropped_id: int,
    was_dropped: bool | None,
    days: Decimal | float | str | None = None,
    by: Actor,
    at: datetime,
) -> Dropped:
    """Whether something was in fact dropped, or done all the same, and how many working days of
    relief that gave. Said by the engineer, whoever answers for the team, or a lead, once the seat has
    begun; the newest word counts, and the same one again changes nothing."""
    if was_dropped is None:
        raise Invalid("Say whether it was dropped or done all the same.", field="was_dropped")
    with transaction.atomic(durable=True):
        found = _take(queries.dropped(dropped_id).relief_id)
        mine = by.person_id == found.seat.person_id or queries.answers_for(found, by.person_id)
        require(by, "relief.tell", mine=mine, instead=_who(found, "and the engineer "))
        today = local_date(at, policy_of(found.seat, at).zone)
        if today < found.starts_on:
            raise Conflict(f"The seat starts on {found.starts_on}; say it when it is over.")
        gave = _days(days, most=found.capacity_days) if was_dropped else Decimal(0)
        item = next(each for each in found.dropped.all() if each.pk == dropped_id)
        last = queries.outcome_of(item)
        if last and (last.was_dropped, last.days) == (was_dropped, gave):
            return item
        DroppedOutcome.objects.create(
            dropped=item, was_dropped=was_dropped, days=gave, by_id=by.person_id, at=at
        )
        record_relief(
            "relief.told",
            found,
            by,
            at,
            item=item.text,
            was_dropped=was_dropped,
            gave_days=plain(gave),
        )
    return queries.dropped(dropped_id)


def _tell_dropped(found: Relief, item: Dropped, by: Actor, at: datetime) -> None:
    tell = [found.seat.person_id]
    record_relief("relief.dropped", found, by, at, tell=tell, dropped=item.pk, item=item.text)


def _drop(found: Relief, text: str, *, by: Actor, at: datetime) -> Dropped | None:
    """None where it was named before."""
    if found.dropped.filter(text=text).exists():
        return None
    if found.dropped.count() >= MOST_DROPPED:
        raise Invalid(f"A relief names {MOST_DROPPED} things at most; say it in fewer.")
    return Dropped.objects.create(relief=found, text=text, by_id=by.person_id, at=at)


def _named(dropped: Iterable[str]) -> list[str]:
    """Lines in their order, each once, without the empty ones."""
    lines = [line(each, field="dropped") for each in dropped]
    wanted = list(dict.fromkeys(each for each in lines if each))
    if len(wanted) > MOST_DROPPED:
        raise Invalid(
            f"A relief names {MOST_DROPPED} things at most; say it in fewer.", field="dropped"
        )
    return wanted


def _days(days: Decimal | float | str | None, *, most: int) -> Decimal:
    try:
        gave = Decimal(str(days if days is not None else "").strip().replace(",", "."))
    except InvalidOperation:
        gave = Decimal(-1)
    if not (gave.is_finite() and 0 <= gave <= most):
        raise Invalid(
            f"Say how many working days of relief it gave, from 0 to {most}.", field="days"
        )
    return gave.quantize(Decimal("0.1"))


def _end(found: Relief, reason: str, *, by: Actor, at: datetime) -> None:
    Relief.objects.select_for_update().filter(pk=found.pk).values_list("pk").first()
    ReliefEnd.objects.create(relief=found, reason=reason, by_id=by.person_id, at=at)
    Relief.objects.filter(pk=found.pk).update(alarm_at=None)
    manager = queries.answering(found.seat.person, found.team)
    tell = [manager.pk] if manager and found.team else []
    record_relief("relief.ended", found, by, at, tell=tell, reason=reason)


def _standing(seat: Seat) -> Relief | None:
    found = Relief.objects.filter(seat=seat, end=None).values_list("pk", flat=True).first()
    return queries.relief(found) if found else None


def _take(relief_id: int) -> Relief:
    """Locked first, read afterwards. Refuses one that has ended."""
    locked = Relief.objects.select_for_update().filter(pk=relief_id)
    if not locked.values_list("pk").first():
        raise NotFound(f"There is no relief {relief_id}.")
    found = queries.relief(relief_id)
    if queries.is_ended(found):
        raise Conflict("This relief has ended: its seat is not there any more, or has other days.")
    return found


def _may_answer(found: Relief, by: Actor) -> None:
    if found.team is None:
        raise Conflict(
            f"No home team of {found.seat.person} is known; a lead sets it on their page and asks "
            "for relief again."
        )
    mine = queries.answers_for(found, by.person_id)
    require(by, "relief.acknowledge", mine=mine, instead=_who(found))


def _who(found: Relief, also: str = "") -> str:
    who = queries.answering(found.seat.person, found.team)
    return f"{who}, who answers for {found.team}, {also}or a lead can." if who else "A lead can."
