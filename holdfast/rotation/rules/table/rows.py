"""One line of the table as one row: its dates and people read, its slips of form noted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from .dates import Written, advice, read_dates
from .layout import LONGEST_ROW, Line
from .locate import Table
from .model import Expectations, Finding, Kind, SeatRow, WindowRow
from .mojibake import unscrambled
from .people import People, read_people
from .regions import region_of
from .text import clipped, listed

_MOST_WANTED = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A row read. `meant` is the people cell unscrambled, where it is scrambled."""

    line: int
    written: Written
    people: People
    wanted: int
    meant: People | None = None

    @property
    def logins(self) -> frozenset[str]:
        return frozenset(seat.login for seat in self.people.seats)

    def window(self, start: date, end: date) -> WindowRow:
        return WindowRow(start, end, self.line, self.people.seats, self.wanted)

    def unscrambled(self) -> "Row":
        return replace(self, people=self.meant, meant=None) if self.meant else self


def read_row(line: Line, table: Table, expect: Expectations) -> tuple[Row | None, list[Finding]]:
    """The row of one line, or None if no window can come of it, and what to say about it."""
    if line.cells and not any(cell.strip() for cell in line.cells):
        return None, []
    if not line.cells:
        return None, [_unparsed(line, f"it is longer than {LONGEST_ROW} characters")]
    columns = table.columns
    cell = columns.people_of(line.cells)
    written = read_dates(columns.dates_of(line.cells))
    if written.problem:
        return None, [_unparsed(line, written.problem), *_form(line, table)]
    people = _with_regions(read_people(cell), line, table)
    scrambled = unscrambled(cell)
    meant = _with_regions(read_people(scrambled), line, table) if scrambled else None
    wanted = _wanted(line, table, people, expect)
    findings = [*_form(line, table), *_people(line, people)]
    if written.start is None and written.end is None:
        return None, [*findings, _dates_open(line, people)]
    return Row(line.number, written, people, wanted, meant), findings


def _unparsed(line: Line, problem: str) -> Finding:
    return Finding(
        line.number,
        Kind.UNPARSED_ROW,
        f"Line {line.number} cannot be read: {problem}; it is not imported, {advice()}.",
    )


def _dates_open(line: Line, people: People) -> Finding:
    who = listed(seat.name for seat in people.seats) if people.seats else "nobody yet"
    return Finding(
        line.number,
        Kind.UNFILLED,
        f"Line {line.number} has no dates yet ({clipped(who)}), so it is not imported; "
        f"{advice()} once they are set.",
    )


def _form(line: Line, table: Table) -> Iterator[Finding]:
    """Slips of form: the row is read all the same, and an export writes it clean (R12)."""
    missing = []
    if table.opens_rows and not line.opened:
        missing.append("starts without its |")
    if table.closes_rows and not line.closed:
        missing.append(
            "ends without its closing |"
            if table.form == "markdown"
            else "opens a quote that is not closed"
        )
    if missing:
        yield Finding(
            line.number,
            Kind.UNCLOSED_ROW,
            f"Line {line.number} {' and '.join(missing)}; it is read as if it were there, and an "
            "export writes it.",
        )


def _people(line: Line, people: People) -> Iterator[Finding]:
    if people.twice:
        yield Finding(
            line.number,
            Kind.DUPLICATE_ROW,
            f"Line {line.number} lists {listed(people.twice)} twice; one seat is kept and their "
            "service counts once, name the other person if another one was meant.",
        )
    if people.unread:
        words = listed(f'"{clipped(words, 40)}"' for words in people.unread[:5])
        yield Finding(
            line.number,
            Kind.UNPARSED_ROW,
            f"Line {line.number} has {words} among its people, which names nobody; the row is "
            "imported without it, link each person's GitHub profile.",
        )


def _with_regions(people: People, line: Line, table: Table) -> People:
    """A column of regions: one for all, or one for each person in the same order (R17)."""
    index = table.columns.region
    if index is None or index >= len(line.cells):
        return people
    parts = line.cells[index].replace("/", ",").replace("+", ",").split(",")
    tags = [region_of(part) for part in parts]
    if len(tags) == 1:
        tags *= len(people.seats)
    if len(tags) != len(people.seats):
        return people
    seats: list[SeatRow] = [
        replace(seat, region=seat.region or tag)
        for seat, tag in zip(people.seats, tags, strict=True)
    ]
    return replace(people, seats=tuple(seats))


def _wanted(line: Line, table: Table, people: People, expect: Expectations) -> int:
    """Seats wanted: the usual number, more if the row asks for more, or its own column's."""
    index = table.columns.wanted
    own = line.cells[index].strip() if index is not None and index < len(line.cells) else ""
    if own.isascii() and own.isdigit() and len(own) <= 3:
        return min(int(own), _MOST_WANTED)
    asked = len(people.seats) + people.holes if people.holes else 0
    return max(expect.wanted, asked)
