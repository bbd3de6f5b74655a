"""One escalation, start to end, as programs of its people live it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from holdfast.people.actions import deactivate
from tests.api.client import RAISED, Api, problem
from tests.cast import START, Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


@pytest.mark.req("R40", "R41", "R44", "R45", "R48", "R58", "R60")
def test_from_raise_to_closed_and_back(client_of: Callable[..., Api]):
    sam, ana, kim = client_of("sam"), client_of("ana"), client_of("kim")
    response = sam.post("escalations", {**RAISED, "customer": "Acme"})
    assert response.status_code == 201
    issue = response.json()
    ref = issue["ref"]
    assert response.headers["Location"].endswith(f"/api/v1/escalations/{ref}")
    assert (issue["state"], issue["owner"], issue["answerable"]) == ("raised", None, "sam")

    assert ana.put(f"escalations/{ref}/acceptance").json()["owner"] == "ana"
    assert ana.put(f"escalations/{ref}/acceptance").status_code == 200
    lost = problem(kim.put(f"escalations/{ref}/acceptance"), 409, "conflict")
    assert lost["owner"] == "ana"
    assert "Ana Ruiz" in lost["detail"]

    due = (START + timedelta(hours=2)).isoformat()
    written = ana.post(
        f"escalations/{ref}/updates",
        {"text": "Found the index.", "next_step": "Rebuild it", "next_update_at": due},
    )
    assert written.status_code == 201
    assert written.json()["next_update_due_at"] == due

    offer = ana.post(f"escalations/{ref}/handovers", {"to": "@Kim", "note": "All of it."})
    assert offer.status_code == 201
    number = offer.json()["id"]
    assert sam.get(f"escalations/{ref}").json()["owner"] == "ana"
    problem(sam.put(f"handovers/{number}/acceptance"), 403, "not-allowed")
    assert kim.put(f"handovers/{number}/acceptance").json()["state"] == "accepted"
    assert kim.put(f"handovers/{number}/acceptance").status_code == 200
    assert sam.get(f"escalations/{ref}").json()["owner"] == "kim"

    asked = kim.post(
        f"escalations/{ref}/closure-requests", {"outcome": "resolved", "reason": "Deployed."}
    )
    assert asked.status_code == 201
    again = {"outcome": "withdrawn", "reason": "In other words."}
    waits = problem(kim.post(f"escalations/{ref}/closure-requests", again), 409, "conflict")
    assert waits["closure_request"] == asked.json()["id"]
    answer = f"closure-requests/{asked.json()['id']}/answer"
    problem(sam.put(answer, {"agree": False}), 422, "invalid", "note")
    assert sam.put(answer, {"agree": True}).json()["answer"]["by"] == "sam"
    late = problem(sam.put(answer, {"agree": False}), 409, "conflict")
    assert late["agree"] is True  # too late for a no, with or without its note
    assert sam.get(f"escalations/{ref}").json()["state"] == "closed"
    problem(kim.post(f"escalations/{ref}/updates", {"text": "More."}), 409, "conflict")

    for method in ("PUT", "POST"):
        back = sam.call(method, f"escalations/{ref}/reopening", {"reason": "It is back."})
        assert (back.status_code, back.json()["owner"]) == (200, "kim")


@pytest.mark.req("R58")
def test_an_offer_that_was_withdrawn_cannot_be_accepted(client_of: Callable[..., Api]):
    sam, ana, kim = client_of("sam"), client_of("ana"), client_of("kim")
    ref = sam.raised()
    ana.put(f"escalations/{ref}/acceptance")
    number = ana.post(f"escalations/{ref}/handovers", {"to": "kim", "note": "It."}).json()["id"]
    problem(kim.put(f"handovers/{number}/withdrawal"), 403, "not-allowed")
    assert ana.put(f"handovers/{number}/withdrawal").json()["state"] == "withdrawn"
    gone = problem(kim.put(f"handovers/{number}/acceptance"), 409, "conflict")
    assert gone["answer"] == "withdrawn"
    assert kim.get(f"handovers/{number}").json()["state"] == "withdrawn"
    problem(kim.put("handovers/999/acceptance"), 404, "not-found")
    problem(kim.put(f"handovers/{10**30}/acceptance"), 404, "not-found")


@pytest.mark.req("R58")
def test_an_expired_offer_cannot_be_accepted(client_of: Callable[..., Api], moment, story: Story):
    sam, ana, kim = client_of("sam"), client_of("ana"), client_of("kim")
    ref = sam.raised()
    ana.put(f"escalations/{ref}/acceptance")
    number = ana.post(f"escalations/{ref}/handovers", {"to": "kim", "note": "It."}).json()["id"]
    moment(START + timedelta(days=4))
    story.forward(days=4)
    problem(kim.put(f"handovers/{number}/acceptance"), 409, "conflict")
    assert sam.get(f"escalations/{ref}").json()["owner"] == "ana"


def test_offers_that_make_no_sense(client_of: Callable[..., Api], story: Story):
    sam, ana = client_of("sam"), client_of("ana")
    ref = sam.raised()
    offers = f"escalations/{ref}/handovers"
    problem(ana.post(offers, {"to": "kim", "note": "It."}), 409, "conflict")  # not owned
    ana.put(f"escalations/{ref}/acceptance")
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    for to in ("ana", "bo", "nobody", "sam", "", "\x00", "k\u202eim\x00"):
        response = ana.post(offers, {"to": to, "note": "It."})
        if response.status_code != 201:
            problem(response, 422, "invalid", "to")
    problem(ana.post(offers, {"to": "kim", "note": "Another."}), 409, "conflict")
    problem(sam.post(offers, {"to": "kim", "note": "It."}), 403, "not-allowed")


def test_an_act_as_token_names_another(client_of: Callable[..., Api]):
    bot = client_of("lea", "act-as")
    ref = bot.raised(**{"as": "sam"})
    assert bot.get(f"escalations/{ref}").json()["raised_by"] == "sam"
    assert bot.put(f"escalations/{ref}/acceptance", {"as": "@Ana"}).json()["owner"] == "ana"
    other = bot.raised(**{"as": "sam"})
    assert bot.put(f"escalations/{other}/acceptance?as=kim").json()["owner"] == "kim"
    problem(bot.put(f"escalations/{other}/acceptance", {"as": "nobody"}), 422, "invalid", "as")
    sam = client_of("sam")
    problem(sam.put(f"escalations/{other}/acceptance", {"as": "ana"}), 403, "not-allowed")
    assert sam.post("escalations", {**RAISED, "as": "sam"}).status_code == 201


def test_acting_for_an_administrator_does_not_make_one(client_of: Callable[..., Api]):
    from django.test import RequestFactory

    from holdfast.api.auth import Bearer, acting

    bot = client_of("lea", "act-as")
    request = RequestFactory().get("/?as=ada", headers={"Authorization": f"Bearer {bot.secret}"})
    request.auth = Bearer()(request)
    assert acting(request).login == "ada"
    assert acting(request).role == "lead"
