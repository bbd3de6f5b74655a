"""GitHub as a tracker: filing, finding again, and how it stands there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from holdfast.github import client
from holdfast.github.issue import PLACE, standing
from holdfast.outside.errors import Gone, Refused, Unanswered
from holdfast.tracker.port import Draft, Filed, Looked, Standing

_ISSUE = re.compile(rf"/({PLACE.pattern})/issues/([1-9][0-9]{{0,9}})/?")
_A_PAGE, _MOST_PAGES = 100, 5
_MOVED = {301, 302, 307, 308}
_READ_BY_FEW = {"private", "internal"}  # internal ones are read by the company's own enterprise
_MOST_TITLE = 256


class Github:
    name = "github"
    title = "GitHub"
    place = "a repository, such as acme/payments"

    def is_on(self) -> bool:
        return client.is_on()

    def is_place(self, where: str) -> bool:
        return bool(PLACE.fullmatch(where)) and where.rpartition("/")[2] not in {".", ".."}

    def look(self, where: str, *, at: datetime) -> Looked:
        """Raises Refused where no issue can be made: the repository is archived, or has none."""
        said = _one("GET", f"repos/{where}", at=at)
        if said.get("archived") is True:
            raise Refused(client.NAME, f"{where} is archived; nothing can be filed there.")
        if said.get("has_issues") is False:
            raise Refused(client.NAME, f"Issues are switched off in {where}.")
        few = said.get("private") is True and said.get("visibility", "private") in _READ_BY_FEW
        return Looked(public=not few, title=str(said.get("full_name") or where))

    def file(self, draft: Draft, *, at: datetime) -> Filed:
        wanted = {
            "title": " ".join(draft.title.split())[:_MOST_TITLE],
            "body": draft.body,
            "labels": list(draft.labels),
        }
        made = _one("POST", f"repos/{draft.where}/issues", at=at, json=wanted)
        return _filed(draft.where, made)

    def find(self, where: str, marker: str, *, at: datetime) -> Filed | None:
        """Listed, the newest first, not searched: GitHub's search knows a new issue only after a while.
        Whoever looks does so within hours, so what is older than 500 issues is not looked through."""
        path, mine = f"repos/{where}/issues", re.compile(rf"(?<![\w-]){re.escape(marker)}(?![\w-])")
        for page in range(1, _MOST_PAGES + 1):
            asked = {"state": "all", "sort": "created", "direction": "desc", "page": page}
            found = client.ask("GET", path, at=at, params={**asked, "per_page": _A_PAGE}).data
            if not isinstance(found, list):
                raise Unanswered(client.NAME, "GitHub answered with something else.")
            for each in found:
                if "pull_request" not in each and mine.search(each.get("body") or ""):
                    return _filed(where, each)
            if len(found) < _A_PAGE:
                break
        return None

    def standing(self, key: str, *, at: datetime) -> Standing:
        """One that was transferred, or whose repository has another name now, is found under its old
        key, and answers with its new one; a deleted one raises Gone."""
        where, _, number = key.partition("#")
        said = client.ask("GET", f"repos/{where}/issues/{number}", at=at, also=_MOVED)
        if said.status in _MOVED:
            named = {name.lower(): value for name, value in said.headers.items()}
            said = client.ask("GET", named.get("location") or "/", at=at)
        try:
            if "pull_request" in said.data:
                raise Gone(client.NAME, f"{key} is a pull request, no issue.")
            return standing(where, {**said.data, "number": int(number)})
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unanswered(client.NAME, f"GitHub does not say how {key} stands.") from None

    def key_of(self, url: str) -> str:
        """Of an issue on our own GitHub only; a pull request is none."""
        try:
            given = urlsplit(url.strip())
            same = (given.hostname, given.port) == client.web_address()
        except ValueError:
            return ""
        found = _ISSUE.fullmatch(given.path)
        if not self.is_on() or given.scheme not in {"http", "https"} or not same or not found:
            return ""
        return f"{found[1].lower()}#{found[2]}"

    def rest(self) -> None:
        client.rest()


def _one(method: str, path: str, *, at: datetime, json: Any = None) -> dict[str, Any]:
    said = client.ask(method, path, at=at, json=json).data
    if not isinstance(said, dict):
        raise Unanswered(client.NAME, "GitHub answered with something else.")
    return said


def _filed(where: str, issue: dict[str, Any]) -> Filed:
    try:
        return Filed(f"{where.lower()}#{int(issue['number'])}", str(issue["html_url"]))
    except (KeyError, TypeError, ValueError):
        raise Unanswered(client.NAME, "GitHub does not say which issue it made.") from None
