"""Pieces and fixes through their pages, every form sent without JavaScript."""

import pytest

from holdfast.escalation.models import Fix, Piece
from tests.cast import Story

pytestmark = pytest.mark.usefixtures("billing")


@pytest.mark.req("R80", "R81", "R66")
def test_a_piece_goes_to_a_team_comes_back_and_is_done(story: Story, at):
    issue = story.owned()
    here = f"/escalations/{issue.ref}"
    ana, ben = at("ana"), at("ben")
    assert f"{here}/pieces" in ana.get(here).links
    page = ana.post(
        f"{here}/pieces", team="Billing", title="Invoices stop", purpose="fix", evidence=""
    )
    assert "flagged" in page and "No evidence" in page
    assert "1 piece: 1 sent to Billing" in page
    assert "handed “Invoices stop” to Billing" in page

    assert "A piece of ESC-" in ben.get("/")
    piece = f"/pieces/{Piece.objects.get().pk}"
    assert piece in ben.get("/pieces").links
    page = ben.get(piece)
    assert "Acme renews on Friday" in page and "Ana Ruiz" in page
    assert f"{piece}/waiver" not in page.forms and f"{piece}/sending" not in page.forms
    page = ben.post(f"{piece}/bounce", status=422, reason=" ")
    assert "Say why it comes back" in page.alerts[0]
    page = ben.post(f"{piece}/bounce", reason="How does it happen?")
    assert "Sent back" in page and "How does it happen?" in page

    assert "Billing sent back a piece" in ana.get("/")
    page = ana.get(here)
    assert "1 bounced by Billing" in page and "How does it happen?" in page
    page = ana.post(f"{piece}/sending", team="", evidence="Run the job twice.", note="See there.")
    assert "Waits for Billing" in page and "sent back 1 time" in page
    assert "No evidence" not in page
    assert "Billing sent back" not in ana.get("/")
    page = ben.post(f"{piece}/taking")
    assert "Taken by Ben Ahrens" in page
    assert ben.post(f"{piece}/taking").status == 200, "a second tab does no harm"
    page = at("ida").post(f"{piece}/taking", status=409)
    assert "taken by Ben Ahrens" in page.alerts[0]
    assert "A piece of ESC-" not in ben.get("/"), "it is taken"
    page = ben.post(f"{piece}/amendment", evidence="", issue_url="https://issues.example/7")
    assert "https://issues.example/7" in page.links
    assert page.forms[f"{piece}/amendment"]["evidence"] == "Run the job twice."

    page = ana.post(f"{here}/closure-requests", status=409, outcome="resolved", reason="Fixed.")
    assert "Invoices stop" in page.alerts[0]
    assert page.forms[f"{here}/closure-requests"]["reason"] == "Fixed."
    page = ben.post(f"{piece}/completion", note="Deployed.")
    assert "Done" in page and f"{piece}/bounce" not in page.forms
    assert "1 piece: 1 done" in ana.get("/escalations") and "1 piece: 1 done" in ana.get("/")
    ana.post(f"{piece}/reopening", reason="Not for all.")
    page = ana.post(f"{piece}/waiver", reason="Good enough.")
    assert "Waived" in page
    assert "handed you a part" not in ben.get("/pieces")
    ana.post(f"{here}/closure-requests", outcome="resolved", reason="Fixed.")


def test_what_was_typed_is_kept(story: Story, at):
    issue = story.owned()
    here = f"/escalations/{issue.ref}/pieces"
    typed = {"team": "Search", "title": "", "purpose": "alert", "evidence": "Run it."}
    page = at("ana").post(here, status=422, **typed)
    assert page.forms[here]["evidence"] == "Run it." and page.forms[here]["purpose"] == "alert"
    assert page.forms[here]["team"] == "Search"
    assert not Piece.objects.exists()
    page = at("sam").post(here, status=403, **{**typed, "title": "Look"})
    assert "Ana Ruiz, who owns it" in page.alerts[0]


def test_a_word_that_comes_too_late_is_shown_again(story: Story, at):
    piece = story.piece(story.owned())
    story.move(piece, "finish")
    page = at("ida").post(f"/pieces/{piece.pk}/bounce", status=409, reason="Not our code.")
    assert "was done by Ben Ahrens" in page.alerts[0]
    assert "What you typed" in page and "Not our code." in page.html
    response = at("ben").client.get(f"/pieces/{piece.pk}/bounce")
    assert (response.status_code, response["Location"]) == (303, f"/pieces/{piece.pk}")
    at("ben").get("/pieces/99", status=404)
    at("ben").post("/pieces/99/taking", status=404)


def test_the_same_form_sent_twice_hands_out_once(story: Story, at):
    issue = story.owned()
    ana, here = at("ana"), f"/escalations/{issue.ref}/pieces"
    once = ana.get(here).forms[here]["once"]
    typed = {"team": "Billing", "title": "Look", "purpose": "fix", "evidence": "x", "once": once}
    ana.post(here, **typed)
    ana.post(here, **typed)
    assert Piece.objects.count() == 1


@pytest.mark.req("R59")
def test_a_silent_piece_is_marked(story: Story, at):
    piece = story.piece(story.owned(severity=3))
    assert "Silent" not in at("ben").get("/pieces")
    story.forward(days=8)
    for address in ("/pieces", f"/pieces/{piece.pk}", f"/escalations/{piece.escalation.ref}"):
        assert "Silent" in at("ben").get(address), address
    page = at("ana").get(f"/escalations/{piece.escalation.ref}")
    assert "Nobody has moved “Invoices stop” of Billing" in page


@pytest.mark.req("R55", "R87", "R88")
def test_who_fixed_it_and_the_exceptions(story: Story, at):
    issue = story.owned()
    ana, here = at("ana"), f"/escalations/{issue.ref}/fixes"
    typed = {"fixed_by": "ana", "why": "At night.", "team": "Billing"}
    page = ana.post(here, status=422, **typed)
    assert "is not of Billing" in page.alerts[0] and page.forms[here]["why"] == "At night."
    page = ana.post(here, **typed, reviewer="ben")
    assert "reviewed by Ben Ahrens" in page
    assert "recorded that Ana Ruiz fixed it in what Billing owns" in page
    page = ana.post(here, **typed, exception="Nobody of them was there.")
    assert "Not reviewed" in page
    page = ana.get("/fixes?exceptions=1")
    assert "Nobody of them was there." in page and "Ben Ahrens" not in page
    assert "Ben Ahrens" in ana.get("/fixes")
    assert Fix.objects.count() == 2


def test_text_from_people_is_text(story: Story, at):
    piece = story.piece(story.owned(), title="<b>x</b>", evidence="<script>alert(1)</script>")
    for address in (f"/pieces/{piece.pk}", f"/escalations/{piece.escalation.ref}"):
        page = at("ana").get(address)
        assert "<script>alert(1)</script>" in page and "<b>x</b>" in page


def test_more_pieces_ask_the_database_no_more_often(story: Story, at):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    issue = story.owned()
    piece = story.piece(issue)
    story.move(piece, "take")
    addresses = ("/pieces", "/", f"/escalations/{issue.ref}", "/escalations")

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            at_ben.get(address)
        return len(asked)

    at_ben = at("ben")
    for address in addresses:
        at_ben.get(address)
    few = [count(address) for address in addresses]
    for number in range(5):
        story.move(story.piece(issue, title=f"Piece {number}"), "take")
    assert [count(address) for address in addresses] == few
