"""The channel's topic, its bookmark and the canvas show what stands here, and are written on difference."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.journal.models import Delivery, Event
from holdfast.slack.models import Projection
from tests.slack.rooms import chosen


@pytest.fixture
def kept(slack):
    """The room wants all of them."""
    return chosen(slack, keeps_topic=True, keeps_bookmark=True, keeps_canvas=True)


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
    assert slack.home.topic == "On now: Ana Ruiz, Kim Seo-yeon (until 16 Mar)"


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
    assert slack.home.topic == "On now: nobody, the leads answer"
    assert Event.objects.filter(kind="room.chosen").count() == 1


ALL = {"keeps_topic": True, "keeps_bookmark": True, "keeps_canvas": True}


def test_another_channel_gets_all_of_it_and_the_old_one_is_left_clean(slack, kept):
    new = slack.channel("escalations-new")
    chosen(slack, **ALL, channel_id=new.id, channel_name=new.name)
    assert new.topic.startswith("On now: Ana Ruiz")
    assert [each.link.rpartition("/")[2] for each in new.bookmarks] == ["status-doc"]
    assert "Nothing is open." in new.canvas.text
    assert (slack.home.topic, slack.home.bookmarks) == ("", [])
    assert "not kept up any more" in slack.home.canvas.text


def test_a_topic_that_somebody_typed_is_left_to_them(slack, kept):
    slack.home.topic = "Lunch at noon"
    new = slack.channel("escalations-new")
    chosen(slack, **ALL, channel_id=new.id, channel_name=new.name)
    assert slack.home.topic == "Lunch at noon"


def test_an_old_channel_that_is_gone_keeps_nobody_from_the_new_one(slack, kept):
    slack.home.delete()
    new = slack.channel("escalations-new")
    chosen(slack, **ALL, channel_id=new.id, channel_name=new.name)
    assert new.topic.startswith("On now: Ana Ruiz")


def test_what_is_not_wanted_any_more_goes_and_comes_back(slack, kept):
    chosen(slack)
    assert (slack.home.topic, slack.home.bookmarks) == ("", [])
    before = counted(slack, *WRITES)
    slack.story.forward(hours=25)
    slack.work()
    assert counted(slack, *WRITES) == before
    chosen(slack, keeps_topic=True)
    assert slack.home.topic.startswith("On now: Ana Ruiz")


def test_no_action_writes_the_row_of_what_is_kept_up(slack, kept):
    """It would wait for the row that another action, or the worker, holds."""
    rows = Delivery.objects.filter(key__contains=":room:", channel="slack")
    rows = rows.exclude(key__startswith="slack:stir:")
    before = set(rows.values_list("key", "wake_at", "state"))
    slack.story.raised()
    assert set(rows.values_list("key", "wake_at", "state")) == before
