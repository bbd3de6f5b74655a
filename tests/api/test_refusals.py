"""Every no is a problem document: what is wrong, where, what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.people.actions import deactivate, revoke_token
from holdfast.people.models import ApiToken
from tests.api.client import RAISED, Api, problem
from tests.cast import START, Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


def test_without_a_valid_token(client_of: Callable[..., Api], story: Story, moment):
    http = Client()
    response = http.get("/api/v1/who")
    problem(response, 401, "no-token")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    for header in ("Basic YTpi", "Bearer", "Bearer ", "Bearer hf_nope", "Bearer \x7f", "hf_x"):
        problem(http.get("/api/v1/who", headers={"Authorization": header}), 401, "no-token")
    sam, ana = client_of("sam"), client_of("ana")
    revoke_token(token_id=ApiToken.objects.get(person__login="ana").pk, by=story.ana, at=story.now)
    problem(ana.get("who"), 401, "no-token")
    moment(START + timedelta(days=91))
    problem(sam.get("who"), 401, "no-token")


def test_wrong_tokens_one_after_the_other_are_stopped(client_of: Callable[..., Api]):
    good, http = client_of("sam"), Client()
    answers = [
        http.get("/api/v1/who", headers={"Authorization": f"Bearer hf_{n}"}) for n in range(40)
    ]
    assert {each.status_code for each in answers} == {401, 429}
    problem(answers[-1], 429, "too-many")
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert good.get("who").status_code == 200  # who has a valid one is not in it


def test_somebody_deactivated_is_told_so(client_of: Callable[..., Api], story: Story):
    sam = client_of("sam")
    deactivate(login="sam", reason="Left.", by=story.lea, at=story.now)
    problem(sam.get("who"), 403, "not-allowed")


def test_a_token_that_only_reads(client_of: Callable[..., Api]):
    reader = client_of("ana", "read")
    assert reader.get("escalations").status_code == 200
    problem(reader.post("escalations", RAISED), 403, "not-allowed")
    problem(reader.put("escalations/ESC-1/acceptance"), 403, "not-allowed")


def test_roles_hold_here_too(client_of: Callable[..., Api]):
    ref = client_of("sam").raised()
    problem(client_of("rex").put(f"escalations/{ref}/acceptance"), 403, "not-allowed")
    problem(
        client_of("rex").post(f"escalations/{ref}/decline", {"reason": "No."}), 403, "not-allowed"
    )


@pytest.mark.parametrize("path", ["", "v1", "v1/", "v2/who", "v1/who/", "v1/nothing", "a/b/c.php"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_addresses_that_are_not_there(db: None, path: str, method: str):
    problem(Client(enforce_csrf_checks=True).generic(method, f"/api/{path}"), 404, "not-found")


def test_methods_that_are_not_there(client_of: Callable[..., Api]):
    for method, path in (("DELETE", "escalations/ESC-1"), ("POST", "who"), ("PATCH", "people")):
        response = client_of("sam").call(method, path)
        problem(response, 405, "wrong-method")
        assert response.headers["Allow"]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"{'title': 1}",
        b"\xff\xfe",
        b'{"title": "a\nb"}',
        b"[" * 5000,
        b"nope",
        b'{"title": "\\ud800"}',
    ],
)
def test_a_body_that_is_no_json(client_of: Callable[..., Api], raw: bytes):
    body = problem(client_of("sam").call("POST", "escalations", raw=raw), 400, "not-json")
    assert "JSON" in body["detail"]


@pytest.mark.parametrize("body", [None, [], "text", 3, [RAISED]])
def test_a_body_of_the_wrong_shape(client_of: Callable[..., Api], body: object):
    problem(client_of("sam").call("POST", "escalations", body), 422, "invalid")


@pytest.mark.req("R38", "R66")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((field, "") for field in ("title", "stakes", "why_now")),
        *((field, None) for field in ("title", "stakes", "why_now", "severity")),
        ("title", " \t\x00 "),
        ("title", "x" * 201),
        ("title", "x" * 200_000),
        ("stakes", "x" * 200_000),
        ("title", {"a": 1}),
        ("severity", 4),
        ("severity", -1),
        ("severity", "1"),
        ("severity", True),
        ("severity", 1.5),
        ("severity", 10**40),
        ("origin_url", "javascript:alert(1)"),
        ("origin_url", "https://" + "x" * 3000),
        ("customer", "x" * 300),
        ("severty", 1),
        ("as", 7),
    ],
)
def test_a_field_that_cannot_be_used(client_of: Callable[..., Api], field: str, value: object):
    given = {**RAISED, field: value}
    problem(client_of("sam").post("escalations", given), 422, "invalid", field)


def test_a_field_that_is_missing(client_of: Callable[..., Api]):
    body = problem(client_of("sam").post("escalations", {}), 422, "invalid", "title")
    assert [each["field"] for each in body["errors"]] == ["title", "stakes", "why_now", "severity"]


def test_markup_and_control_characters_are_text(client_of: Callable[..., Api]):
    title = "<script>alert(1)</script>\x00\x1b[31m \u202eevil"
    ref = client_of("sam").raised(title=title)
    found = client_of("sam").get(f"escalations/{ref}").json()
    assert found["title"] == "<script>alert(1)</script>[31m evil"


@pytest.mark.parametrize("path", ["people?search=", "people?after=", "who?as=", "who?at="])
@pytest.mark.parametrize("more", ["escalations?owner=", "escalations?state=", "windows?after="])
def test_a_nul_in_a_query_breaks_nothing(client_of: Callable[..., Api], path: str, more: str):
    for address in (path, more):
        response = client_of("sam").get(f"{address}%00")
        assert response.status_code in {200, 404, 422}
        assert "ull char" not in response.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-03T16:00:00",
        "tomorrow",
        "2026-02-30T10:00:00Z",
        (START - timedelta(hours=1)).isoformat(),
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:00",
        "2030-01-01T00:00:00Z",
        "",
        1772550000,
    ],
)
def test_a_promise_that_cannot_be_kept(client_of: Callable[..., Api], text: object):
    ref = client_of("sam").raised()
    client_of("ana").put(f"escalations/{ref}/acceptance")
    problem(
        client_of("ana").post(
            f"escalations/{ref}/updates", {"text": "News.", "next_update_at": text}
        ),
        422,
        "invalid",
        "next_update_at",
    )


def test_a_step_in_the_past(client_of: Callable[..., Api]):
    ref = client_of("sam").raised()
    client_of("ana").put(f"escalations/{ref}/acceptance")
    for day in ("2026-03-01", "soon", "2026-02-31"):
        given = {"text": "News.", "next_step": "Wait.", "next_step_on": day}
        problem(
            client_of("ana").post(f"escalations/{ref}/updates", given),
            422,
            "invalid",
            "next_step_on",
        )


def test_escalations_that_are_not_there(client_of: Callable[..., Api]):
    for ref in ("ESC-999", "ESC-0", "nonsense", "ESC-1%00", "9" * 40, "%F0%9F%8C%8A"):
        problem(client_of("ana").get(f"escalations/{ref}"), 404, "not-found")
        problem(client_of("ana").put(f"escalations/{ref}/acceptance"), 404, "not-found")
    problem(client_of("ana").put("closure-requests/9/answer", {"agree": True}), 404, "not-found")
    outcome = {"outcome": "forgotten", "reason": "It."}
    ref = client_of("sam").raised()
    problem(
        client_of("sam").post(f"escalations/{ref}/closure-requests", outcome),
        422,
        "invalid",
        "outcome",
    )


def test_more_than_fits(client_of: Callable[..., Api]):
    raw = b'{"title": "' + b"x" * (7 * 1024 * 1024) + b'"}'
    problem(client_of("sam").call("POST", "escalations", raw=raw), 413, "too-large")


def test_what_nobody_foresaw(client_of: Callable[..., Api], monkeypatch, caplog):
    def fall(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret detail")

    sam = client_of("sam")
    monkeypatch.setattr("holdfast.api.who.who", fall)
    response = sam.get("who")
    body = problem(response, 500, "broken")
    assert "secret" not in response.content.decode()
    assert body["number"] in str([record.__dict__ for record in caplog.records])


def test_a_database_that_does_not_answer(client_of: Callable[..., Api], monkeypatch):
    from django.db import OperationalError

    def fall(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    sam = client_of("sam")
    monkeypatch.setattr("holdfast.api.who.who", fall)
    problem(sam.get("who"), 503, "busy")
