"""A page in Slack's place, a token that is taken and given back, our own database away."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import Message
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from django.db import OperationalError

from holdfast.journal import inbox
from holdfast.journal.models import Delivery, Event, Incoming
from holdfast.slack import client
from holdfast.slack.errors import Limited, Unanswered
from holdfast.slack.identity import person_of
from holdfast.slack.models import Workspace


class Page(io.BytesIO):
    """What a proxy, or Slack's own page of trouble, answers."""

    def __init__(self, code: int, headers: dict[str, str]) -> None:
        super().__init__(b"<html>We will be back soon.</html>")
        self.code = self.status = code
        self.headers = Message()
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.headers[name] = value


@pytest.fixture
def page() -> Callable[..., Callable[..., Page]]:
    def stands(code: int, **headers: str) -> Callable[..., Page]:
        def opened(request: Request, **_given: object) -> Page:
            found = Page(code, headers)
            if code >= 400:
                raise HTTPError(request.full_url, code, "", found.headers, found)
            return found

        return opened

    return stands


@pytest.mark.parametrize("code", [200, 502])
def test_a_page_in_slacks_place_is_no_answer(slack, page, monkeypatch, code: int):
    monkeypatch.setattr("slack_sdk.web.base_client.urlopen", page(code))
    with pytest.raises(Unanswered, match=f"HTTP {code}"):
        client.ask("auth_test", at=slack.story.now)


def test_a_page_that_limits_is_obeyed(slack, page, monkeypatch):
    monkeypatch.setattr("slack_sdk.web.base_client.urlopen", page(429, **{"Retry-After": "17"}))
    with pytest.raises(Limited) as limited:
        client.ask("auth_test", at=slack.story.now)
    assert (limited.value.until - slack.story.now).seconds == 17


def test_a_message_that_met_a_page_arrives_later_and_once(slack, page, monkeypatch):
    story = slack.story
    person_of(slack.kim.id, at=story.now)
    escalation = story.owned()
    slack.work()
    before = len(slack.kim.dms)
    with monkeypatch.context() as away:
        away.setattr("slack_sdk.web.base_client.urlopen", page(200))
        story.offer(escalation, to="kim")
        slack.work(seconds=1)
    slack.work(seconds=3600)
    assert not Delivery.objects.filter(key__startswith="slack:", state="dead").exists()
    assert len(slack.kim.dms) == before + 1


def test_a_token_that_stays_away_is_told_of_once_though_other_things_go_on(slack):
    """What asks Slack nothing does not know that it is well again."""
    story = slack.story
    person_of(slack.ana.id, at=story.now)
    slack.workspace.revoke()
    slack.work()
    for number in range(3):
        story.update(story.owned(title=f"Trouble {number}"), by="ana")
        story.forward(minutes=20)
        slack.work(seconds=1)
    assert Event.objects.filter(kind="slack.troubled").count() == 1
    assert Workspace.objects.get().trouble


def test_a_token_that_is_given_back_says_what_waited(slack):
    story = slack.story
    person_of(slack.kim.id, at=story.now)
    escalation = story.owned()
    slack.work()
    slack.workspace.revoked = True
    story.offer(escalation, to="kim")
    slack.work()
    assert Workspace.objects.get().trouble
    slack.workspace.revoked = False
    slack.work(seconds=1800)
    assert not Workspace.objects.get().trouble
    assert f"{escalation.ref} is offered to Kim" in slack.kim.dms[-1].text


@pytest.fixture
def database_away(monkeypatch):
    def away(*_args: object, **_given: object) -> bool:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(inbox, "receive", away)


def test_an_event_that_is_not_written_is_not_acknowledged(slack, database_away):
    slack.workspace.inbound.tolerant = True
    event = {"type": "app_home_opened", "user": slack.sam.id, "tab": "home"}
    assert slack.workspace.send_event(event).status == 500
    assert not Incoming.objects.exists()


def test_a_command_that_is_not_written_has_a_word(slack, database_away):
    slack.workspace.inbound.tolerant = True
    said = slack.workspace.command("/holdfast who", by=slack.sam, channel=slack.home)
    assert "could not take this just now" in str(said)
