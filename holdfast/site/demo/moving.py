"""What moves: split over teams, or simply going well."""

from __future__ import annotations

from holdfast.escalation import actions as escalations
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def in_pieces(tale: Tale) -> None:
    """Three teams have a part of it: one is done, one silent, one came back."""
    issue = tale.raised(
        "luz",
        1,
        tale.ago(days=14),
        title="Whole repositories are missing after the move to the new cluster",
        stakes="Woodgrove's traders search for the rules they must follow, and find none.",
        why_now="Index, network and invoices of the move are three teams, and it shows in all three.",
        customer="Woodgrove",
        alert_team="Platform",
        support_engineer="tom-example",
    )
    tale.accepted(issue, "ines", tale.ago(days=14, hours=-2))
    relay = tale.piece(
        issue,
        "ines",
        tale.ago(days=13),
        team="Integrations",
        title="Send the missing webhooks of the night of the move again",
        evidence="412 of 9,000 events have no delivery between 01:00 and 02:10.",
        issue_url="https://tracker.sample.example/integrations/77",
    )
    alert = tale.piece(
        issue,
        "ines",
        tale.ago(days=13),
        team="Platform",
        title="An alert for repositories without an index",
        purpose="alert",
        evidence="300 repositories had none for two days and nothing rang.",
    )
    mei, sade, zoe = acting("mei"), acting("sade"), acting("zoe")
    escalations.take_piece(piece_id=alert.pk, by=sade, at=tale.ago(days=12))
    escalations.take_piece(piece_id=relay.pk, by=mei, at=tale.ago(days=12))
    escalations.finish_piece(
        piece_id=relay.pk, note="All 412 were sent again.", by=mei, at=tale.ago(days=6)
    )
    credit = tale.piece(
        issue,
        "ines",
        tale.ago(days=4),
        team="Billing",
        title="Credit the two days without search",
    )
    escalations.ring_silent_pieces(tale.ago(days=3))
    escalations.bounce_piece(
        piece_id=credit.pk,
        reason="Which two days, and how many seats? Without them we cannot write a credit note.",
        by=zoe,
        at=tale.ago(days=2),
    )
    tale.updated(
        issue,
        "ines",
        tale.ago(hours=18),
        "260 of 300 repositories are indexed again; the rest is large and runs tonight.",
        "Check the last 40 with Woodgrove",
    )
    done = tale.asked(
        issue,
        "ines",
        tale.ago(days=10),
        team="Search",
        what="Which repositories have no shard on the new cluster?",
        until=tale.ago(days=6),
        tried="Counted shards by hand for one project; 3 of 20 are missing.",
    )
    escalations.finish_ask(
        ask_id=done.pk,
        note="300; the list is in the thread.",
        by=acting("gwen"),
        at=tale.ago(days=8),
    )


def going_well(tale: Tale) -> None:
    """Raised past the implementation engineer, who would have been first."""
    issue = tale.raised(
        "tom",
        3,
        tale.ago(days=3),
        title="Which ports does the proxy need behind two firewalls?",
        stakes="Wingtip's pilot stalls, and with it a deal of 900 seats.",
        why_now="The docs contradict each other and support cannot test it.",
        customer="Wingtip",
    )
    tale.accepted(issue, "jonah", tale.ago(days=2, hours=20))
    tale.updated(
        issue,
        "jonah",
        tale.ago(days=1),
        "Two ports are enough; I am writing the page.",
        "Publish the corrected page and have Wingtip confirm",
    )
