"""Slack breaks in every way it can: nothing is lost, nothing is said twice, and people still hear of it."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from holdfast.escalation.actions import raise_escalation
from holdfast.escalation.models import Escalation
from holdfast.journal import inbox
from holdfast.journal.ledger import deliver_all
from holdfast.journal.models import Delivery, Incoming
from holdfast.journal.queries import dead_incoming
from holdfast.people.queries import default_programme
from holdfast.slack import answers
from holdfast.slack.calls import register
from holdfast.slack.direct import Direct
from holdfast.slack.identity import person_of
from holdfast.slack.messages import MARK
from holdfast.slack.models import Account, Workspace
from holdfast.slack.source import SlackSource
from tests.mail.sink import Sink

# `make proofs` tries 100.
EXAMPLES = int(os.environ.get("HOLDFAST_SLACK_FAULTS", "8"))
_numbers = itertools.count(1)
KIND = "click:test.raise"


@pytest.fixture
def office(slack, monkeypatch):
    """Everybody is known, and a button raises an escalation and says so to who pressed it."""

    def work(call):
        escalation = raise_escalation(
            title=call.payload["title"],
            stakes="They stop.",
            why_now="The queue.",
            severity=1,
            programme=default_programme(),
            by=call.actor,
            at=call.at,
        )
        answers.say(call, f"It is {escalation.ref}.")

    monkeypatch.setitem(register.works, KIND, work)
    for login in ("sam", "ana", "kim", "lea"):
        person_of(getattr(slack, login).id, at=slack.story.now)
    return slack


def press(slack) -> str:
    """Sam presses the button; the title that the escalation must have."""
    title = f"Number {next(_numbers)}"
    body = {"user": {"id": slack.sam.id}, "title": title}
    assert inbox.receive("slack", key=f"click:{title}", kind=KIND, body=body, at=slack.story.now)
    return title


def marks(slack) -> Counter[str]:
    return Counter(
        each.metadata["event_payload"]["delivery"]
        for channel in slack.workspace.channels.values()
        for each in channel.posts
        if (each.metadata or {}).get("event_type") == MARK
    )


def said_to(user) -> str:
    return "\n".join(f"{each.text} {each.blocks}" for each in user.dms)


def nothing_is_lost_or_doubled(slack) -> None:
    owed = Delivery.objects.filter(channel="slack").exclude(state="sent")
    assert not list(owed.values_list("key", "state", "note"))
    assert not list(Incoming.objects.filter(done_at=None).values_list("kind", "note"))
    again = dict(Delivery.objects.filter(resent__gt=0).values_list("key", "resent"))
    for key, count in marks(slack).items():
        assert count <= 1 + again.get(key, 0), key
    folded = Delivery.objects.filter(channel="slack", message__has_key="with")
    said = Delivery.objects.filter(channel="slack", message__has_key="ts")
    assert not set(said.values_list("key", flat=True)) - set(marks(slack))
    assert not set(folded.values_list("key", flat=True)) & set(marks(slack))


_METHODS = st.sampled_from(
    ["chat.postMessage", "chat.postMessage", "conversations.open", "conversations.history", "*"]
)
_WRONG = st.sampled_from([500, 503, "ratelimited", "internal_error", "cut", "down", "503s"])
_SCRIPT = st.lists(st.tuples(_METHODS, _WRONG, st.integers(1, 3)), min_size=1, max_size=3)


@settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_SCRIPT)
def test_whatever_slack_answers_nothing_is_lost_and_nothing_is_said_twice(office, script):
    slack, story = office, office.story
    Account.objects.update(dm_id="")  # so that conversations are opened anew
    escalation = story.owned()
    wanted, raised = [], []
    for method, wrong, times in script:
        if wrong == "cut":
            slack.workspace.cuts(method, times=times)
        elif wrong in {"down", "503s"}:
            slack.workspace.down(refused=wrong == "down")
        else:
            slack.workspace.fails(method, wrong, times=times)
        raised.append(press(slack))
        wanted.append(f"Note {next(_numbers)}.")
        story.withdraw(story.offer(escalation, to="kim", note=wanted[-1]))
        slack.work(seconds=40)
        slack.workspace.up()
    # Twelve attempts are never used up by so little; the gaps between the first few are minutes.
    slack.work(seconds=6 * 3600)
    nothing_is_lost_or_doubled(slack)
    assert [word for word in wanted if word not in said_to(slack.kim)] == []
    for title in raised:
        assert Escalation.objects.filter(title=title).count() == 1


def test_many_that_waited_are_all_said(office):
    slack, story = office, office.story
    escalation = story.owned()
    slack.work()
    before = len(slack.kim.dms)
    slack.workspace.down()
    words = [f"Note {next(_numbers)}." for _ in range(25)]
    for word in words:
        story.withdraw(story.offer(escalation, to="kim", note=word))
    slack.work(seconds=1)
    slack.workspace.up()
    slack.work(seconds=3600)
    new = said_to(slack.kim)
    assert [word for word in words if word not in new] == []
    assert 2 <= len(slack.kim.dms) - before < 10
    nothing_is_lost_or_doubled(slack)


def test_two_workers_at_once_say_and_do_everything_once(office, monkeypatch):
    """A second worker looks for work at every moment in which the first one has something in hand."""
    slack, story = office, office.story
    escalation = story.owned()
    titles = [press(slack) for _ in range(4)]
    for number in range(4):
        story.withdraw(story.offer(escalation, to="kim", note=f"Note {number}."))
    perform, handle, inside = Direct.perform, SlackSource.handle, []

    def as_well():
        if not inside:
            inside.append(1)
            inbox.work(SlackSource(), clock=lambda: story.now)
            deliver_all(clock=lambda: story.now)
            inside.pop()

    def performing(self, *given, **named):
        as_well()
        outcome = perform(self, *given, **named)
        as_well()
        return outcome

    def handling(self, *given, **named):
        as_well()
        outcome = handle(self, *given, **named)
        as_well()
        return outcome

    monkeypatch.setattr(Direct, "perform", performing)
    monkeypatch.setattr(SlackSource, "handle", handling)
    slack.work(seconds=600)
    nothing_is_lost_or_doubled(slack)
    assert all(f"Note {number}." in said_to(slack.kim) for number in range(4))
    assert Counter(Escalation.objects.filter(title__in=titles).values_list("title", flat=True)) == (
        Counter(titles)
    )


@pytest.fixture
def sink(settings):
    with Sink() as sink:
        settings.EMAIL_URL = sink.address
        yield sink


def mails(kind: str, slack) -> list[tuple[str, str]]:
    kim = slack.story.of("kim").person_id
    found = Delivery.objects.filter(channel="mail", event__kind=kind, recipient=str(kim))
    return list(found.order_by("pk").values_list("state", "note"))


def test_mail_goes_out_for_what_slack_did_not_say_within_ten_minutes(office, sink):
    slack, story = office, office.story
    escalation = story.owned()
    slack.work()
    slack.workspace.down()
    began = story.now
    for number in range(3):
        story.withdraw(story.offer(escalation, to="kim", note=f"Note {number}."))
    slack.work(seconds=9 * 60)
    assert [state for state, _ in mails("handover.offered", slack)] == ["pending"] * 3
    story.now = began + timedelta(minutes=11)
    slack.work(seconds=1)
    # Folded into one that waits is not said: all three go.
    assert [
        (state, note.startswith("kept")) for state, note in mails("handover.offered", slack)
    ] == ([("sent", False)] * 3)
    before = sum(sink.names.values())
    slack.workspace.up()
    slack.work(seconds=3600)
    nothing_is_lost_or_doubled(slack)
    assert all(f"Note {number}." in said_to(slack.kim) for number in range(3))
    story.withdraw(story.offer(escalation, to="kim", note="Said in time."))
    slack.work()
    story.now += timedelta(minutes=11)
    slack.work()
    assert mails("handover.offered", slack)[3:] == [
        ("sent", "kept in the outbox: they were told by slack")
    ]
    assert sum(sink.names.values()) == before


def trouble() -> str:
    return Workspace.objects.get().trouble


def test_a_revoked_token_is_said_and_nothing_is_dead_when_it_is_back(office):
    slack, story = office, office.story
    escalation = story.owned()
    slack.work()
    slack.workspace.revoked = True
    title = press(slack)
    story.offer(escalation, to="kim", note="While it was away.")
    slack.work(seconds=3600)
    assert "HOLDFAST_SLACK_BOT_TOKEN" in trouble()
    assert Escalation.objects.filter(title=title).count() == 1  # done; only the word waits
    slack.workspace.revoked = False
    slack.work(seconds=20 * 60)
    assert trouble() == ""
    assert "While it was away." in said_to(slack.kim)
    nothing_is_lost_or_doubled(slack)
    assert Escalation.objects.filter(title=title).count() == 1


def test_what_came_in_alone_takes_the_trouble_away_too(office):
    slack = office
    slack.work()
    Delivery.objects.filter(channel="slack").delete()
    slack.workspace.revoked = True
    body = {"user": {"id": slack.sam.id}}

    def ask(call):
        answers.say(call, "Here it is.")

    register.works["click:test.ask"] = ask
    try:
        inbox.receive("slack", key="one", kind="click:test.ask", body=body, at=slack.story.now)
        slack.work(seconds=60)
        assert trouble()
        slack.workspace.revoked = False
        slack.work(seconds=20 * 60)
    finally:
        del register.works["click:test.ask"]
    assert trouble() == ""


def test_what_asks_nothing_of_slack_takes_no_trouble_away(office):
    slack, story = office, office.story
    escalation = story.owned()
    slack.work()
    slack.workspace.revoked = True
    story.offer(escalation, to="kim", note="First.")
    slack.work(seconds=60)
    assert trouble()
    story.offer(story.owned(by="kim"), to="ana", by="kim")
    Account.objects.filter(person__login="ana").delete()
    slack.work(seconds=60)
    assert Delivery.objects.filter(channel="slack", state="dead").exists()
    assert trouble()


def test_what_slack_will_never_take_is_dead_at_once_and_can_be_put_back(office, caplog):
    slack = office
    title = press(slack)
    slack.workspace.fails("chat.postMessage", "is_archived")
    slack.work()
    [dead] = dead_incoming()
    assert "is_archived" in dead.note
    inbox.revive(dead, by=slack.story.of("lea"), at=slack.story.now)
    slack.story.now += timedelta(seconds=2)
    slack.work()
    assert not dead_incoming()
    assert Escalation.objects.filter(title=title).count() == 1
