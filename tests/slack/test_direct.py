"""Who must know something is told where they are; mail is the floor."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.journal.ledger import deliver_all
from holdfast.journal.models import Delivery
from holdfast.slack.identity import known, person_of
from holdfast.slack.models import Account


def test_a_mail_address_is_matched_once(slack):
    ana = person_of(slack.ana.id, at=slack.story.now)
    assert ana == slack.story.people["ana"]
    assert known(slack.ana.id) == ana
    person_of(slack.ana.id, at=slack.story.now)
    assert len(slack.workspace.calls("users.info")) == 1
    assert Account.objects.get().how == "email"


def test_who_is_asked_to_take_it_over_hears_it_in_slack_and_the_mail_stays_in(slack):
    story = slack.story
    person_of(slack.kim.id, at=story.now)
    escalation = story.owned()
    story.offer(escalation, to="kim")
    slack.work()
    [*_, told] = slack.kim.dms
    assert f"{escalation.ref} is offered to Kim" in told.text
    mail = Delivery.objects.get(
        channel="mail", event__kind="handover.offered", recipient=story.of("kim").person_id
    )
    assert mail.state == "pending"
    story.forward(minutes=11)
    deliver_all(clock=lambda: story.now)
    mail.refresh_from_db()
    assert (mail.state, mail.note) == ("sent", "kept in the outbox: no mail server is set")


def test_after_an_hour_without_slack_everything_is_said_in_one_message(slack):
    story = slack.story
    person_of(slack.kim.id, at=story.now)
    escalation = story.owned()
    slack.work()
    before = len(slack.kim.dms)
    slack.workspace.down()
    for word in ("One.", "Two.", "Three."):
        offer = story.offer(escalation, to="kim", note=word)
        story.withdraw(offer)
        slack.work(seconds=1)
    story.forward(hours=1)
    slack.workspace.up()
    slack.work(seconds=3600)
    new = slack.kim.dms[before:]
    assert len(new) == 1
    assert [word in str(new[0].blocks) for word in ("One.", "Two.", "Three.")] == [True] * 3
    waiting = Delivery.objects.filter(channel="slack").exclude(state="sent")
    assert not waiting.exists()


def test_an_answer_that_got_lost_is_no_second_message(slack):
    story = slack.story
    person_of(slack.kim.id, at=story.now)
    escalation = story.owned()
    slack.work()
    before = len(slack.kim.dms)
    slack.workspace.cuts("chat.postMessage")
    story.offer(escalation, to="kim")
    slack.work(seconds=3600)
    assert len(slack.kim.dms) == before + 1


@pytest.mark.req("R66")
def test_what_is_at_stake_goes_with_what_is_asked(slack):
    story = slack.story
    for user in (slack.ana, slack.kim):
        person_of(user.id, at=story.now)
    escalation = story.raised(stakes="They leave <!channel>.")
    slack.work()
    assert "At stake: They leave &lt;!channel&gt;." in slack.kim.dms[-1].shown
    story.accept(escalation, by="ana")
    story.offer(escalation, to="kim")
    slack.work()
    assert "At stake: They leave" in slack.kim.dms[-1].shown


def test_nothing_to_do_is_not_said(slack):
    story = slack.story
    for user in (slack.sam, slack.kim):
        person_of(user.id, at=story.now)
    escalation = story.owned()
    story.withdraw(story.offer(escalation, to="kim"))
    story.pause(escalation, story.now.date() + timedelta(days=6))
    slack.work()
    assert "Nothing" not in slack.kim.dms[-1].shown
    assert "_If it cannot wait, tell Ana Ruiz._" in slack.sam.dms[-1].shown
