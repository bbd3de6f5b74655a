"""A GitHub that remembers: repositories, issues, pull requests, reviews, boards, users' tokens.

It shows a token what the token may see, answers 404 for the rest as the real one does, and signs what it
says by webhook. Of GraphQL it reads the variables of the one question about a board.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.outside.stand_in import Asked, Reply, StandIn

TOKEN, SECRET = "github_pat_stand_in", "hush"
_NOT_FOUND = Reply(404, {"message": "Not Found", "status": "404"})
_MOST_BODY = 65_536
_PAGE = 100


@dataclass
class Repository:
    name: str
    visibility: str = "private"
    archived: bool = False
    has_issues: bool = True
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)  # and pull requests, as there
    reviews: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    moved: dict[int, tuple[str, int]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)


@dataclass
class Rights:
    """What a token may: repositories it sees, and whether it may write, and read pull requests."""

    sees: set[str]
    writes: bool = True
    pulls: bool = True


class GitHub(StandIn):
    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        super().__init__(clock=clock)
        self.repositories: dict[str, Repository] = {}
        self.tokens = {TOKEN: Rights(set())}
        self.boards: dict[tuple[str, int], list[dict[str, Any]]] = {}
        self._numbers = count(1)

    # What people do in GitHub, each said by its webhook.
    def repository(
        self, name: str, visibility: str = "private", *, seen: bool = True
    ) -> Repository:
        made = self.repositories[name] = Repository(name, visibility)
        if seen:
            self.tokens[TOKEN].sees.add(name)
        return made

    def make(self, where: str, title: str = "Ours", body: str = "", labels: Any = ()) -> dict:
        there = self.repositories[where]
        number = max((*there.issues, *there.deleted, *there.moved), default=0) + 1
        made = {
            "number": number,
            "title": title,
            "body": body,
            "labels": [{"name": each} for each in labels],
            "html_url": f"https://github.com/{where}/issues/{number}",
            "state": "open",
            "state_reason": None,
            "closed_by": None,
            "created_at": _iso(self.clock()),
            "updated_at": _iso(self.clock()),
        }
        there.issues[number] = made
        return made

    def move(
        self, where: str, number: int, action: str, *, by: str = "ben", reason: str = ""
    ) -> Hook:
        issue = self.repositories[where].issues[number]
        if action in {"closed", "reopened"}:
            closed = action == "closed"
            issue["state"] = "closed" if closed else "open"
            issue["state_reason"] = (reason or "completed") if closed else "reopened"
            issue["closed_by"] = {"login": by} if closed else None
        self._touch(issue)
        # The webhook does not say who closed it; its sender does.
        said = {name: value for name, value in issue.items() if name != "closed_by"}
        return self.hook("issues", where, by, action=action, issue=said)

    def delete(self, where: str, number: int) -> Hook:
        there = self.repositories[where]
        issue = there.issues.pop(number)
        there.deleted.add(number)
        return self.hook("issues", where, "ben", action="deleted", issue=issue)

    def transfer(self, where: str, number: int, to: str) -> None:
        there = self.repositories[where]
        issue = there.issues.pop(number)
        new = self.make(to)
        there.moved[number] = (to, new["number"])
        new |= {**issue, "number": new["number"], "html_url": new["html_url"]}

    def pull(self, where: str, title: str, *, body: str = "", branch: str = "fix") -> dict:
        made = self.make(where, title, body)
        made["html_url"] = made["html_url"].replace("/issues/", "/pull/")
        made |= {"pull_request": {"url": "…"}, "user": {"login": "ben"}, "merged_at": None}
        made["head"] = {"ref": branch}
        return made

    def pulled(self, where: str, number: int, action: str, **changes: Any) -> Hook:
        pull = self.repositories[where].issues[number]
        self._touch(pull)
        changed = {"changes": changes} if changes else {}
        return self.hook("pull_request", where, "ben", action=action, pull_request=pull, **changed)

    def merge(self, where: str, number: int) -> Hook:
        pull = self.repositories[where].issues[number]
        pull |= {"state": "closed", "merged_at": _iso(self.clock())}
        return self.pulled(where, number, "closed")

    def review(self, where: str, number: int, by: str | None, state: str) -> Hook:
        there = self.repositories[where]
        given = {"user": {"login": by} if by else None, "state": state.upper(), "body": "…"}
        there.reviews.setdefault(number, []).append(given)
        return self._reviewed(there, number, "submitted", given)

    def dismiss(self, where: str, number: int, by: str) -> Hook:
        there = self.repositories[where]
        mine = [each for each in there.reviews[number] if each["user"] == {"login": by}]
        mine[-1]["state"] = "DISMISSED"
        return self._reviewed(there, number, "dismissed", mine[-1])

    def _reviewed(self, there: Repository, number: int, action: str, review: dict) -> Hook:
        pull = there.issues[number]
        self._touch(pull)
        more = {"review": review, "pull_request": pull}
        return self.hook("pull_request_review", there.name, "ida", action=action, **more)

    def _touch(self, issue: dict[str, Any]) -> None:
        last = datetime.fromisoformat(issue["updated_at"])
        issue["updated_at"] = _iso(max(self.clock(), last + timedelta(seconds=1)))

    def hook(self, event: str, where: str, by: str, **body: Any) -> Hook:
        said = {**body, "repository": {"full_name": where}, "sender": {"login": by}}
        return Hook(event, f"delivery-{next(self._numbers)}", json.dumps(said).encode())

    # What programs ask.
    def about(self, asked: Asked) -> str:
        return f"{asked.method} {asked.path} {asked.query.get('page', '')}".strip()

    def reply(self, asked: Asked) -> Reply:
        rights = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if rights is None:
            return Reply(401, {"message": "Bad credentials"})
        if asked.headers.get("x-github-api-version") != "2022-11-28":
            self.complaints.append("asked without a version")
        path = asked.path.removeprefix("/api/v3")
        if asked.path in {"/graphql", "/api/graphql"}:
            return self._graph(asked.body["variables"])
        match [asked.method, *path.strip("/").split("/")]:
            case [method, "repos", owner, name, *rest]:
                there = self.repositories.get(f"{owner}/{name}".lower())
                if there is None or there.name not in rights.sees:
                    return _NOT_FOUND
                return self._in(there, [method, *rest], asked, rights)
        return _NOT_FOUND

    def _in(self, there: Repository, words: list[str], asked: Asked, rights: Rights) -> Reply:
        match words:
            case ["GET"]:
                private = there.visibility != "public"
                about = {"full_name": there.name, "private": private, "archived": there.archived}
                more = {"visibility": there.visibility, "has_issues": there.has_issues}
                return Reply(200, about | more)
            case ["POST", "issues"]:
                return self._create(there, asked.body, rights)
            case ["GET", "issues"]:
                every = list(there.issues.values())
                return _page(every if asked.query.get("direction") == "asc" else every[::-1], asked)
            case ["GET", "issues", number]:
                return self._issue(there, int(number))
            case ["GET", "pulls", number, "reviews"] if (
                rights.pulls and int(number) in there.issues
            ):
                return _page(there.reviews.get(int(number), []), asked)
        return _NOT_FOUND

    def _issue(self, there: Repository, number: int) -> Reply:
        if number in there.deleted:
            return Reply(410, {"message": "This issue was deleted"})
        if number in there.moved:
            to, new = there.moved[number]
            return Reply(301, {}, {"Location": f"{self.url}/repos/{to}/issues/{new}"})
        return Reply(200, there.issues[number]) if number in there.issues else _NOT_FOUND

    def _create(self, there: Repository, body: dict[str, Any], rights: Rights) -> Reply:
        if not rights.writes:
            return Reply(403, {"message": "Resource not accessible by personal access token"})
        if not there.has_issues:
            return Reply(410, {"message": "Issues are disabled for this repo"})
        title, text = body.get("title") or "", body.get("body", "")
        if not 0 < len(title) <= 256 or len(text) > _MOST_BODY:
            return Reply(422, {"message": "Validation Failed"})
        return Reply(201, self.make(there.name, title, text, body.get("labels", [])))

    def _graph(self, given: dict[str, Any]) -> Reply:
        items = self.boards.get((given["owner"].lower(), given["number"]))
        if items is None:
            error = {"type": "NOT_FOUND", "message": "Could not resolve to a ProjectV2"}
            return Reply(200, {"data": {"repositoryOwner": None}, "errors": [error]})
        first = int(given["after"] or 0)
        info = {"hasNextPage": first + _PAGE < len(items), "endCursor": str(first + _PAGE)}
        window = {"nodes": items[first : first + _PAGE], "pageInfo": info}
        board = {"projectV2": {"title": "Paper cuts", "items": window}}
        return Reply(200, {"data": {"repositoryOwner": board}})

    # Its limits.
    def limit(self, until: datetime) -> None:
        """The hour's budget is spent (primary)."""
        spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(until.timestamp()))}
        self.fail(403, until=until, body={"message": "API rate limit exceeded"}, headers=spent)

    def slow_down(self, *, seconds: int | None = 60, times: int = 1, status: int = 403) -> None:
        """Too much at once (secondary); it does not always say for how long."""
        headers = {"X-RateLimit-Remaining": "4000"}
        if seconds is not None:
            headers["Retry-After"] = str(seconds)
        body = {"message": "You have exceeded a secondary rate limit."}
        self.fail(status, times=times, body=body, headers=headers)


def item(
    number: int, title: str, *, body: str = "", url: str = "", **fields: Any
) -> dict[str, Any]:
    """A card of a board; without a title one that the token may not see."""
    values: list[dict[str, Any]] = [{}]  # of a kind that was not asked for
    for name, value in fields.items():
        kind = "number" if isinstance(value, float) else "name" if name == "Status" else "text"
        values.append({kind: value, "field": {"name": name}})
    content = {"title": title, "body": body} | ({"url": url} if url else {})
    about = {"id": f"PVTI_{number}", "isArchived": False}
    return {**about, "content": content if title else {}, "fieldValues": {"nodes": values}}


def _page(every: list[dict[str, Any]], asked: Asked) -> Reply:
    size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    return Reply(200, every[size * (page - 1) : size * page])


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Hook:
    """What GitHub sends of one change; sending it again is a redelivery."""

    event: str
    name: str
    content: bytes

    def send(self, client: Any, *, secret: str = SECRET, **headers: str) -> Any:
        digest = hmac.new(secret.encode(), self.content, hashlib.sha256).hexdigest()
        given = {
            "X-Hub-Signature-256": f"sha256={digest}",
            "X-GitHub-Event": self.event,
            "X-GitHub-Delivery": self.name,
            **headers,
        }
        return client.post(
            "/webhooks/github", self.content, content_type="application/json", headers=given
        )
