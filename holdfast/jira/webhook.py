"""What Jira calls us with: what of it is kept, and what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from holdfast.jira.standing import DELETED, standing_of
from holdfast.tracker.port import Standing, State

DELETION = "jira:issue_deleted"
EVENTS = {"jira:issue_created", "jira:issue_updated", DELETION}
# Jira Cloud tries up to five times, five to fifteen minutes apart, with the first one's time in it; so
# what is an hour old is often only late. A repeat is known by its name, and older news never replaces
# newer, so the window is for what is far older than any of Jira's own tries.
REPLAY_WINDOW = timedelta(hours=2)


def said_at(body: dict[str, Any]) -> datetime:
    """Raises ValueError where it says no moment."""
    found = body.get("timestamp")
    if not isinstance(found, int):
        raise ValueError("no timestamp")  # noqa: TRY004  # one refusal for whatever is wrong with it
    try:
        return datetime.fromtimestamp(found / 1000, tz=UTC)
    except (OverflowError, OSError):
        raise ValueError("no moment") from None


def kept(body: dict[str, Any]) -> dict[str, Any] | None:
    """The little of it that is kept: how the issue stands and who changed it, nothing that people wrote
    but its title. None where it is about no issue. Raises as `standing_of` does."""
    if body.get("webhookEvent") not in EVENTS:
        return None
    issue = body["issue"]
    fields = issue["fields"]
    named = ("accountId", "name", "emailAddress")
    little = {
        "event": body["webhookEvent"],
        "timestamp": body["timestamp"],
        "was": _moved_from(body),
        "issue": {
            "key": issue["key"],
            "fields": {
                name: fields.get(name) for name in ("summary", "status", "resolution", "updated")
            },
        },
        "user": {name: value for name, value in (body.get("user") or {}).items() if name in named},
    }
    news_of(little)
    return little


def news_of(little: dict[str, Any]) -> list[Standing]:
    """What it says, under each key it was ever known by here: an issue that moves gets another."""
    standing = standing_of(little["issue"], user=little["user"])
    if little["event"] == DELETION:
        at = said_at(little)
        standing = replace(standing, state=State.DROPPED, words=DELETED, changed_at=at)
    return [standing, *(replace(standing, key=key) for key in little["was"])]


def _moved_from(body: dict[str, Any]) -> list[str]:
    items = (body.get("changelog") or {}).get("items") or []
    return [str(item["fromString"]) for item in items if item.get("field") == "Key"]
