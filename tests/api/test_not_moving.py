"""Cornered, paused, stuck and at capacity over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from holdfast.api import schemas
from holdfast.api.schemas.capacity import CapacityOut
from holdfast.api.schemas.standing import CorneredOut
from tests.api.client import Api, problem
from tests.cast import START, Story

ClientOf = Callable[..., Api]


@pytest.fixture
def ref(client_of: ClientOf) -> str:
    made = client_of("sam").raised()
    client_of("ana").put(f"escalations/{made}/acceptance")
    return made


@pytest.mark.req("R53")
def test_cornered_from_the_call_to_its_end(client_of: ClientOf, ref: str, moment):
    ana, lea = client_of("ana"), client_of("lea")
    here = f"escalations/{ref}/cornered"
    problem(ana.get(here), 404, "not-found")
    made = ana.put(here, {"reason": "Storage is silent.", "ask_of": "@bo"})
    assert made.status_code == 200, made.content
    CorneredOut.model_validate(made.json())
    assert [(each["login"], each["part"]) for each in made.json()["asked"]] == [("bo", "named")]
    assert made.json()["until"] == (START + timedelta(hours=2)).isoformat()
    again = ana.put(here, {"reason": "Storage is silent.", "ask_of": "bo"})
    assert again.json()["id"] == made.json()["id"]
    body = problem(ana.put(here, {"reason": "Another."}), 409, "conflict")
    assert "Bo Larsen" in body["detail"]
    problem(lea.put(f"{here}/acknowledgement"), 403, "not-allowed")
    said = client_of("bo").put(f"{here}/acknowledgement", {"note": "On it."})
    assert said.json()["asked"][0]["note"] == "On it."
    moment(START + timedelta(minutes=90))
    seen = ana.get(f"escalations/{ref}").json()
    schemas.EscalationFull.model_validate(seen)
    assert (seen["cornered"], seen["time_cornered_seconds"]) == (True, 90 * 60)
    assert seen["corner"]["reason"] == "Storage is silent."
    problem(ana.put(f"{here}/end", {"how": " "}), 422, "invalid", "how")
    ended = ana.put(f"{here}/end", {"how": "Bo knew whom to call."})
    assert ended.json()["freed"]["by"] == "ana"
    assert ana.get(f"escalations/{ref}").json()["corner"] is None
    assert ana.get(here).json()["freed"]["how"] == "Bo knew whom to call."


@pytest.mark.req("R53")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 20_001}, "reason"),
        ({"reason": "x", "ask_of": "ana"}, "ask_of"),
        ({"reason": "x", "ask_of": "\u0000nobody"}, "ask_of"),
        ({"reason": "x", "by": "2026-03-03T14:59:00Z"}, "by"),
        ({"reason": "x", "by": "2026-03-03T18:00:00"}, "by"),
    ],
)
def test_a_call_that_cannot_be_used(client_of: ClientOf, ref: str, given: dict, field: str):
    problem(client_of("ana").put(f"escalations/{ref}/cornered", given), 422, "invalid", field)


@pytest.mark.req("R48")
def test_pause_and_resume(client_of: ClientOf, ref: str):
    ana, here = client_of("ana"), f"escalations/{ref}/pause"
    problem(ana.put(f"{here}/end"), 409, "conflict")
    made = ana.put(here, {"reason": "Acme is closed.", "resumes_on": "2026-03-13"})
    schemas.EscalationFull.model_validate(made.json())
    assert made.json()["pause"]["resumes_at"] == "2026-03-13T08:00:00+00:00"
    assert made.json()["next_update_due_at"] == "2026-03-13T08:00:00+00:00"
    assert ana.get("escalations").json()["items"][0]["paused"] is True
    late = {"reason": "x", "resumes_on": "2026-03-03"}
    problem(ana.put(here, late), 422, "invalid", "resumes_on")
    problem(client_of("kim").put(here, late), 403, "not-allowed")
    ended = ana.put(f"{here}/end", {"reason": "They are back."}).json()
    assert ended["pause"] is None
    assert ended["next_update_due_at"] < "2026-03-06"


@pytest.mark.req("R54", "R59")
def test_stuck_is_a_state_to_list(client_of: ClientOf, ref: str, moment):
    sam = client_of("sam")
    assert sam.get("escalations?state=stuck").json()["items"] == []
    moment(START + timedelta(days=2))
    (item,) = sam.get("escalations?state=stuck").json()["items"]
    assert (item["ref"], item["next_step_overdue"]) == (ref, True)


@pytest.mark.req("R45")
def test_at_capacity(client_of: ClientOf, story: Story):
    ana, lea = client_of("ana"), client_of("lea")
    full = ana.put("people/ana/at-capacity", {"until": "2026-03-05", "reason": "Two sev0"})
    CapacityOut.model_validate(full.json())
    assert (full.json()["at_capacity"], full.json()["until"]) == (True, "2026-03-05")
    problem(client_of("kim").put("people/ana/at-capacity"), 403, "not-allowed")
    problem(lea.put("people/sam/at-capacity"), 422, "invalid", "login")
    problem(lea.put("people/nobody/at-capacity"), 404, "not-found")
    problem(ana.put("people/ana/at-capacity", {"until": "2026-03-02"}), 422, "invalid", "until")
    free = lea.call("DELETE", "people/ana/at-capacity")
    assert free.json()["at_capacity"] is False
