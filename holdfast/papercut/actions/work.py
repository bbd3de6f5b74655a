"""An engineer picks a paper cut up, hands it back, or ships it; or it is dropped."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import optional, required, web_address
from holdfast.papercut.actions.ground import (
    must_be_open,
    picked_up,
    record_cut,
    take,
    wished_by,
    wishers,
)
from holdfast.papercut.actions.interrupting import end_interruption
from holdfast.papercut.models import (
    Dropped,
    Judgement,
    PaperCut,
    Part,
    PickUp,
    PickUpEnd,
    Shipment,
)
from holdfast.papercut.queries import newest
from holdfast.papercut.queries.figures import worked
from holdfast.papercut.queries.time_left import left_now
from holdfast.papercut.queries.voices import speaking, standing_of
from holdfast.papercut.rules.sheet import days as days_in
from holdfast.papercut.rules.voice import Standing
from holdfast.people.rules.permission import require


def pick_up(*, ref: str, by: Actor, at: datetime) -> PickUp:
    """An engineer takes it for their seat; those who wished for it hear so. Of two at once the
    second reads who has it. Picking up one's own again is a repeat.

    Raises Conflict for what somebody else has, what is over, and what product does not want.
    """
    require(by, "paper_cut.pick_up")
    person = by.person
    with transaction.atomic(durable=True):
        cut = take(ref)
        must_be_open(cut, to="pick up")
        if standing := picked_up(cut):
            if standing.person_id == person:
                return standing
            raise Conflict(
                f"{standing.person} has picked {cut.ref} up; take another, or ask them for it.",
                engineer=standing.person.login,
            )
        _must_be_wanted(cut)
        mine = next(
            (each for each in left_now(cut.programme, at=at) if each.person.pk == person), None
        )
        made = PickUp.objects.create(
            cut=cut, person_id=person, seat=mine.seat if mine else None, by_id=person, at=at
        )
        record_cut(
            "paper_cut.picked_up",
            cut,
            by=by,
            at=at,
            tell=wishers(cut),
            people={"engineer": person},
            pick_up=made.pk,
            wishes=wished_by(cut),
        )
    return made


def _must_be_wanted(cut: PaperCut) -> None:
    last = next(iter(newest(Judgement, [cut.pk])), None)
    if last and last.verdict != Judgement.Verdict.YES:
        raise Conflict(
            f"Product says {last.get_verdict_display().lower()} to {cut.ref} ({last.reason[:80]}); "
            "ask them to judge it anew first."
        )


def hand_back(*, ref: str, reason: str = "", by: Actor, at: datetime) -> PaperCut:
    """It waits for somebody else again. Handing back what nobody has changes nothing."""
    reason = optional(reason, field="reason")
    with transaction.atomic(durable=True):
        cut = take(ref)
        standing = picked_up(cut)
        if standing is None:
            return cut
        require(
            by,
            "paper_cut.hand_back",
            mine=standing.person_id == by.person_id,
            instead=f"Only {standing.person}, who has it, or a lead can.",
        )
        _end(standing, PickUpEnd.How.HANDED_BACK, reason, by=by, at=at)
        record_cut(
            "paper_cut.handed_back",
            cut,
            by=by,
            at=at,
            tell=[standing.person_id],
            people={"engineer": standing.person_id},
            reason=reason,
        )
    return cut


def ship(
    *,
    ref: str,
    url: str = "",
    words: str = "",
    days: Decimal | float | str | None = None,
    by: Actor,
    at: datetime,
) -> PaperCut:
    """It is with the customers: everybody who wished for it hears so, with words for theirs.

    `days` is what it took where the engineer knows better than what was counted: working days net of
    interruptions. Shipping again changes nothing.
    """
    url, words = web_address(url, field="url"), optional(words, field="words")
    said = days_in(days) if days not in {None, ""} else None
    with transaction.atomic(durable=True):
        cut = take(ref)
        if Shipment.objects.filter(cut=cut).exists():
            return cut
        must_be_open(cut, to="ship")
        standing = picked_up(cut)
        mine = (
            standing.person_id == by.person_id if standing else by.role == "engineer"
        )  # what nobody picked up any engineer may have done on the way
        require(
            by,
            "paper_cut.ship",
            mine=mine,
            instead=f"Only {standing.person}, who has it, or a lead can." if standing else "",
        )
        if standing:
            _end(standing, PickUpEnd.How.SHIPPED, "", by=by, at=at)
        took = worked(cut, at=at)
        Shipment.objects.create(
            cut=cut,
            url=url,
            words=words,
            days=said if said is not None else took.counted,
            counted=took.counted,
            interrupted=took.interrupted,
            by_id=by.person_id,
            at=at,
        )
        tellers = wishers(cut)
        days_used = said if said is not None else took.counted
        record_cut(
            "paper_cut.shipped",
            cut,
            by=by,
            at=at,
            tell=[*tellers, *([cut.by_id] if cut.by_id else [])],
            # Who shipped it and has a customer to tell has something to do.
            tell_actor=by.person_id in tellers,
            people={"engineer": standing.person_id if standing else by.person_id},
            url=url,
            words=words,
            days=float(days_used) if days_used is not None else None,
            interrupted=float(took.interrupted),
            wishes=wished_by(cut),
        )
    return cut


def drop_cut(*, ref: str, reason: str, by: Actor, at: datetime) -> PaperCut:
    """Nobody will do it here, and why; whoever wished for it hears so. Product or a lead says so."""
    reason = required(reason, field="reason", ask="Say why; whoever asked for it reads it.")
    with transaction.atomic(durable=True):
        cut = take(ref)
        if Dropped.objects.filter(cut=cut).exists():
            return cut
        must_be_open(cut, to="drop")
        product = standing_of(by, Part.PRODUCT, speaking(cut.programme)) == Standing.OWN
        require(by, "paper_cut.drop", mine=product, instead="Product or a lead drops it.")
        standing = picked_up(cut)
        if standing:
            _end(standing, PickUpEnd.How.DROPPED, "", by=by, at=at)
        Dropped.objects.create(cut=cut, reason=reason, by_id=by.person_id, at=at)
        also = [cut.by_id, standing.person_id if standing else None]
        record_cut(
            "paper_cut.dropped",
            cut,
            by=by,
            at=at,
            tell=[*wishers(cut), *(each for each in also if each)],
            reason=reason,
            wishes=wished_by(cut),
        )
    return cut


def _end(standing: PickUp, how: PickUpEnd.How, reason: str, *, by: Actor, at: datetime) -> None:
    end_interruption(standing, at=at)
    PickUpEnd.objects.create(pick_up=standing, how=how, reason=reason, by_id=by.person_id, at=at)
