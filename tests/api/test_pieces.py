"""Pieces and fixes, as programs of the owner and of the receiving team use them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import Api, problem

pytestmark = [
    pytest.mark.urls("tests.api.urls"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("billing"),
]
PIECE = {"team": "Billing", "title": "Invoices stop", "evidence": "Run the job twice."}


@pytest.fixture
def ref(client_of: Callable[..., Api]) -> str:
    ref = client_of("sam").raised()
    client_of("ana").put(f"escalations/{ref}/acceptance")
    return ref


@pytest.mark.req("R80", "R81")
def test_a_piece_from_handing_out_to_done(client_of: Callable[..., Api], ref: str):
    ana, ben = client_of("ana"), client_of("ben")
    made = ana.post(f"escalations/{ref}/pieces", {**PIECE, "evidence": None}, key="once")
    assert made.status_code == 201
    piece = made.json()
    here = f"pieces/{piece['id']}"
    assert made.headers["Location"].endswith(f"/api/v1/{here}")
    assert (piece["state"], piece["flags"], piece["purpose"]) == ("sent", ["no_evidence"], "fix")
    again = ana.post(f"escalations/{ref}/pieces", {**PIECE, "evidence": None}, key="once")
    assert again.json() == piece
    other = ana.post(f"escalations/{ref}/pieces", PIECE, key="once")
    problem(other, 409, "conflict")

    bounced = ben.put(f"{here}/bounce", {"reason": "How does it happen?"}).json()
    assert (bounced["state"], bounced["bounces"], bounced["open"]) == ("bounced", 1, True)
    problem(ben.put(f"{here}/sending"), 403, "not-allowed")
    sent = ana.put(f"{here}/sending", {"evidence": "Run it twice.", "note": "See there."}).json()
    assert (sent["state"], sent["flags"], sent["evidence"]) == ("sent", [], "Run it twice.")
    assert ben.put(f"{here}/taking").json()["state"] == "taken"
    assert ben.put(f"{here}/taking", {"note": ""}).status_code == 200
    late = problem(client_of("ida").put(f"{here}/taking"), 409, "conflict")
    assert "Ben Ahrens" in late["detail"]
    linked = ben.call("PATCH", here, {"issue_url": "https://issues.example/7"}).json()
    assert linked["issue_url"] == "https://issues.example/7"

    full = ana.get(f"escalations/{ref}").json()
    assert full["pieces_progress"] == "1 piece: 1 taken by Billing"
    assert [each["id"] for each in full["pieces"]] == [piece["id"]]
    assert ana.get("escalations").json()["items"][0]["pieces_progress"] == full["pieces_progress"]
    closing = {"outcome": "resolved", "reason": "Fixed."}
    no = problem(ana.post(f"escalations/{ref}/closure-requests", closing), 409, "conflict")
    assert no["pieces"] == [piece["id"]]
    assert ben.put(f"{here}/completion", {"note": "Deployed."}).json()["open"] is False
    assert ana.post(f"escalations/{ref}/closure-requests", closing).status_code == 201

    assert ana.put(f"{here}/reopening", {"reason": "Not for all."}).json()["state"] == "sent"
    problem(ben.put(f"{here}/waiver", {"reason": "No."}), 403, "not-allowed")
    waived = ana.put(f"{here}/waiver", {"reason": "Good enough."}).json()
    assert [move["word"] for move in waived["moves"]] == [
        "bounced",
        "sent",
        "taken",
        "done",
        "reopened",
        "waived",
    ]
    assert ben.get(here).json() == waived
    listed = ben.get(f"escalations/{ref}/pieces").json()
    assert (listed["items"], listed["pieces_progress"]) == ([waived], "1 piece: 1 waived")


def test_what_is_refused(client_of: Callable[..., Api], ref: str):
    ana, ben = client_of("ana"), client_of("ben")
    pieces = f"escalations/{ref}/pieces"
    problem(ana.post(pieces, {**PIECE, "team": "Nobody"}), 422, "invalid", "team")
    problem(ana.post(pieces, {**PIECE, "title": " "}), 422, "invalid", "title")
    problem(ana.post(pieces, {**PIECE, "purpose": "blame"}), 422, "invalid", "purpose")
    problem(ana.post(pieces, {**PIECE, "issue_url": "x"}), 422, "invalid", "issue_url")
    problem(ben.post(pieces, PIECE), 403, "not-allowed")
    problem(ana.get("pieces/99"), 404, "not-found")
    problem(ana.put("pieces/99/taking"), 404, "not-found")
    here = f"pieces/{ana.post(pieces, PIECE).json()['id']}"
    problem(ben.put(f"{here}/bounce", {"reason": " "}), 422, "invalid", "reason")
    problem(ben.put(f"{here}/completion", {"notes": "x"}), 422, "invalid")
    problem(ana.call("PATCH", here, {}), 422, "invalid", "evidence")
    problem(client_of("kim").put(f"{here}/taking"), 403, "not-allowed")
    reader = Api(ana.story, "ana", scope="read")
    problem(reader.call("PATCH", here, {"evidence": "x"}), 403, "not-allowed")


@pytest.mark.req("R55", "R87", "R88")
def test_fixes_and_their_exceptions(client_of: Callable[..., Api], ref: str):
    ana = client_of("ana")
    fix = {"fixed_by": "@ana", "why": "She knew the code.", "team": "Billing"}
    fixes = f"escalations/{ref}/fixes"
    problem(ana.post(fixes, fix), 422, "invalid", "reviewer")
    reviewed = ana.post(fixes, {**fix, "reviewer": "ben"}, key="one")
    assert reviewed.status_code == 201
    assert ana.post(fixes, {**fix, "reviewer": "ben"}, key="one").json() == reviewed.json()
    late = ana.post(fixes, {**fix, "exception": "Nobody there at night."}).json()
    assert (late["reviewer"], late["exception"]) == (None, "Nobody there at night.")
    problem(client_of("sam").post(fixes, {**fix, "reviewer": "ida"}), 403, "not-allowed")
    assert ana.get("fixes?exceptions=true").json()["items"] == [late]
    page = ana.get("fixes?limit=1").json()
    assert page["items"] == [late]
    assert ana.get(f"fixes?after={page['next']}").json()["items"] == [reviewed.json()]
    assert ana.get(f"escalations/{ref}").json()["fixes"] == [reviewed.json(), late]
