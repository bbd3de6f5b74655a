"""Reading escalations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from holdfast.escalation.models import (
    Ask,
    Classification,
    ClosureRequest,
    Cornered,
    Escalation,
    Fix,
    Handover,
    Learning,
    Link,
    Merge,
    Participant,
    Piece,
)
from holdfast.escalation.queries.off_rotation import held_off_rotation
from holdfast.escalation.queries.stuck import stuck_before
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.holdings import Holding
from holdfast.people.models import Person, Programme
from holdfast.store import Statement, slot

STATES = ("open", "raised", "owned", "stuck", "off-rotation", "closed", "declined", "all")
_REF = re.compile(r"(?:ESC-)?([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)

_OPEN = Q(closure__isnull=True, decline__isnull=True)
_IN_STATE = {
    "open": _OPEN,
    "raised": _OPEN & Q(ownership__isnull=True),
    "owned": _OPEN & Q(ownership__isnull=False),
    "closed": Q(closure__isnull=False),
    "declined": Q(decline__isnull=False),
}

_by_number = Statement(
    lambda: _with_people(Escalation.objects.all()).filter(pk=slot.number("number"))
)
_pending_handover = Statement(
    lambda: Handover.objects.filter(
        escalation=slot.number("number"), alarm_at__isnull=False
    ).select_related("to", "by")
)
_pending_closure = Statement(
    lambda: ClosureRequest.objects.filter(
        escalation=slot.number("number"), alarm_at__isnull=False
    ).select_related("by")
)


class Attached(NamedTuple):
    """Which nouns hang on an escalation, so that only those are read. `offer` and `closing` are
    those that wait for an answer; `others` are nouns of the contexts above (`also_attached`)."""

    offer: bool
    closing: bool
    asks: bool
    pieces: bool
    participants: bool
    links: bool
    learnings: bool
    fixes: bool
    classifications: bool
    duplicates: bool
    corners: bool
    others: frozenset[str] = frozenset()


_others: dict[str, Callable[[], QuerySet[Any]]] = {}


def also_attached(noun: str, build: Callable[[], QuerySet[Any]]) -> None:
    """A context above says how to find its noun of an escalation, `OuterRef("pk")`; called when Django
    starts, before the statement below is built."""
    _others[noun] = build


def _hangs(model: type[Model], field: str = "escalation", **waiting: Any) -> Exists:
    found = model._default_manager.filter(**{field: OuterRef("pk")}, **waiting)  # noqa: SLF001 - Django's name
    return Exists(found)


_attached = Statement(
    lambda: Escalation.objects.filter(pk=slot.number("number")).values_list(
        _hangs(Handover, alarm_at__isnull=False),
        _hangs(ClosureRequest, alarm_at__isnull=False),
        _hangs(Ask),
        _hangs(Piece),
        _hangs(Participant),
        _hangs(Link),
        _hangs(Learning),
        _hangs(Fix),
        _hangs(Classification),
        _hangs(Merge, "into"),
        _hangs(Cornered),
        *(Exists(build()) for build in _others.values()),
    )
)


def attached(escalation: Escalation) -> Attached:
    found = _attached.first(number=escalation.pk)
    assert found is not None, "it was read a moment ago, and nothing is deleted"
    own = len(found) - len(_others)
    others = zip(_others, found[own:], strict=True)
    return Attached._make([*found[:own], frozenset(noun for noun, there in others if there)])


def number_of(ref: str) -> int:
    """The number in "ESC-42"; zero, which nothing has, for anything else."""
    found = _REF.fullmatch(ref.strip())
    return int(found[1]) if found else 0


def by_ref(ref: str) -> Escalation:
    """The escalation with the people it names. Raises NotFound."""
    found = _by_number.first(number=number_of(ref))
    if found is None:
        raise NotFound(f"There is no escalation {ref.strip()[:40]}; the list shows what there is.")
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, newest first. `next` is the number to ask `after`, None at the end."""

    items: Sequence[Escalation]
    next: int | None


def page(
    programme: Programme,
    *,
    state: str = "open",
    owner: int | None = None,
    raised_by: int | None = None,
    after: int | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Page:
    """Escalations in a state, of an owner or a raiser (numbers of people), newest first.

    What is stuck, and whose owner is off the rotation, is so at a moment: these states want `at`.
    """
    if state not in STATES:
        raise Invalid(
            f"“{state[:20]}” is not a state; use one of {', '.join(STATES)}.", field="state"
        )
    found = _with_people(programme.escalations.filter(_IN_STATE.get(state, Q())))
    if state == "off-rotation":
        assert at is not None, "who is off the rotation is said of a moment"
        found = held_off_rotation(found, programme, at=at)
    if owner is not None:
        found = found.filter(ownership__person_id=owner)
    if raised_by is not None:
        found = found.filter(raised_by_id=raised_by)
    if state == "stuck":
        assert at is not None, "stuck is said of a moment"
        rows = stuck_before(found, programme, after=after, at=at, batch=limit + 1)
        return _page(list(islice(rows, limit + 1)), limit)
    if after is not None:
        found = found.filter(pk__lt=after)
    return _page(list(found.order_by("-pk")[: limit + 1]), limit)


def _page(items: list[Escalation], limit: int) -> Page:
    more = len(items) > limit
    return Page(items=items[:limit], next=items[limit - 1].pk if more else None)


def most_urgent(programme: Programme, *, limit: int | None = 20) -> list[Escalation]:
    """Open ones, the longest overdue first."""
    found = programme.escalations.filter(closure__isnull=True, decline__isnull=True)
    return list(_with_people(found).order_by("update_due_at")[:limit])


def holdings_of(person: Person, at: datetime) -> list[Holding]:  # noqa: ARG001 - what is open is open now
    """Every open escalation they own, for the alarm when they go."""
    return [
        Holding(f"{each.ref} (sev{each.severity}): {each.title}", concerns=(each.raised_by_id,))
        for each in held_by(person.pk, limit=None)
    ]


def held_by(person_id: int, *, limit: int | None = 100) -> list[Escalation]:
    """The open escalations this person is the DRI of."""
    found = Escalation.objects.filter(
        ownerships__person_id=person_id,
        ownership=F("ownerships"),
        closure__isnull=True,
        decline__isnull=True,
    )
    return list(_with_people(found).order_by("update_due_at")[:limit])


def offers_to(person_id: int) -> list[Handover]:
    """Handovers that wait for this person's answer, the one that ends first at the top."""
    return list(
        Handover.objects.filter(to_id=person_id, alarm_at__isnull=False)
        .select_related("escalation__ownership__person", "escalation__raised_by", "by", "to")
        .order_by("expires_at", "pk")
    )


def offers_of(escalations: Iterable[Escalation]) -> dict[int, Handover]:
    """The offers that stand, by the number of their escalation."""
    found = Handover.objects.filter(escalation__in=list(escalations), alarm_at__isnull=False)
    return {each.escalation_id: each for each in found.select_related("to", "by")}


def pending_handover(escalation: Escalation) -> Handover | None:
    return _pending_handover.first(number=escalation.pk)


def pending_closure(escalation: Escalation) -> ClosureRequest | None:
    return _pending_closure.first(number=escalation.pk)


def closures_to_answer(person_id: int) -> list[ClosureRequest]:
    """Requests to close that wait for this person, who raised the escalation or answers to the
    customer for it and did not ask themselves."""
    theirs = Q(escalation__raised_by_id=person_id) | Q(escalation__support_engineer_id=person_id)
    return list(
        ClosureRequest.objects.filter(theirs, alarm_at__isnull=False)
        .exclude(by_id=person_id)
        .select_related("escalation", "by")
    )


def handover(handover_id: int) -> Handover:
    found = Handover.objects.filter(pk=handover_id).select_related("escalation", "to", "by").first()
    if found is None:
        raise NotFound(f"There is no handover offer {handover_id}.")
    return found


def _with_people(found: QuerySet[Escalation]) -> QuerySet[Escalation]:
    return found.select_related(
        "programme", "ownership__person", "raised_by", "next_step_by", "support_engineer"
    )
