"""One living card for each escalation: posted once, rewritten where it differs, kept up or said why not."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Escalation
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict
from holdfast.slack import client
from holdfast.slack.identity import person_of
from holdfast.slack.models import Card, Reply, Room


def asked(slack, *, bot: bool = True, private: bool = False, **given) -> Escalation:
    """Sam asks in a customer's thread and raises it from there."""
    channel = slack.channel("cust-acme", bot=bot, private=private)
    said = channel.says(slack.sam, "Search is down, can anybody look?")
    escalation = slack.story.raised(origin_url=said.permalink, **given)
    slack.work()
    return escalation


def room(slack):
    return next(each for each in slack.workspace.channels.values() if each.name == "cust-acme")


def card_in(slack, channel=None):
    """The one card in a channel: whatever happens, there are not two."""
    found = [each for each in (channel or room(slack)).posts if each.buttons]
    assert len(found) == 1, [each.shown for each in found]
    return found[0]


def updates(slack) -> int:
    return len(slack.workspace.calls("chat.update"))


@pytest.mark.req("R68")
def test_the_card_stands_in_the_thread_where_it_was_asked(slack):
    escalation = asked(slack)
    card = card_in(slack)
    assert card.thread_ts == room(slack).messages[0].ts
    assert f"{escalation.ref} · Search is down for Acme" in card.shown
    assert slack.home.posts == []


def test_what_came_from_elsewhere_has_its_card_in_the_programmes_channel(slack):
    slack.story.raised(origin_url="https://acme.zendesk.com/tickets/7")
    slack.work()
    assert card_in(slack, slack.home).thread_ts is None


def test_without_a_place_in_slack_there_is_no_card(slack):
    Room.objects.update(channel_id="")
    escalation = slack.story.raised()
    slack.story.accept(escalation, by="ana")
    slack.work()
    assert not Card.objects.exists()
    assert not Delivery.objects.filter(recipient__startswith="card:").exists()


def test_our_first_answer_in_the_thread_becomes_the_card(slack):
    channel = slack.channel("cust-acme", bot=True)
    said = channel.says(slack.sam, "Help!")
    answer = client.ask(
        "chat_postMessage",
        at=slack.story.now,
        channel=channel.id,
        thread_ts=said.ts,
        text="Who is on: Ana.",
    )
    Reply.objects.create(
        channel_id=channel.id, thread_ts=said.ts, ts=answer["ts"], at=slack.story.now
    )
    slack.story.raised(origin_url=said.permalink)
    slack.work()
    assert card_in(slack).ts == answer["ts"]
    assert len(channel.posts) == 1


def test_whatever_happens_there_is_one_card(slack):
    story = slack.story
    escalation = asked(slack)
    story.accept(escalation, by="ana")
    slack.work()
    story.update(escalation, "News.")
    slack.work()
    story.take_over(story.offer(escalation, to="kim"), by="kim")
    slack.work()
    story.answer(story.ask_to_close(escalation, by="kim"), agree=True)
    slack.work()
    story.reopen(escalation)
    slack.work()
    card_in(slack)


def test_it_is_written_only_where_it_shows_something_else(slack):
    escalation = asked(slack)
    slack.story.accept(escalation, by="ana")
    slack.work()
    before = updates(slack)
    slack.story.classify(escalation, "defect")  # nothing of the card
    slack.work()
    assert updates(slack) == before
    slack.story.update(escalation, "News.", next_step="Look at the index.")
    slack.work()
    assert updates(slack) == before + 1


def test_after_an_hour_without_slack_the_card_is_written_once_and_the_news_are_one_message(slack):
    story = slack.story
    escalation = asked(slack)
    story.accept(escalation, by="ana")
    slack.work()
    posts, writes = len(room(slack).posts), updates(slack)
    slack.workspace.down()
    for word in ("One.", "Two.", "Three."):
        story.update(escalation, word, next_step=f"After {word}")
        slack.work(seconds=1)
    story.forward(hours=1)
    slack.workspace.up()
    slack.work(seconds=3600)
    assert updates(slack) == writes + 1
    [news] = room(slack).posts[posts:]
    assert [word in news.shown for word in ("One.", "Two.", "Three.")] == [True] * 3
    waiting = Delivery.objects.filter(channel="slack").exclude(state="sent")
    assert not waiting.exists()


@pytest.mark.parametrize("thread", [True, False])
def test_an_answer_that_got_lost_is_no_second_card(slack, thread):
    slack.workspace.cuts("chat.postMessage")
    if thread:
        escalation = asked(slack)
    else:
        escalation = slack.story.raised()
        slack.work(seconds=1)
    slack.story.accept(escalation, by="ana")  # while it is in doubt
    slack.work(seconds=3600)
    card = card_in(slack, None if thread else slack.home)
    assert "owns it" in card.shown
    assert Card.objects.get().ts == card.ts


@pytest.mark.parametrize("error", ["internal_error", "ratelimited"])
def test_a_slack_that_stumbles_is_asked_again(slack, error):
    slack.workspace.fails("chat.postMessage", error)
    asked(slack)
    slack.work(seconds=3600)
    card_in(slack)


@pytest.mark.req("R41")
def test_a_private_channel_without_us_waits_for_the_invitation_and_says_so_once(slack):
    person_of(slack.sam.id, at=slack.story.now)
    escalation = asked(slack, bot=False, private=True)
    assert room(slack).posts == []
    card = Card.objects.get()
    assert "Write /invite @Holdfast in that channel." in card.trouble
    told = [each for each in slack.sam.dms if "its card in Slack has no place" in each.text]
    assert len(told) == 1
    slack.story.accept(escalation, by="ana")
    slack.work(seconds=4000)
    assert Event.objects.filter(kind="card.stranded").count() == 1
    room(slack).invites_app(slack.sam)
    slack.work()
    assert "owns it" in card_in(slack).shown
    assert Card.objects.get().trouble == ""


def test_an_archived_channel_is_left_for_the_programmes(slack):
    escalation = asked(slack)
    room(slack).archive()
    slack.story.accept(escalation, by="ana")
    slack.work()
    card = card_in(slack, slack.home)
    assert "owns it" in card.shown
    assert [each.thread_ts for each in slack.home.posts[1:]] == [card.ts]
    stranded = Event.objects.get(kind="card.stranded")
    assert "is in the programme's channel from now on" in stranded.data["reason"]


def test_a_deleted_channel_is_left_at_once(slack):
    asked(slack)
    room(slack).delete()
    slack.work()
    assert "Nobody owns it yet" in card_in(slack, slack.home).shown


def test_a_card_that_somebody_deleted_is_there_again_with_the_next_news(slack):
    escalation = asked(slack)
    card_in(slack).delete()
    slack.story.accept(escalation, by="ana")
    slack.work()
    assert "owns it" in card_in(slack).shown


def test_a_thread_has_one_open_escalation_and_the_next_one_after_it_ended(slack):
    story = slack.story
    first = asked(slack)
    origin = first.origin_url
    with pytest.raises(Conflict, match=f"This thread is {first.ref} already"):
        story.raised(origin_url=origin)
    story.decline(first, by="ana", reason="No.")
    third = story.raised(origin_url=origin)
    slack.work()
    here = [each for each in room(slack).posts if each.buttons]
    assert [first.ref in here[0].shown, third.ref in here[-1].shown] == [True, True]
    assert len(here) == 2
