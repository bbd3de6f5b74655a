"""Plans over the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import Api, problem
from tests.cast import Story
from tests.rotation.plan_story import Planning, planning

Of = Callable[..., Api]


@pytest.fixture
def plans(story: Story) -> Planning:
    made = planning(story, windows=2)
    made.engineers("eva", "udo")
    made.served("eva", "udo")
    made.signs_up("eva")
    made.signs_up("udo")
    return made


@pytest.mark.req("R26", "R29")
def test_from_proposing_to_publishing(plans: Planning, client_of: Of):
    lea, ana = client_of("lea"), client_of("ana")
    problem(ana.post("plans"), 403, "not-allowed")
    first = lea.post("plans", {"windows": 1, "seconds": 5}, key="a")
    assert first.status_code == 201, first.content
    again = lea.post("plans", {"windows": 1, "seconds": 5}, key="a")
    plan = first.json()
    assert (plan["id"], plan["state"]) == (again.json()["id"], "waiting")
    here = f"plans/{plan['id']}"
    problem(lea.post(f"{here}/publication"), 409, "conflict")
    plans.solve()
    plan = lea.get(here).json()
    assert plan["state"] == "proposed"
    assert [level["proven"] for level in plan["levels"]] == [True] * len(plan["levels"])
    (window,) = plan["windows"]
    (seat,) = window["seats"]
    assert (seat["new"], seat["confirmed"], window["missing"]) == (True, False, 0)
    problem(ana.get(here), 403, "not-allowed")
    assert ana.get("plans").json()["items"] == []

    change = {"login": seat["login"], "window": window["id"], "adds": False}
    assert lea.post(f"{here}/edits", change).status_code == 201
    bo = {"login": "bo", "window": window["id"], "adds": True}
    assert "did not sign up" in problem(lea.post(f"{here}/edits", bo), 422, "invalid")["detail"]
    made = lea.post(f"{here}/edits", {**bo, "reason": "He said yes."}).json()
    assert made["breaks"]
    published = lea.post(f"{here}/publication", key="p").json()
    assert published["state"] == "published"
    assert lea.post(f"{here}/publication", key="p").json()["state"] == "published"
    assert {"changes", "edited"} <= {*published, *published["levels"][0]}
    assert [each["id"] for each in ana.get("plans").json()["items"]] == [plan["id"]]
    assert ana.get(here).json()["windows"][0]["seats"][0]["login"] == "bo"
    problem(lea.put(f"{here}/cancellation"), 409, "conflict")
    problem(lea.get("plans/999"), 404, "not-found")


def test_pins(plans: Planning, client_of: Of):
    lea = client_of("lea")
    body = {"login": "eva", "window": plans.windows[0].pk, "seated": False, "reason": "On leave."}
    pin = lea.post("pins", body)
    assert pin.status_code == 201, pin.content
    assert [each["login"] for each in client_of("ana").get("pins").json()["items"]] == ["eva"]
    problem(client_of("ana").post("pins", body), 403, "not-allowed")
    gone = lea.call("DELETE", f"pins/{pin.json()['id']}").json()
    assert gone["counts"] is False
    assert lea.get("pins").json()["items"] == []


def test_no_window_to_plan(client_of: Of):
    lea = client_of("lea")
    assert "enter the next windows first" in problem(lea.post("plans"), 409, "conflict")["detail"]
    problem(lea.post("plans", {"windows": 0}), 422, "invalid")
