"""Billing knows nothing of the rotation: Ben and Ida are asked, get their part, and give it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.models import Ask, Piece
from holdfast.people.actions import set_contact
from holdfast.people.models import Team
from tests.api.client import problem
from tests.cast import Story, at
from tests.stories.day import Day


@pytest.fixture(autouse=True)
def _contact(story: Story, billing: Team) -> None:
    """Ben answers for Billing."""
    set_contact(team="Billing", contact="ben", by=story.lea, at=story.now)


def asked(day: Day, story: Story, **given: str) -> tuple[str, Ask]:
    issue = story.owned(by="ana", origin_url="https://help.example/7")
    typed = {
        "to": "team:Billing",
        "what": "Say why the job stops.",
        "by": "2026-03-05",
        "tried": "Ran the job by hand twice.",
        "customer_words": "We found the job and are looking at why it stops.",
    }
    day.at("ana").post(f"/escalations/{issue.ref}/asks", **{**typed, **given})
    return issue.ref, Ask.objects.latest("pk")


@pytest.mark.req("R42", "R43", "R52", "R66", "R68", "R71", "R76")
def test_they_are_asked_with_the_brief_and_answer_step_by_step(day: Day, story: Story):
    ref, ask = asked(day, story)
    mail = day.mail("ben", "ask.sent")
    for words in (
        "Ana Ruiz asks Billing on this escalation, as a formal request.",
        "Say why the job stops.",
        "Ran the job by hand twice.",
        "At stake: Acme renews on Friday and cannot search at all.",
        "First asked: https://help.example/7",
        "Say that you saw it, then agree, or decline and say why.",
    ):
        assert words in mail
    inside, outside = mail.text.split("MAY BE SAID TO THE CUSTOMER")
    assert "We found the job" in outside and "We found the job" not in inside

    ben, ida = day.at("ben"), day.at("ida")
    for somebody in (ben, ida):
        assert "Ana Ruiz asks Billing" in somebody.get("/")
    page = ben.get(f"/escalations/{ref}")
    answers = {f"/asks/{ask.pk}/{word}" for word in ("acknowledgement", "agreement", "decline")}
    assert all(f'formaction="{each}"' in page.html for each in answers)
    assert f"/escalations/{ref}/updates" not in page.forms, "it is not theirs to tell"
    brief = ben.get(f"/asks/{ask.pk}/brief")
    assert "What is needed" in brief and "May be said to the customer" in brief

    ben.post(f"/asks/{ask.pk}/acknowledgement", note="Ida looks.")
    assert "Ida looks." in day.mail("ana", "ask.acknowledged")
    done = day.run("escalation", "ask", ref, "--agree", "--note", "By tomorrow.", "--as", "ida")
    assert done.code == 0, done.err
    assert "By tomorrow." in day.mail("ana", "ask.agreed")
    said = day.api("ida").put(f"asks/{ask.pk}/completion", {"note": "A lock; it is free now."})
    assert said.json()["state"] == "done"
    assert "A lock; it is free now." in day.mail("ana", "ask.done")
    assert "asks Billing" not in ben.get("/")
    late = problem(day.api("ben").put(f"asks/{ask.pk}/agreement"), 409, "conflict")
    assert "done already by Ida Moe" in late["detail"]


@pytest.mark.req("R42", "R59")
def test_an_ask_they_leave_lying_comes_back_to_them_and_to_who_asked(day: Day, story: Story):
    _, ask = asked(day, story)
    day.until(at(4, 15))
    mail = day.mail("ben", "ask.unanswered")
    assert "Nobody has said yet that they saw what Ana Ruiz asked Billing." in mail
    assert day.mail("ana", "ask.unanswered").at == mail.at
    assert mail.at <= at(4, 15), "within a working day of theirs"
    day.until(ask.due_at + timedelta(minutes=30))
    assert day.mails("ana", "ask.overdue"), "and again when the time it was needed by has passed"
    page = day.at("ben").post(f"/asks/{ask.pk}/decline", status=422, note=" ")
    assert "why not" in page.alerts[0]
    day.at("ben").post(f"/asks/{ask.pk}/decline", note="It is the index, not the ledger.")
    assert "It is the index, not the ledger." in day.mail("ana", "ask.declined")


@pytest.mark.req("R42", "R60")
def test_when_it_is_over_they_are_told_to_stop(day: Day, story: Story):
    ref, _ = asked(day, story)
    day.at("sam").post(
        f"/escalations/{ref}/closure-requests", outcome="withdrawn", reason="Acme left."
    )
    assert "stop where you are." in day.mail("ben", "ask.withdrawn")
    assert "asks Billing" not in day.at("ben").get("/")


@pytest.mark.req("R80", "R81", "R66")
def test_a_piece_is_sent_back_for_evidence_taken_once_and_finished(day: Day, story: Story):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}/pieces"
    day.at("ana").post(here, team="Billing", title="Invoices stop", purpose="fix", evidence="")
    number = Piece.objects.get().pk
    piece = f"/pieces/{number}"
    mail = day.mail("ben", "piece.handed_out")
    assert "Nobody has said yet how it was reproduced." in mail and issue.stakes in mail
    assert "Take it, or send it back with the reason. Questions go to the owner." in mail
    ben, ida = day.at("ben"), day.at("ida")
    page = ben.get(piece)
    assert "Ana Ruiz" in page and issue.stakes in page and "No evidence" in page
    assert {f"{piece}/taking", f"{piece}/bounce", f"{piece}/completion"} <= set(page.forms)
    assert not {f"{piece}/waiver", f"{piece}/sending"} & set(page.forms), "those are the owner's"
    problem(day.api("ben").put(f"pieces/{number}/waiver", {"reason": "No."}), 403, "not-allowed")

    ben.post(f"{piece}/bounce", reason="On which account?")
    assert "On which account?" in day.mail("ana", "piece.bounced")
    day.at("ana").post(f"{piece}/sending", team="", evidence="Acme's; run it twice.", note="")
    assert "Acme's; run it twice." in day.mail("ben", "piece.sent_again")
    assert "sent back 1 time" in ben.get(piece)
    ida.post(f"{piece}/taking")
    assert "taken by Ida Moe" in ben.post(f"{piece}/taking", status=409).alerts[0]
    assert "Ida Moe took it for Billing" in day.mail("ana", "piece.taken")
    done = day.run(
        *("escalation", "piece", issue.ref, "--piece", number, "--done", "--as", "ida"),
        *("--note", "Deployed.", "--issue-url", "https://issues.example/7"),
    )
    assert done.code == 0, done.err
    mail = day.mail("ana", "piece.done")
    assert "Deployed." in mail and "https://issues.example/7" in mail
    day.at("ana").post(f"{piece}/reopening", reason="Not for all accounts.")
    assert "Not for all accounts." in day.mail("ben", "piece.reopened")
    assert "A piece of ESC-" in ben.get("/")


@pytest.mark.req("R80", "R81")
def test_what_is_not_theirs_goes_to_whose_it_is_and_they_need_do_nothing_more(
    day: Day, story: Story
):
    piece = story.piece(story.owned(by="ana"))
    day.at("ben").post(f"/pieces/{piece.pk}/bounce", reason="The index is of Search.")
    sent = day.api("ana").put(f"pieces/{piece.pk}/sending", {"team": "Search"})
    assert sent.json()["team"] == "Search"
    mail = day.mail("max", "piece.sent_again")
    assert "it was with Billing until now" in mail
    assert "A piece of ESC-" not in day.at("ben").get("/")
    assert "A piece of ESC-" in day.at("kim").get("/")


@pytest.mark.req("R59")
def test_a_piece_they_do_not_move_is_heard_of_after_five_working_days(day: Day, story: Story):
    piece = story.piece(story.owned(severity=3))
    day.until(at(9, 15))
    assert not day.mails("ben", "piece.silent")
    day.until(at(10, 15))
    mail = day.mail("ben", "piece.silent")
    assert mail.at == at(10, 15) and "not taken yet" in mail
    assert "say that you are cornered" in day.mail("ana", "piece.silent")
    day.at("ben").post(f"/pieces/{piece.pk}/taking")
    day.until(at(16, 15))
    assert len(day.mails("ben", "piece.silent")) == 1, "it moved"


@pytest.mark.req("R78")
def test_their_alert_rang_so_they_are_asked_first_and_a_missing_one_is_their_piece(
    day: Day, story: Story
):
    issue = story.raised(alert_team="Billing")
    page = day.at("ana").get(f"/escalations/{issue.ref}")
    assert "Found by an alert of" in page
    assert issue.title in day.mail("ben", "ask.sent").text, "before anybody has accepted it"
    story.accept(issue, by="ana")
    day.at("ana").post(
        f"/escalations/{issue.ref}/pieces",
        team="Billing",
        title="Ring on refunds, too",
        purpose="alert",
        evidence="",
    )
    page = day.at("ben").get(f"/pieces/{Piece.objects.get().pk}")
    assert "There is nothing to reproduce." in page and "No evidence" not in page


@pytest.mark.req("R73", "R87", "R88")
def test_somebody_else_fixed_their_code_and_they_are_told_who_says_they_reviewed_it(
    day: Day, story: Story
):
    issue = story.owned(by="ana")
    fix = {
        "fixed_by": "ana",
        "why": "It was night in Berlin.",
        "team": "Billing",
        "reviewer": "ida",
        "url": "https://code.example/pull/3",
    }
    made = day.api("ana").post(f"escalations/{issue.ref}/fixes", fix)
    assert made.status_code == 201, made.content
    mail = day.mail("ida", "fix.recorded")
    assert "Reviewed by Ida Moe." in mail and "https://code.example/pull/3" in mail
    assert "Nothing, if you reviewed it; else tell the owner." in mail
    assert "reviewed by Ida Moe" in day.at("ida").get("/fixes")
