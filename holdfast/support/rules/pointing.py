"""What an address of a helpdesk names. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

# /agent/tickets/123 of Zendesk, /a/tickets/123 of Freshdesk, /browse/SUP-12 of Jira.
_TICKET = re.compile(
    r"/tickets/([0-9]{1,20})(?:/|$)|/browse/([A-Za-z][A-Za-z0-9_]*-[0-9]{1,12})(?:/|$)"
)
LONGEST = 500


class Points(NamedTuple):
    """`url` is the address itself, `key` the number it contains and `host` whose number that is."""

    url: str
    key: str = ""
    host: str = ""


def points(address: str) -> Points | None:
    """None where it names nothing that an issue could be found by."""
    try:
        parts = urlsplit(address)
        host = (parts.netloc or "").lower()
    except ValueError:
        return None
    if not host:
        return None
    found = _TICKET.search(parts.path)
    url = address if len(address) <= LONGEST else ""
    if found is None:
        return Points(url) if url else None
    return Points(url, found[1] or found[2].upper(), host[:255])
