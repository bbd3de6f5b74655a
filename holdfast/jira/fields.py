"""What a project wants of a new issue: its types, and the fields that must be filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.jira.client import NAME, service
from holdfast.outside.errors import Refused

# Jira fills the reporter with whose token it is.
_OURS = {"project", "issuetype", "summary", "description", "labels", "reporter"}
# Taken in this order where a project has them; otherwise the first that is no part of another issue.
_PREFERRED = ("task", "bug", "story")
_MOST_TYPES = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """An issue type that we can make; `labelled` says whether it takes labels."""

    number: str
    name: str
    labelled: bool


def project(where: str, *, at: datetime) -> dict[str, Any]:
    found = service().ask("GET", f"/rest/api/2/project/{where}", at=at).data
    if not isinstance(found, dict):
        raise Refused(NAME, f"Jira says nothing of the project {where}.")
    return found


def kind(about: dict[str, Any], *, at: datetime) -> Kind:
    """The type to file as. Raises Refused, naming what stands in the way."""
    where = str(about.get("key", ""))
    types = _ordered([each for each in about.get("issueTypes") or [] if not each.get("subtask")])
    if not types:
        raise Refused(NAME, f"The project {where} in Jira has no type of issue that we may make.")
    wanted: list[str] = []
    for each in types[:_MOST_TYPES]:
        fields = _fields(where, str(each["id"]), at=at)
        missing = [str(field.get("name")) for field in fields if _must_be_filled(field)]
        if fields and not missing:
            labelled = any(_name(field) == "labels" for field in fields)
            return Kind(str(each["id"]), str(each.get("name", "")), labelled)
        wanted = wanted or missing
    if not wanted:
        raise Refused(NAME, f"Our token may make no issue in the project {where} in Jira.")
    raise Refused(
        NAME,
        f"The project {where} in Jira wants {', '.join(wanted)} in every new {types[0].get('name')}, which "
        "Holdfast cannot fill. Make it optional there, or give it a default.",
    )


def _ordered(types: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    def place(each: dict[str, Any]) -> int:
        name = str(each.get("name", "")).casefold()
        if name in _PREFERRED:
            return _PREFERRED.index(name)
        # An epic holds other issues; Cloud says so by its level.
        return len(_PREFERRED) + (each.get("hierarchyLevel", 0) != 0 or name == "epic")

    return sorted(types, key=place)


def _fields(where: str, number: str, *, at: datetime) -> list[dict[str, Any]]:
    """Cloud calls the list “fields”, Data Center “values”."""
    path = f"/rest/api/2/issue/createmeta/{where}/issuetypes/{number}"
    said = service().ask("GET", path, at=at, params={"maxResults": 200}).data or {}
    found: list[dict[str, Any]] = said.get("fields") or said.get("values") or []
    return found


def _must_be_filled(field: dict[str, Any]) -> bool:
    return bool(
        field.get("required") and not field.get("hasDefaultValue") and _name(field) not in _OURS
    )


def _name(field: dict[str, Any]) -> str:
    return str(field.get("fieldId") or field.get("key") or "")
