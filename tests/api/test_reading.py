"""Reading over the API: who is on, windows, people, escalations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.api import schemas
from holdfast.rotation.models import Window
from tests.api.client import Api, problem
from tests.cast import START, Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


@pytest.mark.req("R7")
def test_who_is_on_now_and_at_any_moment(client_of: Callable[..., Api]):
    sam = client_of("sam", "read")
    now = sam.get("who").json()
    assert now["at"] == START.isoformat()
    assert [each["login"] for each in now["engineers"]] == ["ana", "kim"]
    assert now["engineers"][0] == {
        "login": "ana",
        "name": "Ana Ruiz",
        "window_starts_on": "2026-02-16",
        "role": "on",
        "confirmed": True,
        "reachable": True,
        "has_duty": True,
    }
    assert now["engineers"][1]["reachable"] is False  # midnight in Seoul
    for text in ("2026-02-16", "2026-02-16T09:00", "2026-02-16T09:00Z", "2026-02-16T09:00+01:00"):
        assert len(sam.get(f"who?at={text}").json()["engineers"]) == 2, text
    assert sam.get("who?at=2026-02-15").json()["engineers"] == []


def test_a_moment_that_is_none_is_named(client_of: Callable[..., Api]):
    for text in ("soon", "2026-13-01", "2026-02-30", "9999-12-31", "2026-03-03T15", "%00"):
        response = client_of("sam").get(f"who?at={text}")
        if response.status_code != 200:  # an hour alone is fine with Python
            problem(response, 422, "invalid", "at")


def test_pages_of_windows(client_of: Callable[..., Api], story: Story):
    for week in range(5):
        day = START.date() + timedelta(days=100 + 7 * week)
        Window.objects.create(
            programme=story.programme, starts_on=day, ends_on=day + timedelta(days=7), wanted=2
        )
    sam = client_of("sam")
    seen, after = [], ""
    while after is not None:
        body = sam.get(f"windows?limit=2{after and '&after=' + after}").json()
        schemas.Page[schemas.WindowOut].model_validate(body)
        seen += body["items"]
        after = body["next"]
    assert len(seen) == 6
    assert [each["starts_on"] for each in seen] == sorted(each["starts_on"] for each in seen)
    assert [seat["state"] for seat in seen[0]["seats"]] == ["active", "active"]
    assert seen[1]["missing"] == 2
    assert sam.get("windows?from=2026-06-01&to=2026-06-14").json()["items"][0]["wanted"] == 2
    problem(sam.get("windows?after=yesterday"), 422, "invalid", "after")
    problem(sam.get("windows?limit=201"), 422, "invalid", "limit")


def test_pages_of_people(client_of: Callable[..., Api], story: Story):
    sam = client_of("sam")
    first = sam.get("people?limit=5").json()
    second = sam.get(f"people?limit=5&after={first['next']}").json()
    logins = [each["login"] for each in first["items"] + second["items"]]
    assert logins == sorted(story.people)
    assert second["next"] is None
    assert "email" not in first["items"][0]
    assert [each["login"] for each in sam.get("people?search=search").json()["items"]] == [
        "ana",
        "bo",
        "kim",
    ]
    assert sam.get("people?active=false").json()["items"] == []
    assert sam.get("people?search=%00ana").status_code == 200


def test_pages_of_escalations(client_of: Callable[..., Api]):
    sam = client_of("sam")
    refs = [sam.raised(title=f"Number {n}") for n in range(5)]
    client_of("ana").put(f"escalations/{refs[0]}/acceptance")
    seen, after = [], ""
    while after is not None:
        body = sam.get(f"escalations?limit=2{after and '&after=' + after}").json()
        schemas.Page[schemas.EscalationOut].model_validate(body)
        seen += [each["ref"] for each in body["items"]]
        after = body["next"]
    assert seen == refs[::-1]
    assert [each["ref"] for each in sam.get("escalations?state=owned").json()["items"]] == refs[:1]
    assert [each["ref"] for each in sam.get("escalations?owner=ana").json()["items"]] == refs[:1]
    assert len(sam.get("escalations?raised_by=sam").json()["items"]) == 5
    problem(sam.get("escalations?state=lost"), 422, "invalid", "state")
    problem(sam.get("escalations?owner=nobody"), 404, "not-found")
    problem(sam.get("escalations?after=0"), 422, "invalid", "after")


def test_what_happened_is_told_by_login(client_of: Callable[..., Api]):
    ref = client_of("sam").raised()
    client_of("ana").put(f"escalations/{ref}/acceptance")
    body = client_of("rex").get(f"escalations/{ref}/events").json()
    assert [(each["kind"], each["by"], each["via"]) for each in body["items"]] == [
        ("escalation.raised", "sam", "api"),
        ("escalation.accepted", "ana", "api"),
    ]
    assert body["items"][1]["data"]["people"] == {"owner": "ana", "next_step_by": "ana"}
    rest = client_of("rex").get(f"escalations/{ref}/events?after={body['items'][0]['id']}").json()
    assert [each["kind"] for each in rest["items"]] == ["escalation.accepted"]
    problem(client_of("rex").get("escalations/ESC-999/events"), 404, "not-found")


def test_the_documents_match_what_is_declared(client_of: Callable[..., Api], story: Story):
    """Answers are not validated on the way out; they are here."""
    sam, ana, kim = client_of("sam"), client_of("ana"), client_of("kim")
    schemas.Who.model_validate(sam.get("who").json())
    ref = sam.raised()
    ana.put(f"escalations/{ref}/acceptance")
    offer = ana.post(f"escalations/{ref}/handovers", {"to": "kim", "note": "All of it."}).json()
    asked = ana.post(
        f"escalations/{ref}/closure-requests", {"outcome": "resolved", "reason": "Fixed."}
    ).json()
    schemas.HandoverOut.model_validate(offer)
    schemas.ClosureRequestOut.model_validate(asked)
    found = sam.get(f"escalations/{ref}").json()
    schemas.EscalationFull.model_validate(found)
    assert (found["handover"]["id"], found["closure_request"]["id"]) == (offer["id"], asked["id"])
    kim.put(f"handovers/{offer['id']}/decline", {"reason": "On leave."})
    sam.put(f"closure-requests/{asked['id']}/answer", {"agree": True})
    found = sam.get(f"escalations/{ref}").json()
    schemas.EscalationFull.model_validate(found)
    assert found["state"] == "closed"
    assert found["closed"]["asked_by"] == "ana"
    assert found["next_update_due_at"] is None
    declined = sam.raised()
    ana.post(
        f"escalations/{declined}/decline", {"reason": "A question.", "alternative": "Ask support."}
    )
    found = sam.get(f"escalations/{declined}").json()
    schemas.EscalationFull.model_validate(found)
    assert found["declined"]["alternative"] == "Ask support."


@pytest.mark.parametrize(("path", "most"), [("who", 6), ("windows", 6), ("people", 2)])
def test_queries_do_not_grow(client_of: Callable[..., Api], path: str, most: int):
    sam = client_of("sam")
    sam.get(path)  # notes the use of the token, once a minute
    with CaptureQueriesContext(connection) as asked:
        sam.get(path)
    assert len(asked) <= most


def test_a_page_of_escalations_costs_three_queries(client_of: Callable[..., Api]):
    sam = client_of("sam")
    for _ in range(6):
        sam.raised()
    with CaptureQueriesContext(connection) as asked:
        assert len(sam.get("escalations").json()["items"]) == 6
    assert len(asked) <= 3
