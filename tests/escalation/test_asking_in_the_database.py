"""Offers and requests to close with plain SQL: asked once, kept as asked, answered for real."""

from __future__ import annotations

import pytest

from tests.cast import Story
from tests.escalation.sql import refused


@pytest.mark.req("R58")
def test_one_offer_waits_at_a_time(story: Story):
    issue = story.owned()
    story.offer(issue, to="kim")
    refused(
        "INSERT INTO escalation_handover (escalation_id, to_id, note, by_id, at, expires_at, "
        "alarm_at) SELECT escalation_id, %s, note, by_id, at, expires_at, alarm_at "
        "FROM escalation_handover WHERE escalation_id = %s",
        story.people["bo"].pk,
        issue.pk,
    )


@pytest.mark.req("R60")
def test_one_request_to_close_waits_at_a_time(story: Story):
    issue = story.owned()
    story.ask_to_close(issue)
    refused(
        "INSERT INTO escalation_closurerequest (escalation_id, outcome, reason, by_id, at, "
        "alarm_at) SELECT escalation_id, outcome, reason, by_id, at, alarm_at "
        "FROM escalation_closurerequest WHERE escalation_id = %s",
        issue.pk,
    )


@pytest.mark.req("R58", "R60")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE escalation_handover SET to_id = by_id",
        "UPDATE escalation_handover SET note = 'Something else.'",
        "UPDATE escalation_handover SET expires_at = '2030-01-01T00:00:00+00:00'",
        "UPDATE escalation_closurerequest SET outcome = 'withdrawn'",
        "UPDATE escalation_closurerequest SET by_id = 1",
        "DELETE FROM escalation_handover",
        "DELETE FROM escalation_closurerequest",
    ],
)
def test_an_offer_and_a_request_keep_what_they_said(story: Story, change: str):
    """Only their timer moves. A bent offer would let somebody accept what was not offered them."""
    issue = story.owned()
    story.offer(issue, to="kim")
    story.ask_to_close(issue)
    refused(change, says="never changed")


@pytest.mark.req("R60")
def test_a_closure_needs_a_yes_to_a_request_of_its_own(story: Story):
    issue, other = story.owned(), story.owned()
    asked = story.ask_to_close(issue)
    close = (
        "INSERT INTO escalation_closure (escalation_id, request_id, by_id, at) "
        "VALUES (%s, %s, %s, %s)"
    )
    sam, says = story.people["sam"].pk, "agreed to"
    refused(close, issue.pk, asked.pk, sam, story.now, says=says)  # not answered
    refused(close, other.pk, asked.pk, sam, story.now, says=says)
    story.answer(asked, agree=False, note="Not yet.")
    refused(close, issue.pk, asked.pk, sam, story.now, says=says)
