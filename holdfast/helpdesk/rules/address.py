"""Where a ticket stands in Zendesk, and which ticket an address leads to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# As agents see them, as requesters do, as the API names them, as mails and old links have it.
_TICKET = re.compile(
    r"/(?:agent/(?:#/)?tickets|tickets|requests|hc/(?:[a-z-]+/)?requests|api/v2/tickets)"
    r"/([0-9]{1,18})(?:\.json)?/?"
)


def address_of(ticket: int, *, base_url: str) -> str:
    """As agents have it in their browser."""
    return f"{base_url}/agent/tickets/{ticket}"


def ticket_of(address: str, *, base_url: str) -> int | None:
    """The number of the ticket an address leads to; None for what is no ticket, or not of our
    Zendesk."""
    if not base_url:
        return None
    try:
        asked, ours = urlsplit(address.strip()), urlsplit(base_url)
        same = (asked.hostname, asked.port) == (ours.hostname, ours.port)
    except ValueError:
        return None
    found = _TICKET.fullmatch(asked.path) if same else None
    return int(found[1]) if found else None
