"""What the receiving team and the owner read about a piece and a fix."""

from __future__ import annotations

import pytest

from holdfast.journal.models import Event
from holdfast.mail.render import Letter, render
from holdfast.people.models import Person
from tests.cast import Story

pytestmark = pytest.mark.usefixtures("billing")


def letter(kind: str, login: str) -> Letter:
    event = Event.objects.filter(kind=kind).latest("pk")
    return render(event, Person.objects.get(login=login), key="k")


@pytest.mark.req("R80", "R81", "R66")
def test_the_team_reads_the_stakes_the_evidence_and_whom_to_ask(story: Story):
    issue = story.owned()
    story.piece(issue, evidence="Log in.\nRun the job twice.", issue_url="https://x.example/7")
    mail = letter("piece.handed_out", "eva")
    assert mail.subject == f"{issue.ref}: a piece for Billing: Search is down for Acme"
    for words in (
        "Ana Ruiz handed a piece of this escalation to Billing: “Invoices stop”",
        "Run the job twice.",
        "The issue: https://x.example/7",
        "At stake: Acme renews on Friday",
        "Owner: Ana Ruiz, the single point of contact",
        "Take it, or send it back with the reason",
        "you answer for Billing",
    ):
        assert words in mail.text
    assert "you own" in letter("piece.handed_out", "ana").text
    story.piece(issue, title="Bare", evidence="")
    assert "Nobody has said yet how" in letter("piece.handed_out", "eva").text


@pytest.mark.req("R81", "R59")
def test_the_owner_reads_why_it_came_back_and_what_to_do(story: Story):
    piece = story.piece(story.owned())
    story.move(piece, "bounce", reason="Not our code.")
    back = letter("piece.bounced", "ana").text
    assert "Ben Ahrens sent it back from Billing" in back and "Reason: Not our code." in back
    assert "Send it again with what was missing" in back
    story.forward(days=8)
    assert "sent back by Billing" in letter("piece.silent", "ana").text
    story.move(piece, "resend", by="ana", team="Search", note="See the index.")
    sent = letter("piece.sent_again", "max").text
    assert "it was with Billing until now" in sent and "See the index." in sent
    story.move(piece, "finish", by="kim", note="Deployed.")
    assert "Note: Deployed." in letter("piece.done", "ana").text
    story.move(piece, "reopen", by="ana", reason="Not for all.")
    assert "Reason: Not for all." in letter("piece.reopened", "max").text
    story.move(piece, "waive", by="ana", reason="Good enough.")
    assert "nobody waits for it any more" in letter("piece.waived", "max").text


@pytest.mark.req("R88")
def test_the_reviewer_reads_that_they_are_named(story: Story):
    story.fix(story.owned(), team="Billing", reviewer="ben")
    mail = letter("fix.recorded", "ben").text
    assert "Reviewed by Ben Ahrens." in mail and "you are named as its reviewer" in mail
