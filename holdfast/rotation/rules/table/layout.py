"""The lines of a file as rows of cells, whichever way the cells are kept apart."""

from dataclasses import dataclass

# A row longer than this is no row of a rotation table, and not worth reading.
LONGEST_ROW = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row as laid out in the file. `opened` and `closed`: has it its outer marks (R12)?"""

    number: int
    text: str
    cells: tuple[str, ...]
    opened: bool = True
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand together. `ruled`: the second line is a markdown `| --- |` line."""

    form: str
    lines: tuple[Line, ...]
    ruled: bool = False
