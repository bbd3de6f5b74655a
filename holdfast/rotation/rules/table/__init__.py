"""The hand-kept rotation table: read, checked, repaired and written. Pure, no clock, no I/O.

What lives where:

- `model`: the dataclasses, the finding kinds and the refusal
- `reading`: `read_table`, which runs all of the following in order
- `decoding`: bytes to text, or a refusal
- `locate`, `columns`: finding the table in the file and what its columns hold
- `layout`, `markdown`, `sheet`: rows and cells of pipe tables, CSV and pasted sheets
- `rows`, `dates`, `people`, `regions`, `mojibake`: what one row says
- `repair`: which dates were meant, judged by the whole table
- `deciding`: which rows count and with which dates: duplicates, conflicts, repairs
- `checks`: what is odd about the windows that would be imported
- `writing`: `write_table`, the clean table
- `text`: the words of messages
"""

from .deciding import Accepted
from .model import (
    MAX_ROWS,
    Expectations,
    Finding,
    Kind,
    Repair,
    SeatRow,
    TableReading,
    TableRefused,
    WindowRow,
)
from .reading import read_table
from .writing import write_table

__all__ = [
    "MAX_ROWS",
    "Accepted",
    "Expectations",
    "Finding",
    "Kind",
    "Repair",
    "SeatRow",
    "TableReading",
    "TableRefused",
    "WindowRow",
    "read_table",
    "write_table",
]
