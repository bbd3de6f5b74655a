"""Which column of a file is what of an issue: as somebody says it, or as usual exports call it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from holdfast.kernel.refusal import Invalid

# Our word: the field of `Said`.
COLUMNS = {
    "key": "key",
    "opened": "opened_at",
    "solved": "solved_at",
    "changed": "changed_at",
    "customer": "customer",
    "team": "team",
    "priority": "priority",
    "status": "state",
    "title": "title",
    "url": "url",
}
MOMENTS = ("opened", "solved", "changed")
NEEDED = {"key": "the helpdesk’s number of an issue", "opened": "when it was opened"}
DATES = ("", "day-first", "month-first")

# As the exports of Zendesk, Intercom, Freshdesk and Jira have them; the first that is there is taken.
_USUAL = {
    "key": (
        *("ticket id", "issue key", "key", "ticket number", "conversation id", "case number"),
        *("id", "ticket", "number", "#"),
    ),
    "opened": (
        *("created at", "ticket created", "ticket created - timestamp", "created time", "created"),
        *("opened at", "opened", "created date", "date created", "conversation started at"),
        *("started at", "creation date"),
    ),
    "solved": (
        *("solved at", "ticket solved", "ticket solved - timestamp", "resolved time", "resolved"),
        *("solved", "resolved at", "closed at", "closed time", "closed", "resolution date"),
        *("last closed at", "date closed"),
    ),
    "changed": (
        *("updated at", "updated", "last update time", "ticket last updated", "last updated"),
        *("changed", "changed at", "modified", "last modified"),
    ),
    "customer": (
        *("organization", "organization name", "ticket organization name", "company name"),
        *("company", "customer", "account", "account name", "customer name", "organisation"),
        "organizations",
    ),
    "team": (
        *("group", "ticket group", "group name", "team", "assigned team", "team assigned"),
        *("team currently assigned", "component", "component/s"),
    ),
    "priority": ("priority", "ticket priority", "urgency"),
    "status": ("status", "ticket status", "state", "conversation state"),
    "title": ("subject", "ticket subject", "title", "summary", "conversation title"),
    "url": ("url", "link", "ticket url", "conversation url", "web url"),
}
_TYPES = ("ticket type", "issue type", "type", "kind", "category")
_DEFECTS = ("bug", "defect", "product defect", "bug report")
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Mapped:
    """`columns` are names of the file by our words. A row is a filed defect where `defect_column` says
    one of `defect_values`, whatever their case."""

    columns: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    defect_column: str = ""
    defect_values: tuple[str, ...] = ()


def as_data(mapped: Mapped) -> dict[str, Any]:
    return {
        "columns": dict(mapped.columns),
        "dates": mapped.dates,
        "defect": {"column": mapped.defect_column, "values": list(mapped.defect_values)},
    }


def from_data(data: Mapping[str, Any]) -> Mapped:
    defect = data.get("defect") or {}
    return Mapped(
        columns=dict(data.get("columns") or {}),
        dates=str(data.get("dates") or ""),
        defect_column=str(defect.get("column") or ""),
        defect_values=tuple(defect.get("values") or ()),
    )


def guess(columns: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> Mapped:
    """What usual names say; a column is taken once. Of the type it is guessed which values are a defect
    by the `rows` of the beginning."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(_plain(column), column)
    found: dict[str, str] = {}
    for word, usual in _USUAL.items():
        name = next((by_name[each] for each in usual if each in by_name), None)
        if name is not None and name not in found.values():
            found[word] = name
    kind = next((by_name[each] for each in _TYPES if each in by_name), "")
    if not kind or kind in found.values():
        return Mapped(found)
    place = list(columns).index(kind)
    said = {row[place].strip() for row in rows if len(row) > place}
    values = tuple(sorted({each for each in said if each.lower() in _DEFECTS}))
    return Mapped(found, defect_column=kind, defect_values=values)


def mapped(
    columns: Sequence[str],
    *,
    given: Mapping[str, str],
    dates: str = "",
    defect: tuple[str, Sequence[str]] | None = None,
    guessing: bool = True,
) -> Mapped:
    """What was given, the rest by usual names unless not `guessing`; an empty name maps nothing.

    Raises Invalid for a word or a column that is not there, or where a needed one lacks.
    """
    found = dict(guess(columns).columns) if guessing else {}
    for word, theirs in given.items():
        if word not in COLUMNS:
            raise Invalid(
                f"“{word[:40]}” is nothing of an issue; map one of {', '.join(COLUMNS)}.",
                field="map",
            )
        found.pop(word, None)
        if theirs:
            column = _there(columns, theirs)
            found = {each: name for each, name in found.items() if name != column or each in given}
            found[word] = column
    for word, means in NEEDED.items():
        if word not in found:
            raise Invalid(
                f"No column is known to be {word}, {means}; name it with --map "
                f"{word}=“their column”. The file has {_named(columns)}.",
                field=word,
            )
    if dates not in DATES:
        raise Invalid("Dates are day-first or month-first.", field="dates")
    column, values = defect or ("", ())
    if column:
        column = _there(columns, column)
        if not any(each.strip() for each in values):
            raise Invalid(
                f"Say which values of “{column}” mean a filed defect.", field="defect_values"
            )
    kept = tuple(each.strip() for each in values if each.strip())
    return Mapped(found, dates, column, kept if column else ())


def _there(columns: Sequence[str], name: str) -> str:
    for column in columns:
        if column == name:
            return column
    for column in columns:
        if _plain(column) == _plain(name):
            return column
    raise Invalid(f"The file has no column “{name[:60]}”; it has {_named(columns)}.", field="map")


def _named(columns: Sequence[str]) -> str:
    more = len(columns) - _MOST_NAMED
    first = ", ".join(f"“{each[:40]}”" for each in columns[:_MOST_NAMED])
    return f"{first} and {more:,} more" if more > 0 else first


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name).strip().lower()
