"""Asks over the API: asking, answering, the brief, suggestions, the help directory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdfast.people.models import Person
from tests.api.client import Api, problem

ASK = {"to_team": "Search", "what": "Read the index of Acme.", "by": "2026-03-05"}
Of = Callable[..., Api]


@pytest.fixture
def ref(client_of: Of) -> str:
    ref = client_of("sam").raised(customer="Acme")
    assert client_of("ana").put(f"escalations/{ref}/acceptance").status_code == 200
    return ref


@pytest.mark.req("R42", "R43", "R52", "R76")
def test_from_asking_to_done(client_of: Of, ref: str):
    ana, kim = client_of("ana"), client_of("kim")
    response = ana.post(f"escalations/{ref}/asks", ASK)
    assert response.status_code == 201, response.content
    asked = response.json()
    assert response.headers["Location"].endswith(f"/api/v1/asks/{asked['id']}")
    assert (asked["state"], asked["formal"], asked["due_at"]) == (
        "sent",
        True,
        "2026-03-05T17:00:00+00:00",
    )
    assert asked["flags"] == ["no attempt recorded"]
    here = f"asks/{asked['id']}"
    for noun, body, state in (
        ("acknowledgement", None, "acknowledged"),
        ("acknowledgement", None, "acknowledged"),
        ("agreement", {"note": "By tomorrow."}, "agreed"),
        ("completion", None, "done"),
    ):
        response = kim.put(f"{here}/{noun}", body)
        assert (response.status_code, response.json()["state"]) == (200, state)
    ended = kim.get(here).json()
    assert [each["note"] for each in ended["answers"]] == [None, "By tomorrow.", None]
    problem(kim.put(f"{here}/agreement"), 409, "conflict")
    assert client_of("sam").get(f"escalations/{ref}/asks").json()["items"] == [ended]
    assert client_of("sam").get(f"escalations/{ref}").json()["asks"] == [ended]


def test_declining_and_withdrawing(client_of: Of, ref: str):
    ana, bo = client_of("ana"), client_of("bo")
    body = {"to_person": "@bo", "what": "A look", "by": "2026-03-05T15:00Z", "tried": "A lot."}
    asked = ana.post(f"escalations/{ref}/asks", body).json()
    assert (asked["to_person"], asked["formal"], asked["flags"]) == ("bo", False, [])
    here = f"asks/{asked['id']}"
    problem(bo.put(f"{here}/decline", {"reason": " "}), 422, "invalid", "reason")
    problem(client_of("kim").put(f"{here}/agreement"), 403, "not-allowed")
    problem(bo.put(f"{here}/withdrawal"), 403, "not-allowed")
    assert bo.put(f"{here}/decline", {"reason": "Away."}).json()["state"] == "declined"
    assert problem(ana.put(f"{here}/withdrawal"), 409, "conflict")["state"] == "declined"
    again = ana.post(f"escalations/{ref}/asks", body).json()
    back = ana.put(f"asks/{again['id']}/withdrawal", {"reason": "Found it."}).json()
    assert back["answers"][-1]["note"] == "Found it."
    problem(ana.get("asks/999999"), 404, "not-found")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"by": "tomorrow"}, "by"),
        ({"by": "2026-03-05T15:00"}, "by"),
        ({"by": "2026-03-02"}, "by"),
        ({"by": "2026-02-30"}, "by"),
        ({"to_person": "bo"}, "to_team"),
        ({"to_team": "Nobodies"}, "to_team"),
        ({"what": "x" * 200_000}, "what"),
    ],
)
def test_what_is_wrong_is_named(client_of: Of, ref: str, given: dict, field: str):
    problem(
        client_of("ana").post(f"escalations/{ref}/asks", {**ASK, **given}), 422, "invalid", field
    )


def test_the_same_request_twice_asks_once(client_of: Of, ref: str):
    ana = client_of("ana")
    first = ana.post(f"escalations/{ref}/asks", {**ASK, "formal": False}, key="one").json()
    again = ana.post(f"escalations/{ref}/asks", {**ASK, "formal": False}, key="one").json()
    assert again == first
    assert len(ana.get(f"escalations/{ref}/asks").json()["items"]) == 1


def test_lists(client_of: Of, ref: str):
    ana, bo = client_of("ana"), client_of("bo")
    to_bo = ana.post(
        f"escalations/{ref}/asks", {"to_person": "bo", "what": "A look", "by": "2026-03-05"}
    ).json()
    to_team = ana.post(f"escalations/{ref}/asks", ASK).json()

    def listed(query: str, who: Api = bo) -> list[int]:
        return [each["id"] for each in who.get(f"asks?{query}").json()["items"]]

    assert listed("to=me") == [to_team["id"], to_bo["id"]], "Bo is of the team, too"
    assert listed("to=rex") == []
    assert listed("team=search") == [to_team["id"]]
    assert listed("asked_by=me", ana) == [to_team["id"], to_bo["id"]]
    bo.put(f"asks/{to_bo['id']}/completion")
    assert listed("to=me&state=open") == [to_team["id"]]
    assert listed("state=done") == [to_bo["id"]]
    problem(bo.get("asks?state=lost"), 422, "invalid", "state")
    problem(bo.get("asks?team=nobodies"), 404, "not-found")


@pytest.mark.req("R43", "R65")
def test_the_brief(client_of: Of, ref: str):
    ana = client_of("ana")
    ana.post(f"escalations/{ref}/updates", {"text": "Rebuilt one shard, no change."})
    body = {**ASK, "customer_words": "We are reading your index."}
    asked = ana.post(f"escalations/{ref}/asks", body).json()
    text = ana.get(f"asks/{asked['id']}/brief").json()["text"]
    internal, customer = text.split("## May be said to the customer")
    for part in (
        f"{ref} (sev1): Search is down for Acme",
        "Read the index of Acme.",
        "by Thu 2026-03-05 17:00 UTC",
        "Acme renews on Friday",
        "queue is two weeks long",
        "Single point of contact: Ana Ruiz (ana)",
        "Rebuilt one shard",
    ):
        assert part in internal
        assert part not in customer
    assert customer.strip() == "We are reading your index."
    whole = client_of("rex").get(f"escalations/{ref}/brief").json()
    assert whole["ask"] is None
    assert "Search, sent: Read the index of Acme." in whole["text"]


@pytest.mark.req("R51", "R52", "R71")
def test_suggestions_from_the_help_directory(client_of: Of, ref: str, story):
    from holdfast.people.models import Team

    for name in ("Renewals", "Kitchen"):
        Team.objects.create(name=name)
    bo = client_of("bo")
    area = {"name": "Contracts", "keywords": ["renews", "Müll"], "team": "Renewals"}
    saved = bo.post("areas", {**area, "person": "rex", "note": "In the morning."})
    assert saved.status_code == 201, saved.content
    bo.post("areas", {"name": "Lunch", "team": "Kitchen"})
    found = bo.get(f"escalations/{ref}/suggestions").json()["items"]
    assert [(each["group"], each["team"]) for each in found] == [
        ("home team", "Search"),
        ("owning team", "Renewals"),
        ("anyone", "Kitchen"),
    ]
    assert "“renews”" in found[1]["why"]
    assert (found[1]["person"], found[1]["note"]) == ("rex", "In the morning.")


@pytest.mark.req("R51")
def test_the_help_directory(client_of: Of):
    bo, sam = client_of("bo"), client_of("sam")
    area = {"name": "Index", "keywords": ["zoekt", "zoekt"], "team": "search"}
    problem(sam.post("areas", area), 403, "not-allowed")
    saved = bo.post("areas", area).json()
    assert (saved["team"], saved["keywords"]) == ("Search", ["zoekt"])
    changed = bo.post("areas", {**area, "name": "INDEX", "person": "ana"}).json()
    assert (changed["id"], changed["person"]) == (saved["id"], "ana")
    problem(bo.post("areas", {**area, "team": "Nobodies"}), 422, "invalid", "team")
    problem(bo.post("areas", {**area, "person": "nobody"}), 422, "invalid", "person")
    assert sam.get("areas").json()["items"] == [changed]
    problem(sam.call("DELETE", f"areas/{saved['id']}"), 403, "not-allowed")
    assert bo.call("DELETE", f"areas/{saved['id']}").json() == changed
    problem(bo.call("DELETE", f"areas/{saved['id']}"), 404, "not-found")


@pytest.mark.req("R56")
def test_who_answers_for_a_team(client_of: Of):
    lea, sam = client_of("lea"), client_of("sam")
    (team,) = sam.get("teams").json()["items"]
    assert (team["name"], team["contact"], team["people"]) == ("Search", None, 3)
    here = f"teams/{team['id']}/contact"
    problem(sam.put(here, {"contact": "ana"}), 403, "not-allowed")
    assert lea.put(here, {"contact": "@ana"}).json()["contact"] == "ana"
    problem(lea.put(here, {"contact": "nobody"}), 422, "invalid", "contact")
    Person.objects.filter(login="bo").update(deactivated_at="2026-01-01T00:00Z")
    problem(lea.put(here, {"contact": "bo"}), 422, "invalid", "contact")
    assert lea.put(here, {"contact": None}).json()["contact"] is None
    problem(lea.put("teams/99999/contact", {"contact": "ana"}), 404, "not-found")
