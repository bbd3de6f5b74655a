"""Handing over through the API: the note from the record, several at once, and what makes no sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from holdfast.escalation.queries import by_ref
from holdfast.people.actions import add_absence, deactivate
from tests.api.client import Api, problem
from tests.cast import START, Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db, pytest.mark.req("R58")]

Clients = Callable[..., Api]


def test_the_note_is_the_records_where_it_is_left_out(story: Story, client_of: Clients):
    ana, kim = client_of("ana"), client_of("kim")
    ref = story.owned(by="ana").ref
    note = ana.get(f"escalations/{ref}/handover-note").json()
    assert (note["escalation"], note["note"].splitlines()[0]) == (ref, "Context")
    offers = f"escalations/{ref}/handovers"
    problem(ana.post(offers, {"to": "kim", "note": ""}), 422, "invalid", "note")
    made = ana.post(offers, {"to": "kim"})
    assert (made.status_code, made.json()["note"]) == (201, note["note"])
    assert ana.post(offers, {"to": "kim"}).json()["id"] == made.json()["id"]
    (waiting,) = kim.get("handovers").json()["items"]
    assert waiting["id"] == made.json()["id"]
    assert ana.get("handovers").json()["items"] == []
    assert ana.get("handovers?to=kim").json()["items"] == [waiting]
    problem(ana.get("escalations/ESC-999/handover-note"), 404, "not-found")


def test_everything_at_once_each_with_its_result(story: Story, client_of: Clients):
    ana, kim = client_of("ana"), client_of("kim")
    first, second = story.owned(by="ana").ref, story.owned(by="ana", title="Login loops").ref
    story.offer(story.see(story.owned(by="ana", title="Going to Bo")), to="bo")
    done = ana.post("handovers", {"to": "kim", "all": True}, key="one")
    assert done.status_code == 200
    body = done.json()
    assert (body["offered"], body["refused"]) == (2, 1)
    rows = {each["ref"]: each for each in body["items"]}
    assert rows[first]["handover"]["state"] == rows[second]["handover"]["state"] == "pending"
    (lost,) = [each for each in body["items"] if each["refused"]]
    assert (lost["handover"], lost["refused"]["kind"]) == (None, "conflict")
    assert ana.post("handovers", {"to": "kim", "all": True}, key="one").json() == body
    mine = kim.get("handovers").json()["items"]
    assert kim.put(f"handovers/{mine[0]['id']}/acceptance").status_code == 200
    assert kim.put(f"handovers/{mine[1]['id']}/decline", {"reason": "Too much."}).status_code == 200
    owners = {by_ref(ref).owner.login for ref in (first, second)}
    assert owners == {"ana", "kim"}


@pytest.mark.parametrize(
    ("login", "body", "said"),
    [
        ("ana", {"to": "kim"}, (422, "invalid", "refs")),
        ("ana", {"to": "kim", "all": True, "refs": ["ESC-1"]}, (422, "invalid", "refs")),
        ("ana", {"to": "ana", "all": True}, (422, "invalid", "to")),
        ("ana", {"to": "bo", "all": True}, (422, "invalid", "to")),
        ("ana", {"to": "sam", "all": True}, (422, "invalid", "to")),
        ("ana", {"all": True}, (422, "invalid", "to")),
        ("kim", {"to": "kim", "all": True, "from": "ana"}, (403, "not-allowed", None)),
        ("lea", {"to": "kim", "all": True, "from": "nobody"}, (422, "invalid", "from")),
        ("lea", {"to": "kim", "refs": ["x"] * 101}, (422, "invalid", "refs")),
        ("lea", {"to": "kim", "all": "yes"}, (422, "invalid", "all")),
    ],
)
def test_several_that_make_no_sense(
    story: Story, client_of: Clients, login: str, body: dict, said: tuple
):
    story.owned(by="ana")
    client = client_of(login)
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    problem(client.post("handovers", body), *said)


def test_a_lead_hands_over_some_of_what_somebody_owns(story: Story, client_of: Clients):
    ref, other = story.owned(by="ana").ref, story.owned(by="bo", title="Not hers").ref
    body = {
        "to": "kim",
        "from": "@Ana",
        "refs": [ref, other, "ESC-999", "<b>"],
        "note": "As agreed.",
    }
    done = client_of("lea").post("handovers", body).json()
    assert [bool(each["handover"]) for each in done["items"]] == [True, False, False, False]
    kinds = [each["refused"] and each["refused"]["kind"] for each in done["items"]]
    assert kinds == [None, "conflict", "not-found", "not-found"]
    assert "Bo Larsen owns" in done["items"][1]["refused"]["detail"]
    assert done["items"][0]["handover"]["note"] == "As agreed."


def test_a_successor_who_is_away_is_flagged(story: Story, client_of: Clients):
    ana = client_of("ana")
    ref = story.owned(by="ana").ref
    add_absence(
        login="kim",
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 9),
        by=story.kim,
        at=story.now,
    )
    made = ana.post(f"escalations/{ref}/handovers", {"to": "kim", "note": "It."}).json()
    assert (made["flags"], made["away_until"]) == (["away"], "2026-03-09")
    shown = ana.get(f"escalations/{ref}").json()["handover"]
    assert shown["flags"] == ["away"]
    ana.put(f"handovers/{made['id']}/withdrawal")
    made = ana.post(f"escalations/{ref}/handovers", {"to": "bo", "note": "It."}).json()
    assert (made["flags"], made["away_until"]) == ([], None)


@pytest.mark.parametrize(
    ("login", "body", "said"),
    [
        ("ana", {"to": "ana", "note": "It."}, (422, "invalid", "to")),
        ("ana", {"to": "bo", "note": "It."}, (422, "invalid", "to")),
        ("ana", {"to": "", "note": "It."}, (422, "invalid", "to")),
        ("ana", {"to": "\u202e\x07", "note": "It."}, (422, "invalid", "to")),
        ("ana", {"to": "kim", "note": "x" * 200_000}, (422, "invalid", "note")),
        ("ana", {"to": "kim", "note": "\x00"}, (422, "invalid", "note")),
        ("ana", {"to": "kim", "notes": "It."}, (422, "invalid", "notes")),
        ("kim", {"to": "kim", "note": "It."}, (403, "not-allowed", None)),
    ],
)
def test_one_that_makes_no_sense(
    story: Story, client_of: Clients, login: str, body: dict, said: tuple
):
    ref = story.owned(by="ana").ref
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    problem(client_of(login).post(f"escalations/{ref}/handovers", body), *said)


@pytest.mark.req("R91")
def test_off_rotation_is_a_state_of_the_list(story: Story, client_of: Clients, moment):
    ref = story.owned(by="ana").ref
    sam = client_of("sam")
    assert sam.get("escalations?state=off-rotation").json()["items"] == []
    assert "off_rotation" not in sam.get("escalations").json()["items"][0]
    moment(START + timedelta(days=20))
    (each,) = sam.get("escalations?state=off-rotation").json()["items"]
    assert (each["ref"], each["owner"], each["state"]) == (ref, "ana", "owned")
    assert each["off_rotation"] == {"since": "2026-03-16", "owner_active": True}
    assert sam.get("escalations?state=off-rotation&owner=kim").json()["items"] == []
    deactivate(login="ana", reason="Left.", by=story.lea, at=story.now)
    (each,) = sam.get("escalations?state=off-rotation").json()["items"]
    assert each["off_rotation"]["owner_active"] is False


@pytest.mark.req("R91")
def test_who_owned_it_one_after_another(story: Story, client_of: Clients):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    story.now += timedelta(hours=1)
    story.take_over(offer, by="kim")
    owners = client_of("sam").get(f"escalations/{issue.ref}").json()["owners"]
    assert [(each["owner"], each["handover"]) for each in owners] == [
        ("ana", None),
        ("kim", offer.pk),
    ]
    assert owners[0]["until"] == owners[1]["since"] == story.now.isoformat()
    assert owners[1]["until"] is None


@pytest.mark.req("R2")
def test_links(story: Story, client_of: Clients):
    sam, max_ = client_of("sam"), client_of("max")
    ref = story.owned(by="ana").ref
    given = {"url": "https://incidents.example/9", "title": "Outage"}
    made = sam.post(f"escalations/{ref}/links", given, key="k")
    assert made.status_code == 201
    assert (made.json()["sort"], made.json()["by"]) == ("incident", "sam")
    assert sam.post(f"escalations/{ref}/links", given, key="k").json() == made.json()
    assert sam.get(f"escalations/{ref}/links").json()["items"] == [made.json()]
    problem(sam.post(f"escalations/{ref}/links", {"url": "javascript:1"}), 422, "invalid", "url")
    problem(sam.post(f"escalations/{ref}/links", {**given, "sort": "x"}), 422, "invalid", "sort")
    problem(max_.post(f"escalations/{ref}/links", given), 403, "not-allowed")
    number = made.json()["id"]
    problem(max_.call("DELETE", f"links/{number}"), 403, "not-allowed")
    for _ in range(2):
        assert sam.call("DELETE", f"links/{number}").json()["removed_at"]
    assert sam.get(f"escalations/{ref}/links").json()["items"] == []
    problem(sam.call("DELETE", "links/999"), 404, "not-found")
    bot = client_of("lea", "act-as")
    made = bot.post(f"escalations/{ref}/links", {**given, "as": "ana"}).json()
    assert made["by"] == "ana"
    assert bot.call("DELETE", f"links/{made['id']}?as=sam").status_code == 200
