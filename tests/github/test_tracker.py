"""Filing at GitHub: once, whatever breaks, and what it says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.github.tracker import Github
from holdfast.outside.errors import Denied, Gone, Limited, Refused, Unanswered
from holdfast.tracker.port import Draft, State
from tests.github.server import TOKEN, GitHub, Rights

MARKER = "holdfast-filing-1-20260302090000"
WHERE = "acme/payments"


def draft(**given: str) -> Draft:
    return Draft(
        **{"where": WHERE, "title": "Exports\ntime out", "body": f"What.\n\n{MARKER}"} | given,
        marker=MARKER,
        labels=("escalation",),
    )


@pytest.mark.req("R80")
def test_filed_and_found_again(hub: GitHub, now):
    made = Github().file(draft(where="Acme/payments"), at=now.now)
    assert (made.key, made.url) == (f"{WHERE}#1", f"https://github.com/{WHERE}/issues/1")
    issue = hub.repositories[WHERE].issues[1]
    assert (issue["title"], issue["labels"]) == ("Exports time out", [{"name": "escalation"}])
    for number in range(150):
        hub.make(WHERE, "Theirs", f"like {MARKER}-{number}")
    pull = hub.pull(WHERE, "Fixes it")
    pull["body"] = MARKER
    assert Github().find(WHERE, MARKER, at=now.now) == made
    assert Github().find(WHERE, "holdfast-filing-1", at=now.now) is None
    assert len(hub.asked("GET /repos/acme/payments/issues")) == 4  # two pages, twice


def test_old_issues_are_not_looked_through(hub: GitHub, now):
    hub.make(WHERE, body=MARKER)
    for _ in range(501):
        hub.make(WHERE)
    assert Github().find(WHERE, MARKER, at=now.now) is None
    assert len(hub.asked("GET ")) == 5


def test_cut_after_the_deed(hub: GitHub, now):
    hub.cut("POST")
    with pytest.raises(Unanswered):
        Github().file(draft(), at=now.now)
    found = Github().find(WHERE, MARKER, at=now.now)
    assert found
    assert found.key == f"{WHERE}#1"


@pytest.mark.req("R81")
@pytest.mark.parametrize(
    ("visibility", "public"), [("private", False), ("internal", False), ("public", True)]
)
def test_who_can_read_it(hub: GitHub, now, visibility: str, public: bool):
    hub.repositories[WHERE].visibility = visibility
    looked = Github().look(WHERE, at=now.now)
    assert (looked.public, looked.title) == (public, WHERE)


@pytest.mark.parametrize(
    ("about", "public"),
    [
        ({}, True),
        ({"private": None}, True),
        ({"private": "yes"}, True),
        ({"private": True}, False),  # as older servers say it
        ({"private": True, "visibility": "public"}, True),
        ({"private": True, "visibility": "galactic"}, True),
    ],
)
def test_who_does_not_know_says_public(hub: GitHub, now, about: dict, public: bool):
    hub.fail(200, body=about)
    assert Github().look(WHERE, at=now.now).public is public


def test_where_nothing_can_be_filed(hub: GitHub, now):
    there = hub.repositories[WHERE]
    there.has_issues = False
    with pytest.raises(Refused, match="switched off"):
        Github().look(WHERE, at=now.now)
    there.archived = True
    with pytest.raises(Refused, match="archived"):
        Github().look(WHERE, at=now.now)
    hub.repository("acme/secret", seen=False)
    for where in ("acme/secret", "acme/none"):
        with pytest.raises(Gone):
            Github().look(where, at=now.now)


def test_rights(hub: GitHub, now, settings):
    hub.tokens[TOKEN].writes = False
    with pytest.raises(Denied):
        Github().file(draft(), at=now.now)
    settings.GITHUB_TOKEN = "another"
    with pytest.raises(Denied):
        Github().look(WHERE, at=now.now)
    hub.tokens["another"] = Rights({WHERE})
    assert Github().file(draft(), at=now.now).key == f"{WHERE}#1"
    with pytest.raises(Refused):
        Github().file(draft(body="x" * 65_537), at=now.now)


@pytest.mark.parametrize(
    ("reason", "state", "words"),
    [
        ("completed", State.DONE, "completed"),
        ("not_planned", State.DROPPED, "not planned"),
        ("duplicate", State.DROPPED, "duplicate"),
        ("sunk", State.DONE, "sunk"),
    ],
)
def test_how_it_stands(hub: GitHub, now, reason: str, state: State, words: str):
    hub.make(WHERE, "Theirs")
    said = Github().standing(f"{WHERE}#1", at=now.now)
    assert (said.state, said.words, said.title, said.login) == (State.OPEN, "open", "Theirs", "")
    now.now += timedelta(hours=1)
    hub.move(WHERE, 1, "closed", by="ida", reason=reason)
    said = Github().standing(f"{WHERE}#1", at=now.now)
    assert (said.state, said.words, said.login) == (state, words, "ida")
    assert said.changed_at == now.now
    hub.move(WHERE, 1, "reopened")
    assert Github().standing(f"{WHERE}#1", at=now.now).state is State.OPEN


def test_deleted_and_transferred(hub: GitHub, now):
    hub.make(WHERE, "Gone")
    hub.make(WHERE, "Moved")
    hub.delete(WHERE, 1)
    with pytest.raises(Gone):
        Github().standing(f"{WHERE}#1", at=now.now)
    hub.repository("acme/search")
    hub.make("acme/search", "There before")
    hub.transfer(WHERE, 2, "acme/search")
    hub.move("acme/search", 2, "closed")
    said = Github().standing(f"{WHERE}#2", at=now.now)
    assert (said.key, said.title, said.state) == (f"{WHERE}#2", "Moved", State.DONE)
    hub.pull(WHERE, "No issue")
    with pytest.raises(Gone, match="pull request"):
        Github().standing(f"{WHERE}#3", at=now.now)


def test_an_hour_of_500(hub: GitHub, now):
    hub.fail(500, until=now.now + timedelta(hours=1))
    for _ in range(6):
        with pytest.raises(Unanswered):
            Github().file(draft(), at=now.now)
        now.now += timedelta(minutes=10)
    assert Github().find(WHERE, MARKER, at=now.now) is None
    assert Github().file(draft(), at=now.now).key == f"{WHERE}#1"


def test_limits(hub: GitHub, now):
    until = now.now + timedelta(minutes=20)
    hub.limit(until)
    with pytest.raises(Limited) as limited:
        Github().look(WHERE, at=now.now)
    assert limited.value.until == until
    now.now = until
    for status, seconds, waits in [(403, 90, 90), (429, 90, 90), (403, None, 60), (429, None, 60)]:
        hub.slow_down(seconds=seconds, status=status)
        with pytest.raises(Limited) as limited:
            Github().file(draft(), at=now.now)
        assert limited.value.until == now.now + timedelta(seconds=waits)
    assert hub.repositories[WHERE].issues == {}


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://github.com/Acme/payments/issues/12", "acme/payments#12"),
        (" https://github.com/acme/payments/issues/12#issuecomment-1 ", "acme/payments#12"),
        ("https://github.com/acme/payments/pull/12", ""),
        ("https://github.com.evil.example/acme/payments/issues/12", ""),
        ("https://github.com:8443/acme/payments/issues/12", ""),
        ("https://github.com:x/acme/payments/issues/12", ""),
        ("javascript://github.com/acme/payments/issues/12", ""),
        ("https://github.com/acme/payments/issues/0", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_addresses(url: str, key: str, settings):
    settings.GITHUB_API_URL, settings.GITHUB_TOKEN = "https://api.github.com", "t"
    assert Github().key_of(url) == key


def test_an_enterprise_server(hub: GitHub, now, settings):
    settings.GITHUB_API_URL = f"{hub.url}/api/v3"
    assert Github().file(draft(), at=now.now).key == f"{WHERE}#1"
    assert Github().key_of(f"{hub.url}/acme/payments/issues/3") == "acme/payments#3"
    assert Github().key_of("https://github.com/acme/payments/issues/3") == ""
    settings.GITHUB_API_URL = "https://api.acme.example/api/v3"
    assert Github().key_of("https://api.acme.example/a/b/issues/3") == "a/b#3"


@pytest.mark.parametrize(
    "where", ["acme", "acme/..", "acme/", "/x", "-a/b", "a/b/c", "a/b?c", "a b/c"]
)
def test_no_places(where: str):
    assert not Github().is_place(where)
