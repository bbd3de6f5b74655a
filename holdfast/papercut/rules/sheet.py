"""The backlog as a CSV: what comes in, and what goes out. Pure.

A sheet reads a cell that begins with = + - @, a tab or a return as a formula. What goes out has an
apostrophe before such a cell, and before one that begins with apostrophes and then such a sign; what
comes in has one apostrophe taken away there. So what went out comes in as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import line, optional, web_address
from holdfast.papercut.rules.card import Card
from holdfast.people.rules.csv_file import Finding, none_beyond, rows

COLUMNS = (*("title", "gap", "customers", "impact", "workaround", "url", "rank", "estimate"),)
MOST_ROWS = 2_000  # a longer backlog is no backlog; taken in within some ten seconds
MOST_DAYS = Decimal(999)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Row:
    """A card with the line it stands on."""

    line: int
    card: Card


@dataclass(frozen=True, slots=True)
class Reading:
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read(content: bytes) -> Reading:
    """The cards of a file, and why the others cannot be used.

    Raises Invalid when the file as a whole cannot be used.
    """
    found: list[Row] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for number, cells in rows(content, columns=COLUMNS, needed=["title"], most=MOST_ROWS):
        try:
            card = _card(cells)
            if first := seen.get(card.key):
                raise Invalid(f"Line {first} is the same paper cut; keep one of them.")
            seen[card.key] = number
            found.append(Row(number, card))
        except Refusal as refusal:
            findings.append(Finding.of(number, refusal))
    return Reading(tuple(found), tuple(findings))


def _card(cells: dict[str, str]) -> Card:
    none_beyond(cells)
    said = {name: fused(cell) for name, cell in cells.items()}
    title = line(said.get("title"), field="title", ask="This row has no title.")
    url = web_address(said.get("url"), field="url")
    return Card(
        key=url or title.casefold(),
        title=title,
        url=url,
        gap=optional(said.get("gap"), field="gap"),
        accounts=customers(said.get("customers", "")),
        impact=optional(said.get("impact"), field="impact"),
        workaround=optional(said.get("workaround"), field="workaround"),
        rank=_rank(said.get("rank", "")),
        estimate_days=days(estimate, field="estimate")
        if (estimate := said.get("estimate"))
        else None,
    )


def customers(text: str) -> tuple[str, ...]:
    """“Acme; Umbra Freight”: each once, whatever its case."""
    names = [line(each, field="customers") for each in text.split(";")]
    return tuple({name.casefold(): name for name in reversed(names) if name}.values())[::-1]


def _rank(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) >= 1 and len(text) < 9):
        raise Invalid(f"“{text[:20]}” is no rank; ranks are 1, 2, 3 …", field="rank")
    return int(text)


def days(value: Decimal | float | str | None, *, field: str = "days") -> Decimal:
    """Working days, in tenths. Raises Invalid for what is not above 0, or over 999."""
    text = str(value if value is not None else "").strip().replace(",", ".")
    try:
        found = Decimal(text).quantize(Decimal("0.1"))
    except InvalidOperation:
        found = Decimal(0)
    if not (found.is_finite() and Decimal(0) < found <= MOST_DAYS):
        raise Invalid(
            f"“{text[:20]}” is no number of working days; write 3 or 2.5, from 0.1 to 999.",
            field=field,
        )
    return found


def write(every: Iterable[Iterable[str]]) -> str:
    """The rows under their header, each cell defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([[defused(cell) for cell in row] for row in every])
    return out.getvalue()


def defused(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def fused(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell
