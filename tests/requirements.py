"""`make requirements`: each row of docs/requirements.md with the stories that prove it."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_MARK = re.compile(r"pytest\.mark\.req\(([^)]*)\)")
_TEST = re.compile(r"^\s*(?:def (test_\w+)|class (Test\w+))", re.MULTILINE)
_ID = re.compile(r"R(\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Row:
    """One row of the table; several numbers may share it ("R44-45" in "R41, R44-45")."""

    label: str
    numbers: frozenset[int]
    says: str


def rows() -> list[Row]:
    found = []
    for line in (ROOT / "docs" / "requirements.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and _ID.match(cells[0]):
            found.append(Row(cells[0], frozenset(_numbers(cells[0])), cells[2]))
    return found


def stories() -> dict[int, list[str]]:
    """Requirement number -> the tests that name it, as file::test."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text()
        for mark in _MARK.finditer(text):
            test = _TEST.search(text, mark.end())
            name = f"{path.relative_to(ROOT)}::{(test[1] or test[2]) if test else '(whole file)'}"
            for number in _numbers(mark[1]):
                found[number].append(name)
    return found


def _numbers(text: str) -> set[int]:
    return {
        number
        for first, last in _ID.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def main() -> int:
    told = stories()
    open_rows = []
    for row in rows():
        names = sorted({name for number in row.numbers for name in told.get(number, [])})
        print(f"{row.label}: {row.says}")
        for name in names:
            print(f"    {name}")
        if not names:
            open_rows.append(row.label)
    unknown = sorted(set(told) - {number for row in rows() for number in row.numbers})
    print(f"\n{len(rows())} rows, {len(rows()) - len(open_rows)} with stories.")
    print(f"Without a story: {', '.join(open_rows) or 'none'}.")
    if unknown:
        print(f"Named by stories and in no row: {', '.join(f'R{n}' for n in unknown)}.")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
