"""Max manages Ana, Eva manages the people of Billing: they hear what is theirs, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.client import problem
from tests.cast import Story, at
from tests.stories.day import Day


@pytest.mark.req("R48", "R59")
def test_after_two_reminders_he_hears_that_his_engineer_is_silent(day: Day, story: Story):
    issue = story.owned(by="ana")  # sev1, at 16:00 on Tuesday in Berlin
    day.until(at(4, 15))
    assert day.mail("ana", "escalation.update_overdue").at == at(4, 15)
    day.until(at(5, 9))  # two working hours of hers: one on Wednesday, one on Thursday
    assert day.mail("lea", "escalation.update_overdue").at == at(5, 9)
    day.until(at(6, 8))
    assert not day.mails("max"), "he hears nothing of what two others still look after"
    day.until(at(6, 9))
    mail = day.mail("max", "escalation.update_overdue")
    assert mail.at == at(6, 9), "a working day of hers after the lead"
    assert "still missing, after two reminders. The leads and Max Vogel know." in mail
    assert "Ownership changes only if somebody accepts it." in mail
    page = day.at("max").get(f"/escalations/{issue.ref}")
    assert "the leads and Max Vogel were told" in page
    day.at("ana").post(f"/escalations/{issue.ref}/updates", text="I was ill. It is the disk.")
    day.until(story.now + timedelta(hours=10))
    assert len(day.mails("max")) == 1, "she wrote, and the ladder begins at its foot"


@pytest.mark.req("R53", "R54")
def test_a_corner_climbs_to_him_and_he_says_that_he_has_it(day: Day, story: Story):
    story.now = at(4, 9)
    issue = story.owned(by="ana", severity=3)
    here = f"/escalations/{issue.ref}"
    max_ = day.at("max")
    story.corner(issue, reason="Storage is silent.")
    assert f"{here}/cornered/acknowledgement" not in max_.get(here).forms, "he is not asked yet"
    refused = day.api("max").put(f"escalations/{issue.ref}/cornered/acknowledgement")
    assert "Lea Marsh" in problem(refused, 403, "not-allowed")["detail"]
    day.until(at(4, 11))
    mail = day.mail("max", "cornered.climbed")
    assert mail.at == at(4, 11) and "You are asked now, as the manager of Ana Ruiz." in mail
    assert "Storage is silent." in mail and issue.stakes in mail
    assert "Ana Ruiz asks you out of a corner" in max_.get("/")
    page = max_.post(f"{here}/cornered/acknowledgement", note="I know their manager.")
    assert "has it" in page and "out of a corner" not in max_.get("/")
    assert "What they will do: I know their manager." in day.mail("ana", "cornered.acknowledged")
    again = day.run("escalation", "cornered", issue.ref, "--acknowledge", "--as", "max")
    assert again.code == 0, "saying it twice does no harm"
    assert len(day.mails("ana", "cornered.acknowledged")) == 1
    story.free(issue, how="They called back.")
    assert "They called back." in day.mail("max", "cornered.freed")


@pytest.mark.req("R58", "R91")
def test_he_sees_what_his_engineer_holds_and_cannot_take_it_from_her(day: Day, story: Story):
    issue = story.owned(by="ana")
    max_, here = day.at("max"), f"/escalations/{issue.ref}"
    page = max_.get("/people/ana")
    assert issue.title in page and "Max Vogel" in page
    assert "/handovers/new?from=ana" not in page.links
    assert "/people/ana/deactivation" not in page.forms
    page = max_.get(here)
    assert not [each for each in page.forms if each.startswith(here)], "he reads it, no more"
    assert "Only Ana Ruiz" in max_.get(f"{here}/handovers/new", status=403)
    page = max_.post(f"{here}/acceptance", status=403, why="Mine.")
    assert page.alerts
    assert story.see(issue).owner.login == "ana"


@pytest.mark.req("R39", "R49")
def test_involved_he_hears_every_update_until_he_is_out_again(day: Day, story: Story):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}"
    needs = "To know whether Ana is free next week."
    day.at("ana").post(f"{here}/participants", login="max", needs=needs)
    assert needs in day.mail("max", "participant.involved")
    day.at("ana").post(f"{here}/updates", text="Found the disk.")
    assert "Found the disk." in day.mail("max", "escalation.updated")
    done = day.run("escalation", "leave", issue.ref, "--login", "max", "--as", "max")
    assert done.code == 0, done.err
    day.at("ana").post(f"{here}/updates", text="Ordered another.")
    assert len(day.mails("max", "escalation.updated")) == 1


@pytest.mark.req("R80", "R81", "R59", "R66")
def test_a_piece_for_her_team_reaches_the_manager_until_somebody_answers_for_it(
    day: Day, story: Story, billing
):
    issue = story.owned(severity=3)
    piece = story.piece(issue, evidence="")
    mail = day.mail("eva", "piece.handed_out")
    assert "Nobody has said yet how it was reproduced." in mail and issue.stakes in mail
    day.until(at(10, 16))  # five working days of nobody moving it
    mail = day.mail("eva", "piece.silent")
    assert "Where it stands: with Billing, not taken yet." in mail
    assert "Take it, say that it is done, or send it back with the reason." in mail
    assert "Silent" in day.at("eva").get(f"/pieces/{piece.pk}")

    done = day.run("teams", "contact", "Billing", "ben", "--as", "lea")
    assert done.code == 0, done.err
    before = len(day.mails("eva"))
    second = story.piece(issue, title="And refunds")
    assert second.title in day.mail("ben", "piece.handed_out")
    assert len(day.mails("eva")) == before, "Ben answers for it now"
