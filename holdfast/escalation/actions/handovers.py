"""Handing over several at once (R58): each an offer of its own, accepted or declined one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from holdfast.escalation.actions.handover import able_successor, offer_handover
from holdfast.escalation.models import Handover
from holdfast.escalation.queries import held_by
from holdfast.kernel.actor import Actor, RequestKey
from holdfast.kernel.refusal import Invalid, NotFound, Refusal
from holdfast.people.models import Person
from holdfast.people.queries import acting, person
from holdfast.people.rules.permission import require

MOST = 100  # in one go


@dataclass(frozen=True, slots=True)
class Offer:
    """One to make. Without a note it is the one from the record; `held_by` is who owns it, as far
    as whoever offers it knows."""

    ref: str
    to: str
    note: str | None = None
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What became of one: the offer, or why there is none."""

    ref: str
    handover: Handover | None
    refusal: Refusal | None = None


def offer_several(*, offers: Sequence[Offer], by: Actor, at: datetime) -> list[Offered]:
    """Make each offer, in a transaction of its own; one that is refused does not stop the others."""
    if len(offers) > MOST:
        raise Invalid(f"{len(offers)} are too many at once; hand over {MOST} and then the others.")
    return [_offer(each, by=by, at=at) for each in offers]


def offer_everything(
    *,
    to: str,
    giver: str = "",
    refs: Sequence[str] | None = None,
    note: str | None = None,
    by: Actor,
    at: datetime,
) -> list[Offered]:
    """Offer somebody all that one person owns, or some of it: one's own, or a lead for them.

    `giver` is their login, the actor where it is empty. Without `refs` it is every open escalation
    they own, the most urgent of them where they are too many for one go. Raises where no offer could
    be made at all: somebody who may not, a successor who could not accept.
    """
    owner = _giver(giver) if giver else acting(by)
    require(
        by,
        "escalation.hand_over",
        mine=owner.pk == by.person_id,
        instead=f"Only {owner}, who owns it, or a lead can.",
    )
    if able_successor(to).pk == owner.pk:
        raise Invalid(f"{owner} owns it already; name somebody else.", field="to")
    if refs is None:
        refs = [each.ref for each in held_by(owner.pk, limit=MOST)]
    offers = [Offer(ref, to, note, held_by=owner.login) for ref in dict.fromkeys(refs)]
    return offer_several(offers=offers, by=by, at=at)


def _giver(login: str) -> Person:
    try:
        return person(login)
    except NotFound as unknown:
        raise Invalid(unknown.message, field="from") from None


def _offer(each: Offer, *, by: Actor, at: datetime) -> Offered:
    by = by.with_request(_part_of(by.request, each.ref))
    for last in (False, True):
        try:
            made = offer_handover(
                ref=each.ref, to=each.to, note=each.note, held_by=each.held_by, by=by, at=at
            )
            return Offered(made.escalation.ref, made)
        except Refusal as refusal:
            return Offered(each.ref, None, refusal)
        except IntegrityError:
            # Somebody was faster by an instant; asked again, the action says who.
            if last:
                raise
    raise AssertionError("the second attempt returns or raises")


def _part_of(request: RequestKey | None, ref: str) -> RequestKey | None:
    """Each offer is an event, so each has a key; that of one is the request's with its ref."""
    return RequestKey(f"{request.key}:{ref[:30]}", request.digest) if request else None
