"""How an escalation ends, for programs: class, learnings, merge, severity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.api.client import Api, problem
from tests.cast import START, Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]
CLOSE = {"outcome": "resolved", "reason": "Fixed."}
LEARNED = {"text": "Look first.", "audience": ["se", "CE"], "tool_url": "https://tools.example/a"}


@pytest.mark.req("R60", "R79", "R83", "R23", "R24")
def test_closed_with_its_class_and_what_was_learned(client_of: Callable[..., Api], story: Story):
    ana, sam = client_of("ana"), client_of("sam")
    ref = story.owned(by="ana").ref
    asked = ana.post(
        f"escalations/{ref}/closure-requests",
        {**CLOSE, "class": "tooling", "class_evidence": "No tool shows it."},
    ).json()
    assert (asked["answer"], asked["reminders"]) == (None, 0)
    sam.put(f"closure-requests/{asked['id']}/answer", {"agree": True})
    found = sam.get(f"escalations/{ref}").json()
    assert (found["class"], found["class_evidence"]) == ("tooling", "No tool shows it.")
    assert (found["merged_into"], found["duplicates"], found["learnings"]) == (None, [], [])

    made = [ana.post(f"escalations/{ref}/learnings", LEARNED, key="k") for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201]
    assert made[0].json() == made[1].json()
    assert made[0].json()["audience"] == ["CE", "SE"]
    assert sam.get(f"escalations/{ref}").json()["learnings"] == [made[0].json()]
    assert sam.get("learnings?audience=se").json() == {"items": [made[0].json()], "next": None}
    assert sam.get("learnings?audience=TA").json()["items"] == []
    ana.post(f"escalations/{ref}/learnings", {**LEARNED, "text": "And then."})
    page = sam.get("learnings?limit=1").json()
    assert [each["text"] for each in page["items"]] == ["And then."]
    rest = sam.get(f"learnings?limit=1&after={page['next']}").json()
    assert (rest["items"], rest["next"]) == ([made[0].json()], None)

    again = ana.put(f"escalations/{ref}/classification", {"class": "defect", "evidence": "A log."})
    assert again.json()["class"] == "defect"
    assert sam.get(f"escalations/{ref}").json()["class"] == "defect"


@pytest.mark.req("R60")
def test_nobody_agreed_where_silence_closed_it(client_of: Callable[..., Api], story: Story, moment):
    issue = story.owned(by="ana")
    story.ask_to_close(issue)
    story.forward(days=12)
    moment(START + timedelta(days=12))
    found = client_of("sam").get(f"escalations/{issue.ref}").json()
    assert (found["state"], found["closed"]["agreed_by"]) == ("closed", None)
    events = client_of("sam").get(f"escalations/{issue.ref}/events").json()["items"]
    assert (events[-1]["kind"], events[-1]["by"]) == ("escalation.closed", None)
    assert events[-1]["data"]["silence"] is True


@pytest.mark.req("R60")
def test_a_duplicate(client_of: Callable[..., Api], story: Story):
    ana = client_of("ana")
    first, second = story.owned(by="ana").ref, story.owned(by="ana").ref
    made = ana.put(f"escalations/{second}/merge", {"into": first, "reason": "Same."})
    assert made.status_code == 200
    assert ana.put(f"escalations/{second}/merge", {"into": first}).json() == made.json()
    gone = ana.get(f"escalations/{second}").json()
    assert (gone["state"], gone["merged_into"]) == ("closed", first)
    assert gone["closed"]["outcome"] == "duplicate"
    assert ana.get(f"escalations/{first}").json()["duplicates"] == [second]
    lost = problem(ana.put(f"escalations/{first}/merge", {"into": second}), 409, "conflict")
    assert f"merged into {first}" in lost["detail"]
    assert ana.get("escalations?state=closed").json()["items"][0]["ref"] == second


@pytest.mark.req("R48")
def test_another_severity(client_of: Callable[..., Api], story: Story):
    ref = story.owned(by="ana", severity=3).ref
    done = client_of("sam").put(f"escalations/{ref}/severity", {"severity": 0, "reason": "Worse."})
    assert (done.status_code, done.json()["severity"]) == (200, 0)
    refused = client_of("kim").put(f"escalations/{ref}/severity", {"severity": 1, "reason": "No."})
    problem(refused, 403, "not-allowed")


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("PUT", "classification", {"class": "broken"}, "class"),
        ("PUT", "classification", {"class": ""}, "class"),
        ("PUT", "classification", {"class": "defect", "evidence": "x" * 200_000}, "evidence"),
        ("POST", "closure-requests", {**CLOSE, "class": "broken"}, "class"),
        ("POST", "closure-requests", {**CLOSE, "outcome": "duplicate"}, "outcome"),
        ("POST", "closure-requests", {**CLOSE, "outcome": "<b>"}, "outcome"),
        ("POST", "closure-requests", {**CLOSE, "reason": "\x00 \x1b"}, "reason"),
        ("POST", "closure-requests", {**CLOSE, "reason": "x" * 200_000}, "reason"),
        ("POST", "learnings", {**LEARNED, "text": "x" * 200_000}, "text"),
        ("POST", "learnings", {**LEARNED, "audience": []}, "audience"),
        ("POST", "learnings", {**LEARNED, "audience": ["EE"]}, "audience"),
        ("POST", "learnings", {**LEARNED, "doc_url": "javascript:alert(1)"}, "doc_url"),
        ("PUT", "merge", {"into": "ESC-999"}, "into"),
        ("PUT", "merge", {"into": "\x00"}, "into"),
        ("PUT", "severity", {"severity": 0, "reason": " "}, "reason"),
        ("PUT", "severity", {"severity": 4, "reason": "So."}, "severity"),
    ],
)
def test_bad_input_is_refused_with_its_field(
    client_of: Callable[..., Api], story: Story, *, method: str, path: str, body: dict, field: str
):
    issue = story.owned(by="ana")
    before = story.happened(issue)
    response = client_of("ana").call(method, f"escalations/{issue.ref}/{path}", body)
    problem(response, 422, "invalid", field)
    assert story.happened(issue) == before


def test_what_is_over_is_a_conflict(client_of: Callable[..., Api], story: Story):
    ana, sam = client_of("ana"), client_of("sam")
    issue, other = story.owned(by="ana"), story.owned(by="ana")
    request = story.ask_to_close(issue)
    story.answer(request, agree=True)
    here = f"escalations/{issue.ref}"
    for response in (
        ana.post(f"{here}/updates", {"text": "More."}),
        ana.post(f"{here}/closure-requests", CLOSE),
        sam.put(f"closure-requests/{request.pk}/answer", {"agree": False, "note": "No."}),
        ana.put(f"{here}/merge", {"into": other.ref}),
        ana.put(f"escalations/{other.ref}/merge", {"into": issue.ref}),
        ana.put(f"{here}/severity", {"severity": 0, "reason": "Worse."}),
    ):
        problem(response, 409, "conflict")
    assert sam.put(f"closure-requests/{request.pk}/answer", {"agree": True}).status_code == 200
