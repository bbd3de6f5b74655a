"""Filing in Jira, finding again, how an issue stands: Cloud and Data Center."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.jira.tracker import JiraTracker
from holdfast.outside.errors import Denied, Gone, Limited, Refused, Unanswered, Unreached
from holdfast.tracker.port import Draft, State
from tests.jira.server import Jira, User
from tests.outside.stand_in import Asked, Reply

MARKER = "holdfast-filing-12"
DRAFT = Draft(
    where="PAY",
    title="Read the index of Acme\nagain",
    body=f"## What\n\nRead **it**.\n\n<!-- {MARKER} -->",
    marker=MARKER,
    labels=("from escalation",),
)
tracker = JiraTracker()


@pytest.mark.req("R80")
def test_it_is_filed_and_found(jira: Jira, now):
    filed = tracker.file(DRAFT, at=now.now)
    issue = jira.issue("PAY-1")
    assert (filed.key, filed.url) == ("PAY-1", f"{jira.url}/browse/PAY-1")
    assert (issue.kind, issue.fields["summary"]) == ("Task", "Read the index of Acme again")
    assert issue.fields["labels"] == [MARKER, "from-escalation"]
    assert issue.fields["description"] == f"h2. What\n\nRead *it*.\n\n{MARKER}"
    assert tracker.find("PAY", MARKER, at=now.now) == filed
    assert tracker.find("PAY", "holdfast-filing-1", at=now.now) is None


def test_what_the_search_does_not_know_yet_is_found(cloud: Jira, now):
    """Cloud's search lags; a hundred and more issues may have been made meanwhile."""
    for _ in range(3):
        cloud.make("PAY")
    cloud.index()
    for _ in range(120):
        cloud.make("PAY")
    filed = tracker.file(DRAFT, at=now.now)
    assert filed.key == "PAY-124"
    assert not cloud.issue("PAY-124").indexed
    assert tracker.find("PAY", MARKER, at=now.now) == filed
    assert tracker.find("PAY", "holdfast-filing-99", at=now.now) is None
    assert len(cloud.asked("bulkfetch")) == 6


def test_a_form_without_labels(jira: Jira, now):
    """Then the marker stands in the text, and what is only alike is none."""
    jira.projects["PAY"].hidden = {"labels"}
    jira.make("PAY", description="It is about filing 12 of holdfast.")
    filed = tracker.file(DRAFT, at=now.now)
    jira.make("PAY", description=f"See {MARKER}3.")
    jira.index()
    assert jira.issue(filed.key).fields["labels"] == []
    assert tracker.find("PAY", MARKER, at=now.now) == filed


def test_a_type_whose_fields_we_can_fill(jira: Jira, now):
    jira.projects["PAY"].required = {"Task": {"customfield_1": "Squad"}}
    assert jira.issue(tracker.file(DRAFT, at=now.now).key).kind == "Bug"


def test_a_field_we_cannot_fill_is_named(jira: Jira, now):
    wanted = {"customfield_1": "Squad", "customfield_2": "Cost centre"}
    jira.projects["PAY"].required = dict.fromkeys(("Task", "Bug", "Epic"), wanted)
    for deed in (lambda: tracker.look("PAY", at=now.now), lambda: tracker.file(DRAFT, at=now.now)):
        with pytest.raises(Refused, match="PAY in Jira wants Squad, Cost centre in every new Task"):
            deed()
    assert not jira.issues


def test_a_project_where_we_may_make_nothing(jira: Jira, now):
    jira.readers = {"PAY"}
    with pytest.raises(Refused, match="may make no issue in the project PAY"):
        tracker.look("PAY", at=now.now)


def test_what_jira_says_against_it_is_said(jira: Jira, now):
    reasons = {"errorMessages": ["No."], "errors": {"summary": "Too dull."}}
    jira.fail(400, about="POST /rest/api/2/issue", body=reasons)
    with pytest.raises(Refused, match=r"^Jira refuses it: No\. Too dull\.$"):
        tracker.file(DRAFT, at=now.now)


def test_who_can_read_it(jira: Jira, now):
    jira.project("OPEN", "Everybody's", public=True)
    assert tracker.look("PAY", at=now.now).public is False
    looked = tracker.look("OPEN", at=now.now)
    assert (looked.public, looked.title) == (True, "Everybody's")
    with pytest.raises(Gone):
        tracker.look("NONE", at=now.now)


@pytest.mark.parametrize(
    ("status", "public"), [(403, False), (302, False), (503, True), (500, True)]
)
def test_only_a_clear_no_is_private(cloud: Jira, now, status: int, public: bool):
    ordinary = cloud.reply

    def reply(asked: Asked) -> Reply:
        return ordinary(asked) if "authorization" in asked.headers else Reply(status, b"")

    cloud.reply = reply
    assert tracker.look("PAY", at=now.now).public is public


def test_how_it_stands(jira: Jira, now):
    key = tracker.file(DRAFT, at=now.now).key
    seen = []
    for status, resolution in (
        ("To Do", None),
        ("In Review", None),
        ("Done", None),
        ("Done", "Won\u2019t Do"),
        ("Done", "Duplicate"),
        ("In Progress", None),
    ):
        now.now += timedelta(minutes=1)
        jira.move(key, status, resolution=resolution)
        standing = tracker.standing(key, at=now.now)
        assert (standing.key, standing.changed_at) == (key, now.now)
        seen.append((standing.state, standing.words))
    assert seen == [
        (State.OPEN, "To Do"),
        (State.STARTED, "In Review"),
        (State.DONE, "Done"),
        (State.DROPPED, "Done"),
        (State.DROPPED, "Done"),
        (State.STARTED, "In Progress"),
    ]


def test_one_that_moved_or_went(jira: Jira, now):
    jira.project("SEA", "Search")
    key = tracker.file(DRAFT, at=now.now).key
    jira.rename(key, "SEA-1")
    assert tracker.standing(key, at=now.now).key == key
    jira.delete(key, by=User("ben", ""))
    with pytest.raises(Gone):
        tracker.standing(key, at=now.now)


def test_a_wrong_token(jira: Jira, now, settings):
    settings.JIRA_TOKEN = "wrong"
    with pytest.raises(Denied):
        tracker.look("PAY", at=now.now)


def test_too_much(jira: Jira, now):
    jira.fail(429, headers={"Retry-After": "90"})
    with pytest.raises(Limited) as limited:
        tracker.standing("PAY-1", at=now.now)
    assert limited.value.until == now.now + timedelta(seconds=90)


def test_an_answer_that_is_lost_may_have_been_a_deed(jira: Jira, now):
    jira.cut("POST /rest/api/2/issue")
    with pytest.raises(Unanswered):
        tracker.file(DRAFT, at=now.now)
    assert tracker.find("PAY", MARKER, at=now.now).key == "PAY-1"


def test_a_server_that_is_away(jira: Jira, now, settings):
    settings.JIRA_URL = "http://127.0.0.1:9"
    with pytest.raises(Unreached):
        tracker.standing("PAY-1", at=now.now)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://acme.atlassian.net/browse/PAY-7", "PAY-7"),
        ("https://acme.atlassian.net/browse/pay-7/?focusedCommentId=1", "PAY-7"),
        ("https://acme.atlassian.net/jira/software/projects/PAY/issues/PAY-7", "PAY-7"),
        ("https://acme.atlassian.net/jira/boards/1?selectedIssue=PAY-7", "PAY-7"),
        ("https://other.atlassian.net/browse/PAY-7", ""),
        ("https://acme.atlassian.net.evil.example/browse/PAY-7", ""),
        ("https://acme.atlassian.net/browse/PAY", ""),
        ("https://acme.atlassian.net/", ""),
        ("https://[", ""),
        ("https://acme.atlassian.net:99999/browse/PAY-7", ""),
        ("PAY-7", ""),
        ("", ""),
    ],
)
def test_whose_address_it_is(settings, url: str, key: str):
    settings.JIRA_URL, settings.JIRA_TOKEN = "https://acme.atlassian.net", "a:b"
    assert tracker.key_of(url) == key


def test_a_jira_under_a_path(settings):
    settings.JIRA_URL, settings.JIRA_TOKEN = "https://tools.acme.example/jira", "b"
    assert tracker.key_of("https://tools.acme.example/jira/browse/PAY-7") == "PAY-7"
    assert tracker.key_of("https://tools.acme.example/browse/PAY-7") == "PAY-7"


@pytest.mark.parametrize(
    ("where", "is_place"),
    [
        ("PAY", True),
        ("P2_X", True),
        ("pay", False),
        ("PAY-1", False),
        ('P" OR', False),
        ("", False),
    ],
)
def test_what_can_be_a_place(where: str, is_place: bool):
    assert tracker.is_place(where) is is_place


def test_off_without_a_token(settings):
    settings.JIRA_URL, settings.JIRA_TOKEN = "https://acme.atlassian.net", ""
    assert not tracker.is_on()
    assert tracker.key_of("https://acme.atlassian.net/browse/PAY-7") == ""


def test_a_long_title_is_cut(jira: Jira, now):
    tracker.file(replace(DRAFT, title="x" * 400), at=now.now)
    assert len(jira.issue("PAY-1").fields["summary"]) == 255
