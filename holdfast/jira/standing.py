"""What Jira says of an issue, in the words of the tracker context."""

from __future__ import annotations

from typing import Any

from holdfast.outside.heard import moment_in
from holdfast.tracker.port import Standing, State

_CATEGORIES = {"new": State.OPEN, "undefined": State.OPEN, "indeterminate": State.STARTED}
# Resolutions that come with Jira, Cloud and Data Center, and mean that nobody did it. Each company can
# name its own; one that is not here counts as done, because Jira says so.
_DROPPED = {
    "won't do",
    "won't fix",
    "duplicate",
    "cannot reproduce",
    "can't reproduce",
    "declined",
    "incomplete",
    "invalid",
    "rejected",
    "not a bug",
    "obsolete",
    "known error",
}
DELETED = "Deleted"


def state_of(status: dict[str, Any], resolution: dict[str, Any] | None) -> State:
    """By the category of its status (each company names its own), and how it was resolved."""
    category = str((status.get("statusCategory") or {}).get("key", ""))
    if found := _CATEGORIES.get(category):
        return found
    how = str((resolution or {}).get("name", "")).casefold().replace("\u2019", "'")
    return State.DROPPED if how in _DROPPED else State.DONE


def standing_of(issue: dict[str, Any], *, user: dict[str, Any] | None = None) -> Standing:
    """Of an issue as the API and the webhooks give it. Raises KeyError, TypeError, ValueError or
    AttributeError where it is none."""
    fields = issue["fields"]
    status = fields["status"]
    who = user or {}
    return Standing(
        key=text_of(issue["key"]),
        state=state_of(status, fields.get("resolution")),
        words=str(status.get("name", ""))[:80],
        changed_at=moment_in(fields["updated"]),
        title=str(fields.get("summary") or "")[:250],
        login=str(who.get("accountId") or who.get("name") or ""),
        email=str(who.get("emailAddress") or ""),
    )


def text_of(value: Any) -> str:
    """Raises ValueError where it is no text."""
    if not isinstance(value, str) or not value:
        raise ValueError("no text")
    return value
