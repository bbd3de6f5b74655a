"""Which thread an address points into, where its shape says so."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

# https://acme.slack.com/archives/C123/p1700000000000100?thread_ts=1699999999.000200&cid=C123
_MESSAGE = re.compile(r"(/archives/[CGD][A-Z0-9]+/p)\d{16}/?")
_TS = re.compile(r"(\d{10})\.(\d{6})")


def thread_address(url: str) -> str:
    """The address of the first message of the thread that a Slack message is in, always written alike:
    one copied from a reply names its thread behind it. Any other address as it is."""
    parts = urlsplit(url)
    message = _MESSAGE.fullmatch(parts.path)
    if message is None:
        return url
    root = _TS.fullmatch(next(iter(parse_qs(parts.query).get("thread_ts", [])), ""))
    path = f"{message[1]}{root[1]}{root[2]}" if root else parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def is_thread(url: str) -> bool:
    """Is it a thread for sure, which is one escalation at most?"""
    return _MESSAGE.fullmatch(urlsplit(url).path) is not None
