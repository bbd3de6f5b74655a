"""Cornered, paused, standing still and at capacity on the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Story
from tests.cast import at as day


@pytest.mark.req("R53")
def test_one_press_calls_for_help_and_whoever_is_asked_says_that_they_have_it(story: Story, at):
    issue = story.owned()
    here = f"/escalations/{issue.ref}"
    assert f"{here}/cornered" not in at("kim").get(here).forms
    page = at("ana").post(f"{here}/cornered", status=422, reason=" ", ask_of="bo")
    assert page.forms[f"{here}/cornered"]["ask_of"] == "bo"
    page = at("ana").post(f"{here}/cornered", reason="Storage <b>silent</b>.", ask_of="bo")
    assert "Bo Larsen (asked by name)" in page and "<b>silent" not in page.html
    assert f"{here}/cornered" not in page.forms and f"{here}/cornered/end" in page.forms
    assert "asks Bo Larsen" in page
    assert issue.ref in at("bo").get("/").text.split("Waits for you")[1]
    assert f"{here}/cornered/acknowledgement" not in at("lea").get(here).forms
    page = at("bo").post(f"{here}/cornered/acknowledgement", note="On it.")
    assert "has it" in page and f"{here}/cornered/acknowledgement" not in page.forms
    assert "out of a corner" not in at("bo").get("/")
    assert "Cornered" in at("kim").get("/escalations?state=stuck")
    story.now += timedelta(hours=1)
    page = at("ana").post(f"{here}/cornered/end", how="Bo found them.")
    assert "Time cornered1 h" in page
    assert "Nothing is stuck" in at("kim").get("/escalations?state=stuck")


@pytest.mark.req("R53")
def test_a_second_tab_is_told_who_was_asked_and_keeps_what_was_typed(story: Story, at):
    issue = story.owned()
    here = f"/escalations/{issue.ref}"
    story.corner(issue)
    page = at("ana").post(f"{here}/cornered", status=409, reason="In the other tab.")
    assert any("Lea Marsh" in alert for alert in page.alerts)
    assert "In the other tab." in page.html


@pytest.mark.req("R48")
def test_a_pause_says_until_when_and_can_be_ended(story: Story, at):
    issue = story.owned()
    here = f"/escalations/{issue.ref}"
    page = at("ana").post(f"{here}/pause", status=422, reason="Closed.", resumes_on="2026-03-01")
    assert page.forms[f"{here}/pause"]["reason"] == "Closed."
    page = at("ana").post(f"{here}/pause", reason="Closed.", resumes_on="2026-03-13")
    assert "Paused until Fri 13 Mar" in page and "paused it until Fri 13 Mar" in page
    assert f"{here}/pause/end" not in at("sam").get(here).forms
    page = at("ana").post(f"{here}/pause/end", reason="They are back.")
    assert "Paused until" not in page and "ended the pause" in page
    story.pause(issue, day(13).date())
    story.now = day(13, 8)
    story.tick()
    assert "The pause is over" in at("ana").get(here)


@pytest.mark.req("R54", "R59")
def test_an_overdue_next_step_and_a_standstill_show(story: Story, at):
    issue = story.owned(severity=3)
    for text in ("One.", "Two.", "Three."):
        story.update(issue, text, next_step="Wait", next_step_on=day(4).date())
    story.now = day(5)
    page = at("ana").get(f"/escalations/{issue.ref}")
    assert "next step overdue since Wed 4 Mar" in page
    assert "It stands still since" in page and "It stands still: updates with" in page
    assert "next step overdue since Wed 4 Mar" in at("ana").get("/")
    assert "Stands still" in at("ana").get("/escalations")


@pytest.mark.req("R48")
def test_the_timeline_says_who_was_told_of_what_is_overdue(story: Story, at):
    issue = story.owned(severity=0)
    for _ in range(3):
        story.now = story.see(issue).alarm_at
        story.tick()
    page = at("sam").get(f"/escalations/{issue.ref}")
    assert "who is answerable was told" in page
    assert "the lead was told" in page
    assert "the leads and Max Vogel were told" in page


@pytest.mark.req("R45")
def test_who_is_at_capacity_is_seen_where_it_matters(story: Story, at):
    assert "/people/ana/at-capacity" in at("ana").get("/").forms
    assert "/people/bo/at-capacity" not in at("bo").get("/").forms, "Bo is not on the rotation"
    page = at("ana").post("/people/ana/at-capacity", reason="Two sev0", until="2026-03-05")
    assert "At capacity until Thu 5 Mar" in page
    for address in ("/", "/who", "/people"):
        assert "At capacity until Thu 5 Mar" in at("kim").get(address), address
    assert "At capacity until Thu 5 Mar" in at("sam").get("/escalations/new")
    assert "/people/ana/at-capacity/end" not in at("kim").get("/people/ana").forms
    assert "/people/sam/at-capacity" not in at("lea").get("/people/sam").forms
    at("ana").post("/people/ana/at-capacity/end")
    assert "At capacity until" not in at("kim").get("/who")
    page = at("lea").post("/people/kim/at-capacity", status=422, until="2026-03-01", reason="Why")
    assert page.forms["/people/kim/at-capacity"]["reason"] == "Why"
