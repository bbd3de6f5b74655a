"""Sheet, table, seats and Slack group side by side, as JSON."""

from __future__ import annotations

from typing import Any

from holdfast.rotation.models import Settlement
from holdfast.rotation.queries.reconcile import Reconciled
from holdfast.rotation.rules.reconcile import (
    Difference,
    PersonCompared,
    Said,
    WindowCompared,
)


def reconciled_as_data(found: Reconciled) -> dict[str, Any]:
    return {
        "table": found.table
        and {
            "name": found.table.name,
            "by": found.table.by or None,
            "at": found.table.at.isoformat(),
        },
        "slack": found.group and {"at": found.group.at.isoformat()},
        "open": len(found.open),
        "windows": [_window(each, found) for each in found.windows],
    }


def _window(window: WindowCompared, found: Reconciled) -> dict[str, Any]:
    return {
        "id": window.window,
        "starts_on": window.dates[0].isoformat(),
        "ends_on": window.dates[1].isoformat(),
        "differences": [_difference(each, found) for each in window.differences],
        "people": [_person(each, found) for each in window.people],
    }


def _person(person: PersonCompared, found: Reconciled) -> dict[str, Any]:
    return {
        "login": person.login,
        "name": person.name,
        "table": _said(person.table),
        "sheet": _said(person.sheet),
        "seat": _said(person.seat),
        "slack": _said(person.group),
        "differences": [_difference(each, found) for each in person.differences],
    }


def _said(said: Said) -> dict[str, Any]:
    return {
        "words": said.words,
        "by": said.by or None,
        "at": said.at.isoformat() if said.at else None,
    }


def _difference(each: Difference, found: Reconciled) -> dict[str, Any]:
    return {
        "key": each.key,
        "kind": each.kind,
        "sentence": each.sentence,
        "ways": [{"take": way.take.value, "label": way.label} for way in each.ways],
        "settled": _settled(found.settled.get(each.key)),
    }


def _settled(settled: Settlement | None) -> dict[str, Any] | None:
    if settled is None:
        return None
    return {"by": settled.by.login if settled.by else None, "at": settled.at.isoformat()}
