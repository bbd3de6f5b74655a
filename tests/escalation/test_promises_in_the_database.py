"""Promises 1, 2 and 7 with plain SQL that goes round the application: the database says no."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from holdfast.escalation.models import Escalation, Ownership
from tests.cast import Story
from tests.escalation.sql import refused, run


def insert_ownership(
    story: Story, issue: Escalation, number: int, login: str, handover: int | None = None
) -> tuple[Any, ...]:
    return (
        (
            "INSERT INTO escalation_ownership (escalation_id, number, person_id, at, handover_id) "
            "VALUES (%s, %s, %s, %s, %s)"
        ),
        issue.pk,
        number,
        story.people[login].pk,
        story.now,
        handover,
    )


@pytest.mark.req("R41", "R44")
def test_there_is_no_second_first_owner(story: Story):
    issue = story.owned(by="ana")
    refused(*insert_ownership(story, issue, 1, "kim"), says="Somebody else became the owner")


@pytest.mark.req("R41")
@pytest.mark.parametrize("number", [0, 2, 3, 100])
def test_a_number_out_of_turn_is_refused(story: Story, number: int):
    refused(*insert_ownership(story, story.raised(), number, "kim"))


@pytest.mark.req("R58")
def test_the_second_owner_needs_an_offer_accepted_by_that_very_person(story: Story):
    issue, other = story.owned(by="ana"), story.owned(by="ana")
    says = "only when the person it was offered to accepts"
    refused(*insert_ownership(story, issue, 2, "kim"), says=says)
    offer = story.offer(issue, to="kim")
    # Offered and not answered.
    refused(*insert_ownership(story, issue, 2, "kim", offer.pk), says=says)
    answer = (
        "INSERT INTO escalation_handoveranswer (handover_id, word, by_id, at, reason) "
        "VALUES (%s, 'accepted', %s, %s, '')"
    )
    # Accepted by somebody else in Kim's name.
    with transaction.atomic():
        run(answer, offer.pk, story.people["ana"].pk, story.now)
        refused(*insert_ownership(story, issue, 2, "kim", offer.pk), says=says)
        refused(*insert_ownership(story, issue, 2, "ana", offer.pk), says=says)
        transaction.set_rollback(True)
    run(answer, offer.pk, story.people["kim"].pk, story.now)
    # Another person, another escalation.
    refused(*insert_ownership(story, issue, 2, "bo", offer.pk), says=says)
    refused(*insert_ownership(story, other, 2, "kim", offer.pk), says=says)
    run(*insert_ownership(story, issue, 2, "kim", offer.pk))
    assert story.see(issue).owner.login == "kim"


@pytest.mark.req("R58")
def test_an_accepted_offer_serves_once(story: Story):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    story.take_over(offer, by="kim")
    story.take_over(story.offer(issue, to="ana", by="kim"), by="ana")
    refused(*insert_ownership(story, issue, 4, "kim", offer.pk))


@pytest.mark.req("R58")
@pytest.mark.parametrize("word", ["declined", "withdrawn", "expired"])
def test_an_offer_that_ended_otherwise_moves_nothing(story: Story, word: str):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    run(
        "INSERT INTO escalation_handoveranswer (handover_id, word, by_id, at, reason) "
        "VALUES (%s, %s, %s, %s, '')",
        offer.pk,
        word,
        story.people["kim"].pk,
        story.now,
    )
    refused(*insert_ownership(story, issue, 2, "kim", offer.pk))


@pytest.mark.req("R41", "R72")
def test_what_has_ended_takes_no_owner(story: Story):
    declined, closed = story.raised(), story.raised()
    story.decline(declined, by="ana", reason="No.")
    story.ask_to_close(closed, by="sam")
    for issue in (declined, closed):
        refused(*insert_ownership(story, issue, 1, "ana"), says="reopen it first")


@pytest.mark.req("R41")
def test_the_pointer_to_the_owner_follows_the_chain_by_itself(story: Story):
    issue = story.raised()
    run(*insert_ownership(story, issue, 1, "ana"))
    assert story.see(issue).owner.login == "ana"


@pytest.mark.req("R41")
def test_the_pointer_to_the_owner_cannot_be_bent(story: Story):
    issue, other, raised = story.owned(by="ana"), story.owned(by="kim"), story.raised()
    first = Ownership.objects.get(escalation=issue)
    story.take_over(story.offer(issue, to="kim"), by="kim")
    point = "UPDATE escalation_escalation SET ownership_id = %s WHERE id = %s"
    says = "whoever accepted last"
    refused(point, None, issue.pk, says=says)
    refused(point, first.pk, issue.pk, says=says)  # back to who owned it before
    refused(point, Ownership.objects.get(escalation=other).pk, issue.pk, says=says)
    refused(point, first.pk, raised.pk, says=says)
    assert story.see(issue).owner.login == "kim"


@pytest.mark.req("R60", "R72")
def test_an_ending_must_be_its_own(story: Story):
    closed, declined, raised = story.raised(), story.raised(), story.raised()
    story.ask_to_close(closed, by="sam")
    story.decline(declined, by="ana", reason="No.")
    for noun, ended in (("closure", closed), ("decline", declined)):
        number = getattr(story.see(ended), f"{noun}_id")
        refused(
            f"UPDATE escalation_escalation SET {noun}_id = %s, update_due_at = NULL, "
            "alarm_at = NULL WHERE id = %s",
            number,
            raised.pk,
            says="belongs to another escalation",
        )


@pytest.mark.req("R48", "R54")
@pytest.mark.parametrize(
    "change",
    [
        "update_due_at = NULL",
        "alarm_at = NULL",
        "next_step = ''",
        "next_step_by_id = NULL",
        "next_step_on = NULL",
        "raised_by_id = NULL",
        "stakes = ''",
        "why_now = ''",
        "severity = 4",
    ],
)
def test_an_open_escalation_keeps_its_clock_and_its_next_step(story: Story, change: str):
    for issue in (story.raised(), story.owned()):
        refused(f"UPDATE escalation_escalation SET {change} WHERE id = %s", issue.pk)


@pytest.mark.req("R48")
def test_no_clock_runs_on_what_has_ended(story: Story):
    closed = story.raised()
    story.ask_to_close(closed, by="sam")
    for name in ("update_due_at", "alarm_at"):
        refused(f"UPDATE escalation_escalation SET {name} = %s WHERE id = %s", story.now, closed.pk)
    # Taking the ending away without starting the clock leaves it open and silent.
    refused("UPDATE escalation_escalation SET closure_id = NULL WHERE id = %s", closed.pk)


@pytest.mark.req("R72")
def test_what_somebody_owns_is_not_declined(story: Story):
    issue = story.owned()
    with transaction.atomic():
        run(
            "INSERT INTO escalation_decline (escalation_id, by_id, at, reason, alternative) "
            "VALUES (%s, %s, %s, 'No.', '')",
            issue.pk,
            story.people["kim"].pk,
            story.now,
        )
        refused(
            "UPDATE escalation_escalation SET update_due_at = NULL, alarm_at = NULL, decline_id = "
            "(SELECT id FROM escalation_decline WHERE escalation_id = %s) WHERE id = %s",
            issue.pk,
            issue.pk,
        )


@pytest.mark.req("R41")
def test_an_escalation_is_never_deleted(story: Story):
    issue = story.raised()
    refused("DELETE FROM escalation_escalation WHERE id = %s", issue.pk, says="never deleted")
    refused("DELETE FROM escalation_escalation", says="never deleted")


@pytest.mark.req("R41")
def test_an_escalation_starts_unowned(story: Story):
    issue = story.owned()
    columns = [field.column for field in Escalation._meta.fields if field.column != "id"]
    refused(
        f"INSERT INTO escalation_escalation ({', '.join(columns)}) "
        f"SELECT {', '.join(columns)} FROM escalation_escalation WHERE id = %s",
        issue.pk,
        says="starts without an owner",
    )


def test_people_in_the_records_cannot_be_deleted(story: Story):
    """A person who leaves stays, with their service (promise 3)."""
    story.owned(by="ana")

    def delete() -> None:
        run("DELETE FROM people_person WHERE id = %s", story.people["ana"].pk)
        connection.check_constraints()

    with pytest.raises(DatabaseError), transaction.atomic():
        delete()
