"""Reliefs over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.api.client import Api, problem
from tests.cast import Story
from tests.rotation.reliefs import Reliefs

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]
Of = Callable[..., Api]


@pytest.mark.req("R35")
def test_from_asking_to_the_end(story: Story, client_of: Of, moment):
    lea, max_, ana = client_of("lea"), client_of("max"), client_of("ana")
    (seat, *_) = lea.get("windows").json()["items"][0]["seats"]
    problem(ana.put(f"seats/{seat['id']}/relief"), 403, "not-allowed")
    made = lea.put(f"seats/{seat['id']}/relief").json()
    assert (made["engineer"], made["team"], made["manager"], made["state"]) == (
        "ana",
        "Search",
        "max",
        "open",
    )
    assert made["percent"] == 33.3 and made["flags"][0].endswith("has begun")
    assert lea.put(f"seats/{seat['id']}/relief").json() == made
    here = f"reliefs/{made['id']}"
    problem(ana.put(f"{here}/acknowledgement"), 403, "not-allowed")
    body = {"dropped": ["The index rewrite", "Hints"]}
    done = max_.put(f"{here}/acknowledgement", body).json()
    assert done["state"] == "acknowledged" and done["acknowledged"]["via"] == "api"
    assert max_.put(f"{here}/acknowledgement", body).json() == done
    first = max_.post(f"{here}/dropped", {"text": "Docs"}, key="d")
    again = max_.post(f"{here}/dropped", {"text": "Docs"}, key="d")
    assert (first.status_code, again.json()) == (201, first.json())
    problem(max_.post(f"{here}/dropped", {"text": " "}), 422, "invalid", "text")
    items = max_.get(here).json()["dropped"]
    assert [each["text"] for each in items] == ["The index rewrite", "Hints", "Docs"]
    outcome = f"dropped/{items[0]['id']}/outcome"
    told = ana.put(outcome, {"was_dropped": True, "days": 4.5}).json()
    assert told["outcome"]["days"] == 4.5
    problem(ana.put(outcome, {"was_dropped": True}), 422, "invalid", "days")
    problem(ana.put("dropped/99999/outcome", {"was_dropped": False}), 404, "not-found")
    problem(client_of("bo").put(outcome, {"was_dropped": False}), 403, "not-allowed")
    for each in items[1:]:
        ana.put(f"dropped/{each['id']}/outcome", {"was_dropped": False})
    assert ana.get(here).json()["state"] == "told"
    (row,) = ana.get("reliefs/by-team").json()["items"]
    assert (row["given_days"], row["done_anyway"], row["reliefs"]) == (4.5, 2, [made["id"]])
    assert ana.get("reliefs/by-team?from=2030-01-01&to=2031-01-01").json()["items"] == []
    problem(ana.get("reliefs/by-team?from=2030-01-01&to=2029-01-01"), 422, "invalid", "to")


def test_lists(story: Story, client_of: Of):
    relief = Reliefs(story)
    made = [relief.made(login) for login in ("ana", "kim", "bo")]
    relief.withdraw(made[2], by="bo")
    ana = client_of("ana")

    def listed(query: str) -> list[int]:
        return [each["id"] for each in ana.get(f"reliefs?{query}").json()["items"]]

    assert listed("") == [made[1].pk, made[0].pk]
    assert listed("state=ended") == [made[2].pk]
    assert listed("state=all&team=search&limit=1") == [made[2].pk]
    assert listed("state=told") == []
    ended = ana.get(f"reliefs/{made[2].pk}").json()
    assert ended["ended"]["reason"] == "Launch."
    problem(client_of("max").put(f"reliefs/{made[2].pk}/acknowledgement"), 409, "conflict")
    problem(ana.get("reliefs?state=odd"), 422, "invalid", "state")
    problem(ana.get("reliefs?team=Nobodies"), 404, "not-found")
    problem(ana.get("reliefs/99999"), 404, "not-found")


def test_a_lead_acts_for_the_manager(story: Story, client_of: Of):
    made = Reliefs(story).made()
    body = {"dropped": ["Docs"], "as": "max"}
    done = client_of("lea", "act-as").put(f"reliefs/{made.pk}/acknowledgement", body).json()
    assert done["acknowledged"]["by"] == "max"
    assert made.starts_on == date(2026, 4, 6)
