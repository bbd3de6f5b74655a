"""Pull requests as data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from holdfast.escalation.models.escalation import PREFIX
from holdfast.tracker.models import PullRequest


def pull_as_data(pull: PullRequest) -> dict[str, Any]:
    return {
        "id": pull.pk,
        "repository": pull.repository,
        "number": pull.number,
        "title": pull.title,
        "url": pull.url,
        "team": pull.team.name,
        "author": pull.author.login if pull.author else None,
        "author_login": pull.author_login,
        "escalation": f"{PREFIX}{pull.escalation_id}" if pull.escalation_id else None,
        "merged_at": _said(pull.merged_at),
        "reviewer": pull.reviewer.login if pull.reviewer else None,
        "unreviewed_at": _said(pull.unreviewed_at),
        "reviewed_at": _said(pull.reviewed_at),
    }


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
