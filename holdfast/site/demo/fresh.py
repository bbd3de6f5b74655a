"""What came in just now, and who can take no more of it."""

from __future__ import annotations

from holdfast.escalation import actions as escalations
from holdfast.escalation.models import Escalation
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def twice(tale: Tale) -> None:
    """The same as what is offered above, raised by somebody else: merged."""
    first = Escalation.objects.get(title__startswith="Webhooks arrive twice")
    again = tale.raised(
        "luz",
        2,
        tale.ago(hours=9),
        title="Tailspin gets every order message two times",
        stakes="Tailspin's warehouse packs parcels twice.",
        why_now="It began with the upgrade and support sees no cause.",
        customer="Tailspin Toys",
    )
    escalations.merge(
        ref=again.ref,
        into=first.ref,
        reason="The same retry queue.",
        by=acting("ines"),
        at=tale.ago(hours=8),
    )


def fresh(tale: Tale) -> None:
    issue = tale.raised(
        "priya",
        0,
        tale.ago(minutes=12),
        title="All dashboards are blank for Proseware",
        stakes="Proseware's control room is blind; they fall back to phone calls.",
        why_now="The runbook does not know this error and the owning team is asleep.",
        customer="Proseware",
        first_response="Amir, who implements it with them, restarted the dashboards: blank again "
        "within a minute.",
        origin_url="https://chat.sample.example/archives/support/p1700000001",
    )
    escalations.link(
        ref=issue.ref,
        url="https://status.sample.example/incidents/214",
        title="Incident 214: dashboards",
        by=acting("priya"),
        at=tale.ago(minutes=10),
    )


def at_capacity(tale: Tale) -> None:
    escalations.at_capacity(
        login="jonah-example",
        reason="Three at once, one of them a corner.",
        until=tale.ahead(days=2).date(),
        by=acting("jonah"),
        at=tale.ago(minutes=30),
    )
