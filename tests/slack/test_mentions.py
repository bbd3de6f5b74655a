"""The group is called in a channel: noticed, answered in the thread, and never twice one thing."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Escalation, Tag
from holdfast.journal.models import Delivery, Incoming
from holdfast.slack.identity import person_of
from holdfast.slack.models import Reply, Room
from holdfast.slack.written import first_line, groups_called, words

STAKES = "What happens if this is not addressed?"


def calling(slack, words: str = "search is down") -> str:
    return f"<!subteam^{slack.group.id}|@escalation-engineers> {words}"


def answer(message):
    """The app's own answers in a thread."""
    return [each for each in message.thread if each.by_app]


def fill(modal):
    modal.fill("stakes", "Acme renews on Friday.").fill("why_now", "The queue is two weeks long.")
    return modal.fill("severity", "sev1: most users limited, no workaround")


@pytest.mark.req("R4")
def test_from_a_call_in_a_channel_to_one_escalation(slack):
    for login in ("ana", "kim"):
        person_of(getattr(slack, login).id, at=slack.story.now)
    channel = slack.channel()
    asked = channel.says(slack.sam, calling(slack))
    slack.work()
    [said] = answer(asked)
    assert slack.ana.mention() in said.shown
    assert slack.kim.mention() in said.shown
    assert STAKES in said.shown
    assert said.buttons == ["Tell us what is at stake", "Not an escalation"]
    said.button("Tell us what is at stake").click(by=slack.sam)
    assert slack.sam.modal.value("title") == "search is down"
    assert fill(slack.sam.modal).submit() == {}
    slack.work()
    escalation = Escalation.objects.get()
    assert escalation.origin_url == asked.permalink
    assert (escalation.raised_by.login, Tag.objects.get().answer.escalation) == ("sam", escalation)
    assert f"{escalation.ref}> is raised" in slack.sam.seen[-1].text
    asked.says(slack.sam, calling(slack, "still down"))
    slack.work()
    assert Escalation.objects.get() == escalation
    assert Tag.objects.count() == 1
    assert slack.story.told("escalation.called_again") == {"ana", "kim"}
    assert f"This thread is {escalation.ref} already" in slack.sam.seen[-1].text


@pytest.mark.req("R4")
def test_a_call_of_the_owner_is_an_update(slack):
    channel = slack.channel()
    asked = channel.says(slack.sam, "Search is slow")
    escalation = slack.story.owned(origin_url=asked.permalink)
    asked.says(slack.ana, calling(slack, "found it: a lock"))
    slack.work()
    update = escalation.updates.get()
    assert update.text == "@escalation-engineers found it: a lock"
    assert not Tag.objects.exists()


@pytest.mark.req("R4")
def test_where_it_has_ended_the_answer_offers_to_reopen_it_or_to_raise_a_new_one(slack):
    asked = slack.channel().says(slack.sam, "Search is slow")
    escalation = slack.story.raised(origin_url=asked.permalink)
    slack.work()
    slack.story.decline(escalation, by="ana", reason="Known.")
    asked.says(slack.sam, calling(slack, "again"))
    slack.work()
    said = answer(asked)[-1]
    assert said.buttons == [
        f"Reopen {escalation.ref}",
        "Raise a new one",
        "Not an escalation",
    ]
    said.button("Raise a new one").click(by=slack.sam)
    fill(slack.sam.modal).fill("title", "Search again").submit()
    slack.work()
    assert Escalation.objects.count() == 2


def test_not_an_escalation_is_said_with_a_reason_in_the_same_message(slack):
    asked = slack.channel().says(slack.sam, calling(slack))
    slack.work()
    [said] = answer(asked)
    said.button("Not an escalation").click(by=slack.kim)
    assert slack.kim.modal.fill("reason", "  ").submit(unchecked=True).keys() == {"reason"}
    slack.kim.modal.fill("reason", "The <docs> say so.").submit()
    slack.work()
    [said] = answer(asked)
    assert "The &lt;docs&gt; say so." in said.text
    assert said.buttons == ["Raise it after all"]
    assert Tag.objects.get().state == "dismissed"


def test_who_may_not_dismiss_hears_why_and_keeps_their_words(slack):
    asked = slack.channel().says(slack.sam, calling(slack))
    slack.work()
    answer(asked)[0].button("Not an escalation").click(by=slack.rex)
    slack.rex.modal.fill("reason", "I say so.").submit()
    slack.work()
    assert Tag.objects.get().is_open
    assert "I say so." in slack.rex.dms[-1].text


@pytest.mark.req("R4")
def test_a_call_added_by_an_edit_counts_and_another_edit_does_not(slack):
    asked = slack.channel().says(slack.sam, "search is down")
    slack.work()
    assert not Tag.objects.exists()
    asked.edit(calling(slack))
    asked.edit(calling(slack, "search is down!"))
    slack.work()
    assert Tag.objects.get().said_by.login == "sam"
    assert Incoming.objects.filter(kind="event:message").count() == 1


def test_a_deleted_message_stays_noted_and_its_answer_is_given_up(slack):
    asked = slack.channel().says(slack.sam, calling(slack))
    asked.delete()
    slack.work()
    slack.workspace.forgive()
    assert Tag.objects.get().is_open
    assert not Incoming.objects.filter(done_at__isnull=True).exists()
    assert Delivery.objects.get(key__startswith="slack:reply:").state == "sent"


@pytest.mark.req("R4")
def test_two_calls_of_one_thread_before_the_worker_came_are_one_tag_and_one_answer(slack):
    asked = slack.channel().says(slack.sam, calling(slack))
    asked.says(slack.lea, calling(slack, "me too"))
    slack.work()
    assert Tag.objects.count() == 1
    assert len(answer(asked)) == Reply.objects.count() == 1


def test_somebody_without_an_account_here_is_heard_and_named(slack):
    dana = slack.workspace.user("dana", email="dana@acme.example", real_name="Dana Ode")
    channel = slack.channel()
    channel.joins(dana)
    asked = channel.says(dana, calling(slack))
    slack.work()
    tag = Tag.objects.get()
    assert (tag.said_by, tag.said_by_name) == (None, "Dana Ode")
    answer(asked)[0].button("Tell us what is at stake").click(by=dana)
    assert dana.modal.title == "Who are you?"


def test_other_groups_quotes_and_our_own_words_are_dropped_before_any_write(slack):
    channel = slack.channel()
    channel.says(slack.sam, "<!subteam^S99999999|@designers> a logo")
    channel.says(slack.sam, f"&gt; {calling(slack)}\nwho said that?", blocks=[
        {"type": "rich_text", "elements": [
            {"type": "rich_text_quote", "elements": [
                {"type": "usergroup", "usergroup_id": slack.group.id},
            ]},
        ]},
    ])  # fmt: skip
    slack.workspace.send_event(
        {
            "type": "message",
            "channel_type": "channel",
            "channel": channel.id,
            "ts": slack.workspace.next_ts(),
            "bot_id": slack.workspace.bot_id,
            "text": calling(slack),
        }
    )
    assert not Incoming.objects.exists()


def test_a_message_that_calls_nobody_costs_no_query(slack, django_assert_num_queries):
    from holdfast.slack.raising.mentions import _wants

    event = {"channel_type": "channel", "text": "<@U1> hello", "blocks": [{"type": "rich_text"}]}
    with django_assert_num_queries(0):
        assert not _wants(event)


def test_a_group_that_was_given_up_is_no_call(slack):
    channel = slack.channel()
    channel.says(slack.sam, calling(slack))
    Room.objects.update(group_id="")
    slack.work()
    assert not Tag.objects.exists()


def test_markup_becomes_words(slack):
    person_of(slack.ana.id, at=slack.story.now)
    text = f"<@{slack.ana.id}> see <https://a.example|the log>, <#C1|general> &amp; <!here> <@U9>"
    ana = slack.story.people["ana"]
    assert words(text) == f"@{ana} see the log (https://a.example), #general & @here @somebody"
    assert first_line("@ee: \n@ee search: down\nmore", most=9) == "search: d"
    assert groups_called({"text": "<!subteam^S1> <!subteam^S2|@b>"}) == {"S1", "S2"}
