"""Intake by the API: similar ones, customers, who answers to them, who is involved."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from holdfast.escalation.models import Customer, Participant
from holdfast.escalation.queries import by_ref
from holdfast.journal.models import Event
from tests.api.client import Api, problem
from tests.cast import Story

Clients = Callable[..., Api]


@pytest.mark.req("R2")
def test_similar_ones_and_a_search(client_of: Clients, story: Story):
    sam = client_of("sam")
    ref = sam.raised(title="Zoekt shards vanish")
    other = sam.raised(title="Login is blank")
    found = sam.get("escalations/similar?q=shard%20%22NEAR(").json()
    assert [(each["ref"], each["rank"]) for each in found["items"]] == [(ref, 1)]
    assert found["items"][0]["outcome"] is None
    assert found["next"] is None
    assert sam.get("escalations/similar?q=shard&ended_only=true").json()["items"] == []
    assert sam.get("escalations/similar").json()["items"] == []
    story.decline(by_ref(other), by="ana", reason="Clear the cache.")
    found = sam.get("escalations/similar?q=login").json()["items"][0]
    assert (found["outcome"], found["outcome_reason"]) == ("declined", "Clear the cache.")

    def listed(query: str) -> list[str]:
        return [each["ref"] for each in sam.get(f"escalations?{query}").json()["items"]]

    assert listed("q=login") == [other]
    assert listed("q=login&state=open") == []
    assert listed("q=shards&raised_by=sam") == [ref]
    assert listed("q=shards&raised_by=bo") == []
    assert listed("q=shards&owner=ana") == []
    assert listed("") == [ref]
    problem(sam.get("escalations?q=x&state=odd"), 422, "invalid", "state")
    assert sam.get("escalations/similar?q=" + "w%20" * 500).status_code == 200


@pytest.mark.req("R84", "R72")
def test_raising_with_all_there_is_to_say(client_of: Clients, story: Story):
    sam, lea = client_of("sam"), client_of("lea")
    assert sam.put("customers/Acme", {"ga_on": "2026-03-20", "support_engineer": "bo"}).json() == {
        "name": "Acme",
        "ga_on": "2026-03-20",
        "implementation_engineer": None,
        "support_engineer": "bo",
        "phase": "unknown",
        "phase_why": "phase unknown: the policy sets no buffer after GA",
    }
    ref = sam.raised(
        customer="acme", exec_asked=True, alert_team="search", first_response="Restarted it."
    )
    found = sam.get(f"escalations/{ref}").json()
    assert found["support_engineer"] == "bo"
    assert (found["phase"], found["past_first_responder"]) == ("unknown", False)
    assert (found["exec_asked"], found["alert_team"]) == (True, "Search")
    assert found["first_response"] == "Restarted it."
    problem(sam.post("escalations", {**RAISE, "alert_team": "x"}), 422, "invalid", "alert_team")
    problem(
        sam.post("escalations", {**RAISE, "support_engineer": "x"}),
        422,
        "invalid",
        "support_engineer",
    )
    assert (
        client_of("ana").put(f"escalations/{ref}/acceptance", {"why": "It is."}).status_code == 200
    )
    assert Event.objects.get(kind="escalation.accepted").data["why"] == "It is."
    named = lea.put(f"escalations/{ref}/support-engineer", {"login": "rex"}).json()
    assert (named["support_engineer"], named["owner"]) == ("rex", "ana")
    problem(
        client_of("ana").put(f"escalations/{ref}/support-engineer", {"login": "ana"}),
        403,
        "not-allowed",
    )
    problem(lea.put(f"escalations/{ref}/support-engineer", {"login": "x"}), 422, "invalid", "login")


RAISE = {"title": "t", "stakes": "s", "why_now": "w", "severity": 2}


def test_customers(client_of: Clients):
    sam = client_of("sam")
    for name in ("Umbra", "Acme", "Zürich AG"):
        assert sam.put(f"customers/{name}", {}).status_code == 200
    names = [each["name"] for each in sam.get("customers?limit=2").json()["items"]]
    assert names == ["Acme", "Umbra"]
    assert sam.get("customers?limit=2").json()["next"] == "Umbra"
    rest = sam.get("customers?after=Umbra").json()["items"]
    assert [each["name"] for each in rest] == ["Zürich AG"]
    assert sam.get("customers?search=mbr").json()["items"][0]["name"] == "Umbra"
    assert sam.get("customers/umbra").json()["name"] == "Umbra"
    problem(sam.get("customers/nobody"), 404, "not-found")
    problem(sam.put("customers/Acme", {"support_engineer": "x"}), 422, "invalid")
    problem(client_of("rex").put("customers/Acme", {}), 403, "not-allowed")
    assert Customer.objects.count() == 3


@pytest.mark.req("R39", "R49")
def test_participants(client_of: Clients, story: Story):
    sam, ana = client_of("sam"), client_of("ana")
    ref = sam.raised()
    body = {"login": "max", "needs": "A date."}
    made = sam.post(f"escalations/{ref}/participants", body, key="one")
    assert made.status_code == 201
    assert sam.post(f"escalations/{ref}/participants", body, key="one").json() == made.json()
    number = made.json()["id"]
    outside = sam.post(f"escalations/{ref}/participants", {"name": "Joe"}).json()
    assert (outside["login"], outside["name"]) == (None, "Joe")
    at = (story.now - timedelta(seconds=0)).isoformat()
    spoken = ana.put(f"participants/{number}/spoken", {"spoken_at": at, "note": "Fine."}).json()
    assert spoken["spoken_at"] == story.now.isoformat()
    assert ana.put(f"participants/{outside['id']}/spoken").status_code == 200
    late = (story.now + timedelta(hours=1)).isoformat()
    problem(ana.put(f"participants/{number}/spoken", {"spoken_at": late}), 422, "invalid")
    listed = sam.get(f"escalations/{ref}/participants").json()["items"]
    assert [each["name"] for each in listed] == ["Max Vogel", "Joe"]
    assert ana.call("DELETE", f"participants/{number}").json()["left_at"]
    assert ana.call("DELETE", f"participants/{number}").status_code == 200
    assert len(sam.get(f"escalations/{ref}/participants").json()["items"]) == 1
    problem(sam.post(f"escalations/{ref}/participants", {}), 422, "invalid", "login")
    problem(ana.call("DELETE", "participants/999"), 404, "not-found")
    problem(
        client_of("rex").post(f"escalations/{ref}/participants", {"login": "bo"}),
        403,
        "not-allowed",
    )
    assert Participant.objects.count() == 2
