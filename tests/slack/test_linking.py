"""Whose account it is: linked by its person, taken away by them, and who has none."""

from __future__ import annotations

from holdfast.slack import identity
from holdfast.slack.models import Account
from tests.web.conftest import Site


def way(slack, name: str = "zoe") -> str:
    zoe = slack.workspace.user(name, email=f"{name}@private.example")
    return identity.link_address(zoe.id).removeprefix(_base())


def _base() -> str:
    from django.conf import settings

    return settings.BASE_URL


def test_this_is_me(slack):
    address = way(slack)
    kim = Site("kim")
    page = kim.get(address)
    assert "acts as Kim" in page and address in page.forms
    page = kim.post(address)
    assert "Slack knows you as" in page and "as you said" in page
    account = Account.objects.get(person__login="kim")
    assert (account.user_id, account.how) == (slack.workspace.user("zoe").id, "linked")
    assert "is yours already" in kim.get(address)


def test_what_is_mine_comes_at_once_after_linking(slack):
    story = slack.story
    Site("kim").post(way(slack))
    story.offer(story.owned(), to="kim")
    slack.work()
    assert "is offered to Kim" in slack.workspace.user("zoe").dms[-1].text


def test_a_wrong_and_an_old_link_are_refused_in_a_sentence(slack, monkeypatch):
    address = way(slack)
    assert "not valid any more" in Site("kim").get(f"{address}x", status=404)
    monkeypatch.setattr(identity, "LINK_VALID", -identity.LINK_VALID)
    assert "not valid any more" in Site("kim").get(address, status=404)
    assert not Account.objects.exists()


def test_nobody_takes_anothers_account(slack):
    address = way(slack)
    Site("kim").post(address)
    page = Site("ana").post(address, status=409)
    assert "is linked to Kim" in " ".join(page.alerts)
    assert Account.objects.get().person.login == "kim"


def test_a_link_is_for_people_who_are_signed_in(slack):
    stranger = Site().client
    for send in (stranger.get, stranger.post):
        assert send(way(slack))["Location"].startswith("/sign-in")
        for address in ("/slack/account", "/slack/account/unlink"):
            assert send(address)["Location"].startswith("/sign-in")


def test_the_link_is_taken_away_by_its_person(slack):
    kim = Site("kim")
    assert "None is linked" in kim.get("/slack/account")
    kim.post(way(slack))
    page = kim.post("/slack/account/unlink")
    assert "None is linked" in page
    assert not Account.objects.exists()
    assert "there is nothing to take away" in kim.post("/slack/account/unlink", status=404)


def test_leads_see_whom_slack_cannot_reach(slack, settings):
    Site("kim").post(way(slack))
    page = Site("lea").get("/slack/account")
    assert "/people/ana" in page.links and "/people/kim" not in page.links
    assert "/people/ana" not in Site("sam").get("/slack/account").links
    settings.SLACK_BOT_TOKEN = ""
    assert "not set up here" in Site("sam").get("/slack/account")
