"""What changes hands: handed over, offered, held by somebody off the rotation."""

from __future__ import annotations

from holdfast.escalation import actions as escalations
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def left_over(tale: Tale) -> None:
    """Held on by somebody whose time on the rotation is over."""
    issue = tale.raised(
        "luz",
        2,
        tale.ago(days=18),
        title="Invoices show the old company name",
        stakes="Tailspin's finance refuses to pay 14 invoices.",
        why_now="Billing's next release is in five weeks.",
        customer="Tailspin Toys",
    )
    tale.accepted(issue, "hugo", tale.ago(days=18, hours=-2))
    tale.updated(
        issue,
        "hugo",
        tale.ago(hours=20),
        "Corrected invoices are out; finance at Tailspin is checking them.",
        "Hear from Tailspin that all 14 are paid",
    )
    escalations.ask_to_close(
        ref=issue.ref,
        outcome="resolved",
        reason="All 14 invoices were sent again with the right name.",
        by=acting("hugo"),
        at=tale.ago(hours=5),
    )


def handed_over(tale: Tale) -> None:
    issue = tale.raised(
        "priya",
        1,
        tale.ago(days=9),
        title="Single sign-on loops for users with two groups",
        stakes="400 of Contoso's 3,000 users cannot sign in.",
        why_now="Nobody on call knows the SAML library.",
        customer="Contoso",
        origin_url="https://chat.sample.example/archives/support/p1700000000",
    )
    tale.accepted(issue, "jonah", tale.ago(days=9, hours=-4))
    tale.updated(
        issue, "jonah", tale.ago(days=8), "The second group overwrites the first in the cookie."
    )
    tale.involved(
        issue,
        "jonah",
        tale.ago(days=7),
        name="Maren Holt, who runs identity at Contoso",
        needs="A day's notice before anything is rolled out.",
    )
    tale.involved(
        issue,
        "jonah",
        tale.ago(days=4),
        login="luz-example",
        needs="Two sentences for the account team every Friday.",
    )
    review = tale.asked(
        issue,
        "jonah",
        tale.ago(days=5),
        team="Platform",
        what="Read the patch for the session cookie; it is 30 lines.",
        until=tale.ahead(days=2),
        tried="Reproduced with two groups; one group works. The second group overwrites the first.",
        customer_words="We found the cause and are testing the correction.",
    )
    escalations.agree_ask(
        ask_id=review.pk,
        note="Finn reads it on the next working day.",
        by=acting("sade"),
        at=tale.ago(days=5, hours=-3),
    )
    offer = escalations.offer_handover(
        ref=issue.ref,
        to="ines-example",
        note="Loop found: cookie is overwritten. Patch is in review. Contoso's contact is in the "
        "thread and answers in the mornings.",
        by=acting("jonah"),
        at=tale.ago(days=2),
    )
    escalations.accept_handover(
        handover_id=offer.pk, by=acting("ines"), at=tale.ago(days=2, hours=-2)
    )
    tale.updated(
        issue,
        "ines",
        tale.ago(hours=16),
        "The patch runs on Contoso's staging; 12 of their testers signed in.",
        "Roll the patch out with Contoso on their maintenance evening",
    )
    escalations.record_fix(
        ref=issue.ref,
        fixed_by="jonah-example",
        why="He had the failing sign-in on his own machine.",
        team="Platform",
        exception="Platform is at an offsite; Contoso could not wait for it. Finn reads it after.",
        url="https://code.sample.example/platform/pull/911",
        by=acting("ines"),
        at=tale.ago(hours=16),
    )


def offered(tale: Tale) -> None:
    issue = tale.raised(
        "priya",
        1,
        tale.ago(days=1, hours=6),
        title="Webhooks arrive twice since the upgrade",
        stakes="Adatum books orders twice and refunds by hand, 60 a day.",
        why_now="The integrations team is at an offsite until Thursday.",
        customer="Adatum",
    )
    tale.accepted(issue, "ines", tale.ago(days=1, hours=4))
    who = tale.asked(
        issue,
        "ines",
        tale.ago(hours=20),
        person="mei",
        what="Which of the two retry queues sends webhooks since the upgrade?",
        until=tale.ahead(days=1),
    )
    escalations.acknowledge_ask(ask_id=who.pk, by=acting("mei"), at=tale.ago(hours=3))
    escalations.offer_handover(
        ref=issue.ref,
        to="mei-example",
        note="Duplicates come from the retry queue. You wrote it; I have the customer's logs ready.",
        by=acting("ines"),
        at=tale.ago(minutes=50),
    )
