"""Who can take no more, and who therefore hears of a new escalation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from holdfast.escalation.models import AtCapacity
from holdfast.escalation.rules.capacity import is_over
from holdfast.people.models import Programme
from holdfast.people.queries import leads
from holdfast.people.rules.policy import Policy
from holdfast.rotation.queries import people_on
from holdfast.store import Listed

_switched = Listed(
    lambda among: AtCapacity.objects.filter(among("person"), lifted_at__isnull=True).select_related(
        "person", "by"
    )
)


def at_capacity_now(people: Iterable[int], at: datetime) -> dict[int, AtCapacity]:
    """Of these numbers of people, those who can take no more at this moment.

    One whose last day has passed in their zone (UTC where it is not known) counts no more.
    """
    return {
        each.person_id: each
        for each in _switched.all(people)
        if each.at <= at and not is_over(each.until, zone=each.person.zone or "UTC", at=at)
    }


def who_hears_of_intake(programme: Programme, policy: Policy, *, at: datetime) -> list[int]:
    """Numbers of those on the rotation who can take one more. Where nobody can, the leads and
    everybody on; where nobody is on, the leads: never nobody."""
    on = people_on(programme, policy, at=at)
    full = at_capacity_now(on, at)
    return [person for person in on if person not in full] or [*leads(), *on]
