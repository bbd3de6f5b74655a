"""The records of a CSV of any length, one after the other, each with its line and where it ends. Pure.

A quote that is never closed, or closed where it should not be, would swallow what follows. It costs the
line it stands on: that is refused, and reading goes on with the next line.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean, one_line

HEAD = 1 << 20  # bytes looked at to know what a file is
MOST_COLUMNS = 1000
_DELIMITERS = ",;\t|"
_REREAD = 1_000_000  # lines read again for wrong quotes before a file is given up
_BAD = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


class Record(NamedTuple):
    """`line` counts from 1, the names of the columns being on it. `ends` is the byte after it, `lines` how many it
    took. A `fault` says why it cannot be read."""

    line: int
    cells: list[str]
    ends: int
    lines: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the beginning of a file says: its columns and where its rows begin."""

    delimiter: str
    columns: tuple[str, ...]
    starts: int  # byte
    line: int  # that the rows begin after


def sheet(head: bytes, *, name: str) -> Sheet:
    """Look at the beginning of a file, at most `HEAD` bytes. Raises Invalid where it is no CSV of ours."""
    if not head.strip():
        raise Invalid(f"{name} is empty; export the issues once more.", field="file")
    _must_be_text(head, name)
    start = len(_BOM) if head.startswith(_BOM) else 0
    text = head[start:].decode("utf-8", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    for record in records(
        io.BytesIO(head[start:]), delimiter=delimiter, width=0, offset=start, line=0
    ):
        if record.fault:
            raise Invalid(f"The names of the columns cannot be read: {record.fault}", field="file")
        columns = tuple(one_line(clean(cell)) for cell in record.cells)
        if len(columns) > MOST_COLUMNS:
            raise Invalid(
                f"{name} has {len(columns):,} columns; is it a CSV of issues? The most is "
                f"{MOST_COLUMNS:,}.",
                field="file",
            )
        return Sheet(delimiter, columns, record.ends, record.lines)
    raise Invalid(f"{name} has no line of column names.", field="file")


def _must_be_text(head: bytes, name: str) -> None:
    for begins, what in ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a spreadsheet or an archive")):
        if head.startswith(begins):
            raise Invalid(
                f"{name} is {what}; export the issues as CSV and bring that.", field="file"
            )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(f"{name} is UTF-16; save it as CSV in UTF-8.", field="file")
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4 or len(head) < HEAD:
            line = head.count(b"\n", 0, error.start) + 1
            raise Invalid(
                f"{name} is not UTF-8 (line {line}); save it as CSV in UTF-8.", field="file"
            ) from None


def records(
    lines: Iterable[bytes], *, delimiter: str, width: int, offset: int, line: int
) -> Iterator[Record]:
    """`lines` with their ends, from byte `offset` on; `width` is how many cells there should be, 0 any."""
    return _Records(iter(lines), delimiter, width, offset, line).run()


class _Records:
    def __init__(
        self, lines: Iterator[bytes], delimiter: str, width: int, offset: int, line: int
    ) -> None:
        self.lines, self.delimiter, self.width = lines, delimiter, width
        self.offset, self.line = offset, line
        self.held: list[bytes] = []  # lines of the record that is being read
        self.again: deque[bytes] = deque()
        self.bad = False  # is there something in them that is no UTF-8?
        self.reread = 0

    def _feed(self) -> Iterator[str]:
        hold, again = self.held, self.again
        while True:
            while again:
                raw = again.popleft()
                hold.append(raw)
                yield self._text(raw)
            for raw in self.lines:
                hold.append(raw)
                try:
                    yield raw.decode()
                except UnicodeDecodeError:
                    yield self._text(raw)
                if again:
                    break
            else:
                return

    def _text(self, raw: bytes) -> str:
        text = raw.decode("utf-8", "surrogateescape")
        self.bad = self.bad or bool(_BAD.search(text))
        return text

    def run(self) -> Iterator[Record]:
        held = self.held
        reader = self._reader()
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._only_first(_words(error))
                reader = self._reader()
                continue
            if len(held) > 1 and self.width and len(cells) != self.width:
                yield self._only_first(
                    "A quote that opens on this line is closed at a wrong place."
                )
                reader = self._reader()
                continue
            number, first = len(held), self.line + 1
            self.offset += len(held[0]) if number == 1 else sum(map(len, held))
            self.line += number
            held.clear()
            if cells:
                yield Record(first, cells, self.offset, number, self._fault(cells))

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self.delimiter, strict=True)

    def _only_first(self, fault: str) -> Record:
        """The first line of what was held is refused, the others are read again."""
        first, *others = self.held
        self.held.clear()
        self.again.extendleft(reversed(others))
        self.reread += len(others)
        if self.reread > _REREAD:
            raise Invalid(
                f"From line {self.line + 1} on the quotes are wrong; export the file once more.",
                field="file",
            )
        self.offset += len(first)
        self.line += 1
        return Record(self.line, [], self.offset, 1, fault)

    def _fault(self, cells: list[str]) -> str:
        width = self.width
        if width and len(cells) != width:
            if len(cells) < width:
                return f"It has {len(cells)} cells, and there are {width} columns."
            if any(cell.strip() for cell in cells[width:]):
                return f"It has {len(cells)} cells, and there are only {width} columns."
        if self.bad:
            self.bad = False
            if any(_BAD.search(cell) for cell in cells):
                return "It is not UTF-8."
        return ""


def _words(error: csv.Error) -> str:
    if "field larger" in str(error) or "unexpected end" in str(error):
        return "A quote opens on this line and is never closed."
    if "new-line" in str(error):
        return "Its lines end with a lone carriage return; save it with usual line ends."
    return "A quote on this line stands where none may be."
