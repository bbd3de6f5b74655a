"""What Linear says of an issue, in the words of the tracker context."""

from __future__ import annotations

from typing import Any

from holdfast.outside.heard import moment_in
from holdfast.tracker.port import Standing, State

# The types of its workflow states; each team names its own states.
_TYPES = {
    "triage": State.OPEN,
    "backlog": State.OPEN,
    "unstarted": State.OPEN,
    "started": State.STARTED,
    "completed": State.DONE,
    "canceled": State.DROPPED,
    "duplicate": State.DROPPED,
}
DELETED = "Deleted"


def standing_of(issue: dict[str, Any], *, actor: dict[str, Any] | None = None) -> Standing:
    """Of an issue as the API and the webhooks give it. Raises KeyError, TypeError, ValueError or
    AttributeError where it is none. A type that Linear may add later counts as open."""
    state = issue["state"]
    trashed = bool(issue.get("trashed"))
    who = actor or {}
    return Standing(
        key=text_of(issue["identifier"]),
        state=State.DROPPED if trashed else _TYPES.get(str(state["type"]), State.OPEN),
        words=DELETED if trashed else str(state.get("name", ""))[:80],
        changed_at=moment_in(issue["updatedAt"]),
        title=str(issue.get("title") or "")[:250],
        login=str(who.get("name") or who.get("id") or ""),
        email=str(who.get("email") or ""),
    )


def text_of(value: Any) -> str:
    """Raises ValueError where it is no text."""
    if not isinstance(value, str) or not value:
        raise ValueError("no text")
    return value
