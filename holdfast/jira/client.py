"""Jira's server, and how it is asked: with our token, or as anybody."""

from __future__ import annotations

import threading
from base64 import b64encode

from django.conf import settings

from holdfast.outside.client import Service

NAME = "Jira"
_here = (
    threading.local()
)  # a client each thread: one lets go of its connections, others do not notice


def is_on() -> bool:
    return bool(settings.JIRA_URL and settings.JIRA_TOKEN)


def service() -> Service:
    """Asked with our token: `email:token` is Jira Cloud's (Basic), anything else a personal access
    token of Data Center (Bearer)."""
    configured = (settings.JIRA_URL, settings.JIRA_TOKEN)
    if getattr(_here, "configured", None) != configured:
        rest()
        url, token = configured
        _here.service = Service(NAME, url, headers={"Authorization": _authorization(token)})
        _here.configured = configured
    found: Service = _here.service
    return found


def anybody() -> Service:
    """Asked without a token, as everybody on the internet could. The caller closes it."""
    return Service(NAME, settings.JIRA_URL, headers={})


def rest() -> None:
    if found := getattr(_here, "service", None):
        found.close()


def _authorization(token: str) -> str:
    if ":" in token:
        return f"Basic {b64encode(token.encode()).decode()}"
    return f"Bearer {token}"
