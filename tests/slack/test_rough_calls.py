"""Calls and words as they come at three in the morning: from bots, from strangers, far too long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from holdfast.escalation.models import Escalation, Ownership, Tag, Update
from holdfast.journal import inbox
from holdfast.journal.models import Delivery, Incoming
from holdfast.kernel.refusal import Conflict
from holdfast.slack.identity import person_of
from holdfast.slack.models import Card
from holdfast.slack.source import SlackSource
from holdfast.slack.text import quote
from tests.slack.test_cards import asked, card_in, room
from tests.slack.test_mentions import answer, calling, fill
from tests.slack.test_thread import said

LOUD = "<!channel> <!here> <!everyone>"


def undone() -> bool:
    return Incoming.objects.filter(wake_at__isnull=False).exists()


@pytest.fixture
def owned(slack):
    person_of(slack.ana.id, at=slack.story.now)
    escalation = asked(slack)
    slack.story.accept(escalation, by="ana")
    slack.work()
    return escalation


def root(slack):
    return room(slack).messages[0]


def test_one_word_and_long_words_are_given_back_when_they_are_refused(slack):
    channel = slack.channel()
    message = channel.says(slack.sam, "Search is down")
    message.shortcut("escalation_new", by=slack.sam)
    form = fill(slack.sam.modal).fill("title", "Outage").fill("stakes", "検索が止まっています")
    form.fill("why_now", "why " * 700).fill("first_response", "did " * 700)
    slack.story.raised(by="lea", origin_url=message.permalink)
    form.submit()
    slack.work()
    heard = "\n".join(each.shown for each in slack.sam.dms)
    assert "already" in heard
    for word in ("Outage", "検索が止まっています"):
        assert word in heard
    assert heard.count("why") >= 700
    assert heard.count("did") >= 700


def test_many_lines_are_cut_to_what_slack_takes():
    for text in (
        "x\n" * 1400,
        "word word\n" * 900,
        "\n".join("ab" * 2 for _ in range(2000)),
        "&\n" * 900,
    ):
        assert len(quote(text, most=2000)) <= 2000


def test_the_face_fits_whatever_is_written(slack, owned):
    loud = "&" * 200
    other = slack.story.raised(title=loud, customer=loud, stakes="&" * 9000, why_now="<" * 9000)
    slack.story.accept(other, by="ana")
    slack.story.corner(other, reason="&" * 5000)
    slack.story.ask_to_close(other, reason="&" * 5000)
    slack.work()
    slack.story.pause(other, date(2026, 3, 6), reason="&" * 5000)
    slack.work()
    card = card_in(slack, slack.home)
    assert "Paused" in card.shown


def test_a_bot_calls_in_an_open_thread(slack, owned):
    bot = slack.workspace.user("pagerbot", bot=True)
    room(slack).joins(bot)
    root(slack).says(bot, calling(slack, "alert"))
    slack.work()
    assert not undone()
    assert not Incoming.objects.filter(attempts__gt=1).exists()


@pytest.mark.parametrize("state", ["paused", "closing", "cornered", "offered"])
def test_the_owner_calls_while_it_is(slack, owned, state):
    story = slack.story
    if state == "paused":
        story.pause(owned, date(2026, 3, 6))
    elif state == "closing":
        story.ask_to_close(owned)
    elif state == "cornered":
        story.corner(owned)
    else:
        story.offer(owned, to="kim")
    slack.work()
    root(slack).says(slack.ana, calling(slack, "more news"))
    slack.work()
    assert not undone()
    assert owned.updates.count() == 1


def test_only_the_call_of_the_owner_is_no_update(slack, owned):
    root(slack).says(slack.ana, calling(slack, ""))
    slack.work()
    assert not owned.updates.exists()
    assert "update" not in slack.ana.seen[-1].text


def test_a_lead_who_calls_hears_what_it_was_taken_as(slack, owned):
    root(slack).says(slack.lea, calling(slack, "Acme is furious"))
    slack.work()
    assert owned.updates.count() == 1
    assert "Taken as an update" in slack.lea.seen[-1].text


def test_in_a_private_channel_without_us_what_is_said_is_so(slack):
    channel = slack.channel("cust-secret", private=True, bot=False)
    channel.says(slack.sam, "Search is down").shortcut("escalation_new", by=slack.sam)
    fill(slack.sam.modal).submit()
    slack.work()
    heard = [each.text for each in slack.sam.dms]
    assert "Until then they are on its page." in heard[0]
    assert slack.home.posts == []


def test_a_tag_is_answered_by_a_raise_on_the_web_that_names_a_reply(slack):
    asked_for = slack.channel().says(slack.sam, "hm")
    reply = asked_for.says(slack.sam, calling(slack))
    slack.work()
    ts = asked_for.ts
    address = f"{reply.permalink.partition('?')[0]}?thread_ts={ts}&cid={reply.channel.id}"
    escalation = slack.story.raised(origin_url=address)
    slack.work()
    assert Tag.objects.get().answer.escalation == escalation
    assert Card.objects.get().thread_ts == ts


def test_a_form_open_while_the_web_raised_it_by_a_reply(slack):
    message = slack.channel().says(slack.sam, "Search is down")
    reply = message.says(slack.sam, "still")
    message.shortcut("escalation_new", by=slack.sam)
    address = f"{reply.permalink.partition('?')[0]}?thread_ts={message.ts}&cid={reply.channel.id}"
    slack.story.raised(by="lea", origin_url=address)
    fill(slack.sam.modal).submit()
    slack.work()
    assert Escalation.objects.count() == 1


def test_a_call_in_the_thread_of_a_merged_one(slack, owned):
    channel = slack.channel("cust-initech")
    other = channel.says(slack.sam, "Indexing")
    survivor = slack.story.owned(by="kim", title="Indexing", origin_url=other.permalink)
    slack.work()
    slack.story.merge(owned, survivor)
    slack.work()
    root(slack).says(slack.sam, calling(slack, "any news?"))
    slack.work()
    assert not Tag.objects.exists()
    assert survivor.ref in slack.sam.seen[-1].text
    root(slack).says(slack.kim, calling(slack, "found it"))
    slack.work()
    assert survivor.updates.count() == 1
    assert [each for each in said(slack, channel) if "found it" in each]


def test_an_ended_one_is_not_reopened_beside_another_in_its_thread(slack):
    first = asked(slack)
    slack.story.decline(first, by="ana", reason="No.")
    second = slack.story.raised(origin_url=root(slack).permalink)
    slack.work()
    with pytest.raises(Conflict, match=second.ref):
        slack.story.reopen(first)


def test_somebody_deactivated_is_named_and_told_why(slack, owned):
    person_of(slack.max.id, at=slack.story.now)
    people = slack.story.people["max"]
    type(people).objects.filter(pk=people.pk).update(deactivated_at=slack.story.now)
    room(slack).says(slack.max, calling(slack))
    slack.work()
    assert Tag.objects.get().said_by_name == "Max Vogel"
    answer(root(slack))[0].button("Update…").click(by=slack.max)
    slack.work()
    assert "link" not in str(slack.max.modal.view).lower()


def test_a_nul_in_a_message(slack):
    message = slack.channel().says(slack.sam, calling(slack, "search \x00 down"))
    message.shortcut("escalation_new", by=slack.sam)
    fill(slack.sam.modal).fill("why_now", "no\x00w").submit()
    slack.work()
    assert Escalation.objects.get().title == "search down"


def test_loud_words_everywhere_call_nobody(slack):
    message = slack.channel().says(slack.sam, calling(slack, LOUD + "x" * 10_000))
    slack.work()
    answer(message)[0].button("Tell us what is at stake").click(by=slack.sam)
    form = slack.sam.modal
    for field in ("title", "stakes", "why_now", "customer", "first_response"):
        form.fill(field, f"{LOUD} *x* & 🔥 " * (4 if field in {"title", "customer"} else 60))
    form.fill("severity", "sev1: most users limited, no workaround").submit()
    slack.work()
    escalation = Escalation.objects.get()
    slack.story.accept(escalation, by="ana")
    slack.story.update(escalation, f"{LOUD}\n" * 500, next_step=LOUD * 20)
    slack.story.corner(escalation, reason=LOUD * 50)
    slack.story.ask_to_close(escalation, reason=LOUD * 50)
    slack.work()
    for call in slack.workspace.log:
        if call.method == "views.open":
            continue  # in a field it is only typed
        assert "<!channel>" not in str(call), call
        assert "<!here>" not in str(call), call


def test_a_title_of_one_emoji(slack):
    slack.channel().says(slack.sam, "hm").shortcut("escalation_new", by=slack.sam)
    fill(slack.sam.modal).fill("title", "🔥").submit()
    slack.work()
    assert "🔥" in card_in(slack).shown


def test_an_hour_of_updates_while_slack_is_away(slack, owned):
    for number in range(70):
        slack.story.update(owned, f"News {number}. " + "x" * 2500)
    slack.work()
    words = "\n".join(said(slack))
    for number in range(70):
        assert words.count(f"News {number}.") == 1
    assert not Delivery.objects.filter(channel="slack", state="dead").exists()


def test_a_call_that_comes_and_goes_by_edits_is_no_second_escalation(slack, owned):
    message = root(slack).says(slack.sam, "look")
    message.edit(calling(slack, "now"))
    message.edit("gone")
    message.edit(calling(slack, "now again"))
    slack.work()
    assert Escalation.objects.count() == 1
    assert not undone()


def together(slack, workers: int = 4) -> None:
    """Several workers at once work on what came in."""

    def one(_: int) -> None:
        try:
            inbox.work(SlackSource(), clock=lambda: slack.story.now)
        finally:
            connection.close()

    slack.workspace.inbound.deliver()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, range(workers)))
    slack.work()


@pytest.mark.req("R4", "R41")
@pytest.mark.postgresql  # with one writer at a time there is no race to lose
@pytest.mark.django_db(transaction=True)
def test_at_the_same_instant_calls_are_one_tag_forms_one_escalation_and_clicks_one_owner(slack):
    people = [getattr(slack, login) for login in ("sam", "ana", "kim", "lea")]
    for user in people:
        person_of(user.id, at=slack.story.now)
    asked_for = slack.channel().says(slack.sam, "hm")
    for user in people:
        asked_for.says(user, calling(slack))
    together(slack)
    assert Tag.objects.count() == len(answer(asked_for)) == 1
    for user in people:
        answer(asked_for)[0].button("Tell us what is at stake").click(by=user)
        fill(user.modal).fill("title", "Search is down").submit()
    together(slack)
    [escalation] = Escalation.objects.all()
    card = answer(asked_for)[0]
    accept = card.button("Accept")
    for user in (slack.ana, slack.kim):
        accept.click(by=user)
    together(slack)
    owner = Ownership.objects.get(escalation=escalation).person.login
    loser = {"ana": slack.kim, "kim": slack.ana}[owner]
    assert "owns ESC-" in loser.seen[-1].shown
    for number in range(4):
        asked_for.says(getattr(slack, owner), calling(slack, f"news {number}"))
    together(slack)
    assert Update.objects.count() == 4
    assert len([each for each in answer(asked_for) if each.buttons]) == 1
    assert not undone()
