"""Windows, seats by hand and sign-ups over the API."""

from __future__ import annotations

import pytest

from holdfast.rotation.models import Seat, SignUp, Window
from tests.api.client import problem as refused
from tests.cast import Story


def test_a_lead_opens_changes_and_drops(story: Story, client_of):
    lea = client_of("lea")
    made = lea.post("windows", {"count": 2}, **{"Idempotency-Key": "open-1"})
    assert made.status_code == 201
    first, second = made.json()["items"]
    assert (first["starts_on"], first["ends_on"]) == ("2026-03-16", "2026-04-13")
    again = lea.post("windows", {"count": 2}, **{"Idempotency-Key": "open-1"})
    assert again.json() == made.json() and Window.objects.count() == 3
    refused(client_of("ana").post("windows", {"count": 1}), 403, "not-allowed")
    refused(lea.post("windows", {"starts_on": "2026-03-20"}), 409, "conflict")
    changed = lea.call("PATCH", f"windows/{first['id']}", {"wanted": 3, "most": 3}).json()
    assert (changed["wanted"], changed["most"], changed["least"]) == (3, 3, None)
    assert lea.call("PATCH", f"windows/{first['id']}", {"most": None}).json()["most"] is None
    dropped = lea.call("PUT", f"windows/{second['id']}/dropping", {"reason": "A freeze."})
    assert dropped.json()["dropped"]
    listed = lea.get("windows?from=2026-03-17").json()["items"]
    assert [each["id"] for each in listed] == [first["id"]]
    assert lea.get(f"windows/{second['id']}").json()["dropped"]
    back = lea.call("DELETE", f"windows/{second['id']}/dropping")
    assert not back.json()["dropped"]
    refused(lea.get("windows/4242"), 404, "not-found")


def test_a_seat_by_hand_is_confirmed_and_withdrawn(story: Story, client_of):
    lea, bo = client_of("lea"), client_of("bo")
    (window,) = lea.post("windows", {"count": 1}).json()["items"]
    path = f"windows/{window['id']}/seats"
    said_no = refused(lea.post(path, {"login": "bo"}), 409, "conflict", field="override")
    assert [each["rule"] for each in said_no["broken"]] == ["sign-up"]
    body = {"login": "bo", "override": "He asked in person.", "allocation": 50}
    refused(lea.post(path, body), 422, "invalid", field="reason_kind")
    body |= {"reason_kind": "individual", "reason": "Parental leave, half days."}
    seat = lea.post(path, body).json()
    assert (seat["login"], seat["allocation"], seat["confirmed"]) == ("bo", 50, False)
    assert seat["home_team"] == "Search"
    refused(client_of("ana").call("PUT", f"seats/{seat['id']}/confirmation"), 403, "not-allowed")
    assert bo.call("PUT", f"seats/{seat['id']}/confirmation").json()["state"] == "confirmed"
    gone = bo.call("PUT", f"seats/{seat['id']}/withdrawal", {"reason": "Ill."})
    assert gone.json()["state"] == "withdrawn"
    assert lea.post(path, body).status_code == 201, "taken up again is a new seat"
    assert Seat.objects.filter(person__login="bo").count() == 2


@pytest.mark.req("R29", "R36")
def test_signing_up(story: Story, client_of):
    lea, bo = client_of("lea"), client_of("bo")
    one, two = lea.post("windows", {"count": 2}).json()["items"]
    answers = [
        {"window": one["id"], "choice": "eager"},
        {"window": two["id"], "choice": "if-needed", "halves": "second", "note": "Moving house."},
    ]
    done = bo.call("PUT", "sign-ups", {"answers": answers}).json()
    assert [each["choice"] for each in done["written"]] == ["eager", "if-needed"]
    assert not bo.call("PUT", "sign-ups", {"answers": answers}).json()["written"]
    listed = bo.get("sign-ups?limit=1").json()
    assert listed["items"][0]["choice"] == "eager" and listed["next"]
    rest = bo.get(f"sign-ups?limit=1&after={listed['next']}").json()
    assert (rest["items"][0]["halves"], rest["next"]) == ("second", None)
    assert bo.get("sign-ups?login=ana").json()["items"] == []
    other = {"login": "bo", "answers": [{"window": one["id"], "choice": "no"}]}
    refused(client_of("ana").call("PUT", "sign-ups", other), 403, "not-allowed")
    assert lea.call("PUT", "sign-ups", other).json()["written"][0]["by"] == "lea"
    twice = {"answers": [answers[0], answers[0]]}
    refused(bo.call("PUT", "sign-ups", twice), 422, "invalid", field="answers")
    over = {"answers": [{"window": 4242, "choice": "no"}]}
    refused(bo.call("PUT", "sign-ups", over), 404, "not-found")
    history = bo.get("people/bo/sign-ups").json()["items"]
    assert [each["choice"] for each in history] == ["no", "if-needed", "eager"]
    assert SignUp.objects.count() == 3


def test_how_somebody_takes_part(story: Story, client_of):
    bo = client_of("bo")
    assert bo.get("people/bo/volunteer").json()["halves"] is False
    said = bo.call("PUT", "people/bo/volunteer", {"halves": True, "rest_days": 30}).json()
    assert (said["halves"], said["rest_days"], said["allocation"]) == (True, 30, 100)
    said = bo.call("PUT", "people/bo/volunteer", {"rest_days": None}).json()
    assert (said["halves"], said["rest_days"]) == (True, None)
    bad = bo.call("PUT", "people/bo/volunteer", {"allocation": 0})
    refused(bad, 422, "invalid", field="allocation")
    refused(bo.call("PUT", "people/ana/volunteer", {"halves": True}), 403, "not-allowed")
