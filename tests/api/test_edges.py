"""What a client meets at the edges: the same key again, names with a slash, logins with an @."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import Api, problem

Of = Callable[..., Api]
AREA = {"name": "CI/CD", "keywords": ["build"], "team": "Search"}


@pytest.mark.req("R51")
def test_an_area_saved_again_under_its_key_is_not_saved_twice(client_of: Of):
    ana = client_of("ana")
    first = ana.post("areas", {**AREA, "note": "A"}, key="one")
    assert first.status_code == 201
    assert ana.post("areas", {**AREA, "note": "B"}).json()["note"] == "B"
    again = ana.post("areas", {**AREA, "note": "A"}, key="one")
    assert (again.status_code, again.json()["note"]) == (201, "B")
    problem(ana.post("areas", {**AREA, "note": "C"}, key="one"), 409, "conflict")
    ana.call("DELETE", f"areas/{first.json()['id']}")
    problem(ana.post("areas", {**AREA, "note": "A"}, key="one"), 409, "conflict")


@pytest.mark.req("R84")
def test_a_customer_may_have_a_slash_in_its_name(client_of: Of):
    sam = client_of("sam")
    saved = sam.put("customers/Windmills%20A%2FS", {"ga_on": "2026-01-01"})
    assert (saved.status_code, saved.json()["name"]) == (200, "Windmills A/S")
    assert sam.get("customers/windmills%20A%2FS").json() == saved.json()
    paths = sam.http.get("/api/openapi.json").json()["paths"]
    assert "/api/v1/customers/{name}" in paths


@pytest.mark.req("R53")
def test_whoever_takes_the_next_step_is_named_as_everywhere(client_of: Of):
    ref = client_of("sam").raised()
    ana = client_of("ana")
    ana.put(f"escalations/{ref}/acceptance")
    said = {"text": "News.", "next_step": "Look", "next_step_by": "@Bo"}
    assert ana.post(f"escalations/{ref}/updates", said).status_code == 201
    assert ana.get(f"escalations/{ref}").json()["next_step_by"] == "bo"


@pytest.mark.req("R84")
def test_a_customer_is_the_same_in_any_case_of_any_alphabet(client_of: Of):
    sam = client_of("sam")
    saved = sam.put("customers/%C3%84rzte%20GmbH", {"ga_on": "2026-01-01"}).json()
    assert sam.get("customers/%C3%A4rzte%20gmbh").json() == saved
    sam.put("customers/%C3%A4rzte%20gmbh", {"ga_on": "2026-02-01"})
    assert len(sam.get("customers").json()["items"]) == 1
