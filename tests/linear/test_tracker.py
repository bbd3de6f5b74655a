"""Filing in Linear, finding again, how an issue stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.linear import client
from holdfast.linear.tracker import LinearTracker, issue_id
from holdfast.outside.errors import Denied, Gone, Limited, Refused, Unanswered
from holdfast.tracker.port import Draft, State
from tests.linear.server import Linear

MARKER = "holdfast-filing-12"
BODY = f"## What\n\nRead **it**.\n\n<!-- {MARKER} -->"
DRAFT = Draft(where="PAY", title="Read the index\nof Acme", body=BODY, marker=MARKER)
tracker = LinearTracker()


@pytest.mark.req("R80")
def test_it_is_filed_and_found(linear: Linear, now):
    filed = tracker.file(DRAFT, at=now.now)
    assert (filed.key, filed.url) == (
        "PAY-1",
        "https://linear.app/acme/issue/PAY-1/read-the-index-of-acme",
    )
    assert linear.issue("PAY-1").description == BODY
    assert tracker.find("PAY", MARKER, at=now.now) == filed
    assert tracker.find("PAY", "holdfast-filing-1", at=now.now) is None


def test_it_is_made_once(linear: Linear, now):
    """Whatever happens to the answer, and even if nobody looks before making it again."""
    linear.cut("File")
    with pytest.raises(Unanswered):
        tracker.file(DRAFT, at=now.now)
    again = tracker.file(DRAFT, at=now.now)
    assert again == tracker.find("PAY", MARKER, at=now.now)
    assert len(linear.issues) == 1


def test_its_id_is_ours(settings):
    """The same whenever it is asked for; another installation makes others."""
    first = issue_id(MARKER)
    assert issue_id(MARKER) == first != issue_id("holdfast-filing-1")
    settings.SECRET_KEY = "another installation"
    assert issue_id(MARKER) != first


def test_what_it_refuses(linear: Linear, now):
    error = {"message": "x", "extensions": {"userPresentableMessage": "The title is too dull."}}
    linear.fail(200, about="File", body={"errors": [error], "data": None})
    with pytest.raises(Refused, match="The title is too dull"):
        tracker.file(DRAFT, at=now.now)
    with pytest.raises(Gone, match="no team SEA"):
        tracker.look("SEA", at=now.now)
    looked = tracker.look("PAY", at=now.now)
    assert (looked.public, looked.title) == (False, "Payments")


@pytest.mark.parametrize("state", ["Triage", "Backlog", "Todo"])
def test_open(linear: Linear, now, state: str):
    linear.make("PAY")
    linear.move("PAY-1", state)
    assert tracker.standing("PAY-1", at=now.now).state == State.OPEN


def test_how_it_stands(linear: Linear, now):
    key = tracker.file(DRAFT, at=now.now).key
    seen = []
    for name in ("In Review", "Done", "Canceled", "Duplicate"):
        now.now += timedelta(minutes=1)
        linear.move(key, name)
        standing = tracker.standing(key, at=now.now)
        assert standing.changed_at == now.now
        seen.append((standing.state, standing.words))
    assert seen == [
        (State.STARTED, "In Review"),
        (State.DONE, "Done"),
        (State.DROPPED, "Canceled"),
        (State.DROPPED, "Duplicate"),
    ]
    linear.rename(key, "SEA-4")
    assert tracker.standing(key, at=now.now).key == key
    linear.trash(key)
    assert tracker.standing(key, at=now.now).words == "Deleted"
    linear.remove(key)
    with pytest.raises(Gone):
        tracker.standing(key, at=now.now)


@pytest.mark.parametrize("budget", ["Requests", "Complexity", "Endpoint-Requests"])
def test_too_much(linear: Linear, now, budget: str):
    until = now.now + timedelta(minutes=20)
    linear.limit(until, budget=budget)
    with pytest.raises(Limited) as limited:
        tracker.standing("PAY-1", at=now.now)
    assert limited.value.until == until


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("", 60),
        ("soon", 60),
        ("\u0663", 60),
        ("9" * 400, 60),
        ("9" * 15, 60),
        ("9" * 13, 3600),
        ("0", 1),
    ],
)
def test_a_limit_whose_end_is_absurd(linear: Linear, now, reset: str, seconds: int):
    headers = {"X-RateLimit-Requests-Remaining": "0"}
    said = {k.lower(): v for k, v in {**headers, "X-RateLimit-Requests-Reset": reset}.items()}
    assert client._until(said, at=now.now) == now.now + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "extensions", "trouble"),
    [
        (401, {"type": "authentication error"}, Denied),
        (400, {"code": "AUTHENTICATION_ERROR"}, Denied),
        (200, {"type": "forbidden"}, Denied),
        (200, {"type": "usage limit exceeded"}, Denied),
        (200, {"type": "internal error"}, Unanswered),
        (200, {"code": "INTERNAL_SERVER_ERROR"}, Unanswered),
        (400, {"type": "graphql error"}, Refused),
        (200, {}, Refused),
        (500, {}, Unanswered),
    ],
)
def test_what_its_errors_mean(linear: Linear, now, status: int, extensions: dict, trouble: type):
    body = {"errors": [{"message": "No.", "extensions": extensions}]}
    linear.fail(status, body=body)
    with pytest.raises(trouble):
        tracker.standing("PAY-1", at=now.now)


@pytest.mark.parametrize("body", [[], {}, None, {"errors": ["x"]}, {"data": []}, b"<html>"])
def test_an_answer_that_is_none(linear: Linear, now, body: object):
    for status in (200, 400):
        linear.fail(status, body=body)
        with pytest.raises((Refused, Unanswered)):
            tracker.standing("PAY-1", at=now.now)


def test_a_wrong_token(linear: Linear, now, settings):
    settings.LINEAR_TOKEN = "wrong"
    with pytest.raises(Denied):
        tracker.look("PAY", at=now.now)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://linear.app/acme/issue/PAY-7/a-title", "PAY-7"),
        ("https://linear.app/other/issue/pay-7", "PAY-7"),
        ("https://linear.app/acme/issue/PAY-7?x#y", "PAY-7"),
        ("https://linear.app/acme/project/PAY-7", ""),
        ("https://linear.app.evil.example/acme/issue/PAY-7", ""),
        ("http://linear.app/acme/issue/PAY-7", ""),
        ("https://linear.app/acme/issue/", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_whose_address_it_is(linear: Linear, url: str, key: str):
    assert tracker.key_of(url) == key


@pytest.mark.parametrize(
    ("where", "is_place"),
    [("PAY", True), ("P2", True), ("pay", False), ("P-1", False), ("", False)],
)
def test_what_can_be_a_place(where: str, is_place: bool):
    assert tracker.is_place(where) is is_place


def test_off_without_a_token(settings):
    settings.LINEAR_TOKEN = ""
    assert not tracker.is_on()
    assert tracker.key_of("https://linear.app/acme/issue/PAY-7") == ""
