"""A client of the API, as a program of somebody's would be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from holdfast.kernel.actor import Actor
from holdfast.people.actions import create_token
from tests.cast import Story

OPERATOR = Actor(person_id=None, login="operator", role="admin", via="test")

RAISED = {
    "title": "Search is down for Acme",
    "stakes": "Acme renews on Friday and cannot search at all.",
    "why_now": "The search team's queue is two weeks long.",
    "severity": 1,
}


@dataclass
class Api:
    """Calls as one person. `client("ana")` is the same for somebody else."""

    story: Story
    login: str = "sam"
    scope: str = "write"
    secret: str = ""
    http: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __post_init__(self) -> None:
        if not self.secret:
            _, self.secret = create_token(
                login=self.login, scope=self.scope, by=OPERATOR, at=self.story.now
            )

    def call(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> HttpResponse:
        data = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        return self.http.generic(
            method,
            path if path.startswith("/api") else f"/api/v1/{path}",
            data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        if key:
            headers["Idempotency-Key"] = key
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("PUT", path, body, **headers)

    def raised(self, **given: Any) -> str:
        response = self.post("escalations", {**RAISED, **given})
        assert response.status_code == 201, response.content
        return response.json()["ref"]


def problem(response: HttpResponse, status: int, kind: str, field: str | None = None) -> dict:
    """The response is a problem document of that kind, with a sentence; returns it."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["type"].endswith(f"/api/docs#{kind}")
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].strip().endswith((".", "…", "?"))
    assert "Traceback" not in response.content.decode()
    if field:
        assert body["field"] == field
    return body
