"""An escalation lived through its pages, every form sent without JavaScript."""

import pytest

from holdfast.escalation.models import Escalation
from tests.cast import Story

GIVEN = {
    "title": "Search is down for Acme",
    "stakes": "Acme renews on Friday.\n\nThey cannot search at all.",
    "why_now": "The search team's queue is two weeks long.",
    "severity": "1",
    "origin_url": "https://tickets.example/77",
}


@pytest.mark.req("R2", "R41", "R46", "R48", "R58", "R60")
def test_from_raising_to_reopening(story: Story, at):
    sam, ana, bo = at("sam"), at("ana"), at("bo")
    page = sam.post("/escalations/new", **GIVEN)
    here = f"/escalations/{Escalation.objects.get().ref}"
    assert "Nobody yet" in page and "Waits for an owner" in page
    assert f"{here}/acceptance" not in page.forms, "support does not accept"

    page = ana.post(f"{here}/acceptance", next_step="Look at the index")
    assert "Ana Ruiz (you)" in page and "Look at the index" in page

    story.forward(hours=1)
    page = ana.post(f"{here}/updates", text="The index is broken.", next_step="Rebuild it")
    assert "wrote an update" in page and "Rebuild it" in page

    page = ana.post(f"{here}/handovers", to="bo", note="All of it: see the thread.")
    assert "Offered to Bo Larsen" in page
    page = bo.get("/")
    assert "Ana Ruiz offers you" in page
    offer = next(address for address in bo.get(here).forms if address.endswith("/acceptance"))
    page = bo.post(offer)
    assert "Bo Larsen (you)" in page
    page = bo.post(offer)
    assert "Bo Larsen (you)" in page, "a second tab does no harm"

    page = bo.post(f"{here}/closure-requests", outcome="resolved", reason="Rebuilt and watched.")
    assert "asks to close it: resolved" in page
    assert "asks to close" in sam.get("/")
    answer = next(address for address in sam.get(here).forms if "closure-requests/" in address)
    page = sam.post(answer, agree="yes")
    assert "Closed" in page and "closed it: resolved" in page

    page = sam.post(f"{here}/reopening", reason="It is back.")
    assert "Owned" in page and "reopened it" in page


@pytest.mark.req("R38", "R66")
@pytest.mark.parametrize("missing", ["title", "stakes", "why_now", "severity"])
def test_what_was_typed_is_kept_when_something_is_missing(at, missing: str):
    typed = {name: value for name, value in GIVEN.items() if name != missing}
    page = at("sam").post("/escalations/new", status=422, **typed)
    assert len(page.alerts) == 1
    assert page.title.startswith("Not yet")
    kept = page.forms["/escalations/new"]
    assert {name: kept[name] for name in typed} == typed
    assert not Escalation.objects.exists()


def test_the_same_form_sent_twice_raises_once(at):
    sam = at("sam")
    once = sam.get("/escalations/new").forms["/escalations/new"]["once"]
    sam.post("/escalations/new", once=once, **GIVEN)
    sam.post("/escalations/new", once=once, **GIVEN)
    assert Escalation.objects.count() == 1
    sam.post("/escalations/new", once=once, **{**GIVEN, "title": "Another one, by going back"})
    assert Escalation.objects.count() == 2


@pytest.mark.req("R41")
def test_who_accepts_second_is_told_who_was_first_and_keeps_what_they_typed(story: Story, at):
    issue = story.owned(by="ana")
    page = at("kim").post(
        f"/escalations/{issue.ref}/acceptance", status=409, next_step="Call Acme first"
    )
    assert any("Ana Ruiz" in alert for alert in page.alerts)
    assert "Call Acme first" in page.html


def test_support_may_not_accept_and_is_told_who_may(story: Story, at):
    issue = story.raised()
    page = at("sam").post(f"/escalations/{issue.ref}/acceptance", status=403)
    assert any("engineer" in alert for alert in page.alerts)


@pytest.mark.req("R72")
def test_saying_no_needs_a_reason(story: Story, at):
    issue = story.raised(by="rex")
    here = f"/escalations/{issue.ref}"
    page = at("ana").post(f"{here}/decline", status=422, reason=" ", alternative="Use the export")
    assert page.forms[f"{here}/decline"]["alternative"] == "Use the export"
    page = at("ana").post(f"{here}/decline", reason="A wish, not a crisis.", alternative="Roadmap")
    assert "Declined" in page and "Roadmap" in page


def test_an_update_that_is_refused_comes_back_whole(story: Story, at):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}"
    page = at("ana").post(
        f"{here}/updates",
        status=422,
        text="Nearly there.",
        next_step="Deploy",
        next_update_at="2026-03-01T10:00",
    )
    kept = page.forms[f"{here}/updates"]
    assert (kept["text"], kept["next_step"]) == ("Nearly there.", "Deploy")
    assert kept["next_update_at"] == "2026-03-01T10:00"
    assert "past" in page.alerts[0]


def test_keeping_it_open_says_what_is_missing(story: Story, at):
    issue = story.owned(by="ana")
    request = story.ask_to_close(issue)
    page = at("sam").post(f"/closure-requests/{request.pk}/answer", status=422, agree="no")
    assert "still missing" in page.alerts[0]
    page = at("sam").post(f"/closure-requests/{request.pk}/answer", agree="no", note="Still slow.")
    assert "did not agree" in page and "Still slow." in page


def test_withdrawing_and_declining_an_offer(story: Story, at):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="bo")
    page = at("bo").post(f"/handovers/{offer.pk}/decline", status=422, reason="")
    assert page.alerts
    at("bo").post(f"/handovers/{offer.pk}/decline", reason="On leave.")
    page = at("ana").post(f"/handovers/{offer.pk}/withdrawal", status=409)
    assert "declined" in page.alerts[0]
    offer = story.offer(issue, to="kim")
    assert "withdrawn" in at("ana").post(f"/handovers/{offer.pk}/withdrawal")


def test_text_from_people_is_text(story: Story, at):
    issue = story.raised(stakes="<script>alert(1)</script> see https://x.example/?a=1&b=2, now")
    page = at("sam").get(f"/escalations/{issue.ref}")
    assert "<script>alert(1)</script>" in page
    assert "https://x.example/?a=1&b=2" in page.links


def test_a_form_opened_by_hand_shows_its_page(story: Story, at):
    issue = story.raised()
    response = at("sam").client.get(f"/escalations/{issue.ref}/updates")
    assert (response.status_code, response["Location"]) == (303, f"/escalations/{issue.ref}")


def test_older_ones_are_a_page_away(story: Story, at):
    for number in range(52):
        story.raised(title=f"Issue {number:02}")
    page = at("sam").get("/escalations")
    assert "Issue 51" in page and "Issue 01" not in page
    older = next(link for link in page.links if "after=" in link)
    assert "Issue 01" in at("sam").get(f"/escalations{older}")


def test_late_is_said_in_words(story: Story, at):
    issue = story.owned(by="ana")
    story.forward(days=3)
    assert "overdue by 2 days" in at("sam").get("/")
    assert "The update is overdue" in at("sam").get(f"/escalations/{issue.ref}")
