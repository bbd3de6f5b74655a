"""Reading where else an escalation lives."""

from __future__ import annotations

from holdfast.escalation.models import Escalation, Link
from holdfast.kernel.refusal import NotFound


def links_of(escalation: Escalation) -> list[Link]:
    """Those that stand, incidents first, each in the order they were made."""
    found = Link.objects.filter(escalation=escalation, removed_at__isnull=True)
    return sorted(
        found.select_related("by").order_by("pk"), key=lambda link: link.sort != Link.Sort.INCIDENT
    )


def link(link_id: int) -> Link:
    found = Link.objects.filter(pk=link_id).first()
    if found is None:
        raise NotFound(f"There is no link {link_id}.")
    return found
