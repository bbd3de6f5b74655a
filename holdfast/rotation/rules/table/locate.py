"""Finding the rotation table among everything else a page or sheet holds (R6)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from holdfast.kernel.text import plural

from .columns import Columns, header_columns, headerless_columns
from .dates import holds_range
from .layout import Block, Line
from .markdown import markdown_blocks, without_comments
from .model import MAX_ROWS, TableRefused
from .sheet import FORMS, sheet_block

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Table:
    """The rotation table: its rows, what its columns hold, and its header line if it has one."""

    form: str
    columns: Columns
    header: Line | None
    rows: tuple[Line, ...]
    dated: int

    @property
    def first_line(self) -> int:
        return self.header.number if self.header else self.rows[0].number

    @cached_property
    def closes_rows(self) -> bool:
        """Do rows end with a pipe here, so that one without is a slip (R12)?"""
        if self.form != "markdown":
            return True
        return sum(line.closed for line in self._all()) * 2 > len(self._all())

    @cached_property
    def opens_rows(self) -> bool:
        return self.form == "markdown" and (
            sum(line.opened for line in self._all()) * 2 > len(self._all())
        )

    def _all(self) -> tuple[Line, ...]:
        return (self.header, *self.rows) if self.header else self.rows


def split_lines(text: str) -> list[str]:
    """Lines by CRLF, LF or a lone CR, so that line numbers are those an editor shows."""
    return _LINE_END.split(text)


def locate(lines: Sequence[str]) -> tuple[Table, tuple[Table, ...]]:
    """The rotation table, and other tables with dates and people that were left alone.

    A page may keep past and future in two tables under the same header: they are read as one.
    What a page hides in a comment is not read. A table in a code fence is an example, and read
    only where there is no other: a whole table pasted into a chat or an issue stands in one.
    """
    lines = without_comments(lines)
    found = _tables(markdown_blocks(lines)) or _tables(markdown_blocks(lines, fenced=True))
    if not any(table.dated and table.header for table in found):
        # Pipes may stand in the names of a CSV: a header tells which of the two it is.
        found += [
            table
            for form in FORMS
            if any(FORMS[form] in line for line in lines)
            for table in _tables([sheet_block(lines, form)])
        ]
    if not found:
        raise TableRefused(
            f"There is no rotation table in the {plural(len(lines), 'line')} of this file; give a markdown, "
            "CSV or tab separated table with a column of dates and a column of engineers."
        )
    best = max(found, key=_likeness)
    same = [table for table in found if _title(table) == _title(best) and table.form == best.form]
    rows = tuple(row for table in same for row in table.rows)
    if len(rows) > MAX_ROWS:
        raise TableRefused(
            f"The table at line {best.first_line} has {len(rows)} rows and the limit is "
            f"{MAX_ROWS}; split the file and import its parts."
        )
    first = same[0]
    whole = Table(first.form, best.columns, first.header, rows, sum(table.dated for table in same))
    others = [table for table in found if table not in same and table.dated]
    return whole, tuple(table for table in others if table.form == best.form)


def _tables(blocks: Iterable[Block]) -> list[Table]:
    tables: list[Table] = []
    for block in blocks:
        table = _table(block)
        if table is None:
            continue
        if table.header is None and tables and block.form == "markdown":
            # Rows after a blank line or a stray sentence go on with the table above them.
            above = tables.pop()
            table = Table(
                above.form,
                above.columns,
                above.header,
                above.rows + table.rows,
                above.dated + table.dated,
            )
        tables.append(table)
    return tables


def _table(block: Block) -> Table | None:
    for index, line in enumerate(block.lines[:50]):
        columns = header_columns(line.cells)
        if columns is None:
            # A ruled table says itself which line is its header: this one is no rotation.
            if block.ruled:
                return None
            continue
        title = _words(line)
        rows = tuple(row for row in block.lines[index + 1 :] if _words(row) != title)
        dated = sum(holds_range(columns.dates_of(row.cells)) for row in rows if row.cells)
        # Rows are needed, except that a clean header alone is an empty table.
        if dated or (not rows and (block.ruled or len(block.lines) == 1)):
            return Table(block.form, columns, line, rows, dated)
    columns = headerless_columns(block.lines)
    if columns is None:
        return None
    rows = block.lines
    dated = sum(holds_range(columns.dates_of(row.cells)) for row in rows if row.cells)
    return Table(block.form, columns, None, rows, dated)


def _words(line: Line) -> tuple[str, ...]:
    return tuple(cell.strip(" *_").lower() for cell in line.cells)


def _likeness(table: Table) -> tuple[bool, bool, int]:
    """How much a table looks like the rotation; of equals the first found is taken."""
    return table.dated > 0, table.header is not None, table.dated


def _title(table: Table) -> tuple[str, ...] | None:
    return _words(table.header) if table.header else None
