"""A pull request as GitHub says it: which escalations it names, how it stands, who approves it (R88)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from holdfast.github.issue import PLACE
from holdfast.outside.heard import moment_in
from holdfast.tracker.port import Pull

# In a branch it stands between - / or _: "ben/esc-7-timeouts".
_REF = re.compile(r"(?<![A-Za-z0-9])ESC-([1-9][0-9]{0,8})(?![0-9])", re.IGNORECASE)
_MOST_REFS = 50
# A comment leaves an approval as it was; only these say something new, as GitHub itself counts.
_WORDS = {"APPROVED", "CHANGES_REQUESTED", "DISMISSED"}


def refs(*texts: Any) -> list[str]:
    """“ESC-7” of each text, each once, in the order they come."""
    found = (f"ESC-{each}" for text in texts for each in _REF.findall(str(text or "")))
    return list(dict.fromkeys(found))[:_MOST_REFS]


def little(repository: str, pull: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of it: nothing of what people wrote but its title and whom it names. Raises KeyError,
    TypeError, ValueError or AttributeError where it is no pull request."""
    kept = {
        "repository": repository.lower(),
        "number": int(pull["number"]),
        "url": str(pull["html_url"]),
        "title": str(pull.get("title") or "")[:250],
        "author": str((pull.get("user") or {}).get("login") or ""),
        "refs": refs(pull.get("title"), pull.get("body"), (pull.get("head") or {}).get("ref")),
        "state": str(pull["state"]),
        "merged_at": pull.get("merged_at"),
        "updated_at": pull["updated_at"],
    }
    told(kept)
    return kept


def told(kept: Mapping[str, Any], approvals: Iterable[str] = ()) -> Pull:
    """Raises as `little` does."""
    if not PLACE.fullmatch(kept["repository"]) or kept["state"] not in {"open", "closed"}:
        raise ValueError("no pull request")
    merged_at = moment_in(kept["merged_at"]) if kept["merged_at"] else None
    return Pull(
        repository=kept["repository"],
        number=kept["number"],
        url=kept["url"],
        title=kept["title"],
        author_login=kept["author"],
        refs=tuple(kept["refs"]),
        state="merged" if merged_at else kept["state"],
        merged_at=merged_at,
        updated_at=moment_in(kept["updated_at"]),
        approvals=tuple(approvals),
    )


def approvals(reviews: Iterable[Mapping[str, Any]]) -> list[str]:
    """Whose newest word approves; GitHub lists the oldest first. Who left GitHub is nobody."""
    newest: dict[str, str] = {}
    for each in reviews:
        login = str((each.get("user") or {}).get("login") or "")
        if login and each.get("state") in _WORDS:
            newest[login] = str(each["state"])
    return sorted(login for login, word in newest.items() if word == "APPROVED")
