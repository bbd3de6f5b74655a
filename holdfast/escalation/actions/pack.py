"""Handover packs: made ahead of a boundary, decided by the owners, frozen at it (R70, R91).

Nothing moves by itself (promise 2): a pack asks, an acceptance moves, and what nobody decided stays
with its owner.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from holdfast.escalation.actions.ground import must_be_open, one_by_one, take, tell
from holdfast.escalation.actions.handover import offer_handover
from holdfast.escalation.models import Escalation, Frozen, Kept, Pack, PackItem
from holdfast.escalation.queries.pack import (
    Item,
    PackSeen,
    carried_over,
    carried_refs,
    crews,
    invited,
    is_frozen,
    item_of,
    pack_of,
    previous_pack,
    seen,
    to_freeze,
    to_make,
)
from holdfast.escalation.rules.pack import Decision
from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.people.models import Person, Programme
from holdfast.people.queries import leads
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Window


def make_packs(at: datetime) -> int:
    """Sweep: the pack of each window whose end is so many working days away."""
    due = [pk for programme in Programme.objects.all() for pk in to_make(programme, at)]
    return one_by_one(_make, due, at)


def _make(window_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        # Locked first: another ticker may be at it.
        Window.objects.select_for_update().filter(pk=window_id).first()
        window = Window.objects.select_related("programme").get(pk=window_id)
        if Pack.objects.filter(window=window).exists():
            return 0
        pack = Pack.objects.create(window=window, previous=previous_pack(window), at=at)
        outgoing, incoming = crews(window)
        _bring_in(pack, _open_of(outgoing), at=at)
        _bring_in(pack, carried_over(pack), at=at)
        items = pack.items.select_related("escalation", "owner").order_by("escalation__severity")
        record(
            "pack.made",
            subject=f"pack-{window.pk}",
            by=CLOCK,
            at=at,
            key=f"pack-made:{window.pk}",
            tell=invited(pack, outgoing, incoming) | set(leads()),
            data={
                "starts_on": window.starts_on.isoformat(),
                "ends_on": window.ends_on.isoformat(),
                "boundary_at": seen(pack).boundary_at.isoformat(),
                "outgoing": [str(person) for person in outgoing],
                "incoming": [str(person) for person in incoming],
                "items": [_line(each.escalation, each.owner) for each in items],
                "carried": [each.escalation.ref for each in items if each.carried],
            },
        )
    return 1


def _open_of(owners: Iterable[Person]) -> Iterable[Escalation]:
    return (
        Escalation.objects.filter(ownership__person__in=owners, closure=None, decline=None)
        .select_related("ownership__person")
        .order_by("pk")
    )


def _bring_in(pack: Pack, issues: Iterable[Escalation], *, at: datetime) -> None:
    known = set(pack.items.values_list("escalation", flat=True))
    before = carried_refs(pack)
    PackItem.objects.bulk_create(
        PackItem(pack=pack, escalation=each, owner=each.owner, carried=each.pk in before, at=at)
        for each in issues
        if each.pk not in known
    )


def _line(issue: Escalation, owner: Person) -> str:
    return f"{issue.ref} (sev{issue.severity}): {issue.title}, owned by {owner}"


def decide_item(
    *,
    window_id: int,
    ref: str,
    decision: str,
    to: str = "",
    note: str | None = None,
    by: Actor,
    at: datetime,
) -> Item:
    """Its owner, or a lead for them, keeps an item after the window or asks somebody to take it.

    `ask` is a handover offer like any other, to `to`, with the note from the record where there is
    none; it moves when it is accepted. The same word again changes nothing. Raises Conflict once
    the pack is frozen, and where an offer waits that would have to be withdrawn first.
    """
    word = decision.strip().lower()
    if word not in {"keep", "ask"}:
        raise Invalid("Say keep, or ask and whom.", field="decision")
    item = _decidable(pack_of(window_id), ref, by=by)
    if word == "ask":
        owner = item.escalation.owner
        offer_handover(
            ref=item.escalation.ref,
            to=to,
            note=note,
            held_by=owner.login if owner else "",
            by=by,
            at=at,
        )
    else:
        _keep(window_id, ref, by=by, at=at)
    return item_of(seen(pack_of(window_id)), ref)


def _decidable(pack: Pack, ref: str, *, by: Actor) -> Item:
    if is_frozen(pack):
        raise Conflict(
            f"This pack was frozen at the boundary; hand {ref.strip()[:40].upper()} over on its own "
            "page."
        )
    item = item_of(seen(pack), ref)
    owner = item.escalation.owner
    require(
        by,
        "pack.edit",
        mine=owner is not None and owner.pk == by.person_id,
        instead=f"Only {owner}, who owns it, or a lead can.",
    )
    return item


def _keep(window_id: int, ref: str, *, by: Actor, at: datetime) -> None:
    if repeated(by):
        return
    with transaction.atomic(durable=True):
        issue = take(ref)
        must_be_open(issue, to="keep it")
        Pack.objects.select_for_update().filter(window=window_id).first()
        pack = pack_of(window_id)
        # Read again under the lock: the boundary may have come, or another owner.
        item = _decidable(pack, ref, by=by)
        if item.decision is Decision.KEPT:
            return
        if item.offer and item.offer.is_pending:
            raise Conflict(
                f"{issue.ref} is offered to {item.offer.to}; withdraw that offer to keep it."
            )
        _bring_in(pack, [issue], at=at)
        owner = issue.owner
        assert owner is not None, "items are owned"
        row = PackItem.objects.get(pack=pack, escalation=issue)
        Kept.objects.create(item=row, owner=owner, by_id=by.person, at=at)
        tell(
            "escalation.kept",
            issue,
            by=by,
            at=at,
            people=[owner.pk],
            window=window_id,
        )


def freeze_packs(at: datetime) -> int:
    """Sweep: each pack as it is at its boundary, kept for good; what is undecided is named to its
    owner, to who comes and to the leads, and stays where it is."""
    due = [pk for programme in Programme.objects.all() for pk in to_freeze(programme, at)]
    return one_by_one(_freeze, due, at)


def _freeze(pack_id: int, at: datetime) -> int:
    # The shapes are made of what the actions return, so they can be imported only once those are.
    from holdfast.escalation.presenting.pack import pack_as_data, pack_as_markdown

    with transaction.atomic(durable=True):
        if not Pack.objects.select_for_update().filter(pk=pack_id).first():
            raise NotFound(f"There is no pack {pack_id}.")
        pack = pack_of(Pack.objects.get(pk=pack_id).window_id)
        if is_frozen(pack):
            return 0
        view = seen(pack)
        _bring_in(pack, [each.escalation for each in view.items if each.record is None], at=at)
        view = seen(pack)
        data = pack_as_data(view, at=at, base=settings.BASE_URL)
        data["frozen_at"] = at.isoformat()
        Frozen.objects.create(pack=pack, data=data, markdown=pack_as_markdown(data), at=at)
        _tell_frozen(view, at=at)
    return 1


def _tell_frozen(view: PackSeen, *, at: datetime) -> None:
    window, undecided = view.window, view.undecided
    owners = {
        each.escalation.ownership.person_id for each in undecided if each.escalation.ownership
    }
    people = {person.pk for person in view.incoming if person.is_active} | set(leads()) | owners
    record(
        "pack.frozen",
        subject=f"pack-{window.pk}",
        by=CLOCK,
        at=at,
        key=f"pack-frozen:{window.pk}",
        tell=people if undecided else (),
        data={
            "starts_on": window.starts_on.isoformat(),
            "ends_on": window.ends_on.isoformat(),
            "items": len(view.items),
            "undecided": [
                _line(each.escalation, each.escalation.owner or each.owner_before)
                for each in undecided
            ],
        },
    )
