"""Ana owns it: she asks, splits, fixes, says when she is cornered, pauses, and hands over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.models import Ask, Handover, Piece
from tests.api.client import problem
from tests.cast import START, Story, at
from tests.stories.day import Day

pytestmark = pytest.mark.usefixtures("billing")


@pytest.mark.req("R40", "R41", "R44", "R45", "R57")
def test_in_the_morning_she_takes_one_and_from_then_on_it_is_hers_alone(day: Day, story: Story):
    issue = story.raised(customer="Acme")
    here = f"/escalations/{issue.ref}"
    ana = day.at("ana")
    assert issue.ref in ana.get("/")
    page = ana.get(here)
    assert "Is the normal process too slow? Is the risk big enough?" in page
    page = ana.post(f"{here}/acceptance", why="Only they can, in May.", next_step="Read the index.")
    assert "Ana Ruiz (you)" in page and "Only they can, in May." in page
    assert {f"{here}/updates", f"{here}/cornered", f"{here}/pause"} <= set(page.forms)
    late = day.run("escalation", "accept", issue.ref, "--as", "kim").refused("Ana Ruiz owns")
    assert issue.ref in late
    no = day.api("kim").post(f"escalations/{issue.ref}/decline", {"reason": "Too late."})
    ended = problem(no, 409, "conflict")
    assert "Ana Ruiz" in ended["detail"]
    # sev1: one working day of hers, who took it at 16:00 in Berlin.
    assert story.see(issue).update_due_at == START + timedelta(days=1)
    story.forward(hours=20)
    page = ana.post(
        f"{here}/updates", text="A shard is gone.", next_step="Find out who deleted it."
    )
    assert "Find out who deleted it." in page
    assert "A shard is gone." in day.mail("sam", "escalation.updated")
    day.until(START + timedelta(days=1))
    assert not day.mails("ana", "escalation.update_overdue"), "she wrote; the clock started anew"


@pytest.mark.req("R42", "R43", "R51", "R52", "R65", "R71", "R76")
def test_she_asks_around_in_order_and_one_no_is_followed_by_another_ask(day: Day, story: Story):
    issue = story.owned(by="ana", stakes="Invoices stop on Friday.")
    here = f"/escalations/{issue.ref}"
    ana = day.at("ana")
    ana.post("/areas", name="Ledger", keywords="invoices", team="Billing", person="ben", note="")
    page = ana.get(f"{here}/asks")
    assert page.html.index("Home team") < page.html.index("Who owns it")
    assert page.html.index('value="team:Search"') < page.html.index('value="team:Billing"')
    typed = {"to": "team:Billing", "what": "Say why the job stops.", "by": "2026-03-05"}
    page = ana.post(f"{here}/asks", **typed)
    assert "No attempt recorded" in page and "nothing of what was tried" in page
    assert "no attempt is recorded" in day.mail("eva", "ask.sent")
    first = Ask.objects.get()
    day.api("ben").put(f"asks/{first.pk}/decline", {"reason": "It is the index, ask Search."})
    mail = day.mail("ana", "ask.declined")
    assert "It is the index, ask Search." in mail and "Ask somebody else" in mail
    page = ana.post(
        f"{here}/asks",
        **{**typed, "to": "team:Search", "tried": "Ran the job by hand; the index is locked."},
    )
    assert page.text.count("No attempt recorded") == 1
    second = Ask.objects.latest("pk")
    brief = ana.get(f"/asks/{second.pk}/brief")
    assert "Ran the job by hand" in brief and "Invoices stop on Friday." in brief


@pytest.mark.req("R23", "R55", "R73", "R79", "R80", "R81", "R83", "R87", "R88")
def test_she_splits_it_follows_every_piece_and_says_who_fixed_it(day: Day, story: Story):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}"
    ana = day.at("ana")
    for team, title in (("Billing", "Invoices stop"), ("Search", "The index locks")):
        ana.post(f"{here}/pieces", team=team, title=title, purpose="fix", evidence="Run it twice.")
    first, second = Piece.objects.order_by("pk")
    assert "2 pieces: 1 sent to Billing, 1 sent to Search" in ana.get(here)
    day.run(
        "escalation",
        "piece",
        issue.ref,
        "--piece",
        first.pk,
        "--bounce",
        "--note",
        "On which account?",
        "--as",
        "ben",
    )
    mail = day.mail("ana", "piece.bounced")
    assert "On which account?" in mail and "nobody works on it" in mail
    assert "Billing sent back a piece" in ana.get("/")
    ana.post(f"/pieces/{first.pk}/sending", team="", evidence="On Acme's, twice.", note="")
    story.move(first, "take")
    page = ana.post(f"{here}/closure-requests", status=409, outcome="resolved", reason="Done.")
    assert "Invoices stop" in page.alerts[0] and "The index locks" in page.alerts[0]
    story.move(first, "finish", note="Deployed.")
    ana.post(f"/pieces/{second.pk}/waiver", reason="It was the same lock.")

    typed = {"fixed_by": "ana", "why": "It was night in Berlin.", "team": "Billing"}
    page = ana.post(f"{here}/fixes", status=422, **typed)
    assert "is not of Billing" in page.alerts[0]
    ana.post(f"{here}/fixes", **typed, reviewer="ben")
    assert "Reviewed by Ben Ahrens." in day.mail("ben", "fix.recorded")
    ana.post(f"{here}/fixes", **{**typed, "why": "Once more."}, exception="Nobody was at work.")
    page = ana.get("/fixes?exceptions=1")
    assert "Nobody was at work." in page and "It was night" not in page

    page = ana.post(
        f"{here}/closure-requests",
        outcome="resolved",
        reason="Both teams are done.",
        classed="many_teams",
        evidence="Two of them.",
    )
    assert "Many teams" in page and story.see(issue).is_open, "it waits for Sam"
    story.answer(story.see(issue).closure_requests.get(), agree=True)
    page = ana.post(
        f"{here}/learnings",
        text="Look at locks first.",
        audience=["SE", "TA"],
        customer_words="You were quick.",
        tool_url="https://tools.example/locks",
    )
    assert "Look at locks first." in page and "https://tools.example/locks" in page.links
    assert "Look at locks first." in day.mail("sam", "learning.written")


@pytest.mark.req("R53", "R54")
def test_cornered_she_presses_once_and_the_ladder_climbs_until_somebody_has_it(
    day: Day, story: Story
):
    day.at("lea").post(
        "/policy/changes",
        **day.at("lea").get("/policy/changes").forms["/policy/changes"]
        | {"sponsor": "rex", "reason": "Rex sponsors it."},
    )
    story.now = at(4, 9)  # 10:00 in Berlin, 09:00 in London, night in New York
    issue = story.owned(by="ana", severity=3)
    here = f"/escalations/{issue.ref}"
    ana = day.at("ana")
    page = ana.post(f"{here}/cornered", reason="Storage is silent.", ask_of="")
    assert "Lea Marsh" in page and f"{here}/cornered" not in page.forms
    assert "Storage is silent." in day.mail("lea", "cornered.called")
    day.until(at(4, 11))
    assert day.mail("max", "cornered.climbed").at == at(4, 11), "two of Lea's working hours later"
    assert "Max Vogel is asked now." in day.mail("ana", "cornered.climbed")
    day.until(at(4, 13))
    mail = day.mail("rex", "cornered.climbed")
    assert mail.at == at(4, 13) and "as the sponsor of the programme" in mail
    day.until(at(4, 15))  # his day began at 14:00, so he has until 16:00
    page = day.at("rex").post(f"{here}/cornered/acknowledgement", note="I call their director.")
    assert "has it" in page
    assert "I call their director." in day.mail("ana", "cornered.acknowledged")
    rung = len(day.mails("ana", "cornered.climbed"))
    day.until(at(4, 16))
    assert len(day.mails("ana", "cornered.climbed")) == rung == 2, "somebody has it"
    page = ana.post(f"{here}/cornered/end", how="They came at once.")
    assert "Time cornered7 h" in page
    for login in ("lea", "max", "rex"):
        assert "They came at once." in day.mail(login, "cornered.freed")


@pytest.mark.req("R48", "R54", "R59")
def test_she_pauses_it_in_peace_and_it_comes_back_by_itself(day: Day, story: Story):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}"
    ana = day.at("ana")
    page = ana.post(f"{here}/pause", reason="Acme is closed.", resumes_on="2026-03-09")
    assert "Paused until Mon 9 Mar" in page
    assert "no update is owed until then" in day.mail("sam", "escalation.paused")
    day.until(at(9, 7))
    assert not day.mails("ana", "escalation.update_overdue")
    day.until(at(9, 8))
    mail = day.mail("ana", "escalation.resumed")
    assert mail.at == at(9, 8) and "The pause is over." in mail, "nine in Berlin"
    assert "Paused until" not in ana.get(here)
    ana.post(f"{here}/pause", reason="They moved it.", resumes_on="2026-03-11")
    assert day.run("escalation", "resume", issue.ref, "--as", "ana").code == 0
    day.until(story.see(issue).update_due_at)
    assert day.mail("ana", "escalation.update_overdue").at == story.now, "the cadence goes on"


@pytest.mark.req("R59", "R54")
def test_three_updates_with_the_same_next_step_are_no_progress_and_she_is_told(
    day: Day, story: Story
):
    issue = story.owned(by="ana", severity=3)
    here = f"/escalations/{issue.ref}"
    ana = day.at("ana")
    for text in ("Waiting.", "Still waiting.", "Waiting on."):
        assert not day.mails("ana", "escalation.stagnating")
        story.forward(hours=20)
        ana.post(f"{here}/updates", text=text, next_step="Wait for storage")
    mail = day.mail("ana", "escalation.stagnating")
    assert "Take another next step." in mail and "say that you are cornered" in mail
    assert "Ask Ana Ruiz what stands in the way." in day.mail("lea", "escalation.stagnating")
    assert "It stands still since" in ana.get(here)
    page = ana.post(f"{here}/updates", text="Enough.", next_step="Move the shard myself")
    assert "It stands still since" not in page


@pytest.mark.req("R45")
def test_she_says_that_she_can_take_no_more_and_that_she_can_again(day: Day, story: Story):
    ana = day.at("ana")
    assert "/people/ana/at-capacity" in ana.get("/").forms
    ana.post("/people/ana/at-capacity", reason="Two sev0", until="2026-03-05")
    assert "Two sev0" in day.mail("lea", "capacity.full")
    story.raised(title="The next one")
    assert day.mail("kim", "escalation.raised") and not day.mails("ana", "escalation.raised")
    ana.post("/people/ana/at-capacity/end")
    story.raised(title="And the next")
    assert "And the next" in day.mail("ana", "escalation.raised").subject


@pytest.mark.req("R50", "R58", "R66", "R91")
def test_at_the_end_of_her_window_she_hands_over_each_and_keeps_what_nobody_takes(
    day: Day, story: Story
):
    titles = ("Search is down", "Login loops", "Exports are slow")
    first, second, third = (story.owned(by="ana", title=each, severity=3) for each in titles)
    story.now = at(16, 8)  # the last day of the window
    ana, kim = day.at("ana"), day.at("kim")
    form = ana.get("/handovers/new").forms["/handovers"]
    assert all(issue.stakes in form[f"{issue.ref}-note"] for issue in (first, second, third))
    refs = [each.ref for each in (first, second, third)]
    picked = {f"{ref}-to": "kim" for ref in refs}
    note = form[f"{first.ref}-note"] + "\n\nI suspect the disk."
    page = ana.post("/handovers", **{**form, **picked, f"{first.ref}-note": note, "ref": refs})
    assert "3 escalations offered to Kim Seo-yeon. You own each until it is accepted." in page
    assert len(day.mails("kim", "handover.offered")) == 3
    assert "I suspect the disk." in day.mails("kim", "handover.offered")[0]

    offers = {each.escalation_id: each.pk for each in Handover.objects.all()}
    page = kim.get("/")
    assert page.text.count("Read the note") == 3
    kim.post(f"/handovers/{offers[first.pk]}/acceptance")
    kim.post(f"/handovers/{offers[second.pk]}/decline", reason="I know nothing of logins.")
    assert "I know nothing of logins." in day.mail("ana", "handover.declined")
    story.forward(days=2)
    assert [story.see(each).owner.login for each in (first, second, third)] == ["kim", "ana", "ana"]
    mail = day.mail("ana", "handover.expired")
    assert third.ref in mail.subject and "Ana Ruiz still owns it." in mail
    assert "Go on with it, or offer it to somebody else." in mail

    page = ana.get("/escalations?state=off-rotation")
    assert page.text.count("Ana Ruiz still owns it") == 2, "the window ended, and nothing moved"
    assert page.text.count("off the rotation since Mon 16 Mar") == 3, "Kim's seat ended, too"
    page = ana.get("/people/ana")
    assert second.title in page and third.title in page and first.title not in page


@pytest.mark.req("R91", "R48", "R59")
def test_off_the_rotation_what_is_hers_still_rings_for_her(day: Day, story: Story):
    issue = story.owned(by="ana", severity=3)
    story.now = at(17)
    story.update(issue, "Still on it.")
    day.until(story.see(issue).update_due_at)
    mail = day.mail("ana", "escalation.update_overdue")
    assert mail.at == story.now
    assert "Write the update: what happened, what comes next, and when." in mail


@pytest.mark.req("R65", "R56")
def test_a_new_one_is_told_what_to_do_in_the_first_week(day: Day, story: Story):
    kim = day.at("kim")
    assert "Your first week on the rotation" in kim.get("/")
    page = kim.post("/first-week", what="boundaries")
    assert "3 of 7 done" in page
