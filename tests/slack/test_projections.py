"""The channel's topic, its bookmark and the canvas show what stands here, and are written on difference."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from holdfast.journal.actions import owe, record
from holdfast.journal.models import Event
from holdfast.kernel.actor import CLOCK
from holdfast.slack.models import Projection, Room
from holdfast.slack.room.projections import SHOWN, key


@pytest.fixture
def kept(slack):
    """The room wants all of them."""
    room = Room.objects.get()
    Room.objects.update(keeps_canvas=True)
    with transaction.atomic():
        event = record("room.chosen", subject=f"room-{room.pk}", by=CLOCK, at=slack.story.now)
        for each in SHOWN:
            owe(
                event,
                channel="slack",
                recipient=str(room.pk),
                key=key(each.kind, room.pk),
                at=slack.story.now,
            )
    slack.work()
    return room


def counted(slack, *methods):
    return [len(slack.workspace.calls(method)) for method in methods]


WRITES = (
    "conversations.setTopic",
    "bookmarks.add",
    "conversations.canvases.create",
    "canvases.edit",
)


@pytest.mark.req("R5")
def test_the_topic_says_who_is_on(slack, kept):
    assert slack.home.topic == "EE now: Ana Ruiz, Kim Seo-yeon (until 16 Mar)"


@pytest.mark.req("R70")
def test_the_bookmark_leads_to_the_status_doc_and_the_canvas_copies_it(slack, kept):
    [bookmark] = slack.home.bookmarks
    assert bookmark.link.endswith("/status-doc")
    assert "Nothing is open." in slack.home.canvas.text


def test_nothing_is_written_without_a_difference(slack, kept):
    before = counted(slack, *WRITES)
    slack.story.forward(hours=3)
    slack.work()
    assert counted(slack, *WRITES) == before


def test_the_canvas_follows_what_happens_once_a_minute_at_most(slack, kept):
    story = slack.story
    for number in range(5):
        story.raised(title=f"Trouble {number}")
    slack.work(seconds=30)
    assert counted(slack, "canvases.edit") == [0]
    slack.work(seconds=90)
    assert counted(slack, "canvases.edit") == [1]
    assert "Trouble 4" in slack.home.canvas.text


def test_a_free_plan_has_no_canvas_and_the_reason_stands_here(slack, kept):
    Projection.objects.filter(kind="canvas").update(digest="")
    slack.workspace.fails("canvases.edit", "restricted_action", times=None)
    slack.story.raised()
    slack.work(seconds=120)
    assert "restricted_action" in Projection.objects.get(kind="canvas").trouble
    slack.workspace.heals("canvases.edit")
    slack.story.forward(hours=7)
    slack.work()
    assert Projection.objects.get(kind="canvas").trouble == ""


def test_a_topic_somebody_typed_over_comes_back_when_who_is_on_changes(slack, kept):
    story = slack.story
    story.now += timedelta(days=14)
    slack.work()
    assert slack.home.topic == "EE now: nobody, the leads answer"
    assert Event.objects.filter(kind="room.chosen").count() == 1
