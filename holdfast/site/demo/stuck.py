"""What does not move: standing still, cornered, overdue, paused."""

from __future__ import annotations

from holdfast.escalation import actions as escalations
from holdfast.escalation.models import Cornered
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def standing_still(tale: Tale) -> None:
    """Updates are written, and the next step stays the same."""
    issue = tale.raised(
        "luz",
        2,
        tale.ago(days=23),
        title="Usage reports count every seat twice",
        stakes="Lucerne is billed by them and stopped paying; 80,000 a month.",
        why_now="Billing and Search each say that the other counts.",
        customer="Lucerne",
    )
    tale.accepted(issue, "hugo", tale.ago(days=23, hours=-3))
    step = "Get Search and Billing on one call"
    for days, text in (
        (19, "Both teams sent me numbers; they differ."),
        (12, "No slot for the call yet."),
        (5, "Still no slot; Search proposes next week."),
    ):
        tale.updated(issue, "hugo", tale.ago(days=days), text, step)
    call = tale.asked(
        issue,
        "hugo",
        tale.ago(days=13),
        person="zoe",
        what="Half an hour with Search about who counts a seat.",
        until=tale.ahead(days=1),
        tried="Compared both teams' numbers for one week; each counts what the other sends.",
    )
    escalations.decline_ask(
        ask_id=call.pk,
        reason="Not before the quarter is closed. Ask Gwen: Search sends the events.",
        by=acting("zoe"),
        at=tale.ago(days=12),
    )


def in_a_corner(tale: Tale) -> None:
    """Who was asked first did not answer; the lead has it."""
    issue = tale.raised(
        "tom",
        1,
        tale.ago(days=6),
        title="Backups of one region cannot be restored",
        stakes="Trey Research's yearly audit asks for a restore; without it they lose their license.",
        why_now="The restore tool has no owner since its author left.",
        customer="Trey Research",
    )
    tale.accepted(issue, "ines", tale.ago(days=6, hours=-2))
    tale.updated(
        issue,
        "ines",
        tale.ago(hours=22),
        "The archive is whole; only the tool's key is missing.",
        "Get the key from whoever ran the region",
    )
    called = escalations.corner(
        ref=issue.ref,
        reason="The key was the author's. I have asked everybody I know of; I need somebody who can "
        "order a search of the vault.",
        ask_of="otis-example",
        until=tale.ahead(hours=20),
        by=acting("ines"),
        at=tale.ago(days=5),
    )
    unanswered = Cornered.objects.get(pk=called.pk).alarm_at or tale.at
    escalations.climb_ladders(min(unanswered, tale.ago(hours=21)))
    escalations.acknowledge_cornered(
        ref=issue.ref,
        note="The vault's owners search today; I call Trey Research.",
        by=acting("nora"),
        at=tale.ago(hours=20),
    )


def paused(tale: Tale) -> None:
    issue = tale.raised(
        "priya",
        3,
        tale.ago(days=5),
        title="Alerts by text message arrive hours late",
        stakes="Fourth Coffee's night shift misses alarms of its freezers.",
        why_now="The carrier answers nobody but its largest customers.",
        customer="Fourth Coffee",
    )
    tale.accepted(issue, "jonah", tale.ago(days=5, hours=-6))
    escalations.pause(
        ref=issue.ref,
        reason="The carrier changes its route over the weekend; until it has there is nothing to "
        "do. Alarms go by phone call meanwhile.",
        resumes_on=tale.ahead(days=4).date(),
        by=acting("jonah"),
        at=tale.ago(days=1),
    )


def overdue(tale: Tale) -> None:
    """Its update is late, and a minute ago its owner said that he is alone with it."""
    issue = tale.raised(
        "luz",
        2,
        tale.ago(days=8),
        title="Exports time out above 10,000 rows",
        stakes="Litware's auditors wait for the export; the fine is due at the end of the month.",
        why_now="The team that owns exports was dissolved in spring.",
        customer="Litware",
    )
    tale.accepted(issue, "jonah", tale.ago(days=8, hours=-3))
    tale.updated(
        issue, "jonah", tale.ago(days=6), "Streaming would do it; looking for who can review."
    )
    tale.asked(
        issue,
        "jonah",
        tale.ago(days=1, hours=2),
        team="Platform",
        what="Somebody who can review a change to the export service.",
        until=tale.ahead(days=1),
    )
    escalations.corner(
        ref=issue.ref,
        reason="Streaming would do it. Nobody owns the export service, so nobody may approve the "
        "change; I asked Platform and hear nothing.",
        until=tale.ahead(days=1),
        by=acting("jonah"),
        at=tale.ago(minutes=40),
    )
