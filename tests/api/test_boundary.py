"""Fairness, service, waivers and handover packs through the API and the terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from holdfast.escalation.actions import freeze_packs, make_packs
from holdfast.rotation.actions import close_windows
from holdfast.rotation.models import Waiver
from tests.api.client import Api, problem
from tests.cast import Story
from tests.rotation.rota import BOUNDARY, sign_up, the_window, window

PACK_AT = datetime(2026, 3, 12, 9, tzinfo=UTC)
HANDOVER = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.mark.req("R30", "R31", "R33")
def test_fairness_service_and_waivers(story: Story, client_of: Callable[..., Api]):
    done = window(date(2025, 5, 5), date(2025, 6, 2), "ana")
    sign_up("bo", done)
    close_windows(story.now)
    lea, bo = client_of("lea"), client_of("bo")
    found = bo.get("fairness").json()
    assert [each["login"] for each in found["people"]] == ["bo", "ana", "kim"]
    assert (found["halves"], found["gini"]) == (2, 0.6667)
    assert found["asked_in_vain"] == ["bo"]
    record = bo.get("people/ana/service").json()
    assert [each["half"] for each in record["served"]] == ["first", "second"]
    assert record["served"][0]["state"] == "confirmed"
    assert record["seated_until"] == "2026-03-17" and record["last_until"] == "2025-06-03"
    asked = {"login": "bo", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "reason": "Full."}
    problem(bo.post("waivers", asked), 403, "not-allowed")
    problem(lea.post("waivers", {**asked, "login": "ana"}), 409, "conflict")
    problem(lea.post("waivers", {**asked, "ends_on": "2024-01-01"}), 422, "invalid", "ends_on")
    made = lea.post("waivers", asked, key="one")
    assert made.status_code == 201, made.content
    assert lea.post("waivers", asked, key="one").json() == made.json()
    assert Waiver.objects.count() == 1
    assert bo.get("waivers").json() == {"items": [made.json()], "next": None}
    assert bo.get("people/bo/service").json()["waivers"] == [made.json()]
    problem(bo.get("people/nobody/service"), 404, "not-found")
    number = record["served"][1]["id"]
    problem(bo.put(f"service/{number}/strike", {"reason": "No."}), 403, "not-allowed")
    assert lea.put(f"service/{number}/strike", {"reason": "Ill."}).json()["half"] == "second"
    body = {"window": done.pk, "half": "second", "reason": "He stood in."}
    credited = lea.post("people/bo/service", body, key="two")
    assert credited.status_code == 201 and credited.json()["login"] == "bo"
    assert lea.post("people/bo/service", body, key="two").json() == credited.json()
    assert bo.get("people/ana/service").json()["struck"][0]["why"] == "Ill."


@pytest.mark.req("R70", "R91")
def test_a_pack_is_read_decided_and_frozen(story: Story, client_of: Callable[..., Api], moment):
    window(BOUNDARY, date(2026, 4, 13), "bo")
    issue = story.owned()
    here = f"windows/{the_window().pk}/pack"
    ana = client_of("ana")
    problem(ana.get(here), 404, "not-found")
    make_packs(PACK_AT)
    moment(PACK_AT)
    assert ana.get(here).json()["undecided"] == [issue.ref]
    item = f"{here}/items/{issue.ref}"
    problem(client_of("bo").put(item, {"decision": "keep"}), 403, "not-allowed")
    problem(ana.put(item, {"decision": "ask"}), 422, "invalid", "to")
    problem(ana.put(item, {"decision": "burn"}), 422, "invalid", "decision")
    kept = ana.put(item, {"decision": "keep"}).json()
    assert kept["items"][0]["decision"] == "kept"
    asked = ana.put(item, {"decision": "ask", "to": "bo", "note": "All."}).json()["items"][0]
    assert (asked["decision"], asked["asked"], asked["owner"]) == ("asked", "bo", "ana")
    problem(ana.put(item, {"decision": "keep"}), 409, "conflict")
    freeze_packs(HANDOVER)
    frozen = ana.get(here).json()
    assert frozen["frozen_at"] and frozen["items"][0]["answer"] == "pending"
    problem(ana.put(item, {"decision": "keep"}), 409, "conflict")
    text = ana.get(f"{here}.md")
    assert text.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert f"[{issue.ref}]" in text.content.decode()
