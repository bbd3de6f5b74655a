"""The address of a message: https://acme.slack.com/archives/C123/p1700000000000100?thread_ts=..."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_PATH = re.compile(r"/archives/([CGD][A-Z0-9]+)/p(\d{10})(\d{6})/?")
_TS = re.compile(r"\d{10}\.\d{6}")


@dataclass(frozen=True, slots=True)
class Place:
    """A message and the thread it is in; `thread_ts` is its own ts where it is the root."""

    channel_id: str
    ts: str
    thread_ts: str


def read(address: str, *, workspace_url: str) -> Place | None:
    """Where an address points to; None for what is no message of this workspace."""
    parts = urlsplit(address)
    if parts.netloc.lower() != urlsplit(workspace_url).netloc.lower() or not parts.netloc:
        return None
    found = _PATH.fullmatch(parts.path)
    if found is None:
        return None
    channel, seconds, micros = found.groups()
    ts = f"{seconds}.{micros}"
    [thread] = parse_qs(parts.query).get("thread_ts", [ts])[:1]
    return Place(channel, ts, thread if _TS.fullmatch(thread) else ts)


def write(place: Place, *, workspace_url: str) -> str:
    """The address of a message, as `read` reads it."""
    path = f"archives/{place.channel_id}/p{place.ts.replace('.', '')}"
    thread = (
        f"?thread_ts={place.thread_ts}&cid={place.channel_id}"
        if place.thread_ts != place.ts
        else ""
    )
    return f"{workspace_url.rstrip('/')}/{path}{thread}"
