"""What GitHub calls us with: what of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from holdfast.github import pull
from holdfast.github.issue import standing

_ISSUES = {"opened", "edited", "closed", "reopened", "deleted"}
_PULLS = {"opened", "edited", "closed", "reopened", "synchronize"}
_REVIEWS = {"submitted", "dismissed"}
# Only these are done by whoever sent it; somebody else may edit what is closed.
_MOVES = {"opened", "closed", "reopened", "deleted"}
_ISSUE = ("number", "title", "state", "state_reason", "updated_at")


def kept(event: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The little of it that is kept, None where it tells us nothing. Raises KeyError, TypeError, ValueError
    or AttributeError where it is not what it says it is."""
    action = body.get("action")
    if event == "issues" and action in _ISSUES:
        return {"action": action, **_issue(body, str(action))}
    if (event == "pull_request" and action in _PULLS) or (
        event == "pull_request_review" and action in _REVIEWS
    ):
        return _pull(body, str(action))
    return None


def _issue(body: Mapping[str, Any], action: str) -> dict[str, Any]:
    issue, repository = body["issue"], body["repository"]["full_name"]
    closer = issue.get("closed_by")
    little = {
        "repository": repository,
        "issue": {name: issue.get(name) for name in _ISSUE}
        | {"closed_by": {"login": closer["login"]} if closer else None},
        "login": str((body.get("sender") or {}).get("login") or "") if action in _MOVES else "",
    }
    standing(repository, little["issue"], login=little["login"])
    return little


def _pull(body: Mapping[str, Any], action: str) -> dict[str, Any] | None:
    """None where it names no escalation and never did: most of a company's pull requests."""
    little = pull.little(body["repository"]["full_name"], body["pull_request"])
    changes = body.get("changes") or {}
    before = [(changes.get(name) or {}).get("from") for name in ("title", "body")]
    if not little["refs"] and not pull.refs(*before):
        return None
    return {"action": action, "pull": little}
