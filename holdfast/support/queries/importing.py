"""Reading imports: the bytes as they were brought, what a file looks like, and how far one is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.support.models import Chunk, Import
from holdfast.support.rules.mapping import Mapped
from holdfast.support.rules.moments import order_in
from holdfast.support.rules.reading import Fault, Reader
from holdfast.support.rules.records import HEAD, Record, Sheet, records, sheet
from holdfast.support.rules.said import Said

_LINE = 1 << 20  # a longer one is read in parts, so that no file fills the memory
_BEGINNING = 1000  # rows looked at to guess


def find_import(number: int) -> Import:
    found = Import.objects.select_related("by", "programme").filter(pk=number, size__isnull=False)
    if one := found.first():
        return one
    raise NotFound(f"There is no import {number}.")


def imports(programme: Programme, *, limit: int = 20) -> list[Import]:
    """The latest, the newest first."""
    found = programme.imports.filter(size__isnull=False).select_related("by")
    return list(found[:limit])


class _Stored(io.RawIOBase):
    """The file out of its chunks, one of them in memory."""

    def __init__(self, number: int) -> None:
        self._number, self._at = number, 0
        self._starts, self._held = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        assert whence == io.SEEK_SET, "only from its beginning"
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        if not self._starts <= self._at < self._starts + len(self._held) and not self._next():
            return 0
        begins = self._at - self._starts
        part = self._held[begins : begins + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _next(self) -> bool:
        found = (
            Chunk.objects.filter(of=self._number, starts__lte=self._at).order_by("-starts").first()
        )
        if found is None or self._at >= found.starts + found.size:
            return False
        self._starts, self._held = found.starts, zlib.decompress(bytes(found.content))
        return True


def stored(imported: Import, *, offset: int = 0) -> io.BufferedReader:
    """Its bytes from `offset` on."""
    raw = _Stored(imported.pk)
    raw.seek(offset)
    return io.BufferedReader(raw, HEAD)


def lines(file: io.BufferedIOBase) -> Iterator[bytes]:
    return iter(lambda: file.readline(_LINE), b"")


def sheet_of(imported: Import) -> Sheet:
    return sheet(stored(imported).read(HEAD), name=imported.name)


def rows(imported: Import, found: Sheet, *, offset: int = 0, line: int = 0) -> Iterator[Record]:
    """Its rows, from the first or from where one ended. Raises Invalid where the quotes are hopeless."""
    offset, line = (offset, line) if offset else (found.starts, found.line)
    return records(
        lines(stored(imported, offset=offset)),
        delimiter=found.delimiter,
        width=len(found.columns),
        offset=offset,
        line=line,
    )


def beginning(imported: Import, found: Sheet) -> list[list[str]]:
    """The cells of its first rows, to guess from."""
    return [each.cells for each in islice(rows(imported, found), _BEGINNING) if not each.fault]


@dataclass(frozen=True, slots=True)
class Preview:
    """A row as it would be read: `said`, or why it cannot be used."""

    line: int
    said: Said | None
    fault: str


def preview(
    imported: Import, found: Sheet, mapped: Mapped, *, at: datetime, most: int = 10
) -> list[Preview]:
    zone = ZoneInfo(policy_at(imported.programme, at).zone)
    order = mapped.dates or order_among(imported, found, mapped, most=_BEGINNING) or ""
    reader = Reader(found.columns, mapped, order=order, zone=zone, now=at)
    shown: list[Preview] = []
    for each in islice(rows(imported, found), most):
        try:
            shown.append(Preview(each.line, reader.row(each), ""))
        except Fault as fault:
            shown.append(Preview(each.line, None, str(fault)))
    return shown


def order_among(imported: Import, found: Sheet, mapped: Mapped, *, most: int) -> str | None:
    """The order of the dates among the first rows: "" where it stays open, None where nothing is open."""
    places = Reader(found.columns, mapped, order="", zone=ZoneInfo("UTC"), now=imported.at).moments
    seen: str | None = None
    for each in islice(rows(imported, found), most):
        for place in () if each.fault else places:
            if (order := order_in(each.cells[place].strip())) is not None:
                if order:
                    return order
                seen = ""
    return seen
