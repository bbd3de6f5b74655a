"""What Linear calls us with: what of it is kept, and what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from holdfast.linear.standing import DELETED, standing_of
from holdfast.outside.heard import moment_in
from holdfast.tracker.port import Standing, State

ACTIONS = {"create", "update", "remove"}
_ISSUE = ("identifier", "title", "updatedAt", "trashed", "previousIdentifiers")


def said_at(body: dict[str, Any]) -> datetime:
    """When Linear sent it. Raises ValueError where it says no moment."""
    found = body.get("webhookTimestamp")
    if not isinstance(found, int):
        raise ValueError("no timestamp")  # noqa: TRY004  # one refusal for whatever is wrong with it
    try:
        return datetime.fromtimestamp(found / 1000, tz=UTC)
    except (OverflowError, OSError):
        raise ValueError("no moment") from None


def kept(body: dict[str, Any]) -> dict[str, Any] | None:
    """The little of it that is kept: how the issue stands and who changed it, nothing that people wrote
    but its title. None where it is about no issue. Raises as `standing_of` does."""
    if body.get("type") != "Issue" or body.get("action") not in ACTIONS:
        return None
    issue, state = body["data"], body["data"]["state"]
    actor = body.get("actor") or {}
    little = {
        "action": body["action"],
        "createdAt": body["createdAt"],
        "issue": {
            **{name: issue.get(name) for name in _ISSUE},
            "state": {"name": state.get("name"), "type": state["type"]},
        },
        "actor": {name: actor[name] for name in ("id", "name", "email") if name in actor},
    }
    news_of(little)
    return little


def news_of(little: dict[str, Any]) -> list[Standing]:
    """What it says, under each key it was ever known by: an issue that moves gets another."""
    issue = little["issue"]
    standing = standing_of(issue, actor=little["actor"])
    if little["action"] == "remove":
        at = max(moment_in(little["createdAt"]), standing.changed_at)
        standing = replace(standing, state=State.DROPPED, words=DELETED, changed_at=at)
    was = issue.get("previousIdentifiers") or []
    return [standing, *(replace(standing, key=str(key)) for key in was)]
