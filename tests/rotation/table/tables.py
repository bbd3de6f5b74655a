"""Tables for the stories: rows out of dates, sane tables out of lengths."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from holdfast.rotation.rules.table import Expectations, Finding, Kind, TableReading, read_table

REAL_PAGE = Path(__file__).parents[3] / "examples" / "rotation.md"
HEADER = "| Rotation | Engineers |\n| --- | --- |\n"
Span = tuple[date, date]


def table(*rows: str) -> bytes:
    """A markdown table; its first row stands at line 3."""
    return (HEADER + "".join(f"| {row} |\n" for row in rows)).encode()


def dated(spans: list[Span], people: str = "[@p{n}](https://github.com/p{n})") -> bytes:
    """A markdown table of these dates, with other people in each row."""
    return table(*(f"{a} to {b} | {people.format(n=n)}" for n, (a, b) in enumerate(spans)))


def read(data: bytes | str, accept="all", **expect) -> TableReading:
    data = data.encode() if isinstance(data, str) else data
    return read_table(data, expect=Expectations(**expect), accept=accept)


def spans(reading: TableReading) -> list[Span]:
    return [(window.starts_on, window.ends_on) for window in reading.windows]


def repairs(reading: TableReading) -> list[Finding]:
    return [finding for finding in reading.findings if finding.repair]


def of_kind(reading: TableReading, kind: Kind | str) -> list[Finding]:
    return [finding for finding in reading.findings if finding.kind == kind]


def monthly(first: date, count: int, *, shared: bool = True, length: int = 30) -> list[Span]:
    """Rotations that follow each other, on shared or on adjacent days."""
    rows = []
    for _ in range(count):
        rows.append((first, first + timedelta(days=length)))
        first = rows[-1][1] + timedelta(days=0 if shared else 1)
    return rows


@st.composite
def sane_tables(draw, least: int = 1, most: int = 20) -> list[Span]:
    """28 to 34 days each, boundaries shared or adjacent, oldest first."""
    start = draw(st.dates(date(2015, 1, 1), date(2030, 1, 1)))
    rows = []
    for length in draw(st.lists(st.integers(28, 34), min_size=least, max_size=most)):
        rows.append((start, start + timedelta(days=length)))
        start = rows[-1][1] + timedelta(days=draw(st.integers(0, 1)))
    return rows
