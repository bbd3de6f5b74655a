"""Reading where else an escalation lives."""

from __future__ import annotations

from holdfast.escalation.models import Escalation, Link


def links_of(escalation: Escalation) -> list[Link]:
    """Those that stand, incidents first, each in the order they were made."""
    found = Link.objects.filter(escalation=escalation, removed_at__isnull=True)
    return sorted(
        found.select_related("by").order_by("pk"), key=lambda link: link.sort != Link.Sort.INCIDENT
    )
