"""Who gets the monthly report by mail."""

from __future__ import annotations

from django.db.models import QuerySet

from holdfast.insight.models import Subscription
from holdfast.people.models import Person, Programme
from holdfast.people.queries import leads
from holdfast.people.rules.policy import Policy


def subscriptions(programme: Programme) -> QuerySet[Subscription]:
    """Those that stand, oldest first."""
    return Subscription.objects.filter(programme=programme, ended_at=None).select_related("person")


def is_subscribed(programme: Programme, person_id: int) -> bool:
    return subscriptions(programme).filter(person=person_id).exists()


def readers(programme: Programme, policy: Policy) -> list[int]:
    """Numbers of the people the monthly report is sent to: the leads (administrators where there is
    none), the sponsor of the policy, and whoever subscribed and is not deactivated."""
    sponsor = Person.objects.filter(login=policy.sponsor, deactivated_at=None)
    subscribed = subscriptions(programme).filter(person__deactivated_at=None)
    return sorted(
        {
            *leads(),
            *(sponsor.values_list("pk", flat=True) if policy.sponsor else ()),
            *subscribed.values_list("person", flat=True),
        }
    )
