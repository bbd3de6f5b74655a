"""Rows as a CSV file that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """To download as `name`.csv: UTF-8 with its mark, as spreadsheets expect it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell(each) for each in row])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(name)}.csv"'
    return response


def cell(value: Any) -> str:
    """A cell that begins like a formula gets an apostrophe before it; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text


def _plain(name: str) -> str:
    return "".join(
        each if each.isascii() and (each.isalnum() or each in "-_") else "-" for each in name
    )
