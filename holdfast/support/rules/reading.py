"""A record of a CSV as what it says of an issue. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from holdfast.kernel.text import clean, one_line
from holdfast.support.rules.mapping import COLUMNS, MOMENTS, Mapped
from holdfast.support.rules.moments import moment
from holdfast.support.rules.records import Record
from holdfast.support.rules.said import Said

_KEY = 80  # characters
_OLDEST = 1970
_AHEAD = timedelta(days=1)  # where a file says no zone, today may be tomorrow
_TEXTS = ("title", "url", "customer", "team", "priority", "status")


class Fault(Exception):
    """Why a row cannot be used, in a sentence."""


class Reader:
    """Reads the rows of one file. `now` is when they are read: nothing is opened after that."""

    def __init__(
        self, columns: Sequence[str], mapped: Mapped, *, order: str, zone: tzinfo, now: datetime
    ) -> None:
        places = {column: place for place, column in reversed(list(enumerate(columns)))}
        self._place = {word: places[name] for word, name in mapped.columns.items()}
        self._order, self._zone, self._latest = order, zone, now.astimezone(UTC) + _AHEAD
        self._texts = [(COLUMNS[word], self._place[word]) for word in _TEXTS if word in self._place]
        self._defect = places[mapped.defect_column] if mapped.defect_column else None
        self._defects = {each.lower() for each in mapped.defect_values}
        silent = {COLUMNS[word] for word in COLUMNS if word not in self._place} | {"deleted_at"}
        self._silent = frozenset(silent | (set() if mapped.defect_column else {"filed_defect"}))
        self._key, self._opened = self._place["key"], self._place["opened"]
        self._solved, self._changed = self._place.get("solved"), self._place.get("changed")

    @property
    def moments(self) -> list[int]:
        """The places of the columns that are moments."""
        return [self._place[word] for word in MOMENTS if word in self._place]

    def row(self, each: Record) -> Said:
        """Raises Fault."""
        if each.fault:
            raise Fault(each.fault)
        return self.said(each.cells)

    def said(self, cells: Sequence[str]) -> Said:
        """Raises Fault."""
        key = text(cells[self._key])
        if not key:
            raise Fault("It has no number (key).")
        if len(key) > _KEY:
            raise Fault(f"“{key[:20]}…” has more than {_KEY} characters; a key is shorter.")
        opened = self._moment(cells[self._opened], "opened")
        if opened is None:
            raise Fault("It does not say when it was opened.")
        solved = self._moment(cells[self._solved], "solved") if self._solved is not None else None
        changed = (
            self._moment(cells[self._changed], "changed") if self._changed is not None else None
        )
        if solved is not None and solved < opened:
            raise Fault("It was solved before it was opened.")
        texts: dict[str, Any] = {name: text(cells[place]) for name, place in self._texts}
        if not texts.get("url", "").startswith(("https://", "http://")):
            texts["url"] = ""
        defect = self._defect is not None and text(cells[self._defect]).lower() in self._defects
        return Said(
            key=key,
            opened_at=opened,
            filed_defect=defect,
            solved_at=solved,
            changed_at=changed,
            silent=self._silent,
            **texts,
        )

    def _moment(self, cell: str, what: str) -> datetime | None:
        said = cell.strip()
        if not said:
            return None
        try:
            found = moment(said, order=self._order, zone=self._zone)
        except ValueError as error:
            raise Fault(_sentence(error, said, what)) from None
        try:
            found = found.astimezone(UTC)
        except OverflowError:
            raise Fault(f"It was {what} on “{said[:40]}”, which no calendar has.") from None
        if found > self._latest:
            raise Fault(f"It was {what} on “{said[:40]}”, which lies ahead.")
        if found.year < _OLDEST:
            raise Fault(f"It was {what} on “{said[:40]}”, which lies too far back.")
        return found


def _sentence(error: ValueError, said: str, what: str) -> str:
    words = clean(str(error))
    if not words.endswith("."):  # of the library
        words = f"“{one_line(said[:40])}” is no moment; write 2026-03-09 14:05."
    return f"When it was {what}: {words}"


def text(cell: str) -> str:
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    return one_line(clean(cell))
