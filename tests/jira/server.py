"""A Jira that remembers: projects, issues, statuses, users, labels, comments, who may read what.

Cloud or Data Center: which addresses search, how a token is given, what the answers are called. On
Cloud the search knows an issue only once `index()` was called.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.outside.stand_in import Asked, Reply, StandIn

TOKEN = "holdfast@acme.example:cloud-token"
SECRET = "jira-says-so"
STATUSES = {
    "To Do": "new",
    "In Progress": "indeterminate",
    "In Review": "indeterminate",
    "Done": "done",
}
FIELDS = {
    "project": ("Project", True),
    "issuetype": ("Issue Type", True),
    "summary": ("Summary", True),
    "reporter": ("Reporter", True),
    "description": ("Description", False),
    "labels": ("Labels", False),
}


@dataclass
class Project:
    key: str
    name: str
    number: str
    public: bool = False
    types: list[str] = field(default_factory=lambda: ["Sub-task", "Epic", "Bug", "Task"])
    required: dict[str, dict[str, str]] = field(default_factory=dict)  # of a type: id -> name
    hidden: set[str] = field(default_factory=set)  # fields that no form shows


@dataclass
class Issue:
    number: str
    key: str
    project: Project
    kind: str
    fields: dict[str, Any]
    created: datetime
    updated: datetime
    status: str = "To Do"
    resolution: str | None = None
    comments: list[str] = field(default_factory=list)
    deleted: bool = False
    indexed: bool = False
    was: list[str] = field(default_factory=list)


@dataclass
class User:
    account: str
    email: str


class Jira(StandIn):
    def __init__(self, *, clock: Callable[[], datetime], cloud: bool = True) -> None:
        super().__init__(clock=clock)
        self.cloud = cloud
        self.token = TOKEN if cloud else "dc-token"
        self.projects: dict[str, Project] = {}
        self.issues: list[Issue] = []
        self.readers: set[str] = set()  # projects the token may see and not file to
        self.hooks: list[Hook] = []
        self.hooked = True
        self._numbers, self._names = count(10_000), count(1)

    def project(self, key: str, name: str = "Payments", **given: Any) -> Project:
        self.projects[key] = Project(key, name, str(next(self._numbers)), **given)
        return self.projects[key]

    def issue(self, key: str) -> Issue:
        return next(each for each in self.issues if key in {each.key, *each.was})

    def index(self) -> None:
        for each in self.issues:
            each.indexed = True

    # What people do in Jira, each said by its webhook.
    def make(self, where: str, summary: str = "Ours", **fields: Any) -> Issue:
        now, project = self.clock(), self.projects[where]
        taken = [
            int(each.key.rpartition("-")[2]) for each in self.issues if each.project is project
        ]
        issue = Issue(
            number=str(next(self._numbers)),
            key=f"{where}-{max(taken, default=0) + 1}",
            project=project,
            kind=fields.pop("kind", "Task"),
            fields={"summary": summary, "labels": [], "description": None, **fields},
            created=now,
            updated=now,
            indexed=not self.cloud,
        )
        self.issues.append(issue)
        self._hook("jira:issue_created", issue, None)
        return issue

    def move(self, key: str, status: str, *, by: User | None = None, resolution: str | None = None):
        issue = self.issue(key)
        was, issue.status = issue.status, status
        issue.resolution = resolution or ("Done" if STATUSES[status] == "done" else None)
        return self._changed(issue, by, "status", was, status)

    def rename(self, key: str, to: str) -> Hook:
        """It moves to another project."""
        issue = self.issue(key)
        issue.was.append(issue.key)
        issue.project, issue.key = self.projects[to.partition("-")[0]], to
        return self._changed(issue, None, "Key", key, to)

    def comment(self, key: str, text: str, *, by: User | None = None) -> Hook:
        issue = self.issue(key)
        issue.comments.append(text)
        return self._changed(issue, by, "Comment", "", text)

    def delete(self, key: str, *, by: User | None = None) -> Hook:
        issue = self.issue(key)
        issue.deleted = True
        return self._hook("jira:issue_deleted", issue, by)

    def _changed(self, issue: Issue, by: User | None, what: str, was: str, now: str) -> Hook:
        issue.updated = max(self.clock(), issue.updated + timedelta(milliseconds=1))
        item = {"field": what, "fromString": was, "toString": now}
        return self._hook("jira:issue_updated", issue, by, changelog={"id": "1", "items": [item]})

    def _hook(self, event: str, issue: Issue, by: User | None, **more: Any) -> Hook:
        who = by or User("557058:someone", "")
        body = {
            "timestamp": int(self.clock().timestamp() * 1000),
            "webhookEvent": event,
            "user": self._user(who),
            "issue": self._said(issue),
            **more,
        }
        hook = Hook(f"{issue.number}-{next(self._names)}", json.dumps(body).encode())
        self.hooks.append(hook)
        return hook

    def _user(self, user: User) -> dict[str, Any]:
        if not self.cloud:
            return {"name": user.account, "key": user.account, "emailAddress": user.email}
        # Cloud keeps a mail address to itself where its owner wants that.
        return {"accountId": user.account, **({"emailAddress": user.email} if user.email else {})}

    # What programs ask.
    def reply(self, asked: Asked) -> Reply:
        anybody = "authorization" not in asked.headers
        if not anybody and asked.headers["authorization"] != self._authorization():
            return Reply(401, b"<html>Unauthorized (401)</html>")
        if not asked.path.startswith("/rest/api/2/"):
            return Reply(404, b"<html>dead link</html>")
        path = asked.path.removeprefix("/rest/api/2/")
        if found := re.fullmatch(r"project/([^/]+)", path):
            return self._project(found[1], anybody)
        if anybody:
            return Reply(401, b"")
        if found := re.fullmatch(r"issue/createmeta/([^/]+)/issuetypes/(\d+)", path):
            return self._meta(found[1], found[2])
        if path in {"search/jql", "search"}:
            return self._search(path, asked.query)
        if path == "issue/bulkfetch" and asked.method == "POST" and self.cloud:
            return self._bulk(asked.body)
        if path == "issue" and asked.method == "POST":
            return self._create(asked.body["fields"])
        if (found := re.fullmatch(r"issue/([A-Z0-9_]+-\d+)", path)) and asked.method == "GET":
            return self._get(found[1])
        return Reply(404, b"<html>dead link</html>")

    def _authorization(self) -> str:
        if self.cloud:
            return "Basic " + b64encode(self.token.encode()).decode()
        return f"Bearer {self.token}"

    def _project(self, key: str, anybody: bool) -> Reply:
        project = self.projects.get(key)
        if project is None or (anybody and not project.public):
            says = f"No project could be found with key '{key}'."
            return Reply(404, {"errorMessages": [says], "errors": {}})
        types = [
            {"id": str(number), "name": name, "subtask": name == "Sub-task"}
            for number, name in enumerate(project.types, 1)
        ]
        return Reply(200, {"key": key, "name": project.name, "issueTypes": types})

    def _meta(self, key: str, number: str) -> Reply:
        project = self.projects[key]
        if key in self.readers:
            return Reply(200, {"fields" if self.cloud else "values": [], "total": 0})
        required = project.required.get(project.types[int(number) - 1], {})
        fields = [
            {
                "fieldId": name,
                "name": title,
                "required": must,
                "hasDefaultValue": name == "reporter",
            }
            for name, (title, must) in FIELDS.items()
            if name not in project.hidden
        ] + [
            {"fieldId": name, "name": title, "required": True, "hasDefaultValue": False}
            for name, title in required.items()
        ]
        return Reply(200, {"fields" if self.cloud else "values": fields, "total": len(fields)})

    def _create(self, fields: dict[str, Any]) -> Reply:
        errors: dict[str, str] = {}
        project = self.projects.get(fields["project"]["key"])
        if project is None:
            return Reply(400, {"errorMessages": [], "errors": {"project": "project is required"}})
        if project.key in self.readers:
            return Reply(403, {"errorMessages": ["You may not create issues."], "errors": {}})
        kind = project.types[int(fields["issuetype"]["id"]) - 1]
        for name, title in project.required.get(kind, {}).items():
            if name not in fields:
                errors[name] = f"{title} is required."
        for name in project.hidden & set(fields):
            errors[name] = f"Field '{name}' cannot be set. It is not on the appropriate screen."
        if not fields.get("summary") or len(fields["summary"]) > 255 or "\n" in fields["summary"]:
            errors["summary"] = "You must specify a summary of the issue."
        if any(" " in label for label in fields.get("labels", [])):
            errors["labels"] = "The label contains spaces which is invalid."
        if not isinstance(fields.get("description", ""), str):
            errors["description"] = "Operation value must be a string"
        if errors:
            return Reply(400, {"errorMessages": [], "errors": errors})
        known = {
            name: value for name, value in fields.items() if name not in {"project", "issuetype"}
        }
        issue = self.make(project.key, known.pop("summary"), kind=kind, **known)
        return Reply(201, {"id": issue.number, "key": issue.key, "self": self.url})

    def _search(self, path: str, query: dict[str, str]) -> Reply:
        if self.cloud != (path == "search/jql"):
            if self.cloud:
                return Reply(410, {"errorMessages": ["The requested API has been removed."]})
            return Reply(404, b"<html>dead link</html>")
        jql = query["jql"]
        where = re.search(r'project = "([^"]+)"', jql)
        if where is None or where[1] not in self.projects:
            says = "The value does not exist for the field 'project'."
            return Reply(400, {"errorMessages": [says], "errors": {}})
        found = [
            each
            for each in self.issues
            if each.indexed and not each.deleted and each.project.key == where[1]
        ]
        if label := re.search(r'labels = "([^"]+)"', jql):
            # Words are found whatever stands between them, as in Jira.
            words = re.findall(r"\w+", label[1])
            found = [
                each
                for each in found
                if label[1] in each.fields["labels"]
                or set(words) <= set(re.findall(r"\w+", str(each.fields["description"])))
            ]
        if "ORDER BY key DESC" in jql:
            found.sort(key=lambda each: int(each.key.rpartition("-")[2]), reverse=True)
        found = found[: int(query["maxResults"])]
        # Without `fields` Cloud says nothing but the number and the key.
        names = query.get("fields", "").split(",")
        return Reply(200, {"issues": [self._part(each, names) for each in found]})

    def _bulk(self, body: dict[str, Any]) -> Reply:
        keys = body["issueIdsOrKeys"]
        if len(keys) > 100:
            return Reply(400, {"errorMessages": ["At most 100."], "errors": {}})
        found = [each for each in self.issues if each.key in keys and not each.deleted]
        return Reply(200, {"issues": [self._part(each, body["fields"]) for each in found]})

    def _get(self, key: str) -> Reply:
        found = [each for each in self.issues if key in {each.key, *each.was} and not each.deleted]
        if not found:
            says = "Issue does not exist or you do not have permission to see it."
            return Reply(404, {"errorMessages": [says], "errors": {}})
        return Reply(200, self._said(found[0]))

    def _part(self, issue: Issue, names: list[str]) -> dict[str, Any]:
        fields = {name: issue.fields[name] for name in names if name in issue.fields}
        return {"id": issue.number, "key": issue.key, "fields": fields}

    def _said(self, issue: Issue) -> dict[str, Any]:
        category = {"key": STATUSES[issue.status]}
        return {
            "id": issue.number,
            "key": issue.key,
            "fields": {
                **issue.fields,
                "status": {"name": issue.status, "statusCategory": category},
                "resolution": {"name": issue.resolution} if issue.resolution else None,
                "updated": issue.updated.isoformat(timespec="milliseconds").replace(
                    "+00:00", "+0000"
                ),
            },
        }


@dataclass
class Hook:
    """What Jira sends of one change; sending it again is a retry."""

    name: str
    content: bytes

    def send(self, client: Any, *, secret: str = SECRET, **headers: str) -> Any:
        signature = hmac.new(secret.encode(), self.content, hashlib.sha256).hexdigest()
        given = {
            "X-Hub-Signature": f"sha256={signature}",
            "X-Atlassian-Webhook-Identifier": self.name,
            **headers,
        }
        return client.post(
            "/webhooks/jira", self.content, content_type="application/json", headers=given
        )
