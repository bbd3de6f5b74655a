"""Linear as a tracker: filing, finding again, and how it stands there."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.crypto import salted_hmac

from holdfast.linear import client
from holdfast.linear.standing import standing_of
from holdfast.outside.errors import Gone, Refused, Unanswered
from holdfast.tracker.port import Draft, Filed, Looked, Standing

_PLACE = re.compile(r"[A-Z][A-Z0-9]{0,19}")
_KEY = re.compile(r"[A-Z][A-Z0-9]{0,19}-[1-9][0-9]{0,11}")
_HOST = "linear.app"

_TEAM = """query Team($key: String!) {
  teams(filter: { key: { eq: $key } }, first: 1) { nodes { id key name } }
}"""
_FILE = """mutation File($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { identifier url } }
}"""
_FIND = """query Find($id: String!) { issue(id: $id) { identifier url description } }"""
_STANDING = """query Standing($id: String!) {
  issue(id: $id) { identifier title updatedAt trashed state { name type } }
}"""


class LinearTracker:
    name = "linear"
    title = "Linear"
    place = "a team's key, such as PAY"

    def is_on(self) -> bool:
        return client.is_on()

    def is_place(self, where: str) -> bool:
        return bool(_PLACE.fullmatch(where))

    def look(self, where: str, *, at: datetime) -> Looked:
        """Nobody reads a workspace of Linear without being a member of it."""
        return Looked(public=False, title=str(_team(where, at=at).get("name", "")))

    def file(self, draft: Draft, *, at: datetime) -> Filed:
        """Linear lets us give the issue's own id, and takes each once: so it is made once, even when
        the answer to the first try is still on its way."""
        wanted = {
            "id": issue_id(draft.marker),
            "teamId": str(_team(draft.where, at=at)["id"]),
            "title": " ".join(draft.title.split())[:250],
            "description": draft.body,
        }
        try:
            made = client.ask(_FILE, at=at, input=wanted)["issueCreate"]
        except Refused:
            if found := self.find(draft.where, draft.marker, at=at):
                return found
            raise
        if not isinstance(made, dict) or not made.get("success"):
            raise Unanswered(client.NAME, "Linear does not say that it made the issue.")
        return _filed(made.get("issue"))

    def find(self, where: str, marker: str, *, at: datetime) -> Filed | None:  # noqa: ARG002
        """By the id we gave it: no search, which may lag, and no page of issues to read."""
        try:
            found = client.ask(_FIND, at=at, id=issue_id(marker)).get("issue")
        except Gone:
            return None
        return _filed(found) if found else None

    def standing(self, key: str, *, at: datetime) -> Standing:
        found = client.ask(_STANDING, at=at, id=key).get("issue")
        if not found:
            raise Gone(client.NAME, f"Linear does not know {key}.")
        try:
            # One that was moved is found under its old key, and answers with its new one.
            return standing_of({**found, "identifier": key})
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unanswered(client.NAME, f"Linear does not say how {key} stands.") from None

    def key_of(self, url: str) -> str:
        """Of https://linear.app/WORKSPACE/issue/PAY-7/title; which workspace is ours, the address of
        the API does not say."""
        try:
            given = urlsplit(url.strip())
            host = given.hostname
        except ValueError:
            return ""
        parts = given.path.split("/")
        if not self.is_on() or given.scheme != "https" or host != _HOST or parts[2:3] != ["issue"]:
            return ""
        key = "".join(parts[3:4]).upper()
        return key if _KEY.fullmatch(key) else ""

    def rest(self) -> None:
        client.rest()


def issue_id(marker: str) -> str:
    """The id of the issue with this marker: always the same here, and in the form of a random UUID
    (version 4), which is the only one that Linear takes. Another Holdfast makes others."""
    digest = salted_hmac("holdfast.linear", marker, algorithm="sha256").digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _team(key: str, *, at: datetime) -> dict[str, Any]:
    nodes = (client.ask(_TEAM, at=at, key=key).get("teams") or {}).get("nodes") or []
    if not nodes:
        raise Gone(client.NAME, f"Linear has no team {key} that our token may see.")
    return dict(nodes[0])


def _filed(issue: Any) -> Filed:
    said = issue if isinstance(issue, dict) else {}
    key, url = str(said.get("identifier", "")), str(said.get("url", ""))
    if not _KEY.fullmatch(key) or not url.startswith("https://"):
        raise Unanswered(client.NAME, "Linear does not say which issue it made.")
    return Filed(key=key, url=url)
