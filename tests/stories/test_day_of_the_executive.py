"""Rex is an executive: he may ask, may be told no like anybody, reads all, and sponsors the ladder."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Escalation
from holdfast.journal.models import Delivery
from tests.api.client import RAISED, problem
from tests.cast import Story, at
from tests.stories.day import Day


@pytest.mark.req("R72", "R40")
def test_he_asks_and_is_told_no_with_a_reason_and_an_alternative(day: Day, story: Story):
    rex = day.at("rex")
    typed = {**RAISED, "severity": "1", "title": "A board wants a dashboard", "exec_asked": "yes"}
    page = rex.post("/escalations/new", **typed)
    assert "an executive" in page
    issue = Escalation.objects.get()
    here = f"/escalations/{issue.ref}"
    assert not {f"{here}/acceptance", f"{here}/decline"} & set(page.forms)
    page = day.at("ana").post(f"{here}/decline", status=422, reason=" ", alternative="The board.")
    assert page.forms[f"{here}/decline"]["alternative"] == "The board."
    day.at("ana").post(
        f"{here}/decline", reason="It is a roadmap wish.", alternative="The roadmap board."
    )
    mail = day.mail("rex", "escalation.declined")
    assert "Reason: It is a roadmap wish." in mail and "Instead: The roadmap board." in mail
    page = rex.get(here)
    assert "Ana Ruiz declined it." in page and "The roadmap board." in page
    late = problem(day.api("kim").put(f"escalations/{issue.ref}/acceptance"), 409, "conflict")
    assert "is declined; reopen it" in late["detail"]

    page = rex.post(f"{here}/reopening", reason="A customer cannot pay now.")
    assert "Nobody yet." in page and "A customer cannot pay now." in page
    assert "A customer cannot pay now." in day.mail("ana", "escalation.reopened")
    day.at("ana").post(f"{here}/acceptance", why="Now it is a risk.")
    assert "one person to ask, for everybody" in day.mail("rex", "escalation.accepted")


@pytest.mark.req("R72")
def test_that_he_asked_is_counted_and_bypasses_nothing(day: Day, story: Story):
    asked = day.api("rex").raised(exec_asked=True)
    usual = day.api("rex").raised(title="The same, asked by nobody")
    one, other = (day.api("sam").get(f"escalations/{ref}").json() for ref in (asked, usual))
    assert (one["exec_asked"], other["exec_asked"]) == (True, False)
    assert one["next_update_due_at"] == other["next_update_due_at"]
    assert one["severity"] == other["severity"]
    told = Delivery.objects.filter(channel="mail", event__kind="escalation.raised")
    by_ref = {ref: told.filter(event__subject=ref).count() for ref in (asked, usual)}
    assert by_ref == {asked: 2, usual: 2}, "Ana and Kim, once each"
    regraded = day.api("rex").put(f"escalations/{asked}/severity", {"severity": 0, "reason": "Me."})
    assert regraded.status_code == 200, "as any raiser may, in the open"
    page = day.at("ana").get(f"/escalations/{asked}")
    assert "made it sev0; it was sev1" in page


@pytest.mark.req("R2", "R38", "R66")
def test_two_questions_and_the_stakes_are_asked_of_him_too(day: Day, story: Story):
    for missing in ("stakes", "why_now"):
        no = day.api("rex").post("escalations", {**RAISED, "exec_asked": True, missing: " "})
        problem(no, 422, "invalid", missing)
    assert not Escalation.objects.exists()


@pytest.mark.req("R47", "R39")
def test_he_reads_how_it_stands_and_whom_to_ask_without_asking_anybody(
    day: Day, story: Story, billing
):
    issue = story.owned(by="ana", customer="Acme")
    story.piece(issue)
    rex, here = day.at("rex"), f"/escalations/{issue.ref}"
    row = rex.get("/escalations")
    assert issue.title in row and "1 piece: 1 sent to Billing" in row and "Ana Ruiz" in row
    page = rex.get(here)
    assert "Single point of contact" in page and "Ana Ruiz" in page and issue.stakes in page
    assert not [each for each in page.forms if each.startswith(here)], "there is nothing to press"
    problem(
        day.api("rex").post(f"escalations/{issue.ref}/updates", {"text": "Faster!"}),
        403,
        "not-allowed",
    )
    assert day.run("escalation", "update", issue.ref, "--text", "Faster!", "--as", "rex").refused()
    assert not day.mails("rex"), "nobody is written to about what is not theirs"

    day.at("sam").post(f"{here}/participants", login="rex", needs="To call Acme on Thursday")
    assert "To call Acme on Thursday" in day.mail("rex", "participant.involved")
    day.at("ana").post(f"{here}/updates", text="The disk is ordered.")
    assert "The disk is ordered." in day.mail("rex", "escalation.updated")


@pytest.mark.req("R53")
def test_as_the_sponsor_he_is_asked_last_and_his_word_is_awaited(day: Day, story: Story):
    form = day.at("lea").get("/policy/changes").forms["/policy/changes"]
    day.at("lea").post("/policy/changes", **form | {"sponsor": "rex", "reason": "He pays for it."})
    story.now = at(5, 14)  # nine in New York
    issue = story.owned(by="ana", severity=3)
    here = f"/escalations/{issue.ref}"
    story.corner(issue, reason="Storage will not answer.")
    rex = day.at("rex")
    assert f"{here}/cornered/acknowledgement" not in rex.get(here).forms
    day.until(at(5, 16))
    assert day.mail("max", "cornered.climbed").at == at(5, 16), "after Lea, the manager"
    assert not day.mails("rex")
    day.until(at(6, 10))  # Max's day ended at 16:00; he had until ten on Friday
    mail = day.mail("rex", "cornered.climbed")
    assert "You are asked now, as the sponsor of the programme." in mail
    assert "Storage will not answer." in mail and issue.stakes in mail
    assert "Ana Ruiz asks you out of a corner" in rex.get("/")
    rex.post(f"{here}/cornered/acknowledgement", note="I call their director.")
    assert "Rex Quill has it" in day.mail("ana", "cornered.acknowledged").subject
    assert story.see(issue).owner.login == "ana", "he helps; it stays hers"


@pytest.mark.req("R60")
def test_he_is_asked_before_his_own_is_closed(day: Day, story: Story):
    issue = story.accept(story.raised(by="rex"), by="ana")
    day.at("ana").post(
        f"/escalations/{issue.ref}/closure-requests", outcome="resolved", reason="Rebuilt."
    )
    assert "Rebuilt." in day.mail("rex", "closure.asked")
    assert day.run("escalation", "close", issue.ref, "--agree", "--as", "rex").code == 0
    assert story.see(issue).state == "closed"
