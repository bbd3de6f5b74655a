"""A GitHub with a memory: repositories and issues, limits, faults, and webhooks as it signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN, SECRET = "ghp_stand_in", "hush"


@dataclass
class GithubServer:
    address: str
    private: dict[str, bool] = field(default_factory=dict)
    issues: list[dict[str, Any]] = field(default_factory=list)
    fail: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # the next answers
    cut: int = 0  # so many deeds are done and not answered
    asked: list[dict[str, str]] = field(default_factory=list)
    now: str = "2026-03-03T15:00:00Z"

    def answer(self, method: str, url: str, token: str, body: Any) -> tuple[int, dict, Any]:
        if self.fail:
            status, headers = self.fail.pop(0)
            return status, headers, {"message": "no"}
        if token != f"Bearer {TOKEN}":
            return 401, {}, {"message": "Bad credentials"}
        parts = urlsplit(url).path.strip("/").split("/")
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        where = "/".join(parts[1:3])
        if parts[0] != "repos" or where not in self.private:
            return 404, {}, {"message": "Not Found"}
        there = [each for each in self.issues if each["where"] == where]
        match method, parts[3:]:
            case "GET", []:
                return 200, {}, {"full_name": where, "private": self.private[where]}
            case "POST", ["issues"]:
                return self._create(where, len(there) + 1, body)
            case "GET", ["issues"]:
                size, page = int(query["per_page"]), int(query["page"])
                new = [each for each in there if each["created_at"] >= query["since"]]
                return 200, {}, new[size * (page - 1) : size * page]
            case "GET", ["issues", number]:
                found = [each for each in there if str(each["number"]) == number]
                return (200, {}, found[0]) if found else (404, {}, {"message": "Not Found"})
        return 404, {}, {"message": "Not Found"}

    def _create(self, where: str, number: int, body: Any) -> tuple[int, dict, Any]:
        if not body.get("title") or len(body.get("body", "")) > 65_536:
            return 422, {}, {"message": "Validation Failed"}
        made = {
            **body,
            "where": where,
            "number": number,
            "html_url": f"https://github.com/{where}/issues/{number}",
            "state": "open",
            "state_reason": None,
            "created_at": self.now,
            "updated_at": self.now,
        }
        self.issues.append(made)
        return 201, {}, made

    def hook(self, action: str, issue: dict[str, Any], *, by: str, at: str, **moved: Any) -> dict:
        """What the test client posts: the news of an issue that somebody moved, signed."""
        issue |= {"updated_at": at, **moved}
        body = {
            "action": action,
            "issue": issue,
            "repository": {"full_name": issue["where"]},
            "sender": {"login": by},
        }
        return signed(json.dumps(body).encode(), delivery=f"{action}-{at}")


def signed(content: bytes, *, kind: str = "issues", delivery: str = "d1", secret: str = SECRET):
    return {
        "data": content,
        "content_type": "application/json",
        "headers": {
            "X-Hub-Signature-256": "sha256="
            + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest(),
            "X-GitHub-Event": kind,
            "X-GitHub-Delivery": delivery,
        },
    }


@contextmanager
def github_server() -> Iterator[GithubServer]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            fake.asked.append({name.lower(): value for name, value in self.headers.items()})
            token = self.headers.get("Authorization", "")
            status, headers, said = fake.answer(self.command, self.path, token, body)
            if fake.cut and self.command == "POST":
                fake.cut -= 1
                return  # the deed is done, the line is cut
            content = json.dumps(said).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake = GithubServer(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
