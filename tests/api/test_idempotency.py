"""The same POST sent again is done once. At the same time: test_races.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdfast.escalation.models import Escalation
from tests.api.client import RAISED, Api, problem

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


def test_a_repeat_changes_nothing_and_is_answered_alike(client_of: Callable[..., Api]):
    sam, ana = client_of("sam"), client_of("ana")
    first = sam.post("escalations", RAISED, key="a")
    again = sam.post("escalations", RAISED, key="a")
    assert (again.status_code, again.json()) == (201, first.json())
    assert Escalation.objects.count() == 1
    ref = first.json()["ref"]
    ana.put(f"escalations/{ref}/acceptance")
    for path, body in (
        ("updates", {"text": "News."}),
        ("handovers", {"to": "kim", "note": "It."}),
        ("closure-requests", {"outcome": "resolved", "reason": "Fixed."}),
    ):
        first = ana.post(f"escalations/{ref}/{path}", body, key=path)
        again = ana.post(f"escalations/{ref}/{path}", body, key=path)
        assert (again.status_code, again.json()) == (201, first.json()), path
    # The state it shows is the state by now.
    assert sam.post("escalations", RAISED, key="a").json()["owner"] == "ana"


def test_a_repeat_is_known_after_the_world_has_moved_on(client_of: Callable[..., Api]):
    sam, ana = client_of("sam"), client_of("ana")
    ref = sam.raised()
    for _ in range(2):
        response = ana.post(f"escalations/{ref}/decline", {"reason": "A question."}, key="d")
        assert (response.status_code, response.json()["state"]) == (200, "declined")
    for _ in range(2):
        response = sam.post(f"escalations/{ref}/reopening", {"reason": "It is one."}, key="r")
        assert (response.status_code, response.json()["state"]) == (200, "raised")
    for _ in range(2):  # the raiser's own wish closes at once
        response = sam.post(
            f"escalations/{ref}/closure-requests",
            {"outcome": "withdrawn", "reason": "No."},
            key="c",
        )
        assert response.status_code == 201
        assert response.json()["answer"]["agree"] is True


def test_another_request_under_the_same_key(client_of: Callable[..., Api]):
    sam = client_of("sam")
    ref = sam.post("escalations", RAISED, key="k").json()["ref"]
    problem(sam.post("escalations", {**RAISED, "title": "Other"}, key="k"), 409, "conflict")
    problem(sam.post(f"escalations/{ref}/updates", {"text": "News."}, key="k"), 409, "conflict")
    assert Escalation.objects.count() == 1
    # Somebody else's keys are their own.
    assert client_of("lea").post("escalations", RAISED, key="k").status_code == 201


@pytest.mark.parametrize("key", [" ", "x" * 101, "a\tb"])
def test_keys_that_are_none(client_of: Callable[..., Api], key: str):
    problem(
        client_of("sam").post("escalations", RAISED, key=key), 422, "invalid", "Idempotency-Key"
    )
