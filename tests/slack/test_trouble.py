"""When Slack turns us out or holds us back: on every page of those who can mend it, once by mail."""

from __future__ import annotations

import pytest

from holdfast.journal.models import Delivery, Event
from holdfast.slack.models import Workspace
from holdfast.slack.setup import checks, trouble
from tests.web.conftest import Site


def mails() -> list[Delivery]:
    return list(Delivery.objects.filter(channel="mail", event__kind="slack.troubled"))


@pytest.mark.parametrize("how", ["uninstall", "revoke"])
def test_leads_and_administrators_read_it_everywhere_and_one_mail_says_it(slack, how: str):
    getattr(slack.workspace, how)()
    slack.work()
    for login in ("ada", "lea"):
        assert "nothing is said there" in Site(login).get("/escalations")
    assert "nothing is said there" not in Site("sam").get("/escalations")
    assert "/setup/slack" in Site("ada").get("/policy").links
    [mail] = mails()
    assert int(mail.recipient) == slack.story.people["ada"].pk
    assert "Open /setup/slack" in mail.message["text"]
    slack.story.forward(hours=1)
    slack.work(seconds=3600)
    assert len(mails()) == 1


def test_it_goes_away_when_slack_answers_again(slack):
    slack.workspace.uninstall()
    slack.work()
    assert Workspace.objects.get().trouble
    slack.workspace.revoked = False
    checks.run(at=slack.story.now)
    assert not Workspace.objects.get().trouble
    assert "nothing is said there" not in Site("ada").get("/policy")


def test_somebody_elses_token_is_none_of_ours(slack):
    event = {"type": "tokens_revoked", "tokens": {"oauth": [slack.sam.id], "bot": []}}
    assert slack.workspace.send_event(event).ok
    slack.work()
    assert not Workspace.objects.get().trouble
    assert not Event.objects.filter(kind="slack.troubled").exists()


def test_events_that_slack_held_back_are_known(slack, settings):
    settings.BASE_URL = "https://holdfast.example.com"
    slack.workspace.limits_events()
    slack.work()
    assert Workspace.objects.get().limited_at
    [signed] = [each for each in checks.standing(at=slack.story.now) if each.name == "signed"]
    assert (signed.state, "narrower patterns" in signed.says) == ("red", True)


def test_a_page_costs_one_question_for_it_and_none_without_slack(
    slack, rf, settings, django_assert_num_queries
):
    request = rf.get("/")
    request.actor = slack.story.of("lea")
    with django_assert_num_queries(1):
        assert str(trouble.shown(request)["trouble"]) == ""
    request.actor = slack.story.of("sam")
    with django_assert_num_queries(0):
        assert str(trouble.shown(request)["trouble"]) == ""
    settings.SLACK_BOT_TOKEN = ""
    request.actor = slack.story.of("lea")
    with django_assert_num_queries(0):
        assert str(trouble.shown(request)["trouble"]) == ""
