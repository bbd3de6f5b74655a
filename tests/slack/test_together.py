"""What waits for one person is said together: never lost between two workers, never more than fits."""

from __future__ import annotations

import pytest

from holdfast.journal.channels import channel
from holdfast.journal.ledger import carry_out, claim, deliver_all
from holdfast.journal.models import Delivery
from holdfast.slack.channel import _MOST_TOGETHER
from holdfast.slack.identity import person_of, unlink

WORDS = ("One.", "Two.", "Three.")
State = Delivery.State


def offered(slack, *words: str) -> list[Delivery]:
    """Kim is offered an escalation once for each word; nothing was sent yet."""
    story = slack.story
    person_of(slack.kim.id, at=story.now)
    escalation = story.owned()
    slack.work()
    for word in words:
        story.withdraw(story.offer(escalation, to="kim", note=word))
    return waiting()


def waiting() -> list[Delivery]:
    rows = Delivery.objects.filter(key__startswith="slack:dm:", state=State.PENDING)
    return list(rows.order_by("pk"))


def carried(slack, delivery: Delivery) -> None:
    carry_out(delivery, channel=channel("slack"), clock=lambda: slack.story.now)


def claimed(slack, delivery: Delivery) -> Delivery | None:
    state = State(delivery.state)
    return claim(delivery.pk, state, channel=channel("slack"), at=slack.story.now)


def heard(slack) -> str:
    return "".join(str(post.blocks) for post in slack.kim.dms)


def test_what_another_worker_has_claimed_is_said_by_that_one(slack):
    first, *_, last = offered(slack, *WORDS)
    mine, theirs = claimed(slack, first), claimed(slack, last)
    carried(slack, mine)
    slack.story.forward(seconds=2)
    carried(slack, theirs)
    slack.work()
    assert [heard(slack).count(word) for word in WORDS] == [1, 1, 1]


def test_a_worker_that_lost_its_lease_takes_nothing_in(slack):
    first, *others = offered(slack, *WORDS)
    mine = claimed(slack, first)
    Delivery.objects.filter(pk=first.pk).update(lease="another worker's")
    carried(slack, mine)
    assert len(waiting()) == len(others)


def test_a_limit_in_the_midst_loses_nothing(slack):
    offered(slack, *WORDS)
    slack.workspace.fails("chat.postMessage", "ratelimited", retry_after=20)
    slack.work()
    assert [heard(slack).count(word) for word in WORDS] == [1, 1, 1]


def test_more_than_fits_into_one_message_is_several(slack):
    words = [f"Word {number:02}." for number in range(_MOST_TOGETHER)]
    offered(slack, *words)
    before = len(slack.kim.dms)
    slack.work()
    assert [heard(slack).count(word) for word in words] == [1] * len(words)
    assert len(slack.kim.dms) - before == 2  # an offer and its withdrawal each


def test_a_crash_after_taking_in_says_all_of_it(slack, monkeypatch):
    first, *_ = offered(slack, *WORDS)
    mine = claimed(slack, first)
    slack.workspace.fails("chat.postMessage", "ratelimited", retry_after=1)
    with monkeypatch.context() as died:
        died.setattr("holdfast.journal.ledger._note", lambda *_args, **_given: None)
        carried(slack, mine)  # it died before it said anything
    slack.story.forward(minutes=3)
    slack.work()
    assert [heard(slack).count(word) for word in WORDS] == [1, 1, 1]


@pytest.mark.parametrize("how", ["unlinked", "still away"])
def test_the_mail_tells_what_was_taken_in_and_never_said(slack, how: str):
    first, *others = offered(slack, *WORDS)
    slack.workspace.down()
    for each in (first, *others):
        if held := claimed(slack, each):
            carried(slack, held)
    assert not waiting()
    if how == "unlinked":
        unlink(by=slack.story.of("kim"), at=slack.story.now)
        slack.story.forward(minutes=5)
        deliver_all(clock=lambda: slack.story.now)
    slack.story.forward(minutes=11)
    deliver_all(clock=lambda: slack.story.now)
    kim = str(slack.story.people["kim"].pk)
    mails = Delivery.objects.filter(
        channel="mail", recipient=kim, event__in=[each.event_id for each in (first, *others)]
    )
    assert {each.note for each in mails} == {"kept in the outbox: no mail server is set"}
    slack.workspace.up()


def test_a_kind_that_is_gone_is_dead_at_once_and_says_so(slack):
    first, *_ = offered(slack, "One.")
    Delivery.objects.filter(pk=first.pk).update(key="slack:telegram:1:1")
    slack.work()
    gone = Delivery.objects.get(pk=first.pk)
    assert (gone.state, gone.attempts) == (State.DEAD, 1)
    assert "does not know this kind" in gone.note
