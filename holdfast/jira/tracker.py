"""Jira as a tracker: filing, finding again, and how it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from holdfast.jira import client, fields
from holdfast.jira.standing import standing_of
from holdfast.jira.written import wiki
from holdfast.outside.errors import ASKING, Denied, Gone, Refused, Unanswered
from holdfast.tracker.port import Draft, Filed, Looked, Standing

# Jira's own rule for a project's key; administrators can change it, in Data Center only.
_PLACE = re.compile(r"[A-Z][A-Z0-9_]{1,99}")
_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,99}-[1-9][0-9]{0,11}")
_ISSUE = "/rest/api/2/issue"
# Cloud reads this many issues by their keys in one call (bulk fetch, at most 100).
_AT_ONCE, _MOST_WINDOWS = 100, 5
_REFUSED = 400
_MARKED = "labels,description"


class JiraTracker:
    name = "jira"
    title = "Jira"
    place = "a project's key, such as PAY"

    def is_on(self) -> bool:
        return client.is_on()

    def is_place(self, where: str) -> bool:
        return bool(_PLACE.fullmatch(where))

    def look(self, where: str, *, at: datetime) -> Looked:
        about = fields.project(where, at=at)
        fields.kind(about, at=at)
        return Looked(public=_public(where, at=at), title=str(about.get("name", "")))

    def file(self, draft: Draft, *, at: datetime) -> Filed:
        kind = fields.kind(fields.project(draft.where, at=at), at=at)
        body = wiki(draft.body)
        if not _stands_in(draft.marker, body):
            body = f"{body}\n\n{draft.marker}"
        wanted: dict[str, Any] = {
            "project": {"key": draft.where},
            "issuetype": {"id": kind.number},
            "summary": " ".join(draft.title.split())[:255],
            "description": body,
        }
        if kind.labelled:
            wanted["labels"] = [draft.marker, *("-".join(each.split()) for each in draft.labels)]
        said = client.service().ask("POST", _ISSUE, at=at, json={"fields": wanted}, also={_REFUSED})
        if said.status == _REFUSED:
            raise Refused(client.NAME, f"Jira refuses it: {_reasons(said.data)}")
        key = str((said.data or {}).get("key", ""))
        if not _KEY.fullmatch(key):
            raise Unanswered(client.NAME, "Jira does not say which issue it made.")
        return _filed(key)

    def find(self, where: str, marker: str, *, at: datetime) -> Filed | None:
        """By its label. Cloud's search may lag minutes behind (“search and reconcile”, Atlassian), so
        there the issues behind the newest that it knows are read by their keys as well."""
        mine = f'project = "{where}" AND (labels = "{marker}" OR description ~ "\\"{marker}\\"")'
        found, lags = _search(mine, at=at)
        if lags and not (found := _marked(found, marker)):
            found = _behind(where, at=at)
        return next((_filed(str(each["key"])) for each in _marked(found, marker)), None)

    def standing(self, key: str, *, at: datetime) -> Standing:
        params = {"fields": "summary,status,resolution,updated"}
        issue = client.service().ask("GET", f"{_ISSUE}/{key}", at=at, params=params).data
        try:
            # One that was moved is found under its old key, and answers with its new one.
            return standing_of({**issue, "key": key})
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unanswered(client.NAME, f"Jira does not say how {key} stands.") from None

    def key_of(self, url: str) -> str:
        """Of an address of our own Jira only: /browse/PAY-7, …/issues/PAY-7 and ?selectedIssue=PAY-7."""
        ours = urlsplit(settings.JIRA_URL)
        try:
            given = urlsplit(url.strip())
            same = (given.hostname, given.port) == (ours.hostname, ours.port)
        except ValueError:
            return ""
        path = given.path.removeprefix(ours.path)
        if not client.is_on() or given.scheme not in {"http", "https"} or not same:
            return ""
        *_, before, last = ["", "", *path.rstrip("/").split("/")]
        chosen = parse_qs(given.query).get("selectedIssue", [""])[0]
        key = (last if before in {"browse", "issues"} else chosen).upper()
        return key if _KEY.fullmatch(key) else ""

    def rest(self) -> None:
        client.rest()


def _search(jql: str, *, at: datetime, most: int = 20) -> tuple[list[dict[str, Any]], bool]:
    """What the index knows, and whether it may lag. Cloud has only the first address, Data Center only
    the second (Atlassian, CHANGE-2046)."""
    params = {"jql": jql, "fields": _MARKED, "maxResults": most}
    lags = True
    try:
        said = client.service().ask("GET", "/rest/api/2/search/jql", at=at, params=params)
    except Gone:
        lags = False
        said = client.service().ask("GET", "/rest/api/2/search", at=at, params=params)
    return _issues(said.data), lags


def _behind(where: str, *, at: datetime) -> list[dict[str, Any]]:
    """The issues that were made after the newest that the search knows."""
    newest, _ = _search(f'project = "{where}" ORDER BY key DESC', at=at, most=1)
    number = int(str(newest[0]["key"]).rpartition("-")[2]) if newest else 0
    found: list[dict[str, Any]] = []
    for _ in range(_MOST_WINDOWS):
        keys = [f"{where}-{number + each}" for each in range(1, _AT_ONCE + 1)]
        asked = {"issueIdsOrKeys": keys, "fields": _MARKED.split(",")}
        said = client.service().ask("POST", f"{_ISSUE}/bulkfetch", at=at, json=asked)
        window = _issues(said.data)
        found += window
        number += _AT_ONCE
        if not window:
            break
    return found


def _issues(data: Any) -> list[dict[str, Any]]:
    found = data.get("issues") if isinstance(data, dict) else None
    return [each for each in found or [] if _KEY.fullmatch(str(each.get("key", "")))]


def _marked(issues: Iterable[dict[str, Any]], marker: str) -> list[dict[str, Any]]:
    """Those that carry the marker; searching for words finds what is only alike."""
    return [
        each
        for each in issues
        if marker in (each.get("fields", {}).get("labels") or [])
        or _stands_in(marker, str(each.get("fields", {}).get("description") or ""))
    ]


def _stands_in(marker: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(marker)}(?![\w-])", text))


def _public(where: str, *, at: datetime) -> bool:
    """Does somebody without a token see the project? Only a clear no is one."""
    asked = client.anybody()
    try:
        asked.ask("GET", f"/rest/api/2/project/{where}", at=at)
    except (Denied, Gone, Refused):
        return False
    except ASKING:
        return True
    finally:
        asked.close()
    return True


def _filed(key: str) -> Filed:
    return Filed(key=key, url=f"{settings.JIRA_URL}/browse/{key}")


def _reasons(data: Any) -> str:
    said = data if isinstance(data, dict) else {}
    reasons = [*(said.get("errorMessages") or []), *(said.get("errors") or {}).values()]
    return " ".join(" ".join(str(each).split()) for each in reasons)[:300] or "it does not say why."
