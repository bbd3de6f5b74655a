"""Asking for help, answering, the brief, the help directory and the first week, as pages."""

from __future__ import annotations

import re

import pytest

from holdfast.escalation.models import Ask
from holdfast.people.actions import save_area
from holdfast.people.models import Area, Person, Team
from holdfast.rotation.models import Seat
from tests.cast import Story

TYPED = {"to": "team:Search", "what": "Read the index of Acme.", "by": "2026-03-05"}


@pytest.mark.req("R42", "R43", "R52", "R71", "R76")
def test_from_asking_to_done(story: Story, at):
    issue = story.owned()
    here = f"/escalations/{issue.ref}"
    ana, kim = at("ana"), at("kim")
    page = ana.get(here)
    assert f"{here}/asks" in page.links and "Asks" not in page
    page = ana.get(f"{here}/asks")
    assert "home team of Ana Ruiz" in page
    page = ana.post(f"{here}/asks", **TYPED)
    assert "Search is asked" in page and "No attempt recorded" in page
    assert "nothing of what was tried" in page
    assert "asked Search" in page, "the timeline"
    asked = Ask.objects.get()
    assert "Ana Ruiz asks Search" in kim.get("/")
    acts = f"/asks/{asked.pk}"
    page = kim.post(f"{acts}/acknowledgement", note="")
    assert "Seen" in page
    page = kim.post(f"{acts}/agreement", note="By tomorrow.")
    assert "By tomorrow." in page and "agreed to what Search was asked" in page
    page = kim.post(f"{acts}/completion", note="Index 7 was corrupt.")
    assert "Done" in page
    assert "Ana Ruiz asks Search" not in kim.get("/")
    page = kim.post(f"{acts}/agreement", status=409, note="I typed this.")
    assert any("is done already by Kim" in alert for alert in page.alerts)
    assert "I typed this." in page.html


def test_a_moment_in_my_own_zone(story: Story, at):
    issue = story.owned()
    at("ana").post(f"/escalations/{issue.ref}/asks", **TYPED, clock="09:30", formal="no")
    asked = Ask.objects.get()
    assert (asked.due_at.isoformat(), asked.formal) == ("2026-03-05T08:30:00+00:00", False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": ""},
        {"to": "team:Nobodies"},
        {"to": "person:ana"},
        {"what": " "},
        {"by": ""},
        {"by": "2026-03-02"},
        {"by": "soon"},
        {"clock": "late"},
    ],
)
def test_what_was_typed_is_kept_when_it_is_refused(story: Story, at, wrong: dict[str, str]):
    issue = story.owned()
    here = f"/escalations/{issue.ref}/asks"
    typed = {**TYPED, "tried": "Everything.", **wrong}
    page = at("ana").post(here, status=422, **typed)
    assert len(page.alerts) == 1 and page.title.startswith("Not yet")
    assert page.forms[here]["tried"] == "Everything."
    assert not Ask.objects.exists()


def test_somebody_who_is_not_in_the_list(story: Story, at, monkeypatch):
    here = f"/escalations/{story.owned().ref}/asks"
    assert "somebody" not in at("ana").get(here).forms[here]
    monkeypatch.setattr("holdfast.web.asks._MOST_PEOPLE", 2)
    assert "somebody" in at("ana").get(here).forms[here]
    page = at("ana").post(here, status=422, **{**TYPED, "somebody": "ghost"})
    assert page.forms[here]["somebody"] == "ghost" and len(page.alerts) == 1
    page = at("ana").post(here, **{**TYPED, "somebody": "@rex"})
    assert "Rex Quill is asked" in page


def test_the_same_form_sent_twice_asks_once(story: Story, at):
    here = f"/escalations/{story.owned().ref}/asks"
    once = at("ana").get(here).forms[here]["once"]
    at("ana").post(here, once=once, **TYPED)
    at("ana").post(here, once=once, **TYPED)
    assert Ask.objects.count() == 1


def test_buttons_are_for_who_may(story: Story, at):
    issue = story.owned()
    asked = story.ask(issue, to_person="bo", by="lea")
    here = f"/escalations/{issue.ref}"

    def actions(login: str) -> set[str]:
        return set(re.findall(r'formaction="([^"]+)"', at(login).get(here).html))

    acts = f"/asks/{asked.pk}"
    answers = {
        f"{acts}/{noun}" for noun in ("acknowledgement", "agreement", "completion", "decline")
    }
    assert actions("sam") == set()
    assert actions("bo") == answers
    assert actions("ana") == {f"{acts}/withdrawal"}
    assert actions("lea") == {*answers, f"{acts}/withdrawal"}
    at("sam").post(f"{acts}/agreement", status=403, note="Me.")
    page = at("sam").get(f"{here}/asks")
    assert f"{here}/asks" not in page.forms and "Ana Ruiz, who owns it, asks" in page


def test_declining_needs_a_reason_at_its_field(story: Story, at):
    issue = story.owned()
    first, second = story.ask(issue, to_person="bo"), story.ask(issue, to_person="bo", what="Two")
    page = at("bo").post(f"/asks/{second.pk}/decline", status=422, note=" ")
    assert len(page.alerts) == 1 and "why not" in page.alerts[0]
    page = at("bo").post(f"/asks/{second.pk}/decline", note="I am away.")
    assert "I am away." in page
    page = at("ana").post(f"/asks/{first.pk}/withdrawal", note="Found it.")
    assert "withdrew what Bo Larsen was asked" in page


@pytest.mark.req("R65")
def test_the_brief_to_copy(story: Story, at):
    issue = story.owned(stakes="Renewal </textarea><script>alert(1)</script>")
    asked = story.ask(issue, customer_words="We read it.")
    page = at("rex").get(f"/escalations/{issue.ref}/brief")
    assert "May be said to the customer" in page and "<script>alert" not in page.html
    page = at("kim").get(f"/asks/{asked.pk}/brief")
    assert "for Search" in page and "What is needed" in page


def test_the_asks_of_mine(story: Story, at):
    issue = story.owned()
    story.ask(issue, to_person="bo", what="Of you")
    done = story.ask(issue, what="Of us all")
    page = at("bo").get("/asks")
    assert "Of you" in page and "Of us all" in page and "To your team" in page
    assert "Nothing waits for you" in at("rex").get("/asks")
    story.say_of_ask(done, "finish", by="kim")
    assert "Of us all" not in at("bo").get("/asks")
    assert "Of us all" in at("bo").get("/asks?state=ended")
    assert "Of you" in at("ana").get("/asks?state=made")


@pytest.mark.req("R51")
def test_the_help_directory(story: Story, at):
    bo = at("bo")
    entry = {"name": "Index", "keywords": "zoekt, Zoekt", "team": "Search", "person": "kim"}
    assert "is empty" in bo.get("/areas")
    page = bo.post("/areas", **entry, note="In #index")
    assert "Kim Seo-yeon" in page and "In #index" in page
    page = bo.post("/areas", status=422, **{**entry, "person": "ghost"})
    assert page.forms["/areas"]["keywords"] == "zoekt, Zoekt"
    assert bo.get("/areas?edit=Index").forms["/areas"]["keywords"] == "zoekt"
    assert "/areas" not in at("sam").get("/areas").forms
    at("sam").post("/areas", status=403, **entry)
    removal = f"/areas/{Area.objects.get().pk}/removal"
    assert "is empty" in bo.post(removal)
    bo.post(removal, status=404)
    page = bo.post("/areas/import", status=422, content="area,team\nOne,Nobodies\n")
    assert "Line 2" in page
    page = bo.post("/areas/import", status=200, content="area,team\nOne,Search\n")
    assert "1 added" in page
    at("sam").get("/areas/import", status=403)


@pytest.mark.req("R51")
def test_the_help_directory_is_in_the_form(story: Story, at):
    Team.objects.create(name="Renewals")
    save_area(
        name="Contracts",
        keywords="renews",
        team="Renewals",
        person="rex",
        by=story.bo,
        at=story.now,
    )
    html = at("ana").get(f"/escalations/{story.owned().ref}/asks").html
    order = [html.index(each) for each in ("Home team", "Who owns it", "Other people")]
    assert order == sorted(order)
    assert html.index('value="team:Renewals"') < html.index('value="person:rex"') < order[2]


@pytest.mark.req("R56")
def test_who_answers_for_a_team(story: Story, at):
    here = f"/teams/{Team.objects.get().pk}/contact"
    assert here not in at("sam").get("/teams").forms
    page = at("lea").post(here, contact="kim")
    assert "Kim Seo-yeon answers for it" in page
    page = at("lea").post(here, status=422, contact="ghost")
    assert page.forms[here]["contact"] == "ghost"
    at("sam").post(here, status=403, contact="bo")
    at("lea").post("/teams/999/contact", status=404, contact="bo")


@pytest.mark.req("R65")
def test_the_first_week_ticks_itself(story: Story, at):
    kim = at("kim")
    assert "Your first week" in kim.get("/")
    page = kim.get("/first-week")
    assert "2 of 7 done" in page, "zone and seat"
    Person.objects.filter(login="kim").update(manager=Person.objects.get(login="max"))
    story.owned(by="kim")
    for what in ("absences", "boundaries", "directory", "directory"):
        kim.post("/first-week", what=what)
    kim.post("/first-week", status=422, what="coffee")
    assert "7 of 7 done" in kim.get("/first-week")
    assert "Your first week" not in kim.get("/"), "it is done"
    assert "Your first week" not in at("sam").get("/")
    assert "Your first week" not in at("bo").get("/"), "without a seat"
    assert "no seat on the rotation" in at("bo").get("/first-week")


def test_the_first_week_leads_to_the_seat(story: Story, at):
    seat = Seat.objects.get(person__login="kim")
    assert f"/rotation#window-{seat.window_id}" in at("kim").get("/first-week").links
