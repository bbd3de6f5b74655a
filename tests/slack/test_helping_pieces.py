"""Ana hands out pieces from Slack; Billing takes, bounces and finishes them where it is told."""

from __future__ import annotations

import pytest

from holdfast.escalation.queries.piece import find_piece, pieces_of
from holdfast.people.models import Person
from holdfast.slack.identity import person_of
from tests.cast import another_team
from tests.slack.helping import more, opened, sent


@pytest.fixture
def ben(slack):
    team = another_team()
    team.contact = Person.objects.get(login="ben")
    team.save(update_fields=["contact"])
    user = slack.workspace.user("ben", email="ben@example.com", tz="Europe/Berlin")
    person_of(user.id, at=slack.story.now)
    person_of(slack.ana.id, at=slack.story.now)
    return user


def _now(piece):
    return find_piece(piece.pk)


def _pieces(slack, escalation, by):
    more(slack, escalation, by).button("Pieces…").click(by=by)
    return by.modal


@pytest.mark.req("R80")
def test_a_piece_is_handed_out_bounced_and_sent_again(slack, ben):
    escalation = slack.story.owned()
    form = opened(slack, escalation, slack.ana, "Hand out a piece…")
    assert form.fill("title", "Invoices stop").fill("issue_url", "javascript:x").fill(
        "team", "Billing"
    ).submit() == {
        "issue_url": "“javascript:x” is not a web address; give one that starts with https://."
    }
    sent(slack, slack.ana, form, issue_url="https://example.com/1")
    assert slack.ana.modals == []  # More under it closes too: it shows how it was before
    [now] = pieces_of(escalation)
    assert (now.piece.team.name, now.piece.purpose, now.state) == ("Billing", "fix", "sent")
    assert any("It is flagged" in each.text for each in slack.ana.dms)
    told = ben.dms[-1]
    told.button("Take it").click(by=ben)
    slack.work()
    assert _now(now.piece).state == "taken"
    assert "Billing has taken the piece" in ben.seen[-1].text
    told.button("Send it back…").click(by=ben)
    assert ben.modal._own_errors() == {"reason": "Please complete this required field."}
    sent(slack, ben, ben.modal, reason="We cannot see it happen.")
    assert _now(now.piece).state == "bounced"
    back = slack.ana.dms[-1]
    assert "We cannot see it happen." in str(back.blocks)
    back.button("Send it again…").click(by=slack.ana)
    sent(slack, slack.ana, slack.ana.modal, evidence="Run the job twice.", note="Here it is.")
    assert (_now(now.piece).state, _now(now.piece).piece.evidence) == ("sent", "Run the job twice.")


def test_a_piece_is_taken_in_the_list_which_is_drawn_anew(slack, ben):
    escalation = slack.story.owned()
    piece = slack.story.piece(escalation)
    listed = _pieces(slack, escalation, ben)
    assert "1 sent to Billing" in listed.text
    listed.button("Take it").click(by=ben)
    slack.work()
    assert ben.modal is listed
    assert "1 taken by Billing" in listed.text
    listed.button("It is done…").click(by=ben)
    sent(slack, ben, ben.modal, note="Deployed.", issue_url="https://example.com/2")
    done = _now(piece)
    assert (done.state, done.piece.issue_url) == ("done", "https://example.com/2")


@pytest.mark.parametrize(
    ("button", "given", "state"),
    [
        ("Close without it…", {"reason": "A workaround holds."}, "waived"),
        ("Add evidence or a link…", {"evidence": "Run it thrice."}, "sent"),
        ("It is done…", {}, "done"),
    ],
)
def test_the_owner_waives_amends_and_finishes(slack, ben, button, given, state):
    escalation = slack.story.owned()
    piece = slack.story.piece(escalation)
    listed = _pieces(slack, escalation, slack.ana)
    assert "Take it" not in listed.buttons
    listed.button(button).click(by=slack.ana)
    assert sent(slack, slack.ana, slack.ana.modal, **given) == {}
    assert _now(piece).state == state
    if "evidence" in given:
        assert _now(piece).piece.evidence == "Run it thrice."


def test_a_piece_that_came_back_is_reopened(slack, ben):
    escalation = slack.story.owned()
    piece = slack.story.piece(escalation)
    slack.story.move(piece, "finish")
    _pieces(slack, escalation, slack.ana).button("Reopen it…").click(by=slack.ana)
    sent(slack, slack.ana, slack.ana.modal, reason="It is back.")
    assert _now(piece).state == "sent"


def test_a_button_of_before_says_how_the_piece_stands(slack, ben):
    escalation = slack.story.owned()
    slack.work()
    piece = slack.story.piece(escalation)
    slack.work()
    old = ben.dms[-1]
    slack.story.move(piece, "waive", by="ana", reason="Not needed.")
    old.button("Send it back…").click(by=ben)
    assert "This piece is waived (Billing)" in ben.modal.text
    old.button("Take it").click(by=ben)
    slack.work()
    assert _now(piece).state == "waived"
    assert "waived" in ben.seen[-1].text


def test_amending_nothing_is_refused_in_the_form(slack, ben):
    escalation = slack.story.owned()
    slack.story.piece(escalation, evidence="")
    _pieces(slack, escalation, slack.ana).button("Add evidence or a link…").click(by=slack.ana)
    assert slack.ana.modal.submit() == {"evidence": "Give the evidence or the link of the issue."}


def test_evidence_longer_than_slack_takes_is_not_cut_by_sending_the_form_back(slack, ben):
    escalation = slack.story.owned()
    whole = "Step. " * 1000
    piece = slack.story.piece(escalation, evidence=whole)
    _pieces(slack, escalation, slack.ana).button("Send it again…").click(by=slack.ana)
    assert sent(slack, slack.ana, slack.ana.modal, note="Here it is.") == {}
    assert _now(piece).piece.evidence == whole.strip()
