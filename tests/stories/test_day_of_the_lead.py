"""Lea leads the programme from London: she sees what nobody moves, and moves it without taking it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.models import Handover, Piece
from tests.api.client import problem
from tests.cast import Story, at
from tests.stories.day import Day


@pytest.mark.req("R41", "R44", "R45", "R59")
def test_what_nobody_accepts_reaches_her_and_she_finds_who_can(day: Day, story: Story):
    day.at("kim").post("/people/kim/at-capacity", reason="Two sev0", until="2026-03-05")
    assert "See that somebody on the rotation can take the next one." in day.mail(
        "lea", "capacity.full"
    )
    issue = story.raised(severity=0)
    story.forward(minutes=30)
    assert not day.mails("lea", "escalation.acceptance_overdue"), "first those on the rotation"
    assert "waits for an owner" in day.mail("ana", "escalation.acceptance_overdue").subject
    story.forward(hours=2)
    mail = day.mail("lea", "escalation.acceptance_overdue")
    assert mail.at == story.now, "after the grace"
    assert "Accept it, decline it, or find who can." in mail
    lea = day.at("lea")
    assert "At capacity until Thu 5 Mar" in lea.get("/who")
    assert f"/escalations/{issue.ref}/acceptance" in lea.get(f"/escalations/{issue.ref}").forms
    lea.post("/people/kim/at-capacity/end")
    assert not day.mails("lea", "capacity.free"), "nobody is told what they did themselves"
    story.accept(issue, by="kim")
    assert "Kim Seo-yeon" in lea.get("/")


@pytest.mark.req("R48", "R58", "R59")
def test_a_second_silence_reaches_her_and_she_offers_it_to_somebody_who_must_say_yes(
    day: Day, story: Story
):
    issue = story.owned(by="ana", severity=0)  # at 16:00 in Berlin, so until nine on Wednesday
    due = story.see(issue).update_due_at
    day.until(due)
    assert day.mail("ana", "escalation.update_overdue").at == due
    assert not day.mails("lea", "escalation.update_overdue")
    day.until(due + timedelta(hours=2))
    mail = day.mail("lea", "escalation.update_overdue")
    assert mail.at == due + timedelta(hours=2)
    assert "Ownership changes only if somebody accepts it." in mail
    assert "still missing after a reminder" in mail
    offered = day.api("lea").post(
        "handovers", {"from": "ana", "to": "kim", "refs": [issue.ref], "note": "Ana is ill."}
    )
    assert offered.json()["offered"] == 1
    assert story.see(issue).owner.login == "ana", "until Kim accepts"
    number = Handover.objects.get().pk
    assert (
        "only they can answer"
        in problem(day.api("lea").put(f"handovers/{number}/acceptance"), 403, "not-allowed")[
            "detail"
        ].lower()
    )
    mail = day.mail("kim", "handover.offered")
    assert "Lea Marsh offers the ownership" in mail and "Ana Ruiz owns it" in mail
    day.at("kim").post(f"/handovers/{number}/acceptance")
    assert story.see(issue).owner.login == "kim"


@pytest.mark.req("R58")
def test_an_offer_that_nobody_answers_comes_back_to_her(day: Day, story: Story):
    issue = story.owned(by="ana", severity=3)
    offer = story.offer(issue, to="kim")
    day.until(offer.expires_at)
    mail = day.mail("lea", "handover.expired")
    assert mail.at == offer.expires_at
    assert "Kim Seo-yeon did not answer in time" in mail
    assert "Make sure that somebody can take it." in mail


@pytest.mark.req("R91", "R58")
def test_somebody_goes_away_for_long_and_she_is_told_of_each_item(day: Day, story: Story):
    one, two = story.owned(by="ana"), story.owned(by="ana", title="Login loops")
    day.at("ana").post("/people/ana/absences", starts_on="2026-03-05", ends_on="2026-03-15")
    mail = day.mail("lea", "absence.long")
    assert "Ana Ruiz is away from Thu 5 Mar 2026 to Sun 15 Mar 2026 (11 days)" in mail
    for issue in (one, two):
        assert f"{issue.ref} (sev1): {issue.title}" in mail
    assert "2026-02-16 to 2026-03-16" in mail, "and the seat"
    assert "Nothing changes hands by that" in mail
    lea = day.at("lea")
    assert "/handovers/new?from=ana" in lea.get("/people/ana").links
    form = lea.get("/handovers/new?from=ana").forms["/handovers"]
    refs = [one.ref, two.ref]
    page = lea.post("/handovers", **{**form, **{f"{ref}-to": "bo" for ref in refs}, "ref": refs})
    assert "2 escalations offered to Bo Larsen" in page
    for offer in Handover.objects.all():
        day.at("bo").post(f"/handovers/{offer.pk}/acceptance")
    assert "Nothing open." in lea.get("/people/ana")


@pytest.mark.req("R91")
def test_an_account_ends_and_every_item_is_named_until_somebody_has_it(day: Day, story: Story):
    issue, closed = story.owned(by="ana"), story.owned(by="ana", title="An old one")
    story.answer(story.ask_to_close(closed), agree=True)
    page = day.at("lea").post("/people/ana/deactivation", reason="Left the company.")
    assert "Ana Ruiz is deactivated and still holds:" in page
    assert f"{issue.ref} (sev1): {issue.title}" in page and "An old one" not in page
    for login in ("lea", "sam"):
        mail = day.mail(login, "person.deactivated")
        assert f"{issue.ref} (sev1): {issue.title}" in mail and "An old one" not in mail
    page = day.at("lea").get("/escalations?state=off-rotation")
    assert "Deactivated" in page and f"/escalations/{issue.ref}/handovers/new" in page.links
    # Nobody is there to write the update: the first alarm is hers, not the second.
    day.until(story.see(issue).alarm_at)
    mail = day.mail("lea", "escalation.update_overdue")
    assert mail.at == story.now and "The promised update is overdue." in mail
    done = day.run("escalation", "handover", "--all", "--from", "ana", "--to", "kim", "--as", "lea")
    assert done.code == 0, done.err
    assert day.run("escalation", "handover", issue.ref, "--accept", "--as", "kim").code == 0
    page = day.at("lea").get("/people/ana")
    assert issue.title not in page.text.split("Owns now")[1].split("On the rotation")[0]


@pytest.mark.req("R91")
def test_after_the_window_she_sees_who_still_holds_what(day: Day, story: Story):
    issue = story.owned(by="ana", severity=3)
    lea = day.at("lea")
    assert "Nobody off the rotation" in lea.get("/escalations?state=off-rotation")
    story.now = at(20)
    page = lea.get("/escalations?state=off-rotation")
    assert "Ana Ruiz still owns it" in page and "off the rotation since Mon 16 Mar" in page
    listed = day.run("escalation", "list", "--state", "off-rotation", "--json").json["items"]
    assert [(each["ref"], each["owner"]) for each in listed] == [(issue.ref, "ana")]


@pytest.mark.req("R53")
def test_she_is_called_out_of_a_corner_and_says_that_she_has_it(day: Day, story: Story):
    story.now = at(4, 9)
    issue = story.owned(by="ana", severity=3)
    done = day.run(
        "escalation", "cornered", issue.ref, "--reason", "Storage is silent.", "--as", "ana"
    )
    assert done.code == 0, done.err
    lea, here = day.at("lea"), f"/escalations/{issue.ref}"
    assert "Ana Ruiz asks you out of a corner" in lea.get("/")
    assert "Cornered" in lea.get("/escalations?state=stuck")
    assert f"{here}/cornered/acknowledgement" not in day.at("max").get(here).forms
    page = lea.post(f"{here}/cornered/acknowledgement", note="I speak to storage.")
    assert "asks you out of a corner" not in lea.get("/")
    assert "I speak to storage." in page
    assert "Talk to them." in day.mail("ana", "cornered.acknowledged")
    day.until(at(4, 10))
    assert not day.mails("max"), "his turn never comes while she has it in time"
    lea.post(f"{here}/cornered/end", how="Storage is on it.")
    assert "Storage is on it." in day.mail("ana", "cornered.freed")
    day.until(at(4, 18))
    assert not day.mails("max")


@pytest.mark.req("R59", "R54")
def test_what_stands_still_is_in_one_list_and_in_her_mail(day: Day, story: Story):
    still, fine = story.owned(severity=3), story.owned(severity=3, title="It goes on")
    for text in ("One.", "Two.", "Three."):
        story.update(still, text, next_step="Wait", next_step_on=at(13).date())
    assert still.ref in day.mail("lea", "escalation.stagnating").subject
    page = day.at("lea").get("/escalations?state=stuck")
    assert f"/escalations/{still.ref}" in page.links
    assert f"/escalations/{fine.ref}" not in page.links


@pytest.mark.req("R80")
def test_she_waives_a_piece_that_nobody_will_do(day: Day, story: Story, billing):
    issue = story.owned()
    piece = story.piece(issue)
    assert f"/pieces/{piece.pk}/waiver" in day.at("lea").get(f"/pieces/{piece.pk}").forms
    page = day.at("lea").post(f"/pieces/{piece.pk}/waiver", status=422, reason=" ")
    assert page.alerts
    day.at("lea").post(f"/pieces/{piece.pk}/waiver", reason="The customer left.")
    assert not Piece.objects.get().is_open
    for login in ("ana", "eva"):
        assert "The customer left." in day.mail(login, "piece.waived")


@pytest.mark.req("R60")
def test_where_the_raiser_is_gone_the_question_whether_it_may_close_is_hers(day: Day, story: Story):
    issue = story.raised(by="rex")
    story.accept(issue, by="ana")
    day.at("lea").post("/people/rex/deactivation", reason="Left.")
    day.at("ana").post(
        f"/escalations/{issue.ref}/closure-requests", outcome="context_changed", reason="He left."
    )
    assert "Agree, or say what is still missing." in day.mail("lea", "closure.asked")
    here = f"/escalations/{issue.ref}"
    answer = next(each for each in day.at("lea").get(here).forms if "closure-requests/" in each)
    day.at("lea").post(answer, agree="yes")
    assert story.see(issue).state == "closed"
