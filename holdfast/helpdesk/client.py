"""Zendesk as it is configured, and how it is asked."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from threading import local
from typing import Any

from django.conf import settings

from holdfast.outside.client import Service
from holdfast.outside.errors import Trouble, Unanswered

NAME = "Zendesk"
_here = local()
_STATUS = re.compile(r"\(([1-5][0-9]{2})\)")


def is_on() -> bool:
    """Whether tickets can be read."""
    return bool(settings.ZENDESK_URL and settings.ZENDESK_TOKEN)


def base_url() -> str:
    return str(settings.ZENDESK_URL)


def ask(
    method: str,
    path: str,
    *,
    at: datetime,
    json: Any = None,
    params: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The answer's object. Raises what outside.client.Service.ask does, and Unanswered for what is no
    object."""
    data = service().ask(method, path, at=at, json=json, params=params).data
    if not isinstance(data, dict):
        raise Unanswered(NAME, "Zendesk answered with something else than it documents.")
    return data


def status_of(error: Trouble) -> int:
    """The status of its answer, as it stands in the words; 0 where none came."""
    found = _STATUS.search(error.says)
    return int(found[1]) if found else 0


def service() -> Service:
    """This thread's own: the channel lets go of its connections while webhooks are worked on."""
    key = (base_url(), str(settings.ZENDESK_TOKEN))
    if getattr(_here, "key", None) != key:
        close()
        headers = {"Authorization": _authorization(key[1])}
        _here.key, _here.service = key, Service(NAME, key[0], headers=headers)
    found: Service = _here.service
    return found


def close() -> None:
    if found := getattr(_here, "service", None):
        found.close()


def _authorization(token: str) -> str:
    """`email/token:key` is an API token and goes as basic authentication, all else is an OAuth token
    (developer.zendesk.com, Security and authentication)."""
    if "/token:" in token:
        return f"Basic {b64encode(token.encode()).decode()}"
    return f"Bearer {token}"
