"""GitHub as a tracker: docs.github.com/en/rest, API version 2022-11-28."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from holdfast.github.issue import standing
from holdfast.outside.client import Service
from holdfast.outside.errors import Unanswered
from holdfast.tracker.port import Draft, Filed, Looked, Standing

_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
_ISSUE = re.compile(rf"/({_PLACE.pattern})/issues/([1-9]\d{{0,9}})/?")
_A_PAGE, _MOST_PAGES = 100, 5
_SKEW = timedelta(minutes=5)  # between GitHub's clock and ours


class Github:
    name = "github"
    title = "GitHub"
    place = "a repository, such as acme/payments"

    def __init__(self) -> None:
        self._service: Service | None = None

    def is_on(self) -> bool:
        return bool(settings.GITHUB_TOKEN)

    def is_place(self, where: str) -> bool:
        return bool(_PLACE.fullmatch(where)) and where.rpartition("/")[2] not in {".", ".."}

    def look(self, where: str, *, at: datetime) -> Looked:
        """Internal ones are read by the whole enterprise, not by the public."""
        said = self._ask("GET", f"repos/{where}", at=at)
        return Looked(
            public=said.get("private") is not True, title=str(said.get("full_name") or where)
        )

    def file(self, draft: Draft, *, at: datetime) -> Filed:
        given = {"title": draft.title, "body": draft.body, "labels": list(draft.labels)}
        return self._filed(
            draft.where, self._ask("POST", f"repos/{draft.where}/issues", at=at, json=given)
        )

    def find(self, where: str, marker: str, *, at: datetime) -> Filed | None:
        """Listed, not searched: GitHub's search knows a new issue only after a while. `at` is when it
        was owed at the earliest."""
        since = (at - _SKEW).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        params = {"state": "all", "since": since, "sort": "created", "direction": "asc"}
        for page in range(1, _MOST_PAGES + 1):
            asked = {**params, "per_page": _A_PAGE, "page": page}
            found = self._open().ask("GET", f"repos/{where}/issues", at=at, params=asked).data
            if not isinstance(found, list):
                raise Unanswered(self.title, "GitHub answered with something else.")
            for each in found:
                if marker in (each.get("body") or "") and "pull_request" not in each:
                    return self._filed(where, each)
            if len(found) < _A_PAGE:
                return None
        # Not seen is not the same as not there: nothing is made twice.
        raise Unanswered(self.title, f"{where} has too many new issues to look through.")

    def standing(self, key: str, *, at: datetime) -> Standing:
        where, _, number = key.partition("#")
        said = self._ask("GET", f"repos/{where}/issues/{number}", at=at)
        try:
            return standing(where, said)
        except (KeyError, TypeError, ValueError):
            raise Unanswered(self.title, "GitHub answered with something else.") from None

    def key_of(self, url: str) -> str:
        parts = urlsplit(url)
        found = _ISSUE.fullmatch(parts.path)
        if found is None or (parts.hostname or "") != _web_host():
            return ""
        return f"{found[1].lower()}#{found[2]}"

    def rest(self) -> None:
        service, self._service = self._service, None
        if service:
            service.close()

    def _open(self) -> Service:
        if self._service is None:
            self._service = Service(
                self.title,
                settings.GITHUB_API_URL,
                headers={
                    "Authorization": f"Bearer {settings.GITHUB_TOKEN}",
                    "Accept": "application/vnd.github+json",
                    "X-GitHub-Api-Version": "2022-11-28",
                },
            )
        return self._service

    def _ask(self, method: str, path: str, *, at: datetime, json: Any = None) -> dict[str, Any]:
        said = self._open().ask(method, path, at=at, json=json).data
        if not isinstance(said, dict):
            raise Unanswered(self.title, "GitHub answered with something else.")
        return said

    def _filed(self, where: str, issue: dict[str, Any]) -> Filed:
        try:
            return Filed(f"{where.lower()}#{int(issue['number'])}", str(issue["html_url"]))
        except (KeyError, TypeError, ValueError):
            raise Unanswered(self.title, "GitHub answered with something else.") from None


def _web_host() -> str:
    """github.com for api.github.com; an Enterprise server has its API beside its pages."""
    host = urlsplit(settings.GITHUB_API_URL).hostname or ""
    return host.removeprefix("api.")
