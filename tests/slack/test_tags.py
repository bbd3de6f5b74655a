"""A call for help that is no escalation yet, wherever it was noticed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from holdfast.escalation.actions import call_for_help, dismiss_tag, raise_escalation
from holdfast.escalation.models import Escalation, Tag, TagAnswer
from holdfast.escalation.queries.tag import open_tags, tags
from holdfast.journal.models import Event
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.models import Programme
from tests import cast
from tests.cast import Story
from tests.escalation.racing import at_once

WHERE = "https://chat.example.com/1"


@pytest.fixture
def committed(transactional_db: None) -> Story:
    # Emptying the tables between tests that commit takes the first programme along.
    Programme.objects.get_or_create(name="Escalation engineering")
    return cast.tell()


@pytest.mark.req("R4")
def test_a_call_is_told_to_who_is_on_and_waits_in_the_list(story):
    tag = story.calls().tag
    assert story.told("tag.noted") == {"ana", "kim"}
    assert open_tags(story.programme) == [tag]
    assert (tag.said_by.login, tag.text, tag.state) == ("sam", "Search is down.", "open")


def test_the_same_message_again_is_a_repeat_and_another_one_belongs_to_the_tag(story):
    tag = story.calls().tag
    assert story.calls().tag == tag
    assert story.calls(message="2", thread_url=WHERE, text="Anybody?").tag == tag
    assert Tag.objects.count() == 1
    said = Event.objects.get(kind="tag.said_again")
    assert (said.subject, said.data["text"]) == (f"tag-{tag.pk}", "Anybody?")


@pytest.mark.req("R4")
def test_raising_answers_the_tag_in_the_same_breath_and_once(story):
    tag = story.calls(message="reply", thread_url=WHERE).tag
    escalation = story.raised(by="ana", origin_url=WHERE)
    tag.refresh_from_db()
    assert (tag.state, tag.answer.escalation, tag.alarm_at) == ("raised", escalation, None)
    assert Event.objects.get(kind="escalation.raised").data["tags"] == [tag.pk]
    with pytest.raises(Conflict, match=f"This thread is {escalation.ref} already"):
        story.raised(by="kim", origin_url=WHERE)
    assert Escalation.objects.count() == 1


def test_once_says_that_a_place_is_a_thread_though_nothing_was_noted(story):
    first = story.raised(origin_url=WHERE, once=True)
    with pytest.raises(Conflict):
        story.raised(origin_url=WHERE, once=True)
    story.decline(first, by="ana", reason="No.")
    assert story.raised(origin_url=WHERE, once=True) != first


@pytest.mark.req("R4")
def test_a_call_in_an_open_one_is_an_update_of_the_owner_and_news_of_anybody_else(story):
    escalation = story.owned(origin_url=WHERE)
    due = escalation.update_due_at
    story.forward(minutes=30)
    assert story.calls(message="2", thread_url=WHERE, text="Worse.").escalation == escalation
    assert story.see(escalation).update_due_at == due
    assert story.told("escalation.called_again") == {"ana"}
    story.calls(by="ana", message="3", thread_url=WHERE, text="Found it.")
    assert story.happened(escalation)[-2:] == ["escalation.called_again", "escalation.updated"]
    assert story.see(escalation).update_due_at > due
    assert not Tag.objects.exists()


def test_calling_louder_before_anybody_accepted_restarts_no_clock(story):
    escalation = story.raised(origin_url=WHERE)
    due = escalation.update_due_at
    story.forward(minutes=30)
    story.calls(message="2", thread_url=WHERE, text="Still down.")
    assert story.see(escalation).update_due_at == due
    assert story.told("escalation.called_again") == {"ana", "kim"}


def test_a_call_where_one_has_ended_is_a_tag_that_remembers_it(story):
    escalation = story.decline(story.raised(origin_url=WHERE), by="ana", reason="Known.")
    tag = story.calls(message="2", thread_url=WHERE).tag
    assert tag.after == escalation
    story.raised(origin_url=WHERE)
    tag.refresh_from_db()
    assert tag.answer.escalation != escalation


@pytest.mark.req("R4")
def test_a_tag_that_nobody_answers_is_said_once_more_then_to_the_leads_once(story):
    story.calls()
    story.forward(hours=6)
    said = list(Event.objects.filter(kind="tag.unanswered").order_by("id"))
    assert [each.data["stage"] for each in said] == ["on", "lead"]
    assert story.told("tag.unanswered") == {"lea"}
    assert len(open_tags(story.programme)) == 1


def test_what_is_answered_is_said_no_more(story):
    tag = story.calls().tag
    dismiss_tag(tag_id=tag.pk, reason="Docs say so.", by=story.kim, at=story.now)
    story.forward(hours=6)
    assert not Event.objects.filter(kind="tag.unanswered").exists()
    assert story.told("tag.dismissed") == {"sam", "ana"}
    assert [each.state for each in tags(story.programme, state="dismissed").items] == ["dismissed"]


def test_who_called_or_could_accept_dismisses_with_a_reason_and_nobody_else(story):
    tag = story.calls().tag
    given = {"tag_id": tag.pk, "at": story.now}
    with pytest.raises(NotAllowed, match="Who called for help or an engineer can"):
        dismiss_tag(reason="No.", by=story.rex, **given)
    with pytest.raises(Invalid, match="Say why"):
        dismiss_tag(reason=" ", by=story.sam, **given)
    with pytest.raises(NotFound):
        dismiss_tag(tag_id=999, reason="No.", by=story.ana, at=story.now)
    dismiss_tag(reason="My mistake.", by=story.sam, **given)
    dismiss_tag(reason="Twice.", by=story.ana, **given)
    assert TagAnswer.objects.get().reason == "My mistake."


def test_what_was_raised_is_not_dismissed(story):
    tag = story.calls().tag
    escalation = story.raised(origin_url=WHERE)
    with pytest.raises(Conflict, match=f"raised as {escalation.ref}; decline it there"):
        dismiss_tag(tag_id=tag.pk, reason="No.", by=story.ana, at=story.now)


def test_who_has_no_account_is_named_and_their_call_counts(story):
    given = {"said_by_name": "Dana of Acme", "by": CLOCK, "at": story.now}
    tag = call_for_help(programme=story.programme, origin_url=WHERE, text="Help", **given).tag
    assert (tag.said_by, tag.said_by_whom) == (None, "Dana of Acme")
    escalation = story.owned(origin_url=WHERE)
    call_for_help(
        programme=story.programme, origin_url=f"{WHERE}2", thread_url=WHERE, text="Hey", **given
    )
    assert story.happened(escalation)[-1] == "escalation.called_again"


@pytest.mark.parametrize("change", ["text = 'x'", "answered_at = NULL", "thread_url = 'x'"])
def test_the_database_keeps_a_tag_as_it_was(story, change):
    story.calls()
    story.raised(origin_url=WHERE)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE escalation_tag SET {change}")


@pytest.mark.req("R4")
def test_two_calls_at_once_in_a_thread_are_one_tag(committed):
    story, now = committed, committed.now
    by = [story.of("sam"), story.of("ana"), story.of("kim"), story.of("bo")]
    acts = [
        lambda who=who, number=number: _called(story, who, number, now)
        for number, who in enumerate(by)
    ]
    result = at_once(acts)
    assert (result.broken, result.refused) == ([], [])
    assert Tag.objects.count() == 1


@pytest.mark.req("R4")
def test_a_tag_raised_twice_at_once_is_one_escalation(committed):
    story, now = committed, committed.now
    tag = story.calls().tag
    given = {"title": "Down", "stakes": "All.", "why_now": "Now.", "severity": 1, "at": now}
    programme = story.programme
    acts = [
        lambda who=who: raise_escalation(programme=programme, origin_url=WHERE, by=who, **given)
        for who in (story.of("sam"), story.of("ana"))
    ]
    calling = story.of("kim")
    result = at_once([*acts, lambda: _called(story, calling, 9, now)])
    assert result.broken == []
    assert [type(each) for each in result.refused] == [Conflict]
    assert Escalation.objects.count() == 1
    assert TagAnswer.objects.get().tag == tag


def _called(story, who, number, now):
    return call_for_help(
        programme=story.programme,
        origin_url=f"{WHERE}/{number}",
        thread_url=WHERE,
        text=f"Help {number}",
        by=who,
        at=now,
    )
