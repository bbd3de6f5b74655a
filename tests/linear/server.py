"""A Linear that remembers: teams, their states, issues, comments, users.

Of GraphQL it reads which operation is meant and its variables; each is answered as the real one's schema
says, and refused where a variable it needs is missing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.outside.stand_in import Asked, Reply, StandIn

TOKEN = "lin_api_token"
SECRET = "lin_wh_secret"
TYPES = {
    "Triage": "triage",
    "Backlog": "backlog",
    "Todo": "unstarted",
    "In Progress": "started",
    "In Review": "started",
    "Done": "completed",
    "Canceled": "canceled",
    "Duplicate": "duplicate",
}
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass
class Issue:
    number: str
    key: str
    title: str
    description: str
    updated: datetime
    state: str = "Backlog"
    trashed: bool = False
    was: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


@dataclass
class User:
    name: str
    email: str


class Linear(StandIn):
    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        super().__init__(clock=clock)
        self.teams: dict[str, tuple[str, str]] = {}  # key -> id, name
        self.issues: list[Issue] = []
        self.hooks: list[Hook] = []
        self._numbers = count(1)

    @property
    def api_url(self) -> str:
        return f"{self.url}/graphql"

    def team(self, key: str, name: str = "Payments") -> None:
        self.teams[key] = (str(uuid.uuid4()), name)

    def issue(self, key: str) -> Issue:
        return next(each for each in self.issues if key in {each.key, *each.was, each.number})

    # What people do in Linear, each said by its webhook.
    def make(
        self, team: str, title: str = "Ours", description: str = "", number: str = ""
    ) -> Issue:
        taken = [int(each.key.partition("-")[2]) for each in self.issues if team in each.key]
        key = f"{team}-{max(taken, default=0) + 1}"
        issue = Issue(number or str(uuid.uuid4()), key, title, description, self.clock())
        self.issues.append(issue)
        self._hook("create", issue, None)
        return issue

    def move(self, key: str, state: str, *, by: User | None = None) -> Hook:
        issue = self.issue(key)
        issue.state = state
        return self._changed(issue, by)

    def rename(self, key: str, to: str) -> Hook:
        """It moves to another team."""
        issue = self.issue(key)
        issue.was.append(issue.key)
        issue.key = to
        return self._changed(issue, None)

    def trash(self, key: str) -> Hook:
        issue = self.issue(key)
        issue.trashed = True
        return self._changed(issue, None)

    def remove(self, key: str) -> Hook:
        issue = self.issue(key)
        self.issues.remove(issue)
        return self._hook("remove", issue, None)

    def comment(self, key: str, text: str) -> Hook:
        self.issue(key).comments.append(text)
        body = {"id": str(uuid.uuid4()), "body": text}
        return self._send({"action": "create", "type": "Comment", "data": body})

    def _changed(self, issue: Issue, by: User | None) -> Hook:
        issue.updated = max(self.clock(), issue.updated + timedelta(milliseconds=1))
        return self._hook("update", issue, by)

    def _hook(self, action: str, issue: Issue, by: User | None) -> Hook:
        who = by or User("Someone", "someone@acme.example")
        actor = {"id": str(uuid.uuid4()), "type": "user", "name": who.name, "email": who.email}
        data = {**self._said(issue), "previousIdentifiers": issue.was, "teamId": "…"}
        return self._send({"action": action, "type": "Issue", "data": data, "actor": actor})

    def _send(self, body: dict[str, Any]) -> Hook:
        now = self.clock()
        more = {"createdAt": _iso(now), "webhookTimestamp": int(now.timestamp() * 1000)}
        hook = Hook(f"delivery-{next(self._numbers)}", json.dumps({**body, **more}).encode())
        self.hooks.append(hook)
        return hook

    # What programs ask.
    def about(self, asked: Asked) -> str:
        found = (
            re.match(r"\s*(?:query|mutation) (\w+)", asked.body["query"]) if asked.body else None
        )
        return found[1] if found else f"{asked.method} {asked.path}"

    def reply(self, asked: Asked) -> Reply:
        if (asked.method, asked.path) != ("POST", "/graphql"):
            return Reply(404, b"Not found")
        if asked.headers.get("authorization") != TOKEN:
            return _refused(
                "Authentication required, not authenticated", "authentication error", 401
            )
        operations = {
            "teams(": self._teams,
            "issueCreate(": self._create,
            "issue(": self._issue,
        }
        for name, answer in operations.items():
            if name in asked.body["query"]:
                return answer(asked.body["variables"])
        return _refused("Cannot query field", "graphql error", 400)

    def _teams(self, given: dict[str, Any]) -> Reply:
        found = self.teams.get(given["key"])
        nodes = [{"id": found[0], "key": given["key"], "name": found[1]}] if found else []
        return Reply(200, {"data": {"teams": {"nodes": nodes}}})

    def _create(self, given: dict[str, Any]) -> Reply:
        wanted = given["input"]
        team = next((key for key, (n, _) in self.teams.items() if n == wanted["teamId"]), None)
        if team is None:
            return _refused("Entity not found: Team", "invalid input")
        number = wanted.get("id", "")
        if number and not _UUID4.fullmatch(number):
            return _refused("Argument Validation Error", "invalid input")
        if any(each.number == number for each in self.issues):
            return _refused("Conflict on insert of Issue: id already exists", "invalid input")
        issue = self.make(team, wanted["title"], wanted.get("description", ""), number)
        return Reply(200, {"data": {"issueCreate": {"success": True, "issue": self._said(issue)}}})

    def _issue(self, given: dict[str, Any]) -> Reply:
        found = [e for e in self.issues if given["id"] in {e.number, e.key, *e.was}]
        if not found:
            return _refused("Entity not found: Issue", "invalid input")
        return Reply(200, {"data": {"issue": self._said(found[0])}})

    def _said(self, issue: Issue) -> dict[str, Any]:
        slug = re.sub(r"\W+", "-", issue.title.lower())
        return {
            "id": issue.number,
            "identifier": issue.key,
            "title": issue.title,
            "description": issue.description,
            "url": f"https://linear.app/acme/issue/{issue.key}/{slug}",
            "updatedAt": _iso(issue.updated),
            "trashed": issue.trashed or None,
            "state": {"name": issue.state, "type": TYPES[issue.state]},
        }

    def limit(self, until: datetime, *, about: str = "", budget: str = "requests") -> None:
        """Refused until then, as its limits are: with 400, and the moment in milliseconds."""
        self.fail(
            400,
            about=about,
            until=until,
            body=_refused("Rate limit exceeded", "ratelimited").body,
            headers={
                f"X-RateLimit-{budget}-Remaining": "0",
                f"X-RateLimit-{budget}-Reset": str(int(until.timestamp() * 1000)),
            },
        )


def _refused(message: str, kind: str, status: int = 200) -> Reply:
    code = {"ratelimited": "RATELIMITED", "authentication error": "AUTHENTICATION_ERROR"}
    extensions = {"type": kind, "code": code.get(kind, "INPUT_ERROR"), "userError": True}
    error = {"message": message, "path": ["…"], "extensions": extensions}
    return Reply(status, {"errors": [error], "data": None})


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Hook:
    """What Linear sends of one change; sending it again is a retry."""

    name: str
    content: bytes

    def send(self, client: Any, *, secret: str = SECRET, **headers: str) -> Any:
        signature = hmac.new(secret.encode(), self.content, hashlib.sha256).hexdigest()
        given = {"Linear-Signature": signature, "Linear-Delivery": self.name, **headers}
        return client.post(
            "/webhooks/linear", self.content, content_type="application/json", headers=given
        )
