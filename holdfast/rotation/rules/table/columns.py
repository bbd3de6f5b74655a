"""Which column of a table holds what: by its header, or without one by its cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .dates import holds_date, holds_range
from .layout import Line
from .text import is_hole

_OTHER = frozenset(
    ["manager", "managers", "note", "notes", "comment", "comments", "team", "teams", "em", "lead"]
)
_START = frozenset(
    ["start", "starts", "starting", "from", "begin", "begins", "beginning", "since", "first"]
)
_END = frozenset(["end", "ends", "ending", "to", "until", "till", "through", "finish", "last"])
_WHEN = frozenset(
    [
        "rotation",
        "rotations",
        "window",
        "windows",
        "date",
        "dates",
        "when",
        "period",
        "periods",
        "week",
        "weeks",
        "shift",
        "slot",
        "timeframe",
        "cycle",
    ]
)
_WHO = frozenset(
    [
        "engineer",
        "engineers",
        "people",
        "person",
        "persons",
        "ee",
        "ees",
        "who",
        "name",
        "names",
        "member",
        "members",
        "assignee",
        "assignees",
        "github",
        "handle",
        "handles",
        "login",
        "logins",
        "oncall",
        "seat",
        "seats",
        "escalation",
    ]
)
_REGION = frozenset(["region", "regions", "zone", "timezone", "tz", "geo"])
_WANTED = frozenset(["wanted", "needed"])
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Column numbers from 0. Either `when` holds both dates, or `start` and `end` one each."""

    who: tuple[int, ...]
    when: int | None = None
    start: int | None = None
    end: int | None = None
    region: int | None = None
    wanted: int | None = None
    width: int = 0

    def dates_of(self, cells: Sequence[str]) -> str:
        """The dates as one text, the same for one column and for two."""
        if self.when is not None:
            return _at(cells, self.when)
        return f"{_at(cells, self.start) or '?'} to {_at(cells, self.end) or '?'}"

    def people_of(self, cells: Sequence[str]) -> str:
        """The people as one text; cells beyond the last column belong to it if it holds people."""
        cells_of = [_at(cells, index) for index in self.who]
        if self.width and max(self.who) == self.width - 1:
            cells_of += cells[self.width :]
        return ", ".join(cell for cell in cells_of if cell)


def header_columns(cells: Sequence[str]) -> Columns | None:
    """The columns a header names, or None if this is no header of a rotation table."""
    kinds = [_kind(cell) for cell in cells]
    who = tuple(index for index, kind in enumerate(kinds) if kind == "who")
    found = {kind: index for index, kind in reversed(list(enumerate(kinds)))}
    when, start, end = found.get("when"), found.get("start"), found.get("end")
    if start is not None and end is not None:
        when = None
    if not who or (when is None and (start is None or end is None)):
        return None
    return Columns(who, when, start, end, found.get("region"), found.get("wanted"), len(cells))


def headerless_columns(lines: Sequence[Line]) -> Columns | None:
    """The columns of pasted rows: the dates come first, the people after them."""
    rows = [line.cells for line in lines if line.cells]
    ranges = sum(holds_range(row[0]) and len(row) > 1 for row in rows)
    if ranges * 2 >= len(rows) and ranges:
        pairs = sum(len(row) > 2 and holds_date(row[0]) and _end_cell(row[1]) for row in rows)
        if pairs * 2 >= len(rows):
            return _people_after(rows, Columns((2,), start=0, end=1))
        return _people_after(rows, Columns((1,), when=0))
    return None


def _people_after(rows: Sequence[Sequence[str]], columns: Columns) -> Columns:
    """More columns are people only if they are handles or links throughout: else notes."""
    who = list(columns.who)
    for index in range(who[0] + 1, min(len(row) for row in rows)):
        if all("@" in row[index] or "github.com/" in row[index] for row in rows):
            who.append(index)
    return Columns(tuple(who), columns.when, columns.start, columns.end)


def _end_cell(cell: str) -> bool:
    return holds_date(cell) or is_hole(cell)


def _kind(cell: str) -> str | None:
    words = _WORD.findall(cell.lower()) if len(cell) <= 60 else []
    if not words or len(words) > 5 or not _OTHER.isdisjoint(words):
        return None
    starts, ends = not _START.isdisjoint(words), not _END.isdisjoint(words)
    for kind, fits in (
        ("wanted", not _WANTED.isdisjoint(words)),
        ("when", starts and ends),
        ("region", not _REGION.isdisjoint(words)),
        ("start", starts),
        ("end", ends),
        ("who", not _WHO.isdisjoint(words)),
        ("when", not _WHEN.isdisjoint(words)),
    ):
        if fits:
            return kind
    return None


def _at(cells: Sequence[str], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""
