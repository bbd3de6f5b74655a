"""Sam answers customers in Austin. He escalates, stays answerable, and has the last word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.models import Escalation
from tests.cast import Story, at
from tests.stories.day import Day

TYPED = {
    "title": "Zoekt shards vanish at Acme",
    "stakes": "Acme renews on Friday and finds nothing.",
    "why_now": "The search team's queue is two weeks long.",
    "severity": "1",
    "customer": "Acme",
    "origin_url": "https://help.example/tickets/7",
}


@pytest.mark.req("R2", "R38", "R66", "R74", "R84", "R23")
def test_before_he_raises_it_he_sees_what_solved_it_last_time_and_who_could_take_it(
    day: Day, story: Story
):
    solved = story.owned(title="Shards are gone", stakes="Nothing is found.")
    story.answer(story.ask_to_close(solved, reason="More disk for zoekt."), agree=True)
    story.learn(solved, "Look at the disk of zoekt first.")
    day.at("lea").post(
        "/policy/changes",
        **day.at("lea").get("/policy/changes").forms["/policy/changes"]
        | {"ga_buffer_days": "14", "reason": "Agreed with implementation."},
    )
    sam = day.at("sam")
    sam.post("/customers", name="Acme", ga_on="2025-11-03", support_engineer="sam")
    day.at("kim").post("/people/kim/at-capacity", reason="Two sev0", until="2026-03-05")

    page = sam.post("/escalations/new", status=200, look="similar", **TYPED)
    assert f"/escalations/{solved.ref}" in page.links
    assert "What solved it: More disk for zoekt." in page
    assert "Learned: Look at the disk of zoekt first." in page
    assert "The support engineer responds first" in page
    assert "At capacity until Thu 5 Mar" in page and "Ana Ruiz" in page
    assert page.forms["/escalations/new"]["stakes"] == TYPED["stakes"]

    page = sam.post("/escalations/new", status=422, **{**TYPED, "stakes": " "})
    assert len(page.alerts) == 1 and page.forms["/escalations/new"]["why_now"] == TYPED["why_now"]
    page = sam.post("/escalations/new", **TYPED)
    assert "Nobody yet." in page and "Sam Okafor (you), who raised it, is answerable" in page
    assert "Raised past the first responder" not in page, "he is the first responder"
    ref = Escalation.objects.latest("pk").ref
    assert f"/escalations/{ref}/acceptance" not in page.forms, "it takes an engineer"
    told = day.mails("ana", "escalation.raised")[-1]
    assert ref in told.subject
    for words in (TYPED["stakes"], TYPED["why_now"], TYPED["origin_url"]):
        assert words in told
    kim = [each.subject for each in day.mails("kim", "escalation.raised")]
    assert kim and not any(ref in each for each in kim), "she said that she can take no more"


@pytest.mark.req("R41", "R44", "R46", "R59")
def test_until_somebody_accepts_he_is_not_left_alone_with_it(day: Day, story: Story):
    ref = day.api("sam").raised(origin_url=TYPED["origin_url"])
    here = f"/escalations/{ref}"
    day.until(story.now + timedelta(hours=2))
    mail = day.mail("sam", "escalation.acceptance_overdue")
    assert mail.at == story.now, "sev1 waits two working hours of his, and no longer"
    assert "You are still answerable for it. Everybody on the rotation was told." in mail
    assert {day.mail(who, mail.kind).at for who in ("ana", "kim")} == {mail.at}
    assert not day.mails("lea", mail.kind)
    day.until(story.now + timedelta(hours=2))
    assert day.mail("lea", mail.kind).at == story.now
    assert "The leads know now, too." in day.mails("sam", mail.kind)[-1]

    page = day.at("sam").post(f"{here}/updates", text="Acme called again.")
    assert "Acme called again." in page
    day.at("ana").post(f"{here}/acceptance", next_step="Read the shards of Acme.", why="It is.")
    mail = day.mail("sam", "escalation.accepted")
    assert "Ana Ruiz accepted this escalation" in mail
    assert "Read the shards of Acme." in mail and TYPED["origin_url"] in mail
    assert "(America/Chicago)" in mail.text.split("Next update due:")[1].splitlines()[0]
    page = day.at("sam").get(here)
    assert "Single point of contact" in page and "Ana Ruiz" in page
    assert f"{here}/updates" not in page.forms, "the updates are hers to write now"
    waited = len(day.mails("sam", "escalation.acceptance_overdue"))
    day.until(story.now + timedelta(hours=12))
    assert len(day.mails("sam", "escalation.acceptance_overdue")) == waited


@pytest.mark.req("R46", "R75", "R39", "R49")
def test_owners_change_and_he_stays_answerable_to_the_customer(day: Day, story: Story):
    issue = story.owned(by="ana", customer="Acme")
    here = f"/escalations/{issue.ref}"
    sam = day.at("sam")
    sam.post(f"{here}/participants", name="Joe of Acme", needs="A call before he goes home")
    day.at("ana").post(f"{here}/handovers", to="kim", note="It is the disk.")
    (offer,) = day.api("kim").get("handovers").json()["items"]
    day.api("kim").put(f"handovers/{offer['id']}/acceptance")
    assert "Kim Seo-yeon owns it from now on" in day.mail("sam", "handover.accepted")
    page = sam.get(here)
    side = page.text.split("Answers to the customer")[1]
    assert side.startswith("Sam Okafor"), "the two never mix"
    assert "A call before he goes home" in page and "last spoken to never" in page
    number = story.see(issue).participants.get().pk
    assert "last spoken to never" not in sam.post(f"/participants/{number}/spoken")

    page = sam.post(f"{here}/support-engineer", login="bo")
    assert "named Bo Larsen as answerable to the customer" in page
    assert "Who owns the problem does not change by that." in day.mail("bo", "support.named")
    assert story.see(issue).owner.login == "kim"
    shown = day.run("escalation", "show", issue.ref, "--json").json
    assert (shown["owner"], shown["support_engineer"]) == ("kim", "bo")


@pytest.mark.req("R60")
def test_he_says_no_and_then_yes_and_takes_it_up_again_when_it_comes_back(day: Day, story: Story):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}"
    typed = {"outcome": "resolved", "reason": "Rebuilt the index."}
    day.at("ana").post(f"{here}/closure-requests", **typed)
    mail = day.mail("sam", "closure.asked")
    assert "Rebuilt the index." in mail and "Agree, or say what is still missing." in mail
    sam = day.at("sam")
    assert "Ana Ruiz asks to close" in sam.get("/")
    answer = next(each for each in sam.get(here).forms if each.startswith("/closure-requests/"))
    page = sam.post(answer, status=422, agree="no", note="")
    assert "still missing" in page.alerts[0]
    sam.post(answer, agree="no", note="Slow on Mondays.")
    assert "Slow on Mondays." in day.mail("ana", "closure.refused")
    assert story.see(issue).owner.login == "ana"

    day.at("ana").post(f"{here}/closure-requests", outcome="resolved", reason="And on Mondays.")
    agreed = day.run("escalation", "close", issue.ref, "--agree", "--as", "sam", "--json")
    assert agreed.code == 0 and story.see(issue).state == "closed"
    assert "Write what others should know next time" in day.mail("ana", "escalation.closed")
    story.forward(days=6)
    page = sam.post(f"{here}/reopening", reason="It is slow again.")
    assert "Owned" in page and "Rebuilt the index." in page, "one history"
    mail = day.mail("ana", "escalation.reopened")
    assert "It is slow again." in mail and "Ana Ruiz owns it again" in mail


@pytest.mark.req("R60")
def test_he_closes_his_own_without_asking_anybody(day: Day, story: Story):
    issue = story.raised()
    typed = {"outcome": "withdrawn", "reason": "Acme found it."}
    page = day.at("sam").post(f"/escalations/{issue.ref}/closure-requests", **typed)
    assert "Closed" in page
    assert not day.mails("sam", "closure.asked"), "nobody asks him what he said himself"
    assert f"/escalations/{issue.ref}/reopening" in page.forms


@pytest.mark.req("R60")
def test_his_silence_closes_it_on_the_day_that_every_mail_named(day: Day, story: Story):
    issue = story.owned(by="ana")
    day.at("ana").post(
        f"/escalations/{issue.ref}/closure-requests", outcome="resolved", reason="Done."
    )
    # Two working days of his before each reminder, and two more before it closes.
    story.forward(days=6)
    mails = [day.mail("sam", "closure.asked"), *day.mails("sam", "closure.asked_again")]
    assert [f"{each.at:%a %-d %H:%M}" for each in mails] == [
        "Tue 3 15:00",
        "Wed 4 23:00",
        "Fri 6 23:00",
    ]
    assert all("Tue 10 Mar 2026, 17:00 (America/Chicago)" in each for each in mails)
    day.until(at(10, 21))
    assert story.see(issue).is_open, "not an hour before"
    day.until(at(10, 22))  # summer time began in Austin on Sunday
    assert story.see(issue).state == "closed"
    mail = day.mail("sam", "escalation.closed")
    assert mail.at == at(10, 22) and "nobody answered the request to close it" in mail
    page = day.at("sam").get(f"/escalations/{issue.ref}")
    assert "nobody answered" in page and f"/escalations/{issue.ref}/reopening" in page.forms


@pytest.mark.req("R60")
def test_his_and_another_turn_out_to_be_one_and_both_raisers_stay_informed(day: Day, story: Story):
    first, second = story.owned(by="ana"), story.raised(by="rex", title="Acme is annoyed")
    page = day.at("ana").post(f"/escalations/{second.ref}/merge", into=first.ref, reason="Same.")
    assert first.title in page.h1 and "Merged into this one" in page
    assert f"It is merged into {first.ref}" in day.at("rex").get(f"/escalations/{second.ref}")
    assert f"{first.ref}, which is about the same" in day.mail("rex", "escalation.merged")
    assert second.ref in day.mail("sam", "escalation.absorbed").subject
    day.at("ana").post(f"/escalations/{first.ref}/updates", text="Found the disk that fills up.")
    for login in ("sam", "rex"):
        assert "Found the disk that fills up." in day.mail(login, "escalation.updated")
    assert f"/escalations/{second.ref}" in day.at("sam").get(f"/escalations/{first.ref}").links
    assert "What happened" in day.at("rex").get(f"/escalations/{second.ref}"), "its own history"
