"""The names of organizations and groups that did not come beside their tickets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from holdfast.helpdesk.client import ask
from holdfast.helpdesk.rules.ticket import Names, missing, names_of

_AT_ONCE = 100  # numbers that show_many takes


def named(tickets: list[dict[str, Any]], names: Names, *, at: datetime) -> Names:
    """With the names that were missing, asked for a hundred at a time. What Zendesk does not know any
    more stays without one."""
    organizations = dict(names.organizations)
    for numbers in _batches(missing(tickets, "organization_id", organizations)):
        found = ask("GET", f"/api/v2/organizations/show_many.json?ids={numbers}", at=at)
        organizations |= names_of(found.get("organizations"))
    groups = dict(names.groups)
    if missing(tickets, "group_id", groups):
        found = ask("GET", f"/api/v2/groups.json?per_page={_AT_ONCE}", at=at)
        groups |= names_of(found.get("groups"))
        for number in missing(tickets, "group_id", groups)[:_AT_ONCE]:
            groups[number] = ""
    return replace(names, organizations=organizations, groups=groups)


def _batches(numbers: list[int]) -> list[str]:
    return [
        ",".join(map(str, numbers[first : first + _AT_ONCE]))
        for first in range(0, len(numbers), _AT_ONCE)
    ]
