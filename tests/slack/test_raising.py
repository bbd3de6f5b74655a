"""Raising from a message, a command or a shortcut; the words of /holdfast; joining by pattern."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Escalation
from holdfast.journal.models import Delivery
from holdfast.slack.models import Card, Room
from holdfast.slack.raising.joining import matches, owe_joins
from tests.slack.test_mentions import calling, fill


@pytest.mark.req("R4", "R38", "R66")
def test_escalate_this_thread_asks_both_questions_and_raises_once(slack):
    asked = slack.channel(bot=False).says(
        slack.sam, "Search is down for <https://a.example|Acme>\nLogs."
    )
    reply = asked.says(slack.lea, "Anybody?")
    reply.shortcut("escalation_new", by=slack.sam)
    modal = slack.sam.modal
    assert modal.labels[:4] == [
        "The problem in one line",
        "What happens if this is not addressed?",
        "Why can the normal process not solve it in time?",
        "How severe is it?",
    ]
    modal.fill("title", "Search is down")
    wrong = modal.submit(unchecked=True)
    assert wrong.keys() == {"stakes", "why_now", "severity"}
    fill(modal).fill("customer", "Acme").fill("exec_asked", ["An executive asked for it"])
    modal.fill("first_response", "Restarted it.")
    assert modal.submit() == {}
    slack.workspace.repeat()
    slack.work()
    escalation = Escalation.objects.get()
    assert escalation.origin_url == asked.permalink
    assert (escalation.exec_asked, escalation.first_response) == (True, "Restarted it.")
    assert (escalation.customer, escalation.severity) == ("Acme", 1)


@pytest.mark.req("R4")
def test_a_thread_that_is_one_already_opens_no_form(slack):
    asked = slack.channel().says(slack.sam, "Search is down")
    escalation = slack.story.owned(origin_url=asked.permalink)
    asked.shortcut("escalation_new", by=slack.lea)
    assert f"This thread is {escalation.ref} already" in slack.lea.modal.text
    assert not slack.lea.modal.view.get("submit")


@pytest.mark.req("R4")
def test_two_forms_of_one_thread_are_one_escalation_and_nothing_typed_is_lost(slack):
    asked = slack.channel().says(slack.sam, "Search is down")
    asked.shortcut("escalation_new", by=slack.sam)
    asked.shortcut("escalation_new", by=slack.lea)
    for user in (slack.sam, slack.lea):
        fill(user.modal).submit()
    slack.work()
    escalation = Escalation.objects.get()
    heard = slack.lea.dms[-1].text
    assert f"This thread is {escalation.ref} already" in heard
    assert "Acme renews on Friday." in heard


def test_in_a_private_channel_we_are_not_in_the_answer_says_how_to_invite_us(slack):
    channel = slack.channel("cust-secret", private=True, bot=False)
    channel.says(slack.sam, "Search is down").shortcut("escalation_new", by=slack.sam)
    fill(slack.sam.modal).submit()
    slack.work()
    escalation = Escalation.objects.get()
    heard = [each.text for each in slack.sam.dms if "/invite @Holdfast" in each.text]
    assert any(escalation.ref in each for each in heard)


def test_somebody_without_an_account_is_asked_who_they_are(slack):
    channel = slack.channel()
    dana = slack.workspace.user("dana", email="dana@acme.example")
    channel.joins(dana)
    channel.says(dana, "Help").shortcut("escalation_new", by=dana)
    assert dana.modal.title == "Who are you?"
    assert not Escalation.objects.exists()


def test_what_is_too_long_is_said_in_its_place(slack):
    slack.channel().says(slack.sam, "x" * 1000).shortcut("escalation_new", by=slack.sam)
    modal = fill(slack.sam.modal)
    assert modal.value("title") == "x" * 200
    modal.fill("title", "y" * 201).fill("customer", "z" * 201)
    assert modal.submit(unchecked=True).keys() == {"title", "customer"}


def test_what_was_similar_before_is_shown_in_the_form(slack):
    before = slack.story.raised(title="Search is down for Initech")
    slack.channel().says(slack.sam, "Search is down").shortcut("escalation_new", by=slack.sam)
    assert before.ref in slack.sam.modal.text


@pytest.mark.parametrize("start", ["command", "shortcut"])
def test_raising_without_a_thread(slack, start):
    if start == "command":
        slack.workspace.command("/holdfast raise Search is down", by=slack.sam)
        assert slack.sam.modal.value("title") == "Search is down"
    else:
        slack.workspace.shortcut("escalation_raise", by=slack.sam)
    fill(slack.sam.modal).fill("title", "Search is down").submit()
    slack.work()
    escalation = Escalation.objects.get()
    assert (escalation.title, escalation.origin_url) == ("Search is down", "")
    assert any(escalation.ref in each.text for each in slack.sam.dms)


def ask(slack, user, line: str) -> str:
    slack.workspace.command(line, by=user, channel=slack.home)
    slack.work()
    return user.seen[-1].text


def test_who_is_on_and_who_is_next(slack):
    said = ask(slack, slack.sam, "/holdfast who")
    for login in ("ana", "kim"):
        assert str(slack.story.people[login]) in said
    assert "*Next*" in said


def test_mine_says_what_i_own_and_when_it_is_due(slack):
    assert ask(slack, slack.ana, "/holdfast mine") == "You own no open escalation."
    escalation = slack.story.owned()
    said = ask(slack, slack.ana, "/holdfast mine")
    assert escalation.ref in said
    assert "update due <!date^" in said


@pytest.mark.parametrize("line", ["/holdfast", "/holdfast help", "/holdfast <!channel> now"])
def test_help_lists_every_word_and_answers_what_nobody_knows(slack, line):
    said = ask(slack, slack.rex, line)
    for word in ("who", "mine", "raise", "help"):
        assert f"`/holdfast {word}`" in said
    assert "<!channel>" not in said
    assert ("There is no" in said) == ("channel" in line)


@pytest.mark.req("R4")
def test_channels_that_match_are_joined_at_once_and_nightly_and_never_left(slack):
    old = slack.channel("cust-old", bot=False)
    other = slack.channel("random", bot=False)
    hidden = slack.channel("cust-hidden", bot=False, private=True)
    assert owe_joins(slack.story.now) == 0
    Room.objects.update(joins="cust-*\n#vip-*")
    assert [owe_joins(slack.story.now), owe_joins(slack.story.now)] == [1, 0]
    slack.work()
    assert (old.bot, other.bot, hidden.bot) == (True, False, False)
    new = slack.workspace.channel("cust-new", by=slack.sam, bot=False)
    slack.work()
    assert new.bot
    other.rename("vip-initech")
    slack.work()
    assert other.bot
    Room.objects.update(joins="")
    slack.work(seconds=2 * 86400)
    assert old.bot
    assert Delivery.objects.get(key__startswith="slack:joins:").state not in {"dead", "sent"}


def test_a_pattern_is_a_shell_pattern():
    assert matches("cust-acme", ["vip-*", "cust-*"])
    assert not matches("my-cust-acme", ["cust-*"])


def test_the_buttons_of_a_direct_message_raise_it_too(slack):
    from holdfast.slack.identity import person_of

    person_of(slack.ana.id, at=slack.story.now)
    asked = slack.channel().says(slack.sam, calling(slack))
    slack.work()
    slack.ana.dms[-1].button("Raise it").click(by=slack.ana)
    fill(slack.ana.modal).submit()
    slack.work()
    assert Escalation.objects.get().origin_url == asked.permalink
    assert not Card.objects.filter(released_at__isnull=False).exists()
