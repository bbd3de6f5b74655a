"""Swaps over the API: who could, offering, taking, giving back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdfast.rotation.models import Seat, Volunteer
from tests.api.client import Api, problem
from tests.cast import Story
from tests.rotation import swapping as do

Of = Callable[..., Api]


@pytest.fixture
def mine(story: Story) -> Seat:
    """Ana's seat in a window that lies ahead; Kit served before, Bo never did."""
    Volunteer.objects.create(person=story.people["ana"], rest_days=20)
    do.engineer("kit")
    do.served(story, "ana", "kit")
    return do.seat(story, do.window(story), "ana")


@pytest.mark.req("R29", "R28")
def test_from_offering_to_taking(client_of: Of, mine: Seat):
    ana, kit = client_of("ana"), client_of("kit")
    could = ana.get(f"seats/{mine.pk}/candidates?from=2026-04-20&to=2026-04-23").json()["items"]
    assert [(each["login"], each["could"]) for each in could] == [
        ("kit", True),
        ("bo", False),
        ("kim", False),
    ]
    assert "for the first time" in could[1]["against"][0] and "rests 84" in could[2]["against"][0]
    problem(ana.get(f"seats/{mine.pk}/candidates?from=2026-06-20"), 422, "invalid", "from")

    body = {"to": "kit", "starts_on": "2026-04-20", "ends_on": "2026-04-23", "note": "A fair."}
    response = ana.post(f"seats/{mine.pk}/swaps", body, key="one")
    assert response.status_code == 201, response.content
    swap = response.json()
    assert ana.post(f"seats/{mine.pk}/swaps", body, key="one").json()["id"] == swap["id"]
    assert response.headers["Location"].endswith(f"/api/v1/swaps/{swap['id']}")
    assert (swap["state"], swap["agreed"], swap["to"]) == ("open", ["ana"], "kit")
    here = f"swaps/{swap['id']}"
    assert kit.get("swaps?of=me").json()["items"] == [swap]
    problem(client_of("bo").put(f"{here}/acceptance"), 403, "not-allowed")
    problem(kit.put(f"{here}/consent"), 403, "not-allowed")

    taken = kit.put(f"{here}/acceptance").json()
    assert (taken["state"], taken["end"]["taker"]) == ("taken", "kit")
    assert kit.put(f"{here}/acceptance").json() == taken
    assert kit.get("swaps?state=taken").json()["items"] == [taken]
    windows = ana.get("windows?from=2026-04-13").json()["items"][0]
    assert [
        (seat["login"], seat["starts_on"], seat["ends_on"], seat["confirmed"])
        for seat in windows["seats"]
        if seat["state"] != "withdrawn"
    ] == [
        ("ana", "2026-04-13", "2026-04-20", True),
        ("ana", "2026-04-23", "2026-05-11", True),
        ("kit", "2026-04-20", "2026-04-23", True),
    ]

    back = kit.post(f"{here}/untakings", {"note": "I cannot."})
    assert back.status_code == 201 and back.json()["undoes"] == swap["id"]
    again = ana.put(f"swaps/{back.json()['id']}/acceptance").json()
    assert again["end"]["seat"] and again["state"] == "taken"
    problem(kit.post(f"{here}/untakings"), 409, "conflict")


def test_no_and_taken_back_and_late(client_of: Of, mine: Seat):
    ana, kit = client_of("ana"), client_of("kit")
    here = f"swaps/{ana.post(f'seats/{mine.pk}/swaps', {'to': 'kit'}).json()['id']}"
    problem(ana.post(f"seats/{mine.pk}/swaps", {}), 409, "conflict")
    problem(kit.post(f"{here}/decline"), 422, "invalid", "reason")
    no = kit.post(f"{here}/decline", {"reason": "A wedding."}).json()
    assert (no["state"], no["declined"], no["end"]["reason"]) == ("declined", ["kit"], "A wedding.")
    problem(kit.put(f"{here}/acceptance"), 409, "conflict")
    here = f"swaps/{ana.post(f'seats/{mine.pk}/swaps', {}).json()['id']}"
    assert ana.put(f"{here}/withdrawal", {"reason": "Solved."}).json()["state"] == "withdrawn"
    problem(kit.put(f"{here}/acceptance"), 409, "conflict")
    problem(ana.get("swaps/999"), 404, "not-found")
    problem(ana.get("swaps?state=gone"), 422, "invalid", "state")
    problem(ana.post("seats/999/swaps", {}), 404, "not-found")
    problem(ana.post(f"seats/{mine.pk}/swaps", {"half": 2}), 422, "invalid")


def test_arranged_in_spite_of_a_rule(client_of: Of, mine: Seat):
    lea = client_of("lea", "act-as")
    problem(lea.post(f"seats/{mine.pk}/swaps", {"to": "bo"}), 422, "invalid", "to")
    body = {"to": "bo", "override": "Ana stays around."}
    swap = lea.post(f"seats/{mine.pk}/swaps", body).json()
    assert swap["override"]["rules"] == ["first time"]
    here = f"swaps/{swap['id']}"
    assert lea.put(f"{here}/consent", {"as": "ana"}).json()["agreed"] == ["ana"]
    assert lea.put(f"{here}/acceptance", {"as": "bo"}).json()["state"] == "taken"
