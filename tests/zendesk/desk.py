"""A Zendesk that remembers: tickets, who they are of, and what was written on them.

As developer.zendesk.com has it: the incremental export by cursor (what changed in the last minute is not
in it yet; ten requests a minute), tickets with side-loads, comments, show_many, and webhooks signed with
base64(HMAC-SHA256(timestamp + body)).
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

TOKEN = "bot@acme.example/token:k3y"
SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
EXPORT = "/api/v2/incremental/tickets/cursor.json"
_A_MINUTE = timedelta(minutes=1)
_EXPORTS_A_MINUTE = 10


def iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Reply:
    """`cut`: the deed was done, and the connection ends without an answer."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Fault:
    """What goes wrong where the address begins with `path`: for the next `times`, or until a moment.
    `cut` does the deed first."""

    status: int
    path: str = "/"
    method: str = ""
    times: int | None = None
    until: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: Any


@dataclass
class Hook:
    """A webhook as it was sent, to be sent again."""

    body: bytes
    headers: dict[str, str]


class Desk:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.url = ""
        self.token = TOKEN
        self.may_write = True
        self.sideloads = True
        self.tickets: dict[int, dict[str, Any]] = {}
        self.organizations: dict[int, str] = {}
        self.groups: dict[int, str] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.forgotten: set[str] = set()  # cursors that are refused
        self._exports: list[datetime] = []
        self._calls = 0

    # What happens in Zendesk.

    def ticket(self, subject: str = "Search is slow", **given: Any) -> int:
        number = max(self.tickets, default=100) + 1
        at = given.pop("at", self.clock())
        self.tickets[number] = {
            "id": number,
            "subject": subject,
            "description": "Dear support, my password is hunter2.",
            "requester_id": 9001,
            "status": "open",
            "priority": "normal",
            "type": "question",
            "tags": [],
            "custom_fields": [],
            "created_at": iso(at),
            "updated_at": iso(at),
            "solved_at": None,
            "organization_id": self._number(self.organizations, given.pop("customer", "Acme")),
            "group_id": self._number(self.groups, given.pop("group", "Search")),
            **given,
        }
        self.comments[number] = []
        return number

    def change(self, number: int, **given: Any) -> None:
        ticket = self.tickets[number]
        ticket.update(given, updated_at=iso(self.clock()))
        if given.get("status") in {"solved", "closed"} and not ticket["solved_at"]:
            ticket["solved_at"] = iso(self.clock())

    def delete(self, number: int) -> None:
        self.change(number, status="deleted")

    def _number(self, names: dict[int, str], name: str) -> int:
        known = {each: number for number, each in names.items()}
        return known.get(name) or (names.setdefault(len(names) + 11, name) and len(names) + 10)

    def fail(self, status: int, **given: Any) -> None:
        self.faults.append(Fault(status, **given))

    # What it is asked.

    def answer(self, asked: Asked, authorization: str) -> Reply:
        self.asked.append(asked)
        fault = self._fault(asked)
        if fault and not fault.cut:
            return Reply(fault.status, {"error": "Trouble"}, fault.headers)
        reply = self._answered(asked, authorization)
        reply.cut = bool(fault)
        return reply

    def _fault(self, asked: Asked) -> Fault | None:
        for fault in list(self.faults):
            if not asked.path.startswith(fault.path) or fault.method not in {"", asked.method}:
                continue
            if fault.until and self.clock() >= fault.until:
                self.faults.remove(fault)
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
        return None

    def _answered(self, asked: Asked, authorization: str) -> Reply:
        if authorization not in {f"Bearer {self.token}", _basic(self.token)}:
            return Reply(401, {"error": "Couldn't authenticate you"})
        if asked.path == EXPORT:
            return self._export(asked.query)
        if asked.path == "/api/v2/organizations/show_many.json":
            return self._show_many(asked.query)
        if asked.path == "/api/v2/groups.json":
            rows = [{"id": number, "name": name} for number, name in self.groups.items()]
            return Reply(body={"groups": rows, "next_page": None})
        parts = asked.path.removeprefix("/api/v2/tickets/").removesuffix(".json").split("/")
        number = int(parts[0]) if parts[0].isdigit() else 0
        ticket = self.tickets.get(number)
        if ticket is None or ticket["status"] == "deleted":
            return Reply(404, {"error": "RecordNotFound"})
        if parts[1:] == ["comments"]:
            return self._list_comments(number, asked.query)
        if asked.method == "PUT":
            return self._update(ticket, asked.body)
        return Reply(body={"ticket": self._shown(ticket), **self._beside([ticket], asked.query)})

    def _export(self, query: dict[str, str]) -> Reply:
        now = self.clock()
        self._exports = [at for at in self._exports if at > now - _A_MINUTE]
        if len(self._exports) >= _EXPORTS_A_MINUTE:
            wait = int((self._exports[0] + _A_MINUTE - now).total_seconds()) + 1
            return Reply(429, {"error": "TooManyRequests"}, {"Retry-After": str(wait)})
        self._exports.append(now)
        if cursor := query.get("cursor"):
            if cursor in self.forgotten:
                return Reply(400, {"error": "InvalidValue", "description": "Invalid cursor"})
            stamp, number = base64.urlsafe_b64decode(cursor).decode().split("|")
            after = (stamp, int(number))
        else:
            start = datetime.fromtimestamp(int(query["start_time"]), UTC)
            if start > now - _A_MINUTE:
                return Reply(422, {"error": "InvalidValue", "description": "Too recent start_time"})
            after = (iso(start - timedelta(seconds=1)), 2**62)
        most = min(int(query.get("per_page", "1000")), 1000)
        newest = iso(now - _A_MINUTE)
        behind = sorted(
            (each["updated_at"], number)
            for number, each in self.tickets.items()
            if (each["updated_at"], number) > after and each["updated_at"] <= newest
        )
        page = [self.tickets[number] for _, number in behind[:most]]
        last = behind[:most][-1] if page else after
        ends = base64.urlsafe_b64encode(f"{last[0]}|{last[1]}".encode()).decode()
        return Reply(
            body={
                "tickets": [self._shown(each) for each in page],
                **self._beside(page, query),
                "after_cursor": ends,
                "after_url": f"{self.url}{EXPORT}?cursor={ends}",
                "before_cursor": None,
                "end_of_stream": len(behind) <= most,
            }
        )

    def _shown(self, ticket: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in ticket.items() if name != "solved_at"}

    def _beside(self, tickets: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        if not self.sideloads:
            return {}
        found: dict[str, Any] = {}
        include = query.get("include", "").split(",")
        for name, field_name, names in (
            ("organizations", "organization_id", self.organizations),
            ("groups", "group_id", self.groups),
        ):
            if name in include:
                numbers = {each[field_name] for each in tickets} & set(names)
                found[name] = [{"id": each, "name": names[each]} for each in sorted(numbers)]
        if "metric_sets" in include:
            found["metric_sets"] = [
                {"ticket_id": each["id"], "solved_at": each["solved_at"]} for each in tickets
            ]
        return found

    def _show_many(self, query: dict[str, str]) -> Reply:
        numbers = [int(each) for each in query["ids"].split(",")]
        if len(numbers) > 100:
            return Reply(400, {"error": "TooManyValues"})
        rows = [
            {"id": each, "name": self.organizations[each]}
            for each in numbers
            if each in self.organizations
        ]
        return Reply(body={"organizations": rows, "count": len(rows)})

    def _list_comments(self, number: int, query: dict[str, str]) -> Reply:
        rows = list(self.comments[number])
        if query.get("sort_order") == "desc":
            rows.reverse()
        size, page = min(int(query.get("per_page", "100")), 100), int(query.get("page", "1"))
        shown = rows[(page - 1) * size : page * size]
        more = f"{self.url}/api/v2/tickets/{number}/comments.json?page={page + 1}"
        return Reply(
            body={"comments": shown, "next_page": more if len(rows) > page * size else None}
        )

    def _update(self, ticket: dict[str, Any], body: Any) -> Reply:
        if not self.may_write:
            return Reply(403, {"error": "Forbidden"})
        if ticket["status"] == "closed":
            said = {"status": [{"description": "Status: closed prevents ticket update"}]}
            return Reply(422, {"error": "RecordInvalid", "details": said})
        comment = body["ticket"]["comment"]
        self.comment(ticket["id"], comment["body"], public=comment.get("public", True))
        return Reply(body={"ticket": self._shown(ticket)})

    def comment(self, number: int, text: str, *, public: bool = False) -> None:
        row = {"body": text, "public": public, "created_at": iso(self.clock())}
        self.comments[number].append(row)
        self.change(number)

    # What it says by itself.

    def event(self, number: int, kind: str = "status_changed", **given: Any) -> Hook:
        """Of an event subscription: numbers as texts, states with a capital, no names."""
        self._calls += 1
        ticket = self.tickets[number]
        detail = {
            name: str(ticket[name])
            for name in ("id", "subject", "priority", "organization_id", "group_id")
        }
        body = {
            "type": f"zen:event-type:ticket.{kind}",
            "account_id": 12514403,
            "id": f"01HNX{self._calls:06}",
            "time": iso(self.clock()),
            "zendesk_event_version": "2022-11-06",
            "subject": f"zen:ticket:{number}",
            "detail": {
                **detail,
                "requester_id": "9001",
                "description": ticket["description"],
                "status": ticket["status"].upper(),
                "tags": ticket["tags"],
                "created_at": ticket["created_at"],
                "updated_at": ticket["updated_at"],
            },
            "event": {"current": ticket["status"]},
            **given,
        }
        return self.signed(json.dumps(body).encode())

    def trigger(self, number: int, template: str, *, exact: bool = True) -> Hook:
        """Of a trigger with a body of placeholders, which are put in as they are."""
        ticket = self.tickets[number]
        values = {
            "ticket.id": number,
            "ticket.link": f"{self.url}/agent/tickets/{number}",
            "ticket.title": ticket["subject"],
            "ticket.status": ticket["status"].capitalize(),
            "ticket.priority": ticket["priority"].capitalize(),
            "ticket.ticket_type": ticket["type"].capitalize(),
            "ticket.organization.name": self.organizations.get(ticket["organization_id"], ""),
            "ticket.group.name": self.groups.get(ticket["group_id"], ""),
            "ticket.tags": " ".join(ticket["tags"]),
            "ticket.created_at_with_timestamp": ticket["created_at"],
            "ticket.updated_at_with_timestamp": ticket["updated_at"],
        }
        for name, value in values.items():
            told = str(value)
            if name.endswith("timestamp") and not exact:
                told = f"{told[:16]}Z"
            template = template.replace(f"{{{{{name}}}}}", told)
        self._calls += 1
        return self.signed(
            template.encode(), **{"X-Zendesk-Webhook-Invocation-Id": f"01CALL{self._calls:06}"}
        )

    def signed(self, body: bytes, *, secret: str = SECRET, age: float = 0, **headers: str) -> Hook:
        at = iso(self.clock() - timedelta(seconds=age))
        digest = hmac.new(secret.encode(), at.encode() + body, sha256).digest()
        return Hook(
            body,
            {
                "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
                "X-Zendesk-Webhook-Signature-Timestamp": at,
                **headers,
            },
        )


def _basic(token: str) -> str:
    return f"Basic {base64.b64encode(token.encode()).decode()}"
