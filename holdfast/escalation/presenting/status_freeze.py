"""What changed since the last boundary, as data and as markdown; frozen docs as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from holdfast.escalation.models import StatusFreeze
from holdfast.escalation.rules.status_changes import Change, Changes, Line
from holdfast.kernel.text import one_line, plural

# The keys of `changes` in the order they are read, and what each is called.
NAMES = {
    "new": "New",
    "back": "Open again",
    "ended": "Ended",
    "owner": "New owner",
    "severity": "New severity",
    "next_step": "Next step moved",
    "paused": "Paused",
    "resumed": "Resumed",
    "still_open": "Still open",
}


def changes_as_data(found: Changes | None) -> dict[str, Any] | None:
    """None before the first boundary."""
    if found is None:
        return None
    return {
        "since": found.since.isoformat(),
        "new": [_line(each) for each in found.new],
        "back": [_line(each) for each in found.back],
        "ended": [asdict(each) for each in found.ended],
        "owner": [_change(each) for each in found.owner],
        "severity": [_change(each) for each in found.severity],
        "next_step": [_change(each) for each in found.step],
        "paused": [_line(each) for each in found.paused],
        "resumed": [_line(each) for each in found.resumed],
        "still_open": [asdict(each) for each in found.still],
    }


def _line(each: Line) -> dict[str, Any]:
    return {
        "ref": each.ref,
        "title": each.title,
        "severity": each.severity,
        "owner_name": each.owner or None,
    }


def _change(each: Change) -> dict[str, Any]:
    return {"ref": each.ref, "title": each.title, "was": each.was, "now": each.now}


def changes_as_markdown(data: Mapping[str, Any] | None) -> Iterator[str]:
    if data is None:
        return
    yield f"## Since {data['since'][:10]}"
    yield ""
    told = [line for key, name in NAMES.items() for line in _said(name, data[key])]
    yield from told or ["Nothing changed."]
    yield ""


def _said(name: str, items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for each in items:
        yield f"- {name}: {each['ref']} {one_line(each['title'])}{told(each)}"


def told(each: Mapping[str, Any]) -> str:
    """What is said of a change besides its title."""
    if "was" in each:
        return f": {one_line(each['was'])} → {one_line(each['now'])}"
    if "days" in each:
        return f", raised {plural(each['days'], 'day')} ago"
    if "how" in each:
        return f": {each['how']}" if each["how"] else ""
    return f", {one_line(each['owner_name'])}" if each["owner_name"] else ", nobody owns it yet"


def freeze_in_list(row: StatusFreeze) -> dict[str, Any]:
    return {
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "frozen_at": row.at.isoformat(),
    }
