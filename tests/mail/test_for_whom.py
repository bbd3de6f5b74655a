"""The same fact, in the words of whoever reads it."""

from __future__ import annotations

import pytest

from holdfast.people.actions import deactivate
from tests.cast import Story
from tests.mail.test_not_moving import letter


@pytest.mark.req("R53")
def test_a_manager_asked_first_reads_that_it_is_them(story: Story):
    issue = story.owned(by="lea")
    story.people["lea"].manager = story.people["max"]
    story.people["lea"].save(update_fields=["manager"])
    story.corner(issue, by="lea")
    assert story.told("cornered.called") == {"max"}
    said = letter("cornered.called", "max").text
    assert "asks you, as their manager, for help" in said
    assert "programme leads" not in said.split("\n\n")[0]


@pytest.mark.req("R26")
def test_whoever_a_lead_switches_off_is_not_asked_to_find_another(story: Story):
    story.at_capacity("bo", by="lea")
    said = letter("capacity.full", "bo").text
    assert "Lea Marsh says that Bo Larsen can take no more" in said
    assert "If you can take more after all" in said and "See that somebody" not in said
    story.has_capacity("bo")
    story.at_capacity("bo")
    said = letter("capacity.full", "lea").text
    assert said.startswith("Bo Larsen can take no more") and "See that somebody" in said


@pytest.mark.req("R72")
def test_a_decline_says_by_whom_and_to_each_what_is_theirs(story: Story):
    issue = story.raised(by="rex", support_engineer="sam")
    story.decline(issue, by="ana", reason="Not ours.")
    for login, words in (("rex", "Take the alternative"), ("sam", "Tell the customer")):
        said = letter("escalation.declined", login).text
        assert "Ana Ruiz declined the escalation." in said and words in said
    assert "Nothing; Rex Quill hears it, too." in letter("escalation.declined", "max").text


@pytest.mark.req("R60")
def test_what_is_reopened_says_who_has_to_do_what(story: Story):
    declined = story.raised()
    story.decline(declined, by="ana", reason="Not ours.")
    story.reopen(declined)
    assert "accept it, or decline it" in letter("escalation.reopened", "kim").text
    owned = story.owned(by="bo")
    story.ask_to_close(owned, by="sam")
    deactivate(login="bo", reason="Left.", by=story.ada, at=story.now)
    story.reopen(owned)
    assert "nobody is looking after it" in letter("escalation.reopened", "lea").text


@pytest.mark.req("R60")
def test_the_answer_to_closing_reaches_who_asked(story: Story):
    issue = story.owned()
    story.answer(story.ask_to_close(issue), agree=True, note="The customer is glad.")
    assert "Answer: The customer is glad." in letter("escalation.closed", "ana").text


@pytest.mark.req("R60")
def test_an_outcome_is_said_in_words(story: Story):
    issue = story.owned()
    story.ask_to_close(issue, outcome="not_reproducible")
    assert "Outcome: not reproducible\n" in letter("closure.asked", "sam").text
