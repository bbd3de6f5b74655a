"""Every number of a page against the rows it opens to, whatever figure it is."""

from __future__ import annotations

import csv
import re
from collections import Counter
from html import unescape
from statistics import median
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from holdfast.insight.rules.report import hours

_LINK = re.compile(
    r'<a href="(/(?:reports|engagement)/rows\?[^"]+)">([^<]*)</a>'
    r'(?:</p><p class="tile-note">([^<]*)</p>)?'
)
SPREADS = {"hours_to_dri", "hours_to_close"}


def add_up(client: Client, address: str) -> Counter[str]:
    """Asserts it of each number of the page; how often each figure was there, not counting zeros."""
    response = client.get(address)
    assert response.status_code == 200, address
    found: Counter[str] = Counter()
    for href, text, note in _LINK.findall(response.content.decode()):
        asked = parse_qs(urlsplit(unescape(href)).query)
        figure = asked.get("figure", asked.get("which", ["engaged"]))[0]
        rows = _rows(client, unescape(href))
        _adds_up(figure, text.strip(), unescape(note), rows, href)
        found[figure] += bool(rows)
    return found


def _adds_up(figure: str, text: str, note: str, rows: list[dict[str, str]], where: str) -> None:
    values = [float(each["value"]) for each in rows if _is_number(each.get("value"))]
    if text == "–":
        assert not values, where
    elif figure in SPREADS:
        assert len(values) == _after("of ", note) and text == hours(median(values)), where
    elif figure == "update_adherence":
        kept = sum(each["value"] == "in time" for each in rows)
        assert (kept, len(rows)) == (_number(note), _after(" of ", note)), where
    elif figure == "covered":
        wanted = sum(float(each["note"].split()[1]) for each in rows)
        assert (round(sum(values)), round(wanted)) == (_number(note), _after(" of ", note)), where
    elif figure in {"engineer_days", "relief"}:
        assert abs(sum(values) - float(text.split(maxsplit=1)[0])) < 0.01, where
    elif figure == "exposure":
        met = Counter(each["by"] for each in rows if each["note"] == "customer")
        assert max(met.values()) == int(text.removeprefix("up to ")), where
    elif figure != "by_engineer":  # its numbers are in the table beside
        assert len(rows) == _number(text), (where, text, len(rows))


def _rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address.replace("/rows?", "/rows.csv?"))
    assert response.status_code == 200, address
    assert client.get(address).status_code == 200, address
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))


def _is_number(text: str | None) -> bool:
    return bool(text) and bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text or ""))


def _number(text: str) -> int:
    found = re.match(r"[\d,]+", text)
    assert found, text
    return int(found[0].replace(",", ""))


def _after(word: str, text: str) -> int:
    return _number(text.split(word, 1)[1])
