"""The pages around the intake, without JavaScript and with the part that renews itself."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from holdfast.escalation.actions import save_customer
from holdfast.escalation.models import Customer, Escalation, Participant
from holdfast.journal.models import Event
from tests.cast import Story

TYPED = {
    "title": "Zoekt shards vanish",
    "stakes": "Nobody finds anything.",
    "why_now": "The queue is long.",
    "severity": "1",
    "customer": "Acme",
}


@pytest.mark.req("R2", "R38")
def test_looking_for_similar_ones_keeps_what_was_typed(story: Story, at):
    solved = story.owned(title="Shards are gone", stakes="Nothing is found.")
    story.answer(story.ask_to_close(solved, reason="More disk for zoekt."), agree=True)
    page = at("sam").post("/escalations/new", status=200, look="similar", **TYPED)
    assert f"/escalations/{solved.ref}" in page.links
    assert "What solved it: More disk for zoekt." in page
    assert {name: page.forms["/escalations/new"][name] for name in TYPED} == TYPED
    assert not page.alerts
    assert Escalation.objects.count() == 1
    part = at("sam").client.post(
        "/escalations/new", {**TYPED, "look": "similar"}, headers={"HX-Request": "true"}
    )
    assert part.status_code == 200
    assert part.content.decode().lstrip().startswith('<div id="similar-list"')
    assert solved.ref in part.content.decode()
    assert "Nothing similar is known" in at("sam").post(
        "/escalations/new", status=200, look="similar", title="Unicorns"
    )
    raised = at("sam").post("/escalations/new", **TYPED)
    assert "Zoekt shards vanish" in raised.h1
    for hostile in ('"', "NEAR(", "🔥", "\x00", "w" * 200_000):
        at("sam").post("/escalations/new", status=200, look="similar", title=hostile)


@pytest.mark.req("R38")
def test_a_helpdesk_fills_the_form_and_saves_nothing(story: Story, at):
    given = {**TYPED, "origin_url": "https://help.example.com/7"}
    page = at("sam").get(f"/escalations/new?{urlencode(given)}")
    form = page.forms["/escalations/new"]
    assert {name: form[name] for name in given} == given
    assert not Escalation.objects.exists()
    # Who is on is there before anything is raised.
    assert "Ana Ruiz" in page and "Kim Seo-yeon" in page and "At work now" in page
    odd = at("sam").get("/escalations/new?severity=9&title=%00%22%3E&once=x&unknown=y&exec_asked=z")
    assert odd.forms["/escalations/new"]["title"] == '">'


@pytest.mark.req("R84", "R86")
def test_who_responds_first_is_said(story: Story, at):
    page = at("sam").get("/escalations/new?customer=Acme")
    assert "Phase unknown: no customer called Acme is known" in page
    save_customer(name="Acme", ga_on="2026-03-20", by=story.sam, at=story.now)
    assert "the policy sets no buffer after GA" in at("sam").get("/escalations/new?customer=acme")
    at("lea").post(
        "/policy/changes", **at("lea").get("/policy/changes").forms["/policy/changes"]
        | {"ga_buffer_days": "14", "reason": "Known."}
    )  # fmt: skip
    page = at("sam").get("/escalations/new?customer=acme")
    assert "The implementation engineer responds first" in page
    issue = story.raised(customer="Acme")
    shown = at("sam").get(f"/escalations/{issue.ref}")
    assert "Raised past the first responder" in shown
    assert "Answers to the customer" in shown


def test_more_than_the_questions(story: Story, at):
    page = at("rex").post(
        "/escalations/new",
        **{**TYPED, "exec_asked": "yes", "alert_team": "Search", "first_response": "Restarted."},
        support_engineer="sam",
    )
    made = Escalation.objects.get()
    assert (made.exec_asked, made.support_engineer) == (True, story.people["sam"])
    assert "an executive" in page and "Restarted." in page and "Search" in page
    page = at("sam").post("/escalations/new", status=422, **{**TYPED, "alert_team": "Nobody's"})
    assert "no team" in page.alerts[0]


@pytest.mark.req("R40", "R72")
def test_both_questions_stand_where_it_is_decided(story: Story, at):
    issue = story.raised()
    page = at("ana").get(f"/escalations/{issue.ref}")
    assert page.text.count("Is the normal process too slow?") == 2
    at("ana").post(f"/escalations/{issue.ref}/acceptance", why="Only they can, in May.")
    assert Event.objects.get(kind="escalation.accepted").data["why"] == "Only they can, in May."
    assert "Only they can, in May." in at("sam").get(f"/escalations/{issue.ref}")


@pytest.mark.req("R39", "R49")
def test_who_is_involved(story: Story, at):
    ref = story.owned().ref
    here = f"/escalations/{ref}/participants"
    ana = at("ana")
    page = ana.post(here, status=422, login="nobody", needs="A date")
    assert page.forms[here]["needs"] == "A date" and page.alerts
    page = ana.post(here, login="max", needs="A date")
    assert "last spoken to never" in page and "A date" in page
    number = Participant.objects.get().pk
    page = ana.post(f"/participants/{number}/spoken")
    assert "last spoken to never" not in page and "spoke to Max Vogel" in page
    stranger = at("rex").get(f"/escalations/{ref}")
    assert "Max Vogel" in stranger and here not in stranger.forms
    assert at("rex").post(f"/participants/{number}/spoken", status=403).alerts
    page = ana.post(f"/participants/{number}/leaving")
    assert "took Max Vogel off those involved" in page
    ana.post(f"/participants/{number}/spoken", status=409)
    ana.get("/participants/999/spoken", status=404)


@pytest.mark.req("R75")
def test_who_answers_to_the_customer(story: Story, at):
    ref = story.owned().ref
    here = f"/escalations/{ref}/support-engineer"
    assert here not in at("ana").get(f"/escalations/{ref}").forms
    assert at("sam").post(here, status=422, login="nobody").forms[here]["login"] == "nobody"
    page = at("sam").post(here, login="rex")
    assert "named Rex Quill as answerable to the customer" in page
    assert at("ana").post(here, status=403, login="ana").alerts


def test_customers(story: Story, at):
    sam = at("sam")
    assert "No customers are here yet" in sam.get("/customers")
    page = sam.post("/customers", status=422, name="Acme", support_engineer="nobody")
    assert page.forms["/customers"]["name"] == "Acme" and page.alerts
    page = sam.post("/customers", name="Acme", ga_on="2026-03-20", support_engineer="sam")
    assert "2026-03-20" in page and "Sam Okafor" in page
    assert Customer.objects.get().name == "Acme"
    page = sam.post("/customers/import", status=422, content="name,ga_on\nUmbra,soon")
    assert "Line 2, ga_on" in page
    page = sam.post("/customers/import", status=200, content="name,ga_on\nUmbra,2026-01-01")
    assert "1 added" in page
    assert "Umbra" in sam.get("/customers?q=umb")
    assert "No customer is called" in sam.get("/customers?q=nothing")
    at("rex").get("/customers/import", status=403)


@pytest.mark.req("R2")
def test_searching_the_list(story: Story, at):
    issue = story.raised(title="Zoekt shards vanish")
    other = story.raised(title="Login is blank")
    story.decline(other, by="ana", reason="Clear the cache.")
    page = at("sam").get("/escalations?q=cached")
    assert (
        f"/escalations/{other.ref}" in page.links and f"/escalations/{issue.ref}" not in page.links
    )
    assert "Nothing was written about" in at("sam").get("/escalations?q=unicorn")
    assert issue.ref in at("sam").get("/escalations?q=%20")
    at("sam").get("/escalations?q=%00%22NEAR(")
