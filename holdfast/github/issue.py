"""An issue as GitHub says it, as the tracker context knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from holdfast.outside.heard import moment_in
from holdfast.tracker.port import Standing, State

PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
DELETED = "deleted"
_REASONS = {"completed": State.DONE, "not_planned": State.DROPPED, "duplicate": State.DROPPED}


def standing(repository: str, issue: Mapping[str, Any], *, login: str = "") -> Standing:
    """Raises KeyError, TypeError, ValueError or AttributeError where it is no issue. `login` is who did
    it, where the issue does not say who closed it."""
    if not PLACE.fullmatch(repository) or issue["state"] not in {"open", "closed"}:
        raise ValueError("no issue")
    reason = issue.get("state_reason") or ""
    closed = issue["state"] == "closed"
    # Issues closed before GitHub had reasons have none: done.
    state = _REASONS.get(reason, State.DONE) if closed else State.OPEN
    closer = (issue.get("closed_by") or {}).get("login", "") if closed else ""
    return Standing(
        key=f"{repository.lower()}#{int(issue['number'])}",
        state=state,
        words=str(reason if closed and reason else issue["state"]).replace("_", " "),
        changed_at=moment_in(issue["updated_at"]),
        title=str(issue.get("title") or "")[:250],
        login=str(closer or login),
    )
