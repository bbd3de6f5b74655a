"""Who owned an escalation, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from holdfast.escalation.models import Escalation, Ownership
from holdfast.people.models import Person


@dataclass(frozen=True, slots=True)
class Owned:
    """One link of the chain. `until` is None for who owns it now; the last one of what is closed ends
    with the closure. `handover` is the number of the offer it came by."""

    person: Person
    since: datetime
    until: datetime | None
    handover: int | None


def owners_of(escalation: Escalation) -> list[Owned]:
    """The chain, first owner first. Asks the database only where somebody owned it before."""
    last = escalation.ownership
    if last is None:
        return []
    chain = [last]
    if last.number > 1:
        found = Ownership.objects.filter(escalation=escalation).select_related("person")
        chain = list(found.order_by("number"))
    ended = escalation.closure.at if escalation.closure else None
    ends = [*(each.at for each in chain[1:]), ended]
    return [
        Owned(each.person, each.at, until, each.handover_id)
        for each, until in zip(chain, ends, strict=True)
    ]
