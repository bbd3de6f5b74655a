"""A support issue and an import as data, and a list of issues as a CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.support.models import Import, Issue, Match

_COLUMNS = (
    *("key", "opened_at", "solved_at", "customer", "team", "priority", "state", "filed_defect"),
    *("title", "url"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def issue_as_data(issue: Issue) -> dict[str, Any]:
    return {
        "key": issue.key,
        "title": issue.title,
        "url": issue.url or None,
        "customer": issue.customer or None,
        "team": issue.team or None,
        "priority": issue.priority or None,
        "state": issue.state or None,
        "filed_defect": issue.filed_defect,
        "opened_at": issue.opened_at.isoformat(),
        "solved_at": issue.solved_at.isoformat() if issue.solved_at else None,
        "deleted_at": issue.deleted_at.isoformat() if issue.deleted_at else None,
        "source": issue.source,
    }


def match_as_data(match: Match) -> dict[str, Any]:
    return {
        "id": match.pk,
        "escalation": match.escalation.ref,
        "issue": match.issue.key,
        "title": match.issue.title,
        "url": match.issue.url or None,
        "how": match.how,
        "by": match.by.login if match.by else None,
        "at": match.at.isoformat(),
    }


def import_as_data(imported: Import) -> dict[str, Any]:
    return {
        "import": imported.pk,
        "state": imported.state,
        "name": imported.name,
        "sha256": imported.sha256,
        "rows": imported.read,
        "added": imported.added,
        "changed": imported.changed,
        "unchanged": imported.unchanged,
        "refused": imported.refused,
        "repeated": imported.repeated,
        "findings": imported.findings,
        "repeats": imported.repeats,
        "failed": imported.failed or None,
    }


def as_csv(issues: Iterable[Issue]) -> Iterator[str]:
    """Line by line. No cell begins as a formula: a spreadsheet would run what a customer typed."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for issue in issues:
        data = issue_as_data(issue)
        writer.writerow([_cell(data[name]) for name in _COLUMNS])
        if text.tell() > 1 << 16:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
