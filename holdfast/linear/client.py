"""Linear's GraphQL, and what its answers mean: its errors come with 200 and 400 alike."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from holdfast.outside.client import Answer, Service, moment, pause, whole, within_reason
from holdfast.outside.errors import Denied, Gone, Limited, Refused, Unanswered

NAME = "Linear"
_here = (
    threading.local()
)  # a client each thread: one lets go of its connections, others do not notice
_REFUSED = 400
# By the `type` and `code` of its errors, as its own client knows them (linear/linear, sdk, error.ts).
_DENIED = {"authentication error", "forbidden", "feature not accessible", "usage limit exceeded"}
_LIMITED = {"ratelimited"}
_BROKEN = {"internal error", "internal server error", "lock timeout", "network error"}
_MISSING = "Entity not found"
_BUDGETS = ("requests", "complexity", "endpoint-requests")
_TOO_MANY = 429


def is_on() -> bool:
    return bool(settings.LINEAR_TOKEN)


def ask(query: str, *, at: datetime, **variables: Any) -> dict[str, Any]:
    """The `data` of the answer. Raises the errors of `holdfast.outside.errors`."""
    asked = {"query": query, "variables": variables}
    service, path = _service()
    said = service.ask("POST", path, at=at, json=asked, also={_REFUSED})
    body = said.data if isinstance(said.data, dict) else {}
    if errors := body.get("errors"):
        _complain(errors[0], said, at=at)
    data = body.get("data")
    if said.status == _REFUSED or not isinstance(data, dict):
        raise Refused(NAME, "Linear refuses it and does not say why.")
    return data


def rest() -> None:
    if found := getattr(_here, "service", None):
        found.close()


def _service() -> tuple[Service, str]:
    url, token = configured = (settings.LINEAR_API_URL, settings.LINEAR_TOKEN)
    base, _, path = url.rpartition("/")
    if getattr(_here, "configured", None) != configured:
        rest()
        _here.service = Service(NAME, base, headers={"Authorization": token})
        _here.configured = configured
    return _here.service, path


def _complain(error: Any, said: Answer, *, at: datetime) -> None:
    about = error if isinstance(error, dict) else {}
    more = about.get("extensions") or {}
    kinds = {str(more.get(name, "")).lower().replace("_", " ") for name in ("type", "code")}
    message = " ".join(str(about.get("message", "")).split())
    words = str(more.get("userPresentableMessage") or message)[:300]
    if kinds & _LIMITED:
        raise Limited(NAME, _until(said.headers, at=at))
    if kinds & _DENIED:
        raise Denied(NAME, f"Linear does not allow it: {words}")
    if message.startswith(_MISSING):
        raise Gone(NAME, f"Linear does not know it: {words}")
    if kinds & _BROKEN:
        raise Unanswered(NAME, f"Linear broke down: {words}")
    raise Refused(NAME, f"Linear refuses it: {words}")


def _until(headers: Mapping[str, str], *, at: datetime) -> datetime:
    """When the budget that is spent is full again, in milliseconds since 1970 (linear.app, Rate
    limiting)."""
    said = {name.lower(): value.strip() for name, value in headers.items()}
    found = [
        when
        for budget in _BUDGETS
        if said.get(f"x-ratelimit-{budget}-remaining") == "0"
        if (number := whole(said.get(f"x-ratelimit-{budget}-reset", ""))) is not None
        if (when := moment(number / 1000, at=at))
    ]
    if not found:
        return pause(_TOO_MANY, headers, at=at) or at
    return within_reason(max(found), at=at)
