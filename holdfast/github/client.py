"""GitHub's server, and how it is asked: REST of version 2022-11-28, and GraphQL, for boards only."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from holdfast.outside.client import Answer, Service, moment, whole, within_reason
from holdfast.outside.errors import Denied, Gone, Limited, Refused, Unanswered

NAME = "GitHub"
_here = (
    threading.local()
)  # a client each thread: one lets go of its connections, others do not notice
_ENTERPRISE = "/api/v3"  # where an Enterprise server has its REST; its GraphQL is /api/graphql
# Said with 403 and, at times, without a header (docs.github.com, rate limits: wait a minute then).
_SECONDARY = ("secondary rate limit", "abuse detection")
_MINUTE = timedelta(minutes=1)
_A_PAGE = 100


def is_on() -> bool:
    return bool(settings.GITHUB_TOKEN)


def ask(
    method: str,
    path: str,
    *,
    at: datetime,
    json: Any = None,
    params: Mapping[str, Any] | None = None,
    also: Collection[int] = (),
) -> Answer:
    """Raises the errors of `holdfast.outside.errors`."""
    try:
        return _service().ask(method, path, at=at, json=json, params=params, also=also)
    except Denied as error:
        if any(each in str(error).lower() for each in _SECONDARY):
            raise Limited(NAME, at + _MINUTE) from None
        raise


def pages(
    path: str, *, at: datetime, most: int, **params: Any
) -> tuple[list[dict[str, Any]], bool]:
    """A list over its pages of 100, and whether that is all of it."""
    found: list[dict[str, Any]] = []
    for page in range(1, most + 1):
        asked = {**params, "per_page": _A_PAGE, "page": page}
        window = ask("GET", path, at=at, params=asked).data
        if not isinstance(window, list):
            raise Unanswered(NAME, "GitHub answered with something else.")
        found += [each for each in window if isinstance(each, dict)]
        if len(window) < 100:
            return found, True
    return found, False


def graph(query: str, *, at: datetime, **variables: Any) -> dict[str, Any]:
    """The `data` of GraphQL's answer; its errors come with 200. Raises as `ask` does."""
    address = settings.GITHUB_API_URL.removesuffix("/v3")
    asked = _named("graph", address)
    said = asked.ask("POST", "graphql", at=at, json={"query": query, "variables": variables})
    body = said.data if isinstance(said.data, dict) else {}
    if errors := body.get("errors"):
        _complain(errors, said.headers, at=at)
    if not isinstance(body.get("data"), dict):
        raise Unanswered(NAME, "GitHub answered with something else.")
    return dict(body["data"])


def rest() -> None:
    for found in vars(_here).values():
        found[1].close()


def web_address() -> tuple[str, int | None]:
    """Host and port of the pages: github.com for api.github.com; an Enterprise server has both on one."""
    api = urlsplit(settings.GITHUB_API_URL)
    host = api.hostname or ""
    return (host if api.path.endswith(_ENTERPRISE) else host.removeprefix("api.")), api.port


def _service() -> Service:
    return _named("rest", settings.GITHUB_API_URL)


def _named(name: str, url: str) -> Service:
    configured = (url, settings.GITHUB_TOKEN)
    known = getattr(_here, name, None)
    if known is None or known[0] != configured:
        if known:
            known[1].close()
        headers = {
            "Authorization": f"Bearer {settings.GITHUB_TOKEN}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        known = (configured, Service(NAME, url, headers=headers))
        setattr(_here, name, known)
    service: Service = known[1]
    return service


def _complain(errors: Any, headers: Mapping[str, str], *, at: datetime) -> None:
    first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
    words = " ".join(str(first.get("message", "")).split())[:300]
    match first.get("type"):
        case "RATE_LIMITED" | "RATE_LIMIT":
            said = {name.lower(): value for name, value in headers.items()}
            reset = whole(said.get("x-ratelimit-reset", ""))
            until = moment(reset, at=at) if reset is not None else None
            raise Limited(NAME, within_reason(until or at + _MINUTE, at=at))
        case "FORBIDDEN" | "INSUFFICIENT_SCOPES":
            raise Denied(NAME, f"GitHub does not allow it: {words}")
        case "NOT_FOUND":
            raise Gone(NAME, f"GitHub does not know it: {words}")
        case None:
            raise Unanswered(NAME, f"GitHub broke down: {words}")
    raise Refused(NAME, f"GitHub refuses it: {words}")
