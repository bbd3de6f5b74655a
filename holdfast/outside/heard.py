"""What others call us with, read before anybody trusts it: bounded in size and depth, never an error
that nobody expects."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

MOST_BYTES = 1_000_000
# Far deeper than anybody's webhooks. What is deeper can be read and then not be written: Python and the
# databases each have a limit of their own.
_DEEPEST = 50


def content_of(request: HttpRequest) -> bytes | None:
    """What was sent, None where it is larger than `MOST_BYTES`; what says so itself is not even read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if said.isdecimal() and (len(said) > 9 or int(said) > MOST_BYTES):
        return None
    try:
        content = request.body
    except RequestDataTooBig:
        return None
    return None if len(content) > MOST_BYTES else content


def object_in(content: bytes | str) -> dict[str, Any]:
    """The JSON object that it is. Raises ValueError for everything else."""
    try:
        found = json.loads(content)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004  # one refusal for whatever is wrong with it
    if _is_deep(found):
        raise ValueError("too deep")
    return found


def _is_deep(found: object) -> bool:
    level = [found]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return bool(level)


def moment_in(text: str) -> datetime:
    """An instant as ISO 8601 has it, with its zone: 2026-03-10T09:00:00.000+0100. Raises TypeError or
    ValueError, also for what lies outside of the calendar once it is in UTC."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ValueError("no moment of the calendar") from None
