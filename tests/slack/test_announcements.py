"""What the programme's channel hears (R5): short, with links, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.journal.actions import record
from holdfast.journal.models import Event
from holdfast.kernel.actor import CLOCK
from holdfast.people.models import Person
from holdfast.rotation.actions.passing import pass_duty
from holdfast.rotation.actions.reminding import announce_open_seats
from holdfast.rotation.models import Plan, Publication, Seat
from holdfast.slack.room.announcement_words import _words, says
from tests.slack.rooms import next_window

pytestmark = pytest.mark.req("R5")


def posts(slack) -> list[str]:
    """What is announced; cards and what is said in their threads stand there too."""
    return [
        post.shown
        for post in slack.home.posts
        if post.metadata["event_payload"]["delivery"].startswith("slack:announcement:")
    ]


def test_a_handover_that_is_accepted(slack):
    story = slack.story
    escalation = story.owned()
    story.take_over(story.offer(escalation, to="kim"), by="kim")
    slack.work()
    [said] = posts(slack)
    assert "Kim Seo-yeon owns" in said
    assert f"/escalations/{escalation.ref}" in said
    assert "instead of Ana Ruiz" in said


def test_what_is_not_for_the_channel_is_not_there(slack):
    story = slack.story
    escalation = story.owned()
    story.update(escalation)
    slack.work()
    assert posts(slack) == []


def test_open_seats(slack):
    next_window(slack, "bo", starts=date(2026, 3, 17), ends=date(2026, 4, 20))
    announce_open_seats(slack.story.now)
    announce_open_seats(slack.story.now)
    slack.work()
    [said] = posts(slack)
    assert "1 of 2 seats is open" in said
    assert "/rotation/sign-ups" in said


def test_a_boundary_is_said_at_the_handover_hour_and_once(slack):
    next_window(slack, "kim", "bo", starts=date(2026, 3, 16), ends=date(2026, 4, 13))
    slack.story.now += timedelta(days=12, hours=14)  # the 16th, before anybody works
    assert pass_duty(slack.story.now) == 0
    slack.story.now += timedelta(hours=8)
    assert pass_duty(slack.story.now) == 1
    assert pass_duty(slack.story.now + timedelta(hours=20)) == 0
    slack.work()
    [said] = posts(slack)
    assert "On now" in said
    assert "Comes: Bo Larsen." in said
    assert "Goes: Ana Ruiz." in said


def test_the_last_window_ends_and_nobody_is_on(slack):
    slack.story.now += timedelta(days=14)
    assert pass_duty(slack.story.now) == 1
    slack.work()
    assert "Nobody is on now." in posts(slack)[0]


def test_a_plan_says_who_sits_where_and_what_changed(slack):
    story = slack.story
    window = next_window(slack, "kim", starts=date(2026, 3, 17), ends=date(2026, 4, 20))
    plan = Plan.objects.create(
        programme=story.programme, seconds=1, at=story.now, finished_at=story.now, result={}
    )
    later = story.now + timedelta(minutes=1)
    new = Seat.objects.create(
        window=window, person=story.people["bo"], position=2, source="plan", at=later
    )
    publication = Publication.objects.create(plan=plan, at=later)
    publication.seats.add(new, *window.seats.all())
    old = Seat.objects.create(
        window=window, person=story.people["ana"], position=3, source="hand", at=story.now
    )
    publication.withdrawn.add(old)
    _published(slack, plan)
    [said] = posts(slack)
    assert f"Plan {plan.pk} is published" in said
    assert "17 Mar to 20 Apr 2026: Kim Seo-yeon, Bo Larsen (new); no longer Ana Ruiz" in said


def test_what_people_are_called_calls_nobody(slack):
    Person.objects.filter(login="kim").update(name="<!channel> & co")
    story = slack.story
    story.take_over(story.offer(story.owned(), to="kim"), by="kim")
    slack.work()
    [said] = posts(slack)
    assert "<!channel>" not in said
    assert "&lt;!channel&gt;" in said


def test_an_answer_that_got_lost_is_no_second_announcement(slack):
    story = slack.story
    offer = story.offer(story.owned(), to="kim")
    slack.work()
    slack.workspace.cuts("chat.postMessage", times=3)
    story.take_over(offer, by="kim")
    slack.work(seconds=3600)
    assert len(posts(slack)) == 1


def test_after_an_hour_away_it_is_one_message(slack):
    story = slack.story
    slack.workspace.down()
    for to, by in (("kim", "ana"), ("bo", "ana")):
        story.take_over(story.offer(story.owned(by=by), to=to, by=by), by=to)
    slack.work(seconds=1)
    story.now += timedelta(hours=1)
    slack.workspace.up()
    slack.work(seconds=3600)
    [said] = posts(slack)
    assert "Kim Seo-yeon owns" in said
    assert "Bo Larsen owns" in said


def test_every_kind_the_channel_hears_has_words(slack):
    """What an event lacks breaks nothing: each kind is said from an event that says nothing."""
    with_nothing = {kind: Event(kind=kind, subject="room-1", data={}) for kind in _words}
    for kind, event in with_nothing.items():
        assert kind == "group.written" or says(event)
        assert _words[kind](event, {})


def _published(slack, plan) -> None:
    from django.db import transaction

    with transaction.atomic():
        record(
            "plan.published",
            subject=f"plan-{plan.pk}",
            by=CLOCK,
            at=slack.story.now,
            data={"plan": plan.pk},
        )
    slack.work()
